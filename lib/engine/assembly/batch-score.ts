/** Loss and metrics of a batch, gathered part by part, with the last layer's gradient and the regularizers' penalties. */
import { Activation } from "./activations/kinds";
import { laneSum } from "./lanes";
import { Layer, layerAt, Net, Optimizer, Score, Variable, variableAt } from "./records";
import { batchValue, isOfBatch, overlapSlopes, overlapSums, realSamples } from "./scores/batch";
import { Kind } from "./scores/kinds";
import { scoreOf, sourceOf } from "./scores/score";
import { afterSigmoid } from "./scores/sigmoid-crossentropy";

/** Four sums of the samples' weights in the loss, and in the metrics. */
const WEIGHTS = memory.data(16, 16);
const METRIC_WEIGHTS = memory.data(16, 16);
/** Every label is 0 or 1. */
let areBinary = true;
/** Of a variable: the sum of its sizes and of its squares; of all: what the regularizers add to the loss. */
let sizes: f64 = 0;
let squares: f64 = 0;
let penalties: f64 = 0;

/** What the loss is multiplied with for the way back. */
function lossScale(net: Net): f32 {
  const scale = changetype<Optimizer>(net.optimizer).lossScale;
  return scale == 0 ? 1 : scale;
}

/** Begins the batch's sums; then takes in what the samples at `from … to)` count. */
export function weigh(net: Net, rows: i32, given: bool, givenToMetrics: bool, from: usize, to: usize): void {
  if (from == 0) {
    for (let i = 0; i <= net.metricCount; i++) v128.store(sumAt(net, i), f32x4.splat(0));
    v128.store(WEIGHTS, f32x4.splat(0));
    v128.store(METRIC_WEIGHTS, f32x4.splat(0));
    areBinary = true;
    penalties = 0;
  }
  const share = f32x4.splat(lossScale(net) / <f32>rows);
  let sum = v128.load(WEIGHTS);
  for (let at = from; at < to; at += 16) {
    const weight = v128.and(given ? v128.load(net.weights + at) : f32x4.splat(1), realSamples(at, rows));
    v128.store(net.weights + at, weight);
    v128.store(net.factors + at, f32x4.mul(weight, share));
    sum = f32x4.add(sum, weight);
  }
  v128.store(WEIGHTS, sum);
  if (net.metricWeights == net.weights) {
    v128.store(METRIC_WEIGHTS, sum);
    return;
  }
  sum = v128.load(METRIC_WEIGHTS);
  for (let at = from; at < to; at += 16) {
    const weight = v128.and(givenToMetrics ? v128.load(net.metricWeights + at) : f32x4.splat(1), realSamples(at, rows));
    v128.store(net.metricWeights + at, weight);
    sum = f32x4.add(sum, weight);
  }
  v128.store(METRIC_WEIGHTS, sum);
}

/** Looks whether the labels of the samples at `from … to)` are all 0 or 1; the padding has labels of the batch. */
export function lookAtLabels(net: Net, from: usize, to: usize): void {
  let all = i32x4.splat(-1);
  for (let target = 0; target < net.targets; target++) {
    const row = net.y + <usize>target * net.stride;
    for (let at = from; at < to; at += 16) {
      const t = v128.load(row + at);
      all = v128.and(all, v128.or(f32x4.eq(t, f32x4.splat(0)), f32x4.eq(t, f32x4.splat(1))));
    }
  }
  areBinary = areBinary && i32x4.all_true(all);
}

/**
 * Scores of a whole batch (0: the loss, then the metrics), unit by unit: first sums over the samples at `from … to)` of a
 * unit's row, then, for the loss in training, slopes. Those of each unit come one after the other.
 */
export function batchSums(net: Net, which: i32, rows: i32, unit: i32, from: usize, to: usize): void {
  const score = scoreAt(net, which);
  const last = layerAt(net, net.layerCount - 1);
  const row = <usize>unit * net.stride;
  overlapSums(score, sourceOf(score, last) + row, net.y + row, rows, unit, last.units, from, to, bytesOf(rows));
  f64.store(sumAt(net, which), <f64>batchValue(score, last.units));
}

export function batchSlopes(net: Net, rows: i32, unit: i32, from: usize, to: usize): void {
  const last = layerAt(net, net.layerCount - 1);
  const row = <usize>unit * net.stride;
  overlapSlopes(changetype<Score>(net.loss), net.y + row, last.gradient + row, rows, last.units, from, to);
}

/** Those scores of a batch at once. */
export function scoreWholeBatch(net: Net, rows: i32, training: bool): void {
  const units = layerAt(net, net.layerCount - 1).units;
  const bytes = bytesOf(rows);
  for (let which = 0; which <= net.metricCount; which++) {
    const score = scoreAt(net, which);
    if (!isOfBatch(score)) continue;
    const slopes = training && which == 0;
    const together = score.c == 0 ? units : 1;
    for (let first = 0; first < units; first += together) {
      for (let unit = first; unit < first + together; unit++) batchSums(net, which, rows, unit, 0, bytes);
      if (slopes) for (let unit = first; unit < first + together; unit++) batchSlopes(net, rows, unit, 0, bytes);
    }
  }
}

/**
 * Loss and metrics of the samples at `from … to)` in each unit's row, after those of the whole batch; in training also the
 * last layer's gradient.
 */
export function score(net: Net, rows: i32, from: usize, to: usize, training: bool): void {
  const last = layerAt(net, net.layerCount - 1);
  sum(net, changetype<Score>(net.loss), last, rows, from, to, training ? last.gradient : 0, net.weights, sumAt(net, 0));
  for (let i = 1; i <= net.metricCount; i++) {
    const metric = scoreAt(net, i);
    sum(net, metric, last, rows, from, to, 0, metric.weighted ? net.metricWeights : 0, sumAt(net, i));
  }
  if (training) scaleGradient(net, last, rows, from, to, last.units);
}

/** Adds what is gathered of a batch to the totals. */
export function addScores(net: Net, rows: i32): void {
  const totals = net.totals;
  const weights = <f64>laneSum(v128.load(WEIGHTS));
  const metricWeights = <f64>laneSum(v128.load(METRIC_WEIGHTS));
  if (net.hasRegularizers) f64.store(totals, f64.load(totals) + penalties * <f64>rows);
  f64.store(totals, f64.load(totals) + total(changetype<Score>(net.loss), sumAt(net, 0), weights));
  f64.store(totals, f64.load(totals, 8) + weights, 8);
  for (let i = 1; i <= net.metricCount; i++) {
    const metric = scoreAt(net, i);
    const at = totals + (<usize>i << 4);
    let value = total(metric, sumAt(net, i), metric.weighted ? metricWeights : <f64>rows);
    // The loss is the similarity's negative.
    if (metric.kind == Kind.cosineSimilarity) value = -value;
    f64.store(at, f64.load(at) + value);
    f64.store(at, f64.load(at, 8) + (metric.weighted ? metricWeights : <f64>rows), 8);
  }
}

/** Of the loss, then of each metric. */
// @ts-ignore: decorator
@inline
function sumAt(net: Net, i: i32): usize {
  return net.sums + (<usize>i << 4);
}

/** The loss, then each metric. */
// @ts-ignore: decorator
@inline
function scoreAt(net: Net, i: i32): Score {
  return changetype<Score>(i == 0 ? net.loss : net.metrics + <usize>(i - 1) * offsetof<Score>());
}

/** One of a whole batch counts as often as its samples do. */
// @ts-ignore: decorator
@inline
function total(score: Score, at: usize, weights: f64): f64 {
  return isOfBatch(score) ? f64.load(at) * weights : <f64>laneSum(v128.load(at));
}

/**
 * A score of samples, each times its weight, or 1 where there are none, added to the four sums at `out`; the padding
 * counts nothing. Those of a whole batch are there already.
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
  if (isOfBatch(score)) return;
  const units = last.units;
  const source = sourceOf(score, last);
  const isAfterSigmoid =
    score.kind == Kind.binaryCrossentropy && score.source == 2 && last.activation == Activation.sigmoid;
  let lanes = v128.load(out);
  for (let at = from; at < to; at += 16) {
    const value = isAfterSigmoid
      ? afterSigmoid(score, last, net.y, gradient, at, net.stride)
      : scoreOf(score, source + at, net.y + at, gradient != 0 ? gradient + at : 0, net.stride, units, areBinary);
    const real = realSamples(at, rows);
    const weight = weights != 0 ? v128.load(weights + at) : f32x4.splat(1);
    lanes = f32x4.add(lanes, v128.and(f32x4.mul(value, weight), real));
  }
  v128.store(out, lanes);
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
  const weights: f32 = ofBatch ? laneSum(v128.load(WEIGHTS)) : 0;
  const same = f32x4.splat((weights / <f32>rows) * lossScale(net));
  for (let unit = 0; unit < units; unit++) {
    const row = last.gradient + <usize>unit * net.stride;
    for (let at = from; at < to; at += 16) {
      const factor = ofBatch ? same : v128.load(net.factors + at);
      v128.store(row + at, v128.and(f32x4.mul(v128.load(row + at), factor), f32x4.ne(factor, f32x4.splat(0))));
    }
  }
}

/** What the regularizers add to the loss, of the values `from … to)` of a variable. */
export function addPenalty(v: Variable, from: i32, to: i32): void {
  if (from == 0) sizes = squares = 0;
  for (let p = v.address + (<usize>from << 2); p < v.address + (<usize>to << 2); p += 4) {
    const w = <f64>f32.load(p);
    sizes += abs(w);
    squares += w * w;
  }
  if (<usize>to << 2 == v.bytes) penalties += <f64>v.l1 * sizes + <f64>v.l2 * squares;
}

/** That of all variables. */
export function addPenalties(net: Net): void {
  const o = changetype<Optimizer>(net.optimizer);
  for (let i = 0; i < o.variableCount; i++) {
    const v = variableAt(o, i);
    if (v.l1 != 0 || v.l2 != 0) addPenalty(v, 0, <i32>(v.bytes >> 2));
  }
}
