/** Loss and metrics of a batch, with the last layer's gradient and the regularizers' penalties. */
import { Activation } from "./activations/kinds";
import { Reduction } from "./kinds";
import { laneSum } from "./lanes";
import { Layer, layerAt, Net, Optimizer, padded, Score, variableAt } from "./records";
import { batchValue, isOfBatch, overlapGradients, overlapSums, realSamples } from "./scores/batch";
import { Kind } from "./scores/kinds";
import { scoreOf, sourceOf } from "./scores/score";
import { afterSigmoid } from "./scores/sigmoid-crossentropy";

/** Factor of the loss in the backward pass. */
function lossScale(net: Net): f32 {
  return changetype<Optimizer>(net.optimizer).lossScale;
}

/**
 * Prepares the weights of the samples at `from … to)`, in place; without sample weights they are 1. The loss of a batch is computed
 * as Σ weight · loss / samples; other reductions only change the weights.
 */
export function weighRows(net: Net, rows: i32, given: bool, from: usize, to: usize): void {
  const share = f32x4.splat(lossScale(net) / <f32>rows);
  for (let at = from; at < to; at += 16) {
    const weight = v128.and(given ? v128.load(net.weights + at) : f32x4.splat(1), realSamples(at, rows));
    if (net.metricWeights != net.weights) v128.store(net.metricWeights + at, weight);
    v128.store(net.weights + at, weight);
    v128.store(net.factors + at, f32x4.mul(weight, share));
  }
  if (net.reduction != Reduction.sum) return;
  reweigh(net, rows, !given && net.losses != 0 ? net.losses : rows, from, to);
}

/** Multiplies weights by a factor. */
function reweigh(net: Net, rows: i32, factor: f64, from: usize, to: usize): void {
  const share = lossScale(net) / <f32>rows;
  for (let at = from; at < min(to, <usize>rows << 2); at += 4) {
    const weight = <f32>(factor * <f64>f32.load(net.weights + at));
    f32.store(net.weights + at, weight);
    f32.store(net.factors + at, weight * share);
  }
}

/** The sums of a batch's weights, in four lanes. Called first of all that needs the whole batch. */
export function sumWeights(net: Net, rows: i32): void {
  v128.store(net.sums, lanesOf(net.weights, rows));
  v128.store(net.sums, net.metricWeights == net.weights ? v128.load(net.sums) : lanesOf(net.metricWeights, rows), 16);
}

function lanesOf(values: usize, rows: i32): v128 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < padded(rows); at += 16) sum = f32x4.add(sum, v128.load(values + at));
  return sum;
}

/** Computes what the scores of samples need of the whole batch, and the scores of the batch itself. */
export function scoreWholeBatch(net: Net, rows: i32, training: bool, weighted: bool): void {
  if (net.reduction == Reduction.meanWithSampleWeight && weighted) {
    let sum: f64 = 0;
    for (let row = 0; row < rows; row++) sum += <f64>f32.load(net.weights + (<usize>row << 2));
    reweigh(net, rows, sum == 0 ? 0 : <f64>rows / sum, 0, padded(rows));
  }
  sumWeights(net, rows);
  net.binary = areBinary(net, padded(rows));
  const last = layerAt(net, net.layerCount - 1);
  for (let which = 0; which <= net.metricCount; which++) {
    const score = scoreAt(net, which);
    if (!isOfBatch(score)) continue;
    const together = score.c == 0 ? last.units : 1;
    for (let first = 0; first < last.units; first += together) {
      for (let unit = first; unit < first + together; unit++) {
        const row = <usize>unit * net.stride;
        overlapSums(score, sourceOf(score, last) + row, net.y + row, rows, unit, last.units, padded(rows));
      }
      if (!training || which != 0) continue;
      for (let unit = first; unit < first + together; unit++) {
        const row = <usize>unit * net.stride;
        overlapGradients(score, net.y + row, last.gradient + row, rows, last.units, padded(rows));
      }
    }
    f64.store(sumAt(net, which), <f64>batchValue(score, last.units));
  }
}

/** True if all labels are 0 or 1. The padding repeats labels of the batch. */
function areBinary(net: Net, bytes: usize): bool {
  let all = i32x4.splat(-1);
  for (let target = 0; target < net.targets; target++) {
    const row = net.y + <usize>target * net.stride;
    for (let at = row; at < row + bytes; at += 16) {
      const t = v128.load(at);
      all = v128.and(all, v128.or(f32x4.eq(t, f32x4.splat(0)), f32x4.eq(t, f32x4.splat(1))));
    }
  }
  return i32x4.all_true(all);
}

/**
 * Loss and metrics of each sample at `from … to)` in each unit's row; in training also the last layer's gradient. `addScores` sums
 * them.
 */
export function scoreRows(net: Net, rows: i32, from: usize, to: usize, training: bool): void {
  const last = layerAt(net, net.layerCount - 1);
  for (let i = 0; i <= net.metricCount; i++) {
    const score = scoreAt(net, i);
    if (!isOfBatch(score)) scoreSamples(net, i, score, last, from, to, training && i == 0 ? last.gradient : 0);
  }
  if (training) scaleGradient(net, last, rows, from, to);
}

function scoreSamples(net: Net, i: i32, score: Score, last: Layer, from: usize, to: usize, gradient: usize): void {
  const source = sourceOf(score, last);
  const out = valuesOf(net, i);
  const binary = net.binary != 0;
  const isAfterSigmoid =
    score.kind == Kind.binaryCrossentropy && score.source == 2 && last.activation == Activation.sigmoid;
  for (let at = from; at < to; at += 16) {
    const value = isAfterSigmoid
      ? afterSigmoid(score, last, net.y, gradient, at, net.stride)
      : scoreOf(score, source + at, net.y + at, gradient != 0 ? gradient + at : 0, net.stride, last.units, binary);
    v128.store(out + at, value);
  }
}

/** Adds loss and metrics of a batch to the totals. */
export function addScores(net: Net, totals: usize, rows: i32): void {
  const weights = <f64>laneSum(v128.load(net.sums));
  const metricWeights = <f64>laneSum(v128.load(net.sums, 16));
  if (net.hasRegularizers) f64.store(totals, f64.load(totals) + penalty(net) * <f64>rows);
  f64.store(totals, f64.load(totals) + total(net, 0, rows, net.weights, weights));
  f64.store(totals, f64.load(totals, 8) + weights, 8);
  for (let i = 1; i <= net.metricCount; i++) {
    const metric = scoreAt(net, i);
    const at = totals + (<usize>i << 4);
    const weight = metric.weighted ? metricWeights : <f64>rows;
    let value = total(net, i, rows, metric.weighted ? net.metricWeights : 0, weight);
    // The loss is minus the similarity.
    if (metric.kind == Kind.cosineSimilarity) value = -value;
    f64.store(at, f64.load(at) + value);
    f64.store(at, f64.load(at, 8) + weight, 8);
  }
}

/**
 * The sum of a score over the samples, weighted if there are weights, without the padding. A score of the whole batch counts once
 * per sample.
 */
function total(net: Net, i: i32, rows: i32, weights: usize, weight: f64): f64 {
  if (isOfBatch(scoreAt(net, i))) return f64.load(sumAt(net, i)) * weight;
  const values = valuesOf(net, i);
  let lanes = f32x4.splat(0);
  for (let at: usize = 0; at < padded(rows); at += 16) {
    const factor = weights != 0 ? v128.load(weights + at) : f32x4.splat(1);
    lanes = f32x4.add(lanes, v128.and(f32x4.mul(v128.load(values + at), factor), realSamples(at, rows)));
  }
  return <f64>laneSum(lanes);
}

/** The sums of the weights come first, then those of the loss and of each metric. */
// @ts-ignore: decorator
@inline
function sumAt(net: Net, i: i32): usize {
  return net.sums + 32 + (<usize>i << 4);
}

// @ts-ignore: decorator
@inline
function valuesOf(net: Net, i: i32): usize {
  return net.values + <usize>i * net.stride;
}

/** The loss, then each metric. */
// @ts-ignore: decorator
@inline
function scoreAt(net: Net, i: i32): Score {
  return changetype<Score>(i == 0 ? net.loss : net.metrics + <usize>(i - 1) * offsetof<Score>());
}

/**
 * Scales the gradient of each sample by its weight over the number of samples, that of the padding by 0. For a loss of the batch,
 * the factor is the sum of the weights over the number of samples.
 */
function scaleGradient(net: Net, last: Layer, rows: i32, from: usize, to: usize): void {
  const ofBatch = isOfBatch(changetype<Score>(net.loss));
  const weights: f32 = ofBatch ? laneSum(v128.load(net.sums)) : 0;
  const same = f32x4.splat((weights / <f32>rows) * lossScale(net));
  for (let unit = 0; unit < last.units; unit++) {
    const row = last.gradient + <usize>unit * net.stride;
    for (let at = from; at < to; at += 16) {
      const factor = ofBatch ? same : v128.load(net.factors + at);
      v128.store(row + at, v128.and(f32x4.mul(v128.load(row + at), factor), f32x4.ne(factor, f32x4.splat(0))));
    }
  }
}

/** Penalty of the regularizers, added to the loss. */
function penalty(net: Net): f64 {
  const o = changetype<Optimizer>(net.optimizer);
  let penalties: f64 = 0;
  for (let i = 0; i < o.variableCount; i++) {
    const v = variableAt(o, i);
    if (v.l1 == 0 && v.l2 == 0) continue;
    let sizes: f64 = 0;
    let squares: f64 = 0;
    for (let p = v.address; p < v.address + v.bytes; p += 4) {
      const w = <f64>f32.load(p);
      sizes += abs(w);
      squares += w * w;
    }
    penalties += <f64>v.l1 * sizes + <f64>v.l2 * squares;
  }
  return penalties;
}
