/** A stack of dense layers and its training by Adam, as every contestant builds it in its own words. */
export interface Net {
  /** Name of a data set of `data.ts`. */
  data: string;
  /** Features, hidden units, outputs. One output is a sigmoid with binary cross-entropy, more are a softmax with categorical. */
  units: readonly number[];
  /** A linear layer with mean squared error at the end instead. */
  isRegression?: boolean;
  /** A recurrent layer in place of the first dense one, which takes the features as this many steps, with its own activation. */
  recurrent?: { layer: "LSTM" | "GRU"; steps: number };
  /** Of the hidden layers. */
  activation: "sigmoid" | "relu" | "tanh";
  epochs: number;
  batchSize: number;
  /** The loss of the last epoch has to be below it: a fit that learns nothing is not a fit. */
  lossBelow: number;
}

/**
 * The task of the contestants.
 *
 * - `fit`: a whole fit of a model that is built, compiled and warm; the weights are the first ones each time
 * - `firstFit`: the fit of a process that has just started
 * - `predict`, `predictOnBatch`: outputs for the first `rows` samples
 * - `sweep`: trainings of the same net from many seeds on all cores; `ms` is the time of one training
 * - `hold`: the longest that a fit or an evaluation keeps the event loop from its next turn
 * - `import`: a process that imports the library, above one that imports nothing
 */
export type Task =
  | { kind: "fit"; net: Net }
  | { kind: "firstFit"; net: Net }
  | { kind: "predict"; net: Net; rows: number }
  | { kind: "predictOnBatch"; net: Net; rows: number }
  | { kind: "sweep"; net: Net }
  | { kind: "hold"; work: "wide" | "auc" }
  | { kind: "import" };

/** Milliseconds; after a fit also the loss of the last epoch. */
export interface Measured {
  ms: number;
  loss?: number;
}

/** A program's answer to a task; `memory` is the most that it has used, in MB. */
export type Answer = (Measured & { memory: number | null }) | { absent: string } | { error: string };
