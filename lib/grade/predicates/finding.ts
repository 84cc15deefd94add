/** What one predicate says of the evidence. */
export interface Finding {
  met: boolean;
  /** What was found, in the notebook's own words; of what is not met, the nearest to it. */
  found: string;
  /** The cell that shows it. */
  cell: number | null;
}
