/** Forward, loss, backward: what happens to a batch. */
import { activate, activationGradient } from "./activations/activate";
import { Activation } from "./activations/kinds";
import { forwardDense, inputGradient } from "./dense";
import { dropout, dropoutGradient } from "./dropout";
import { laneSum } from "./lanes";
import { parameterGradients } from "./parameter-gradients";
import { Layer, Net, Optimizer, Score } from "./records";
import { batchScore, isOfBatch, realSamples } from "./scores/batch";
import { Kind } from "./scores/kinds";
import { scoreOf, sourceOf } from "./scores/score";
import { afterSigmoid } from "./scores/sigmoid-crossentropy";

// @ts-ignore: decorator
@inline
export function layerAt(net: Net, i: i32): Layer {
  return changetype<Layer>(net.layers + <usize>i * offsetof<Layer>());
}

/** What the loss is multiplied with for the way back. */
export function lossScale(net: Net): f32 {
  const scale = changetype<Optimizer>(net.optimizer).lossScale;
  return scale == 0 ? 1 : scale;
}

/** Outputs of every layer for those of the batch's `rows` samples that are at `from … to)` in each unit's row. */
export function forward(net: Net, rows: i32, from: usize, to: usize, training: bool): void {
  for (let i = 0; i < net.layerCount; i++) {
    const layer = layerAt(net, i);
    if (layer.activation < 0) {
      if (training) dropout(layer, net.stride, from, to, rows);
      else copy(layer, net.stride, from, to);
      continue;
    }
    if (layer.kernel != 0) forwardDense(layer, net.stride, from, to, net.panel);
    activate(layer, net.stride, from, to);
  }
}

/** Without `memory.copy`: V8 14.6 on QEMU's newest ARM64 copies nothing when the same count comes again. */
function copy(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row + from; at < row + to; at += 16) v128.store(layer.outputs + at, v128.load(layer.before + at));
  }
}

/**
 * Loss and metrics of the samples at `from … to)` in each unit's row, gathered in `net.sums`, of which the first part of
 * a batch makes new ones; in training also the last layer's gradient.
 */
export function score(net: Net, rows: i32, from: usize, to: usize, training: bool): void {
  const last = layerAt(net, net.layerCount - 1);
  if (from == 0) for (let i = 0; i <= net.metricCount; i++) v128.store(sumAt(net, i), f32x4.splat(0));
  sum(net, changetype<Score>(net.loss), last, rows, from, to, training ? last.gradient : 0, net.weights, sumAt(net, 0));
  for (let i = 0; i < net.metricCount; i++) {
    const metric = metricAt(net, i);
    sum(net, metric, last, rows, from, to, 0, metric.weighted ? net.metricWeights : 0, sumAt(net, i + 1));
  }
  if (training) scaleGradient(net, last, rows, from, to, last.units);
}

/** Adds what is gathered of a batch to the totals. */
export function addScores(net: Net, rows: i32): void {
  const totals = net.totals;
  const bytes = bytesOf(rows);
  const weights = sumOfWeights(net.weights, bytes);
  const metricWeights = sumOfWeights(net.metricWeights, bytes);
  f64.store(totals, f64.load(totals) + total(changetype<Score>(net.loss), sumAt(net, 0), weights));
  f64.store(totals, f64.load(totals, 8) + weights, 8);
  for (let i = 0; i < net.metricCount; i++) {
    const metric = metricAt(net, i);
    const at = totals + 16 + (<usize>i << 4);
    let value = total(metric, sumAt(net, i + 1), metric.weighted ? metricWeights : <f64>rows);
    // The loss is the similarity's negative.
    if (metric.kind == Kind.cosineSimilarity) value = -value;
    f64.store(at, f64.load(at) + value);
    f64.store(at, f64.load(at, 8) + (metric.weighted ? metricWeights : <f64>rows), 8);
  }
}

function sumOfWeights(weights: usize, bytes: usize): f64 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sum = f32x4.add(sum, v128.load(weights + at));
  return <f64>laneSum(sum);
}

/** Of the loss, then of each metric. */
// @ts-ignore: decorator
@inline
function sumAt(net: Net, i: i32): usize {
  return net.sums + (<usize>i << 4);
}

// @ts-ignore: decorator
@inline
function metricAt(net: Net, i: i32): Score {
  return changetype<Score>(net.metrics + <usize>i * offsetof<Score>());
}

/** One of a whole batch counts as often as its samples do. */
// @ts-ignore: decorator
@inline
function total(score: Score, at: usize, weights: f64): f64 {
  return isOfBatch(score) ? f64.load(at) * weights : <f64>laneSum(v128.load(at));
}

/**
 * A score of samples, each times its weight, or 1 where there are none, added to the four sums at `out`; the padding
 * counts nothing. One of a whole batch is computed with the batch's first samples.
 */
function sum(
  net: Net,
  score: Score,
  last: Layer,
  rows: i32,
  from: usize,
  to: usize,
  gradient: usize,
  weights: usize,
  out: usize,
): void {
  const units = last.units;
  const source = sourceOf(score, last);
  const bytes = bytesOf(rows);
  if (isOfBatch(score)) {
    if (from > 0) return;
    f64.store(out, <f64>batchScore(score, source, net.y, gradient, rows, net.stride, bytes, units));
    return;
  }
  const binary = (score.kind == Kind.hinge || score.kind == Kind.squaredHinge) && areBinary(net, bytes);
  const isAfterSigmoid =
    score.kind == Kind.binaryCrossentropy && score.source == 2 && last.activation == Activation.sigmoid;
  let lanes = v128.load(out);
  for (let at = from; at < to; at += 16) {
    const value = isAfterSigmoid
      ? afterSigmoid(score, last, net.y, gradient, at, net.stride)
      : scoreOf(score, source + at, net.y + at, gradient != 0 ? gradient + at : 0, net.stride, units, binary);
    const real = realSamples(at, rows);
    const weight = weights != 0 ? v128.load(weights + at) : f32x4.splat(1);
    lanes = f32x4.add(lanes, v128.and(f32x4.mul(value, weight), real));
  }
  v128.store(out, lanes);
}

/** Whether every label of the batch is 0 or 1; the padding has labels of the batch. */
function areBinary(net: Net, bytes: usize): bool {
  let all = i32x4.splat(-1);
  for (let target = 0; target < net.targets; target++) {
    const row = net.y + <usize>target * net.stride;
    for (let at: usize = 0; at < bytes; at += 16) {
      const t = v128.load(row + at);
      all = v128.and(all, v128.or(f32x4.eq(t, f32x4.splat(0)), f32x4.eq(t, f32x4.splat(1))));
    }
  }
  return i32x4.all_true(all);
}

/** Bytes of a unit's row that so many samples take. */
// @ts-ignore: decorator
@inline
function bytesOf(rows: i32): usize {
  return <usize>((rows + 7) & ~7) << 2;
}

/**
 * Each sample's loss counts its weight over the number of samples, the padding nothing. A loss of the batch counts the sum
 * of the weights, over the number of samples.
 */
function scaleGradient(net: Net, last: Layer, rows: i32, from: usize, to: usize, units: i32): void {
  const ofBatch = isOfBatch(changetype<Score>(net.loss));
  const weights: f32 = ofBatch ? <f32>sumOfWeights(net.weights, bytesOf(rows)) : 0;
  const same = f32x4.splat((weights / <f32>rows) * lossScale(net));
  for (let unit = 0; unit < units; unit++) {
    const row = last.gradient + <usize>unit * net.stride;
    for (let at = from; at < to; at += 16) {
      const factor = ofBatch ? same : v128.load(net.factors + at);
      v128.store(row + at, v128.and(f32x4.mul(v128.load(row + at), factor), f32x4.ne(factor, f32x4.splat(0))));
    }
  }
}

/** ∂loss by what each layer computes, from that by the last outputs, for the samples at `from … to)`. */
export function backward(net: Net, from: usize, to: usize): void {
  const fused = changetype<Score>(net.loss).source == 2;
  for (let i = net.layerCount - 1; i >= 0; i--) {
    const layer = layerAt(net, i);
    if (layer.activation < 0) {
      dropoutGradient(layer, net.stride, from, to);
      continue;
    }
    if (!(fused && i == net.layerCount - 1)) activationGradient(layer, net.stride, from, to);
    if (layer.gradientBefore != 0) inputGradient(layer, net.stride, from, to, net.panel);
  }
}

/** After the way back: gradients of the parameters of units `first … end)` of a layer, from all samples. */
export function gradients(net: Net, layer: Layer, bytes: usize, first: i32, end: i32): void {
  if (layer.kernel == 0 || !layer.trainable) return;
  parameterGradients(layer, net.stride, bytes, first, end, net.panel);
  if (end >= layer.units) regularize(layer, lossScale(net));
}

/** Adds the regularizers' slopes: l1·sign(w) + 2·l2·w, times the loss' scale. */
function regularize(layer: Layer, scale: f32): void {
  const count = layer.inputs * layer.units;
  if (layer.kernelL1 != 0 || layer.kernelL2 != 0) {
    addSlopes(layer.kernel, layer.kernelGradient, count, layer.kernelL1, layer.kernelL2, scale);
  }
  if (layer.bias != 0 && (layer.biasL1 != 0 || layer.biasL2 != 0)) {
    addSlopes(layer.bias, layer.biasGradient, layer.units, layer.biasL1, layer.biasL2, scale);
  }
}

function addSlopes(weights: usize, gradients: usize, count: i32, l1: f32, l2: f32, scale: f32): void {
  for (let end = weights + (<usize>count << 2); weights < end; weights += 4) {
    const w = f32.load(weights);
    const sign: f32 = w > 0 ? 1 : w < 0 ? -1 : 0;
    f32.store(gradients, f32.load(gradients) + (l1 * sign + 2 * l2 * w) * scale);
    gradients += 4;
  }
}

/** What the regularizers add to the loss. */
export function penalty(net: Net): f64 {
  let total: f64 = 0;
  for (let i = 0; i < net.layerCount; i++) {
    const layer = layerAt(net, i);
    if (layer.kernel == 0) continue;
    total += penaltyOf(layer.kernel, layer.inputs * layer.units, layer.kernelL1, layer.kernelL2);
    if (layer.bias != 0) total += penaltyOf(layer.bias, layer.units, layer.biasL1, layer.biasL2);
  }
  return total;
}

function penaltyOf(weights: usize, count: i32, l1: f32, l2: f32): f64 {
  if (l1 == 0 && l2 == 0) return 0;
  let sizes: f64 = 0;
  let squares: f64 = 0;
  for (let end = weights + (<usize>count << 2); weights < end; weights += 4) {
    const w = <f64>f32.load(weights);
    sizes += abs(w);
    squares += w * w;
  }
  return <f64>l1 * sizes + <f64>l2 * squares;
}
