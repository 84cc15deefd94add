/**
 * The records that TypeScript writes into memory before a run, by their fields' names in `record-fields.ts`. Every field takes four
 * bytes. Addresses point to float32 values unless noted.
 */

/** A network, its buffers for a batch, and its totals. */
// @ts-ignore: decorator
@unmanaged
export class Net {
  layers: usize;
  layerCount: i32;
  inputs: i32;
  /** Values of `y` per sample. */
  targets: i32;
  /** Bytes from one unit to the next in a buffer of a batch. */
  stride: usize;
  /** The batch, `[features][samples]`, and its targets. */
  x: usize;
  y: usize;
  /** Sample weights of the loss, 0 for padding; `factors`: the same divided by the number of samples. */
  weights: usize;
  factors: usize;
  /** A `Score`. */
  loss: usize;
  /** An array of `Score`. */
  metrics: usize;
  metricCount: i32;
  /** The score of each sample: of the loss, then of each metric. */
  values: usize;
  /** Sums over the current batch, in four lanes: of the loss, then of each metric. */
  sums: usize;
  /** A buffer for each thread, of `panelBytes`, for a packed panel of weights or gradients. */
  panel: usize;
  panelBytes: usize;
  optimizer: usize;
  hasRegularizers: i32;
  /** Sample weights of the metrics. The same address as `weights` unless the reduction is folded into those. */
  metricWeights: usize;
  /** A `Reduction`. */
  reduction: i32;
  /** Losses of a batch without sample weights; 0: one per sample. */
  losses: i32;
  /** 1 if a score needs all outputs or labels of a batch at once. */
  ofBatch: i32;
  /** 1 if all labels of the batch are 0 or 1, for the hinges. */
  binary: i32;
  /** Samples that go through all layers at a time. */
  block: i32;
  /** The first layer with a trainable weight: the backward pass ends there. */
  firstTrained: i32;
  /** 1 if a layer takes mean and variance from the batch in training. */
  normalizesBatch: i32;
}

/** A call to train, evaluate or predict. `step` runs it batch by batch. */
// @ts-ignore: decorator
@unmanaged
export class Call {
  /** A `CallKind`. */
  kind: i32;
  /** The loaded samples `[rows][features]`, their targets, and their weights or 0. */
  x: usize;
  y: usize;
  weights: usize;
  rows: i32;
  /** The samples `order[0 … count)`, or `count` samples from `first` if `order` is 0. */
  order: usize;
  first: i32;
  count: i32;
  batch: i32;
  /** Batches per `step`. */
  burst: i32;
  /** Learning rates, of the update number `rateStart` and those after it; `rateStart` −1: the same rate for all. */
  rates: usize;
  rateStart: i32;
  /** float64: loss and its weight, then a value and a weight per metric. */
  totals: usize;
  /** Outputs `[count][units]`, or 0. */
  outputs: usize;
  /** Number of samples done so far. */
  done: i32;
  /** A `CallState`. */
  state: i32;
  /** Control block where the threads meet: see `thread.ts`. */
  control: usize;
  /** The `Call` after it, or 0. */
  next: usize;
}

/** A loss or a metric. */
// @ts-ignore: decorator
@unmanaged
export class Score {
  kind: i32;
  /** Input: 0 outputs, 1 outputs that are logits, 2 pre-activations of the last layer as logits. */
  source: i32;
  a: f32;
  b: f32;
  /** Dice and Tversky: 0 one loss for the whole batch, 1 per unit, 2 per sample. */
  c: f32;
  smoothing: f32;
  /** 1 if it is averaged with sample weights. */
  weighted: i32;
}

/** A layer. */
// @ts-ignore: decorator
@unmanaged
export class Layer {
  /** A `LayerKind`. */
  kind: i32;
  inputs: i32;
  units: i32;
  /** Dense: kernel and bias. Rescaling: factors and offsets. Normalizations: gamma and beta. PReLU: alpha. */
  kernel: usize;
  bias: usize;
  kernelGradient: usize;
  biasGradient: usize;
  activation: i32;
  /** Parameters of the activation. Noise: standard deviation and mean. Alpha dropout: factor and offset. */
  alpha: f32;
  beta: f32;
  before: usize;
  preactivations: usize;
  outputs: usize;
  /** ∂loss/∂outputs; the backward pass overwrites it with ∂loss/∂preactivations. */
  gradient: usize;
  /** ∂loss/∂outputs of the layer before; 0 if not needed. */
  gradientBefore: usize;
  /** 1 if training changes a weight. */
  trainable: i32;
  rate: f32;
  seed: u32;
  draws: u32;
  /** By feature. Batch normalization: the moving averages. */
  mean: usize;
  variance: usize;
  /** Unit number i belongs to feature i / inner % features. */
  features: i32;
  inner: i32;
  /** 1 if a normalization is undone. */
  invert: i32;
  /** 1 if a batch normalization takes mean and variance from the batch in training. */
  ofBatch: i32;
  /**
   * Batch normalization: means of all units, then variances. Layer normalization: means of all samples, then 1 / √(variance + ε).
   */
  statistics: usize;
  epsilon: f32;
  /** Fraction of the moving averages that is kept after a batch; 1 − momentum as Python computes it, in float64. */
  momentum: f32;
  oneMinusMomentum: f32;
  /** Alpha dropout: replaces a dropped input. */
  dropped: f32;
}

/** An optimizer: hyperparameters, layout of parameters and moments, counts. */
// @ts-ignore: decorator
@unmanaged
export class Optimizer {
  kind: i32;
  parameters: usize;
  /** Bytes of the block of parameters. The gradients and each block of moments follow, with the same size. */
  size: usize;
  /** Number of blocks that an update writes: parameters, gradients and moments. */
  blocks: i32;
  /** An array of `Variable`, one for each kernel and bias. */
  variables: usize;
  variableCount: i32;
  /** An array of `Segment` of trainable parameters. */
  segments: usize;
  segmentCount: i32;
  /** 1 if a segment ends within a vector. */
  hasEnds: i32;
  step: i32;
  /** Number of batches, while `step` counts updates (they differ under gradient accumulation). */
  batches: i32;
  learningRate: f32;
  /** Options under Keras' names; 1 − β and 1 − ρ as Python computes them, in float64. */
  beta1: f32;
  beta2: f32;
  oneMinusBeta1: f32;
  oneMinusBeta2: f32;
  epsilon: f32;
  rho: f32;
  oneMinusRho: f32;
  momentum: f32;
  nesterov: i32;
  centered: i32;
  amsgrad: i32;
  /** Nadam: product of the momentum schedule so far. */
  momentumProduct: f32;
  learningRatePower: f32;
  l1RegularizationStrength: f32;
  l2RegularizationStrength: f32;
  l2ShrinkageRegularizationStrength: f32;
  beta: f32;
  beta2Decay: f32;
  epsilon1: f32;
  epsilon2: f32;
  clipThreshold: f32;
  relativeStep: i32;
  warmupSteps: f32;
  /** Negative for none. */
  rmsRate: f32;
  nsSteps: i32;
  clipNorm: f32;
  globalClipNorm: f32;
  clipValue: f32;
  emaMomentum: f32;
  emaBlock: i32;
  emaEvery: i32;
  accumulateSteps: i32;
  accumulateBlock: i32;
  scratch: usize;
  /** The loss is multiplied by it before the backward pass, and the gradients divided. 1: none. */
  lossScale: f32;
  /** Number of updates after which `lossScale` doubles (0: never, −1: fixed), and the number since it last changed. */
  scaleGrowth: i32;
  scaleSteps: i32;
  /** The `Stage` of the current update, and the loss scale that its gradients were computed with. */
  stage: i32;
  scale: f32;
  /** Sums of squares: of the gradients, and of the weights of a variable. */
  gradientSquare: f32;
  weightSquare: f32;
  /** Muon: square of the norm of the direction. Adafactor: mean of the means of the rows. */
  norm: f32;
}

/** A kernel or a bias. */
// @ts-ignore: decorator
@unmanaged
export class Variable {
  address: usize;
  bytes: usize;
  rows: i32;
  columns: i32;
  /** Weight decay; 0: none. */
  decay: f32;
  trainable: i32;
  /** Adafactor: means of the rows, then of the columns. */
  factors: usize;
  /** Factors of the regularizer. */
  l1: f32;
  l2: f32;
  /** A `ConstraintKind`, and the norms that it holds: 0 of each column, 1 of each row, 2 of the whole kernel. */
  constraint: i32;
  axis: i32;
  /** float64: smallest and largest norm, rate, then a buffer for the norms. */
  bounds: usize;
}

/** A run of trainable parameters. */
// @ts-ignore: decorator
@unmanaged
export class Segment {
  address: usize;
  bytes: usize;
}

// @ts-ignore: decorator
@inline
export function layerAt(net: Net, i: i32): Layer {
  return changetype<Layer>(net.layers + <usize>i * offsetof<Layer>());
}

// @ts-ignore: decorator
@inline
export function variableAt(o: Optimizer, i: i32): Variable {
  return changetype<Variable>(o.variables + <usize>i * offsetof<Variable>());
}

/** Bytes of `rows` samples of a unit, with padding. */
// @ts-ignore: decorator
@inline
export function padded(rows: i32): usize {
  return <usize>((rows + 7) & ~7) << 2;
}

/** A recurrent layer over the steps of a batch. `assembly/recurrence.ts` has the order of values in rows. */
// @ts-ignore: decorator
@unmanaged
export class Recurrence {
  /** A `RecurrentKind`. */
  kind: i32;
  units: i32;
  gates: i32;
  steps: i32;
  /** Bytes of the samples of a step, a multiple of 32, and of a row. */
  block: usize;
  stride: usize;
  /** `[gates][units]` rows: products with the inputs, plus the bias; then the gates. */
  sums: usize;
  /** Rows of the products with the state. The same address as `sums` if they are only added to those. */
  products: usize;
  /** Rows of the outputs, then those of the LSTM's memory. */
  states: usize;
  /** `[units][gates · units]`. */
  kernel: usize;
  /** A row: 0 where a step does not count. The address is 0 if all count. */
  mask: usize;
  /** Rows of the gradients of `states`. */
  gradients: usize;
  /** Room for the packed kernel. */
  panel: usize;
}
