/** What one work may use. */
export interface Limits {
  /** Seconds for one cell. */
  cell: number;
  /** Seconds for all of its notebooks together. */
  total: number;
  /** Bytes of memory, all processes of a notebook together. */
  memory: number;
  /** Bytes that the kernel may send: outputs, and all other messages. */
  output: number;
  /** Bytes of all files that a notebook writes; these lie in memory. */
  disk: number;
  processes: number;
}

/** Some times what the day's own notebooks take. */
export const LIMITS: Limits = {
  cell: 120,
  total: 300,
  memory: 2_000_000_000,
  output: 10_000_000,
  disk: 200_000_000,
  processes: 32,
};
