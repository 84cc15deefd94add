/** Resource limits of one submission. */
export interface Limits {
  /** Seconds per cell. */
  cell: number;
  /** Seconds for all notebooks together. */
  total: number;
  /** Bytes of memory of all processes of a notebook together. */
  memory: number;
  /** Bytes of all messages that the kernel sends, including outputs. */
  output: number;
  /** Bytes of all files that a notebook writes. They are held in memory. */
  disk: number;
  processes: number;
}

/** Several times what the project's own notebooks need. */
export const LIMITS: Limits = {
  cell: 120,
  total: 300,
  memory: 2_000_000_000,
  output: 10_000_000,
  disk: 200_000_000,
  processes: 32,
};
