/** Sums over samples; `loss / samples` is the running mean that Keras reports. */
export interface Totals {
  samples: number;
  /** Each sample's loss times its weight. */
  loss: number;
  metrics: number[];
  /** What each metric's sum is to be divided by: samples, or their weights. Filled when it is there. */
  metricWeights?: number[];
}

/** Loaded samples, from `Trainer.load` until `Trainer.release`. */
export interface Samples {
  readonly rows: number;
}

/** The samples `order[start … end)`, or rows of that range, in batches. */
export interface BatchRange {
  readonly order: Uint32Array | null;
  readonly start: number;
  readonly end: number;
  readonly batchSize: number;
}

/**
 * A network with its parameters and its optimizer's moments, trained batch by batch. Every sum has a fixed order and
 * every function is the engine's own, so that equal calls give equal bits on every machine.
 */
export interface Trainer {
  /**
   * All parameters, layer after layer: kernel, then bias. Live: writing to it sets the weights. Read it anew after each call:
   * memory that grows leaves an old view empty.
   */
  readonly parameters: Float32Array;
  /** The step size of the next update; may be changed between calls. */
  learningRate: number;
  /** Updates made so far: Keras' `optimizer.iterations`. */
  iterations: number;
  /** Copies samples to where they are computed with; without weights each counts 1. */
  load(x: Float32Array, y: Float32Array, sampleWeight?: Float32Array | null): Samples;
  /** Gives up these samples and those loaded after them, or all: their memory is free again. */
  release(samples?: Samples): void;
  /**
   * Trains on samples `order[start … end)` (`order` null: rows in their own order) in batches of `batchSize`, adding
   * to `totals`. One call may be one batch or a whole epoch: the bits are the same. Stops before the
   * update of a batch that makes the loss NaN or infinite, with that loss in the totals. Returns the number of samples
   * trained on: `end − start` when all went well.
   */
  train(
    samples: Samples,
    order: Uint32Array | null,
    start: number,
    end: number,
    batchSize: number,
    totals: Totals,
  ): number;
  /** Loss and metrics of rows `start … end)` in batches of `batchSize`, added to `totals`, without an update. */
  evaluate(samples: Samples, start: number, end: number, batchSize: number, totals: Totals): void;
  /** Outputs of all rows of `x`, `[rows][units of the last layer]`. */
  predict(x: Float32Array): Float32Array;
}

/** What `train` takes. */
export type TrainCall = Parameters<Trainer["train"]>;
/** What `evaluate` takes. */
export type EvaluateCall = Parameters<Trainer["evaluate"]>;

/** What came of a training. */
export interface Trained {
  /** Samples trained on, as `train` returns it. */
  readonly trained: number;
  /** With `keepOutputs`, a copy of `[rows][units]` of the samples, in their order. */
  readonly outputs: Float32Array;
}

/** What the engine's own trainer has beyond that. */
export interface EngineTrainer extends Trainer {
  /** The optimizer's moments. Live; read it anew after each call: memory that grows leaves an old view empty. */
  readonly moments: Float32Array;
  /** The step size by the number of updates before; `null`: `learningRate`. */
  schedule: ((iterations: number) => number) | null;
  /** With `keepOutputs`, `[rows][units]` of the samples of the last `train` or `evaluate`, in their order. */
  readonly outputs: Float32Array;
  /** As `load`, but the samples are there once `fill` has copied them. */
  allot(x: Float32Array, y: Float32Array, sampleWeight?: Float32Array | null): Samples;
  /** Copies what was given to `allot`, in pieces. */
  fill(samples: Samples): Generator<void, void>;
  /** As `train`, in pieces of some milliseconds, so that others get their turn in between; given up, it leaves the weights. */
  trainInPieces(...call: TrainCall): Generator<void, Trained>;
  /** As `evaluate`, in pieces. Returns a copy of the outputs that were kept. */
  evaluateInPieces(...call: EvaluateCall): Generator<void, Float32Array>;
  /** As `predict`, in pieces. */
  predictInPieces(x: Float32Array): Generator<void, Float32Array>;
  /** What the loss is multiplied with for the way back; 1 where nothing is said of it. */
  readonly lossScale: number;
  /** Exchanges the trained parameters and their moving average, where one is kept; in pieces, as those after it. */
  swapAverage(): Generator<void, void>;
  /** Makes the trained parameters their moving average. */
  restartAverage(): Generator<void, void>;
  /** Puts the moving average, where one is kept, in the parameters' place: Keras does so at the end of a fit. */
  applyAverage(): Generator<void, void>;
}
