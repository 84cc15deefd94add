import type { ArrayInput, NDArray } from "../../ndarray.ts";
import type { Sequential } from "../models/sequential.ts";
import type { FitOptions } from "../trainers/options.ts";

export interface SweepOptions<G extends Grid>
  extends Omit<FitOptions, "callbacks" | "verbose" | "stepsPerEpoch" | "validationSteps"> {
  /**
   * Creates and compiles a model. Called on this thread once per training, after `setRandomSeed(seed)`; the model is trained on
   * another thread.
   */
  build(choice: Choice<G>, seed: number): Sequential;
  /** As for `fit`. */
  x: ArrayInput;
  /** As for `fit`. */
  y: ArrayInput;
  /** Seeds, or their number, counted from 0, `seeds: 5`; default `[0]`. */
  seeds?: number | Iterable<number>;
  /**
   * Every combination of these values is trained with every seed; default: none. Values of options of `fit`, such as `epochs` and
   * `batchSize`, apply to the training as well.
   */
  grid?: G;
  /** Called after each training, in the order in which they end. */
  onResult?(result: SweepResult<Choice<G>>, done: number, total: number): void;
  /** Number of threads, `threads: 2`; default: the number of cores. */
  threads?: number;
  /**
   * Address of a queue, `queue: "redis://host:6379"`: its workers (`npm run worker`) train, to the same bits; default: this machine
   * trains. `build` is called here all the same. Loss and metrics must not need more than 256 MB per training.
   */
  queue?: string;
  /** 1 shows a progress bar, `verbose: 1`; default 0. */
  verbose?: 0 | 1;
}

/** Values to choose from, by name. */
export type Grid = Record<string, readonly unknown[]>;

/** One value of each name. */
export type Choice<G extends Grid> = { [K in keyof G]: G[K][number] };

/** The result of one training. */
export interface SweepResult<C = Record<string, unknown>> {
  readonly seed: number;
  readonly choice: C;
  /** Like `History.history`. */
  readonly history: Record<string, number[]>;
  /** The final weights, for `model.setWeights`. */
  readonly weights: NDArray[];
}
