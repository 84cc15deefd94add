import type { ArrayInput, NDArray } from "../../ndarray.ts";
import type { Sequential } from "../models/index.ts";
import type { FitOptions } from "../trainers/options.ts";

/** The choices of a grid, by name. */
export type Grid = Record<string, readonly unknown[]>;

/** One choice of each. */
export type Choice<G extends Grid> = { [K in keyof G]: G[K][number] };

export interface SweepOptions<G extends Grid>
  extends Omit<FitOptions, "callbacks" | "verbose" | "stepsPerEpoch" | "validationSteps"> {
  /**
   * Makes a network and compiles it. It is called here, once for each training, after `setRandomSeed(seed)`; what it
   * returns is trained on another thread.
   */
  build(choice: Choice<G>, seed: number): Sequential;
  x: ArrayInput;
  y: ArrayInput;
  /** Seeds to train with, or how many, from 0 on; default `[0]`. */
  seeds?: number | Iterable<number>;
  /** Values to choose from; each combination is trained with each seed. Default: none. */
  grid?: G;
  /** Called as soon as a training is over, in the order in which they end. */
  onResult?(result: SweepResult<Choice<G>>, done: number, total: number): void;
  /** Threads, default: as many as the machine runs at once. */
  threads?: number;
  /** 1 shows how many trainings are over; default 0. */
  verbose?: 0 | 1;
}

/** What came of one training. */
export interface SweepResult<C = Record<string, unknown>> {
  readonly seed: number;
  readonly choice: C;
  /** As `History.history`. */
  readonly history: Record<string, number[]>;
  /** The weights at the end, for `model.setWeights`. */
  readonly weights: NDArray[];
}

/**
 * Trains many networks side by side, each to the bits that `setRandomSeed(seed)`, `build` and `model.fit` come to one
 * after the other.
 *
 *     const results = await sweep({ build, x, y, seeds: 1000, epochs: 49 });
 *
 * The names, seeds and models of the session stay as they were.
 *
 * @returns the results, combination after combination, in the order of the seeds
 * @throws ValueError for a network with parts that the engine does not know, data that does not fit, and a training that
 *   diverges
 * @throws KeyboardInterrupt when it is stopped, in a notebook or by `signal`
 */
export async function sweep<const G extends Grid = Record<never, never>>(
  options: SweepOptions<G>,
): Promise<SweepResult<Choice<G>>[]> {
  // Loaded by the first sweep, so that a program without one does not wait for it.
  const { runSweep } = await import("./run-sweep.ts");
  return runSweep(options);
}
