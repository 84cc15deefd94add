/** Numbers of kinds and states. Imported by TypeScript too, so plain TypeScript only. */

/** Kinds of calls. */
export enum CallKind {
  predict,
  evaluate,
  train,
}

/** States of calls. */
export enum CallState {
  running,
  /** It was asked to end. */
  stopped,
  /** The loss is no longer finite. */
  diverged,
  /** The order has an index that is not a row. */
  outOfRange,
}

/** When a call is to end. */
export enum Stop {
  never,
  afterBatch,
  atOnce,
}

/** The loss of a batch, from those of its samples. */
export enum Reduction {
  mean,
  sum,
  meanWithSampleWeight,
}

export enum ConstraintKind {
  none,
  nonNeg,
  unitNorm,
  maxNorm,
  minMaxNorm,
}

export enum RecurrentKind {
  simpleRNN,
  gru,
  lstm,
}

/**
 * Rows and columns of the weights that the products of dense layers pack at a time, into a thread's panel: so many that the values of a
 * tile's samples stay in the processor's nearest cache, and the panel in the next.
 */
export const PANEL_ROWS = 256;
export const PANEL_COLUMNS = 320;
