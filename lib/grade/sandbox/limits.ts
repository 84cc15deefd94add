/** What one work may use. */
export interface Limits {
  /** Seconds for one cell. */
  cell: number;
  /** Seconds for all of its notebooks together. */
  total: number;
  /** Bytes of memory, all processes of a notebook together. */
  memory: number;
  /** Bytes that a notebook may print. */
  output: number;
  /** Bytes in each place that can be written to; these lie in memory. */
  disk: number;
  processes: number;
}

/** Some times what the day's own notebooks take. */
export const LIMITS: Limits = {
  cell: 120,
  total: 300,
  memory: 2_000_000_000,
  output: 10_000_000,
  disk: 64_000_000,
  processes: 32,
};
