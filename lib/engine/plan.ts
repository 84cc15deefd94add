/** What the engine is asked to train: a stack of dense layers, a loss, an optimizer, metrics. Plain data. */
export interface Plan {
  /** Features per sample. */
  readonly inputs: number;
  readonly layers: readonly DensePlan[];
  readonly loss: LossPlan;
  readonly optimizer: OptimizerPlan;
  readonly metrics: readonly MetricPlan[];
}

/** `activation(x · kernel + bias)`; the kernel is stored `[inputs][units]`, row-major. */
export interface DensePlan {
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: ActivationName;
}

export type ActivationName = "linear" | "sigmoid" | "relu" | "tanh" | "softmax";

/**
 * The mean over a batch of a loss per sample. A sample has as many numbers in `y` as the last layer has units, or one
 * (its class) with `sparseCategoricalCrossentropy`.
 */
export interface LossPlan {
  readonly kind:
    | "binaryCrossentropy"
    | "categoricalCrossentropy"
    | "sparseCategoricalCrossentropy"
    | "meanSquaredError";
  /** The outputs are logits, not probabilities. */
  readonly fromLogits: boolean;
}

export type OptimizerPlan =
  | { readonly kind: "sgd"; readonly momentum: number; readonly nesterov: boolean }
  | {
      readonly kind: "adam";
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly amsgrad: boolean;
    };

export interface MetricPlan {
  readonly kind:
    | "binaryAccuracy"
    | "categoricalAccuracy"
    | "sparseCategoricalAccuracy"
    | "meanSquaredError"
    | "meanAbsoluteError";
}

/** Sums over samples since the last `reset`; `loss / samples` is the running mean that Keras reports. */
export interface Totals {
  samples: number;
  loss: number;
  metrics: number[];
}

/**
 * A network with its parameters and its optimizer's moments, trained batch by batch. Every sum has a fixed order and
 * every function is the engine's own, so that equal calls give equal bits on every machine.
 */
export interface Trainer {
  /** All parameters, layer after layer: kernel, then bias. Live: writing to it sets the weights. */
  readonly parameters: Float32Array;
  /** The step size of the next update; may be changed between batches. */
  learningRate: number;
  /** Updates made so far: Keras' `optimizer.iterations`. */
  readonly iterations: number;
  /**
   * Trains on samples `order[start … end)` (`order` null: rows in their own order) in batches of `batchSize`, adding
   * to `totals`. One call may be one batch or a whole epoch: the bits are the same.
   */
  train(
    x: Float32Array,
    y: Float32Array,
    order: Uint32Array | null,
    start: number,
    end: number,
    batchSize: number,
    totals: Totals,
  ): void;
  /** Loss and metrics of rows `start … end)` in batches of `batchSize`, added to `totals`, without an update. */
  evaluate(
    x: Float32Array,
    y: Float32Array,
    start: number,
    end: number,
    batchSize: number,
    totals: Totals,
  ): void;
  /** Outputs of all rows of `x`, `[rows][units of the last layer]`. */
  predict(x: Float32Array): Float32Array;
}
