/** Running sums over samples. `loss / samples` is the mean that Keras reports. */
export interface Totals {
  samples: number;
  /** Sum of the losses, each times its sample weight. */
  loss: number;
  metrics: number[];
  /** Divisor of each metric's sum: the number of samples, or the sum of their weights. Updated if present. */
  metricWeights?: number[];
}

/** A handle to loaded samples, valid from `Trainer.load` until `Trainer.release`. */
export interface Samples {
  readonly rows: number;
}

/** The samples `order[start … end)` in batches; with `order` null, the rows `start … end)`. */
export interface BatchRange {
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly end: number;
  readonly batchSize: number;
}

/**
 * A network with its parameters and optimizer state. Equal calls give equal bits on every machine: every sum has a fixed order,
 * and functions such as `exp` are the engine's own.
 */
export interface Trainer {
  /**
   * All parameters, layer after layer, kernel before bias. A live view: writing to it sets the weights. Get it again after
   * each call, since growing memory detaches old views.
   */
  readonly parameters: Float32Array;
  /** Default 0.001. May be changed between calls. */
  learningRate: number;
  /** Number of updates so far, as Keras' `optimizer.iterations`. */
  iterations: number;
  /**
   * Copies samples into the engine's memory.
   *
   * @param x `[rows, inputs]`, row-major
   * @param y `[rows, units]`, or `[rows]` for class numbers
   * @param sampleWeight `[rows]`; default: 1 each
   * @throws ValueError if the sizes do not match, or memory is exhausted
   */
  load(x: Float32Array, y: Float32Array, sampleWeight?: Float32Array | null): Samples;
  /** Frees these samples and all loaded after them; without an argument, all samples. */
  release(samples?: Samples): void;
  /**
   * Trains on samples `order[start … end)` in batches of `batchSize`, and adds to `totals`. The result does not depend on how
   * an epoch is split into calls.
   *
   * Stops before the update of a batch that makes the loss NaN or infinite, which `totals` then includes.
   *
   * @param order sample indices; null for `0, 1, 2 …`
   * @returns the number of samples trained on, `end − start` unless it stopped
   * @throws ValueError for released samples, or an empty or invalid range
   */
  train(
    samples: Samples,
    order: Uint32Array | null,
    start: number,
    end: number,
    batchSize: number,
    totals: Totals,
  ): number;
  /** Adds loss and metrics of the rows `start … end)` to `totals`, without training. @throws ValueError as `train` does */
  evaluate(samples: Samples, start: number, end: number, batchSize: number, totals: Totals): void;
  /** The outputs for `x`, `[rows, units of the last layer]`. */
  predict(x: Float32Array): Float32Array;
}

/** The arguments of `train`. */
export type TrainCall = Parameters<Trainer["train"]>;
/** The arguments of `evaluate`. */
export type EvaluateCall = Parameters<Trainer["evaluate"]>;

/** The result of `trainInPieces`. */
export interface Trained {
  /** Number of samples trained on. */
  readonly trained: number;
  /** With `keepOutputs`, a copy of the outputs `[rows, units]` in the order of the samples. */
  readonly outputs: Float32Array;
}

/** The trainer of this engine, with what `fit` needs beyond `Trainer`. */
export interface EngineTrainer extends Trainer {
  /** The optimizer's moments. A live view, see `parameters`. */
  readonly moments: Float32Array;
  /** The learning rate as a function of `iterations`; null to use `learningRate`. */
  schedule: ((iterations: number) => number) | null;
  /** With `keepOutputs`, the outputs `[rows, units]` of the last `train` or `evaluate`, in the order of the samples. */
  readonly outputs: Float32Array;
  /** Like `load`, but only reserves memory. `fill` copies the samples. */
  allot(x: Float32Array, y: Float32Array, sampleWeight?: Float32Array | null): Samples;
  /** Copies the samples given to `allot`, in pieces. */
  fill(samples: Samples): Generator<void, void>;
  /** Like `train`, but yields every few milliseconds. If abandoned, the weights stay as after the last update. */
  trainInPieces(...call: TrainCall): Generator<void, Trained>;
  /** Like `evaluate`, in pieces. Returns a copy of `outputs`. */
  evaluateInPieces(...call: EvaluateCall): Generator<void, Float32Array>;
  /** Like `predict`, in pieces. */
  predictInPieces(x: Float32Array): Generator<void, Float32Array>;
  /** The current loss scale; 1 without one. */
  readonly lossScale: number;
  /** Swaps the trainable parameters and their moving average, in pieces. Does nothing without `emaMomentum`. */
  swapAverage(): Generator<void, void>;
  /** Sets the moving average to the trainable parameters, in pieces. */
  restartAverage(): Generator<void, void>;
  /** Sets the trainable parameters to their moving average, in pieces, as Keras does at the end of `fit`. */
  applyAverage(): Generator<void, void>;
}
