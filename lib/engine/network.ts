import { ValueError } from "../errors.ts";
import { PANEL_COLUMNS, PANEL_ROWS, Reduction } from "./assembly/kinds.ts";
import { Kind as ScoreKind } from "./assembly/scores/kinds.ts";
import {
  activationOf,
  draws,
  isDense,
  keepsGradient,
  type LayerWeight,
  lastUnits,
  layerRecord,
  layerWeights,
  unitsAfter,
} from "./layers.ts";
import { type Memory, reserveSlack } from "./memory.ts";
import type { LayerPlan, LossPlan, MetricPlan, Plan } from "./plan.ts";
import { LAYER, NET, SCORE } from "./record-fields.ts";
import { takesClassNumbers, type Values, writeRecord } from "./records.ts";

/** Addresses of the records of a network. */
export interface Network {
  readonly net: number;
  readonly layers: number;
  /** Index of the first layer with a weight that training changes; the number of layers if there is none. */
  readonly firstTrained: number;
}

/** Layout of a weight in the block of parameters. */
export interface ParameterLayout extends LayerWeight {
  /** Offset in the block, in floats. */
  readonly at: number;
  readonly size: number;
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

/** Layouts of the weights of each layer, in the order of the parameters. */
export function layerLayouts({ inputs, layers }: Plan): ParameterLayout[][] {
  let at = 0;
  let units = inputs;
  return layers.map((layer) => {
    const weights = layerWeights(layer, units);
    units = unitsAfter(layer, units);
    return weights.map((weight) => {
      const size = Math.max(1, weight.rows) * weight.columns;
      at += size;
      return { ...weight, at: at - size, size };
    });
  });
}

/** Writes the records of the network. `layOutBatch` adds the buffers of a batch. */
export function layOutNetwork(
  memory: Memory,
  plan: Plan,
  layouts: readonly (readonly ParameterLayout[])[],
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
  const trained = layouts.findIndex((weights) => weights.some(({ trainable }) => trainable));
  const firstTrained = trained === -1 ? layouts.length : trained;
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
    reduction: Reduction[plan.loss.reduction ?? "mean"],
    losses: lossesOfBatch(plan.loss, lastUnits(plan)) ?? 0,
    ofBatch: Number(needsBatch(plan)),
    hasRegularizers: Number(layouts.flat().some(({ regularizer }) => regularizer)),
    firstTrained,
    normalizesBatch: Number(
      plan.layers.some((layer) => layer.kind === "batchNormalization" && layer.ofBatch),
    ),
  });

  let inputs = plan.inputs;
  layouts.forEach((weights, i) => {
    const layer = plan.layers[i];
    const addresses: Record<string, number> = {};
    for (const { field, at } of weights) {
      if (field === undefined) continue;
      addresses[field] = parameters + 4 * at;
      if (field === "kernel" || field === "bias")
        addresses[`${field}Gradient`] = addresses[field] + blockBytes;
    }
    writeRecord(memory, layers + 4 * LAYER.length * i, LAYER, {
      ...layerRecord(layer, inputs, memory),
      ...addresses,
      trainable: Number(weights.some(({ trainable }) => trainable)),
    });
    inputs = unitsAfter(layer, inputs);
  });
  return { net, layers, firstTrained };
}

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

/** True if metrics need sample weights of their own, because the reduction has changed those of the loss. */
function weighsApart({ loss, metrics }: Plan): boolean {
  return loss.reduction !== undefined && metrics.some(({ weighted }) => weighted);
}

/**
 * Allocates uninitialized buffers for batches of up to `rows` samples, each `[units][rows rounded up to 8]`, and a panel per
 * thread.
 */
export function layOutBatch(
  memory: Memory,
  plan: Plan,
  { net, layers, firstTrained }: Network,
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
  // Holds packed weights (dense.ts), or five rows of gradients; for few samples twenty, and the sums of a tile (wide-gradients.ts).
  const packed = 4 * Math.min(PANEL_ROWS, widest) * (Math.min(PANEL_COLUMNS, widest) + 4);
  const panelBytes = 64 * Math.ceil(Math.max(packed, 5 * stride, 20 * Math.min(stride, 4096) + 640) / 64);
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
    units = unitsAfter(layer, units);
    const outputs = memory.take(units * stride);
    let preactivations = before;
    if (isDense(layer) || draws(layer)) {
      const apart = draws(layer) || i === plan.layers.length - 1 || !fromOutputs(activationOf(layer));
      preactivations = apart ? memory.take(units * stride) : outputs;
    }
    const keeps = keepsGradient(layer);
    // Other layers replace ∂loss/∂outputs by that of the layer before, in place.
    const gradient = keeps || gradientBefore === 0 ? memory.take(units * stride) : gradientBefore;
    writeRecord(memory, layers + 4 * LAYER.length * i, LAYER, {
      before,
      preactivations,
      outputs,
      gradient,
      gradientBefore: keeps && i > firstTrained ? gradientBefore : 0,
      ...(layer.kind === "layerNormalization" && { statistics: memory.take(2 * stride) }),
    });
    before = outputs;
    gradientBefore = gradient;
  });
  // The kernels read up to four rows past a buffer.
  reserveSlack(4 * stride);
}

/** Values of all layers that fit into a core's cache. */
const CACHED = 2 ** 17;

/** Samples that go through all layers at a time: as many as the cache holds, but enough to be worth packing weights for. */
function blockOf(plan: Plan): number {
  const units = plan.layers.map((layer) => (isDense(layer) ? layer.units : 0));
  const values = units.reduce((sum, count) => sum + 2 * count, plan.inputs);
  return Math.max(256, 16 * Math.floor(CACHED / values / 16));
}

/** True if the backward pass only needs the outputs, which can then overwrite the pre-activations. */
function fromOutputs(activation: string): boolean {
  return ["linear", "sigmoid", "relu", "tanh", "softmax", "logSoftmax", "exponential"].includes(activation);
}

const CROSSENTROPIES = [
  "binaryCrossentropy",
  "binaryFocalCrossentropy",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
];

/** After sigmoid or softmax, Keras on TensorFlow computes crossentropies from the logits, whatever `fromLogits` is. */
function scoreRecord(score: MetricPlan, last: LayerPlan): Values<typeof SCORE> {
  const name = activationOf(last);
  const isCrossentropy = CROSSENTROPIES.includes(score.kind);
  const isFocal = score.kind === "binaryFocalCrossentropy";
  // The focal loss of logits applies a sigmoid of its own.
  const isFused =
    isCrossentropy &&
    !(isFocal && score.fromLogits) &&
    (name === "sigmoid" || (name === "softmax" && !isFocal));
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
