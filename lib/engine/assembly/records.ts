/**
 * The tables that TypeScript lays out in memory before a run (`lib/engine/records.ts` has the same fields in the same
 * order; every field takes four bytes). Addresses are of float32 values unless said otherwise.
 */

/** A network, its buffers for a batch and its totals. */
// @ts-ignore: decorator
@unmanaged
export class Net {
  layers: usize;
  layerCount: i32;
  inputs: i32;
  /** Numbers of y that belong to a sample. */
  targets: i32;
  /** Bytes from a unit's value of a sample to the next unit's. */
  stride: usize;
  /** The batch, `[features][samples]`, and its targets. */
  x: usize;
  y: usize;
  /** Per sample: its weight in the loss, 0 for the padding; and the same over the number of samples. */
  weights: usize;
  factors: usize;
  /** A `Score`. */
  loss: usize;
  /** `Score`s, one after the other. */
  metrics: usize;
  metricCount: i32;
  /** float64: loss, weights, then a value and a weight for each metric. */
  totals: usize;
  /** Of the loss, then of each metric: four sums for the batch at hand. */
  sums: usize;
  /** Room for a packed panel of weights, or of rows of the gradient. */
  panel: usize;
  optimizer: usize;
  /** Where `train` keeps the outputs of each sample `[rows][units]`, or 0. */
  kept: usize;
  hasRegularizers: i32;
  /** Per sample: its weight in the metrics; where the loss' reduction is not in the weights, those of the loss. */
  metricWeights: usize;
  /** Where it is: the samples' own weights, as `train` is given those of the loss; 0: each is 1. */
  ownWeights: usize;
  /** Room for the sums of a tile of gradients, of which a part is known. */
  tileSums: usize;
}

/** A loss or a metric of a sample. */
// @ts-ignore: decorator
@unmanaged
export class Score {
  kind: i32;
  /** What it is taken from: 0 outputs, 1 outputs that are logits, 2 the last layer's pre-activations, its logits. */
  source: i32;
  a: f32;
  b: f32;
  /** Dice and Tversky: 0 of the whole batch, 1 of each unit, 2 of each sample. */
  c: f32;
  smoothing: f32;
  /** Averaged with the samples' weights. */
  weighted: i32;
}

/** A step of the network: a product with a kernel (kernel ≠ 0), then an activation; or dropout. */
// @ts-ignore: decorator
@unmanaged
export class Layer {
  inputs: i32;
  units: i32;
  kernel: usize;
  bias: usize;
  kernelGradient: usize;
  biasGradient: usize;
  activation: i32;
  alpha: f32;
  beta: f32;
  before: usize;
  preactivations: usize;
  outputs: usize;
  /** ∂loss/∂outputs; on the way back ∂loss/∂preactivations takes its place. */
  gradient: usize;
  /** ∂loss/∂outputs of the layer before; 0 where nobody asks. */
  gradientBefore: usize;
  trainable: i32;
  rate: f32;
  seed: u32;
  draws: u32;
}

/** How parameters change: hyperparameters, moments and counts. */
// @ts-ignore: decorator
@unmanaged
export class Optimizer {
  kind: i32;
  parameters: usize;
  /** Bytes of the block of parameters; gradients are that far behind, then each block of moments. */
  size: usize;
  /** Parameters, gradients and moments: what a rule writes to. */
  blocks: i32;
  /** A `Variable` for each kernel and bias. */
  variables: usize;
  variableCount: i32;
  /** `Stretch`es of trainable parameters. */
  stretches: usize;
  stretchCount: i32;
  step: i32;
  /** Keeps the number of batches while `step` counts updates. */
  batches: i32;
  learningRate: f32;
  a: f32;
  b: f32;
  c: f32;
  d: f32;
  e: f32;
  f: f32;
  flag: i32;
  /** Nadam's product of its momentum schedule; Muon's rms rate, negative for none. */
  product: f32;
  /** Muon's Newton–Schulz steps. */
  rounds: i32;
  clipNorm: f32;
  globalClipNorm: f32;
  clipValue: f32;
  emaMomentum: f32;
  emaBlock: i32;
  emaEvery: i32;
  accumulateSteps: i32;
  accumulateBlock: i32;
  scratch: usize;
  /** What the loss is multiplied with for the way back, and the gradients divided by; 0: neither. */
  lossScale: f32;
  /** Updates after which that doubles, 0: it stays. The updates since it last changed. */
  scaleGrowth: i32;
  scaleSteps: i32;
  /** `Pass`es: what an update does. */
  passes: usize;
  passCount: i32;
}

/** A pass over the parameters, or over a variable. */
// @ts-ignore: decorator
@unmanaged
export class Pass {
  kind: i32;
  variable: usize;
  /** Values, or rows or columns. */
  count: i32;
  /** Muon's product. */
  round: i32;
}

// @ts-ignore: decorator
@unmanaged
export class Variable {
  address: usize;
  bytes: usize;
  rows: i32;
  columns: i32;
  /** Weight decay, or a negative number for none. */
  decay: f32;
  trainable: i32;
  /** Adafactor's means of the rows, then of the columns. */
  factors: usize;
  /** Of its regularizer. */
  l1: f32;
  l2: f32;
}

// @ts-ignore: decorator
@unmanaged
export class Stretch {
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
