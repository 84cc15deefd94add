/**
 * Keras' BatchNormalization: outputs = (inputs − mean) / √(variance + epsilon) · gamma + beta, unit by unit. One thread computes
 * all sums of a unit: over the samples in four classes, sample modulo 4, then (0 + 2) + (1 + 3).
 */
import { firstLanes, laneSum } from "../lanes";
import { Layer, padded } from "../records";
import { shareEnd, shareStart } from "../thread";

/** Normalizes units `first … end)` over all `rows` samples, for training. Keeps mean and variance for the backward pass. */
export function normalizeBatch(layer: Layer, stride: usize, rows: i32, first: i32, end: i32): void {
  for (let unit = first; unit < end; unit++) {
    const x = layer.before + <usize>unit * stride;
    const mean = sumOf(x, rows) / <f32>rows;
    const variance = squaresAround(x, rows, mean) / <f32>rows;
    f32.store(batchMean(layer, unit), mean);
    f32.store(batchVariance(layer, unit), variance);
    normalizeUnit(layer, unit, stride, 0, padded(rows), mean, variance);
  }
}

/** Normalizes the samples at `from … to)` by the moving averages, outside of training. */
export function normalizeByAverages(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    normalizeUnit(layer, unit, stride, from, to, numberAt(layer.mean, unit, 0), numberAt(layer.variance, unit, 1));
  }
}

function normalizeUnit(layer: Layer, unit: i32, stride: usize, from: usize, to: usize, mean: f32, variance: f32): void {
  const x = layer.before + <usize>unit * stride;
  const y = layer.outputs + <usize>unit * stride;
  const m = f32x4.splat(mean);
  const factor = f32x4.splat(factorOf(layer, unit, variance));
  const beta = f32x4.splat(numberAt(layer.bias, unit, 0));
  for (let at = from; at < to; at += 16) {
    v128.store(y + at, f32x4.add(f32x4.mul(f32x4.sub(v128.load(x + at), m), factor), beta));
  }
}

/**
 * Gradients of gamma and beta of units `first … end)`, and ∂loss/∂inputs = factor · (g − mean g − (x − mean) · mean(g · (x − mean))
 * / (variance + epsilon)).
 */
export function batchGradient(layer: Layer, stride: usize, rows: i32, first: i32, end: i32): void {
  for (let unit = first; unit < end; unit++) {
    const x = layer.before + <usize>unit * stride;
    const g = layer.gradient + <usize>unit * stride;
    const mean = f32.load(batchMean(layer, unit));
    const variance = f32.load(batchVariance(layer, unit));
    const sum = sumOf(g, rows);
    const products = productsAround(g, x, rows, mean);
    if (layer.trainable && layer.bias != 0) f32.store(layer.biasGradient + (<usize>unit << 2), sum);
    if (layer.trainable && layer.kernel != 0) {
      f32.store(layer.kernelGradient + (<usize>unit << 2), products / sqrt(variance + layer.epsilon));
    }
    if (layer.gradientBefore == 0) continue;
    const out = layer.gradientBefore + <usize>unit * stride;
    const m = f32x4.splat(mean);
    const factor = f32x4.splat(factorOf(layer, unit, variance));
    const meanGradient = f32x4.splat(sum / <f32>rows);
    const share = f32x4.splat(products / <f32>rows / (variance + layer.epsilon));
    for (let row = 0; row < <i32>(padded(rows) >> 2); row += 4) {
      const at = <usize>row << 2;
      const apart = f32x4.mul(f32x4.sub(v128.load(x + at), m), share);
      const rest = f32x4.sub(f32x4.sub(v128.load(g + at), meanGradient), apart);
      // Later sums over the samples include the padding, which has to be zero.
      v128.store(out + at, v128.and(f32x4.mul(rest, factor), firstLanes(rows - row)));
    }
  }
}

/** ∂loss/∂inputs of a frozen layer. */
export function averagesGradient(layer: Layer, stride: usize, from: usize, to: usize): void {
  if (layer.gradientBefore == 0) return;
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    const factor = f32x4.splat(factorOf(layer, unit, numberAt(layer.variance, unit, 1)));
    for (let at = row + from; at < row + to; at += 16) {
      v128.store(layer.gradientBefore + at, f32x4.mul(v128.load(layer.gradient + at), factor));
    }
  }
}

/** Moves the averages of this thread's share of the units towards the batch's mean and variance. */
export function moveAverages(layer: Layer): void {
  const end = shareEnd(layer.units, 4);
  for (let unit = shareStart(layer.units, 4); unit < end; unit++) {
    move(layer, layer.mean + (<usize>unit << 2), f32.load(batchMean(layer, unit)));
    move(layer, layer.variance + (<usize>unit << 2), f32.load(batchVariance(layer, unit)));
  }
}

function move(layer: Layer, average: usize, value: f32): void {
  f32.store(average, f32.load(average) * layer.momentum + value * layer.oneMinusMomentum);
}

// @ts-ignore: decorator
@inline
function batchMean(layer: Layer, unit: i32): usize {
  return layer.statistics + (<usize>unit << 2);
}

// @ts-ignore: decorator
@inline
function batchVariance(layer: Layer, unit: i32): usize {
  return layer.statistics + (<usize>(layer.units + unit) << 2);
}

/** gamma / √(variance + epsilon). */
// @ts-ignore: decorator
@inline
function factorOf(layer: Layer, unit: i32, variance: f32): f32 {
  return numberAt(layer.kernel, unit, 1) / sqrt(variance + layer.epsilon);
}

/** A unit's number in a weight, or a default if the layer lacks that weight. */
// @ts-ignore: decorator
@inline
function numberAt(weight: usize, unit: i32, otherwise: f32): f32 {
  return weight == 0 ? otherwise : f32.load(weight + (<usize>unit << 2));
}

/** Σx. */
function sumOf(x: usize, rows: i32): f32 {
  let sum = f32x4.splat(0);
  for (let row = 0; row < rows; row += 4) {
    sum = f32x4.add(sum, v128.and(v128.load(x), firstLanes(rows - row)));
    x += 16;
  }
  return laneSum(sum);
}

/** Σ(x − center)². */
function squaresAround(x: usize, rows: i32, center: f32): f32 {
  const c = f32x4.splat(center);
  let sum = f32x4.splat(0);
  for (let row = 0; row < rows; row += 4) {
    const apart = v128.and(f32x4.sub(v128.load(x), c), firstLanes(rows - row));
    sum = f32x4.add(sum, f32x4.mul(apart, apart));
    x += 16;
  }
  return laneSum(sum);
}

/** Σg·(x − center). */
function productsAround(g: usize, x: usize, rows: i32, center: f32): f32 {
  const c = f32x4.splat(center);
  let sum = f32x4.splat(0);
  for (let row = 0; row < rows; row += 4) {
    const product = f32x4.mul(v128.load(g), f32x4.sub(v128.load(x), c));
    sum = f32x4.add(sum, v128.and(product, firstLanes(rows - row)));
    g += 16;
    x += 16;
  }
  return laneSum(sum);
}
