import type { Trained } from "./engine-fit.ts";
import type { PreparedFit } from "./prepared-fit.ts";

/** The trainings of a sweep by index, for threads or a queue. */
export interface SweepWork {
  readonly count: number;
  seed(index: number): number;
  /** Builds the model on this thread. @throws KeyboardInterrupt when it is stopped */
  prepare(index: number): Promise<PreparedFit>;
  /** Takes the result. @throws ValueError if the training has diverged */
  finish(index: number, fit: PreparedFit, trained: Trained): void;
}
