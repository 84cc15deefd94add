import { ValueError } from "../errors.ts";
import { Activation } from "./assembly/activations/kinds.ts";
import { Kind as ScoreKind } from "./assembly/scores/kinds.ts";
import type { Memory } from "./memory.ts";
import type {
  ActivationFunction,
  Constraint,
  DensePlan,
  LayerPlan,
  LossPlan,
  MetricPlan,
  Plan,
  Regularizer,
} from "./plan.ts";
import {
  type ActivationName,
  LAYER,
  NET,
  SCORE,
  takesClassNumbers,
  type Values,
  writeRecord,
} from "./records.ts";

/** Addresses of the records of a network. */
export interface Network {
  readonly net: number;
  readonly layers: number;
}

/** Layout of a kernel or a bias in the block of parameters. */
export interface ParameterLayout {
  /** Offset in the block, in floats. */
  readonly at: number;
  readonly size: number;
  /** 0 for a bias. */
  readonly rows: number;
  readonly columns: number;
  readonly trainable: boolean;
  readonly constraint?: Constraint;
  readonly regularizer?: Regularizer;
}

export function isDense(layer: LayerPlan): layer is DensePlan {
  return layer.kind === undefined || layer.kind === "dense";
}

export function lastUnits(plan: Plan): number {
  return plan.layers.reduce((units, layer) => (isDense(layer) ? layer.units : units), plan.inputs);
}

/**
 * Number of values of `y` per sample.
 *
 * @throws ValueError if a metric expects class numbers and the loss does not, or the other way round
 */
export function targetsPerSample(plan: Plan): number {
  const units = lastUnits(plan);
  const isClass = takesClassNumbers(plan.loss.kind);
  const other = plan.metrics.find(({ kind }) => units > 1 && takesClassNumbers(kind) !== isClass);
  if (other === undefined) return isClass ? 1 : units;
  const [has, wanted] = isClass ? ["class numbers", "rows"] : ["rows", "class numbers"];
  throw new ValueError(
    `Expected metrics that read \`y\` as the loss does: ${plan.loss.kind} has ${has} there. ` +
      `Received: ${other.kind}, which takes ${wanted}. Choose a metric for ${has}.`,
  );
}

/** Layouts of all kernels and biases, in the order of the parameters. */
export function parameterLayouts(plan: Plan): ParameterLayout[] {
  const places: ParameterLayout[] = [];
  let at = 0;
  let inputs = plan.inputs;
  for (const layer of plan.layers) {
    if (!isDense(layer)) continue;
    const { units, useBias, trainable = true } = layer;
    places.push({
      at,
      size: inputs * units,
      rows: inputs,
      columns: units,
      trainable,
      constraint: layer.kernelConstraint,
      regularizer: layer.kernelRegularizer,
    });
    at += inputs * units;
    if (useBias) {
      const { biasConstraint: constraint, biasRegularizer: regularizer } = layer;
      places.push({ at, size: units, rows: 0, columns: units, trainable, constraint, regularizer });
      at += units;
    }
    inputs = units;
  }
  return places;
}

/** Writes the records of the network. `layOutBatch` adds the buffers of a batch. */
export function layOutNetwork(
  memory: Memory,
  plan: Plan,
  parameters: number,
  blockBytes: number,
  optimizer: number,
): Network {
  const net = memory.reserve(4 * NET.length);
  const layers = memory.reserve(4 * LAYER.length * plan.layers.length);
  const sums = memory.reserve(16 * (plan.metrics.length + 3));
  const loss = memory.reserve(4 * SCORE.length);
  const metrics = memory.reserve(4 * SCORE.length * plan.metrics.length);
  const last = plan.layers[plan.layers.length - 1];
  writeRecord(memory, loss, SCORE, scoreRecord(plan.loss, last));
  plan.metrics.forEach((metric, i) => {
    writeRecord(memory, metrics + 4 * SCORE.length * i, SCORE, scoreRecord(metric, last));
  });
  writeRecord(memory, net, NET, {
    layers,
    layerCount: plan.layers.length,
    inputs: plan.inputs,
    targets: targetsPerSample(plan),
    loss,
    metrics,
    metricCount: plan.metrics.length,
    sums,
    optimizer,
    reduction: REDUCTIONS.indexOf(plan.loss.reduction ?? "mean"),
    losses: lossesOfBatch(plan.loss, lastUnits(plan)) ?? 0,
    ofBatch: Number(needsBatch(plan)),
    hasRegularizers: Number(parameterLayouts(plan).some(({ regularizer }) => regularizer)),
  });

  let inputs = plan.inputs;
  let at = parameters;
  plan.layers.forEach((layer, i) => {
    const address = layers + 4 * LAYER.length * i;
    if (layer.kind === "dropout") {
      const { rate, seed } = layer;
      // TensorFlow takes the seed modulo 2^31 − 2.
      writeRecord(memory, address, LAYER, {
        inputs,
        units: inputs,
        activation: -1,
        rate,
        seed: seed % (2 ** 31 - 2),
      });
      return;
    }
    const activation = activationRecord(layer.activation);
    if (!isDense(layer)) {
      writeRecord(memory, address, LAYER, { inputs, units: inputs, ...activation });
      return;
    }
    const kernel = at;
    const bias = kernel + 4 * inputs * layer.units;
    at = bias + (layer.useBias ? 4 * layer.units : 0);
    writeRecord(memory, address, LAYER, {
      ...activation,
      inputs,
      units: layer.units,
      kernel,
      bias: layer.useBias ? bias : 0,
      kernelGradient: kernel + blockBytes,
      biasGradient: bias + blockBytes,
      trainable: layer.trainable === false ? 0 : 1,
    });
    inputs = layer.units;
  });
  return { net, layers };
}

/** In the order of the kernels. */
const REDUCTIONS = ["mean", "sum", "meanWithSampleWeight"] as const;

/** True if a score needs all samples of a batch before it can be computed for one. */
function needsBatch({ loss, metrics }: Plan): boolean {
  const scores: readonly MetricPlan[] = [loss, ...metrics];
  return (
    loss.reduction === "meanWithSampleWeight" ||
    scores.some(
      ({ kind, axis }) =>
        kind === "hinge" ||
        kind === "squaredHinge" ||
        ((kind === "dice" || kind === "tversky") && axis !== 1),
    )
  );
}

/** Number of losses of a batch; null if there is one per sample. */
export function lossesOfBatch(loss: Pick<LossPlan, "axis"> & { kind: string }, units: number): number | null {
  if ((loss.kind !== "dice" && loss.kind !== "tversky") || loss.axis === 1) return null;
  return loss.axis === 0 ? units : 1;
}

/** True if metrics need sample weights of their own, because the reduction is folded into those of the loss. */
function weighsApart({ loss, metrics }: Plan): boolean {
  return loss.reduction !== undefined && metrics.some(({ weighted }) => weighted);
}

/**
 * Allocates uninitialized buffers for batches of up to `rows` samples, each `[units][rows rounded up to 8]`, and a panel for each of
 * `threads`.
 */
export function layOutBatch(
  memory: Memory,
  plan: Plan,
  { net, layers }: Network,
  rows: number,
  threads: number,
): void {
  // Avoids strides of a large power of two, which would map a column to few sets of the processor's cache.
  const bytes = 32 * Math.ceil(rows / 8);
  const stride = bytes % 256 === 0 ? bytes + 64 : bytes;
  const widest = Math.max(plan.inputs, ...plan.layers.map((layer) => (isDense(layer) ? layer.units : 0)));
  const x = memory.take(plan.inputs * stride);
  const y = memory.take(targetsPerSample(plan) * stride);
  const weights = memory.take(stride);
  const panelBytes = 64 * Math.ceil(Math.max(20 * widest, 5 * stride) / 64);
  writeRecord(memory, net, NET, {
    stride,
    x,
    y,
    weights,
    factors: memory.take(stride),
    panel: memory.take(panelBytes * threads),
    panelBytes,
    values: memory.take((plan.metrics.length + 1) * stride),
    metricWeights: weighsApart(plan) ? memory.take(stride) : weights,
    block: blockOf(plan),
  });
  let before = x;
  let gradientBefore = 0;
  let units = plan.inputs;
  plan.layers.forEach((layer, i) => {
    if (isDense(layer)) units = layer.units;
    const outputs = memory.take(units * stride);
    let preactivations = before;
    if (isDense(layer) || layer.kind === "dropout") {
      const apart =
        layer.kind === "dropout" || i === plan.layers.length - 1 || !fromOutputs(layer.activation);
      preactivations = apart ? memory.take(units * stride) : outputs;
    }
    // A layer without a kernel turns its ∂loss/∂outputs into that of the layer before in place.
    const gradient = isDense(layer) || gradientBefore === 0 ? memory.take(units * stride) : gradientBefore;
    writeRecord(memory, layers + 4 * LAYER.length * i, LAYER, {
      before,
      preactivations,
      outputs,
      gradient,
      gradientBefore: isDense(layer) ? gradientBefore : 0,
    });
    before = outputs;
    gradientBefore = gradient;
  });
  // The kernels read up to four rows past the last layer.
  memory.take(4 * stride);
}

/** Values of all layers that fit into a core's cache. */
const CACHED = 2 ** 17;

/** Samples that go through all layers together: as many as the cache has room for, but enough to be worth packing weights. */
function blockOf(plan: Plan): number {
  const units = plan.layers.map((layer) => (isDense(layer) ? layer.units : 0));
  const values = units.reduce((sum, count) => sum + 2 * count, plan.inputs);
  return Math.max(256, 16 * Math.floor(CACHED / values / 16));
}

/** True if the backward pass needs only the outputs, which can then overwrite the pre-activations. */
function fromOutputs(activation: ActivationName | ActivationFunction): boolean {
  const name = typeof activation === "string" ? activation : activation.name;
  return ["linear", "sigmoid", "relu", "tanh", "softmax", "logSoftmax", "exponential"].includes(name);
}

const ACTIVATION_DEFAULTS: Partial<Record<ActivationName, Omit<ActivationFunction, "name">>> = {
  celu: { alpha: 1 },
  elu: { alpha: 1 },
  hardShrink: { alpha: 0.5 },
  softShrink: { alpha: 0.5 },
  leakyRelu: { alpha: 0.2 },
  reluGeneral: { alpha: 0, beta: Infinity, threshold: 0 },
  squareplus: { alpha: 4 },
};

function activationRecord(activation: ActivationName | ActivationFunction): Values<typeof LAYER> {
  const given = typeof activation === "string" ? { name: activation } : activation;
  const { name, alpha = 0, beta = 0, threshold = 0 } = { ...ACTIVATION_DEFAULTS[given.name], ...given };
  return { activation: Activation[name], alpha, beta, rate: threshold };
}

const CROSSENTROPIES = [
  "binaryCrossentropy",
  "binaryFocalCrossentropy",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
];

/** After sigmoid or softmax, Keras on TensorFlow computes crossentropies from the logits, whatever `fromLogits` is. */
function scoreRecord(score: MetricPlan, last: LayerPlan): Values<typeof SCORE> {
  const activation = last.kind === "dropout" ? "linear" : last.activation;
  const name = typeof activation === "string" ? activation : activation.name;
  const isCrossentropy = CROSSENTROPIES.includes(score.kind);
  const isFused =
    isCrossentropy &&
    (name === "sigmoid" || (name === "softmax" && score.kind !== "binaryFocalCrossentropy"));
  return {
    kind: ScoreKind[score.kind],
    source: isFused ? 2 : isCrossentropy && score.fromLogits ? 1 : 0,
    smoothing: score.labelSmoothing ?? 0,
    weighted: score.weighted ? 1 : 0,
    ...scoreParameters(score),
  };
}

function scoreParameters(score: MetricPlan): { a?: number; b?: number; c?: number } {
  switch (score.kind) {
    case "binaryFocalCrossentropy":
      return { a: score.gamma ?? 2, b: score.alpha ?? -1 };
    case "categoricalFocalCrossentropy":
      return { a: score.gamma ?? 2, b: score.alpha ?? 0.25 };
    case "huber":
      return { a: score.delta ?? 1 };
    case "categoricalGeneralizedCrossEntropy":
      return { a: score.q ?? 0.5 };
    case "dice":
      return { c: axisOf(score) };
    case "tversky":
      return { a: score.alpha ?? 0.5, b: score.beta ?? 0.5, c: axisOf(score) };
    case "binaryAccuracy":
      return { a: score.threshold ?? 0.5 };
    case "topKCategoricalAccuracy":
    case "sparseTopKCategoricalAccuracy":
      return { a: score.k ?? 5 };
    default:
      return {};
  }
}

/** 0: one loss for the whole batch, 1: per unit, 2: per sample. */
function axisOf({ axis }: MetricPlan): number {
  return axis === undefined ? 0 : axis + 1;
}
