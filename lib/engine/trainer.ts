/** Running sums over samples. `loss / samples` is the loss that Keras reports. */
export interface Totals {
  samples: number;
  /** Sum of the losses, weighted by the sample weights. */
  loss: number;
  metrics: number[];
  /** Divisor of each metric's sum: the number of samples, or the sum of their weights. Updated if present. */
  metricWeights?: number[];
}

/** A handle to loaded samples, valid from `Trainer.load` until `Trainer.release`. */
export interface Samples {
  readonly rows: number;
}

/** Sizes of a sample of each input. */
export type SampleShapes = readonly (readonly number[])[];

/** A value, or a promise of it for long work. */
export type Soon<T> = T | Promise<T>;

/** The samples `order[start … end)` in batches, and the totals to add to; `order` null for `0, 1, 2 …`. */
export type TrainCall = [
  samples: Samples,
  order: Uint32Array | null,
  start: number,
  end: number,
  batchSize: number,
  totals: Totals,
];

/** The rows `start … end)` in batches, and the totals to add to. */
export type EvaluateCall = [samples: Samples, start: number, end: number, batchSize: number, totals: Totals];

/** The result of `trainSoon` and `evaluateSoon`. */
export interface Passed {
  /** Number of processed samples. */
  readonly done: number;
  /** With `keepOutputs`, a copy of the outputs `[done, units]` in the order of the samples. */
  readonly outputs: Float32Array;
}

/** State of an optimizer between updates, as live views: writing to them sets it. */
export interface OptimizerState {
  /**
   * The arrays of the update rule for each trained weight, in the rule's order. Adafactor has means of rows and of columns for a
   * kernel and one array for a bias, Muon one array for a kernel and two for a bias.
   */
  readonly moments: readonly (readonly Float32Array[])[];
  /** The moving average of each trained weight; empty without one. */
  readonly averages: readonly Float32Array[];
  /** The sum of the gradients of each trained weight since the last update; empty unless they are accumulated. */
  readonly accumulated: readonly Float32Array[];
  /** One number: the product of Nadam's momentum schedule so far. */
  readonly momentumProduct: Float32Array;
  /** One number: the current loss scale. */
  readonly lossScale: Float32Array;
  /** One number: the steps since the loss scale changed. */
  readonly scaleSteps: Int32Array;
  /** Of several optimizers: the state of each for its weights, which are indices among all trained ones. */
  readonly parts?: readonly { readonly weights: readonly number[]; readonly state: OptimizerState }[];
}

/**
 * A network with its parameters and optimizer state. Equal calls give equal bits on every machine, with any number of threads:
 * every sum has a fixed order, and functions such as `exp` are the engine's own.
 *
 * `train`, `evaluate` and `predict` run on this thread before they return. The methods that end in `Soon` do the same with short
 * work, and give long work to worker threads; other calls meanwhile pause that work at the end of a batch.
 */
export interface Trainer {
  /**
   * All parameters, layer after layer, kernel before bias. A live view: writing to it sets the weights.
   */
  readonly parameters: Float32Array;
  /** Default 0.001. May be changed between calls. */
  learningRate: number;
  /** The learning rate as a function of `iterations`; null to use `learningRate`. */
  schedule: ((iterations: number) => number) | null;
  /** Number of updates so far, as Keras' `optimizer.iterations`. */
  iterations: number;
  /** The state of the optimizer without `iterations`, to be saved and restored. */
  readonly optimizerState: OptimizerState;
  /**
   * Number of draws so far of each layer that draws numbers in training, one each, live as `parameters` is. Left out if the layers
   * count themselves.
   */
  readonly draws?: readonly Int32Array[];
  /** With `keepOutputs`, the outputs `[rows, units]` of the last `train` or `evaluate`, in the order of the samples. */
  readonly outputs: Float32Array;
  /** The current loss scale; 1 without one. */
  readonly lossScale: number;
  /**
   * Copies samples into the engine's memory.
   *
   * @param x `[rows, inputs]`, row-major
   * @param y `[rows, units]`, or `[rows]` for class numbers
   * @param sampleWeight `[rows]`; default: 1 each
   * @param shapes of one sample of each input, for a trainer that takes several
   * @throws ValueError if the sizes do not match, or memory is exhausted
   */
  load(x: Float32Array, y: Float32Array, sampleWeight?: Float32Array | null, shapes?: SampleShapes): Samples;
  /** Like `load`, yielding to the event loop if there is much to copy. */
  loadSoon(
    x: Float32Array,
    y: Float32Array,
    sampleWeight?: Float32Array | null,
    shapes?: SampleShapes,
  ): Soon<Samples>;
  /** Frees these samples; without an argument, all samples. */
  release(samples?: Samples): void;
  /**
   * Trains on samples `order[start … end)` in batches of `batchSize`, and adds to `totals`. The result does not depend on how
   * an epoch is split into calls.
   *
   * Stops before the update of a batch that makes the loss NaN or infinite, which `totals` then includes.
   *
   * @returns the number of samples trained on, `end − start` unless it stopped
   * @throws ValueError for released samples, or an empty or invalid range
   */
  train(...call: TrainCall): number;
  /** Adds loss and metrics of the rows `start … end)` to `totals`, without training. @throws ValueError as `train` does */
  evaluate(...call: EvaluateCall): void;
  /** The outputs for `x`, `[rows, units of the last layer]`. */
  predict(x: Float32Array, shapes?: SampleShapes): Float32Array;
  /**
   * Like `train`.
   *
   * @param isOver polled. True ends the work after a batch. If it throws, the work ends at once with that error, and a batch before
   *   its update is dropped.
   */
  trainSoon(isOver: () => boolean, ...call: TrainCall): Soon<Passed>;
  /** Like `evaluate`. */
  evaluateSoon(isOver: () => boolean, ...call: EvaluateCall): Soon<Passed>;
  /** Like `predict`. */
  predictSoon(isOver: () => boolean, x: Float32Array, shapes?: SampleShapes): Soon<Float32Array>;
  /** Swaps the trainable parameters and their moving average. Does nothing without `emaMomentum`. */
  swapAverage(): void;
  /** Sets the moving average to the trainable parameters. */
  restartAverage(): void;
  /** Sets the trainable parameters to their moving average, as Keras does at the end of `fit`. */
  applyAverage(): void;
}
