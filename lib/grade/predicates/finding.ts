/** The result of one predicate. */
export interface Finding {
  met: boolean;
  /** Quoted from the notebook. If `met` is false, the closest match. */
  found: string;
  /** The execution count of the cell that shows it. */
  cell: number | null;
}
