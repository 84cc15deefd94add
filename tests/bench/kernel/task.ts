/**
 * The task of a kernel; each time one that has just been started.
 *
 * - `start`: its first result, from the start of the process
 * - `trivial`: so many cells without a declaration; the median, how many replies were lost, and the memory after the last
 * - `growth`: the same, and how much slower the last tenth is than the second
 * - `lib`: the first cell that imports `lib/keras`, and trivial cells after it
 * - `exercise`: the cells of exercise 4 that a learner waits for, in the order of the notebook, and the CPU time of all
 */
export type Task = { kind: "start" | "lib" | "exercise" } | { kind: "trivial" | "growth"; cells: number };

/** Milliseconds, MB and numbers. */
export type Answer = Record<string, number | null> | { absent: string } | { error: string };

/** A kernel, and the words in which it is asked. */
export interface Kernel {
  /** As in `kernel.json`. */
  argv: readonly string[];
  cwd: string;
  env: Record<string, string>;
  /** The cell that imports `lib/keras`; none: it has no such thing. */
  library?: string;
  /** The cells of exercise 4 by what is measured: `first`, `picture` and `seeds`. */
  exercise?: Record<string, string>;
}
