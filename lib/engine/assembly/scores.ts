/**
 * Keras' losses and metrics of a sample, four samples at a time, by the formulas of Keras on TensorFlow. With `g` not
 * zero, ∂loss/∂source of each unit is left there.
 */
import { logSumExp, rowMaximum } from "./activations";
import { exp4, log1p4, log4, pow4, sigmoid4, softplus4, tanh4 } from "./functions";
import { Layer, Score } from "./records";

/** In the order of `lib/engine/records.ts`. */
export enum Kind {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  sparseCategoricalCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  hinge,
  squaredHinge,
  categoricalHinge,
  klDivergence,
  poisson,
  cosineSimilarity,
  categoricalGeneralizedCrossEntropy,
  // Of a whole batch.
  dice,
  tversky,
  // Metrics alone.
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  topKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  accuracy,
}

/** Keras' `epsilon()` and 1 − it. */
const EPSILON: f32 = 1e-7;
const ONE_MINUS_EPSILON: f32 = 1.0 - 1e-7;

// @ts-ignore: decorator
@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}
// @ts-ignore: decorator
@inline
function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}
// @ts-ignore: decorator
@inline
function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}
// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}
// @ts-ignore: decorator
@inline
function clip(x: v128, low: f32, high: f32): v128 {
  return f32x4.min(f32x4.max(x, splat(low)), splat(high));
}
/** Where clipping to the bounds changes nothing. */
// @ts-ignore: decorator
@inline
function within(x: v128, low: f32, high: f32): v128 {
  return v128.and(f32x4.ge(x, splat(low)), f32x4.le(x, splat(high)));
}
/** −1, 0 or 1. */
// @ts-ignore: decorator
@inline
function sign(x: v128): v128 {
  const one = splat(1);
  return sub(v128.and(one, f32x4.gt(x, splat(0))), v128.and(one, f32x4.lt(x, splat(0))));
}

/** Where a score's values start. */
export function sourceOf(score: Score, last: Layer): usize {
  return score.source == 2 ? last.preactivations : last.outputs;
}

/** The score of the four samples at `z` and `y`; `binary`: the batch's labels are all 0 or 1 (for the hinges). */
export function scoreOf(score: Score, z: usize, y: usize, g: usize, stride: usize, units: i32, binary: bool): v128 {
  switch (score.kind) {
    case Kind.categoricalCrossentropy:
      return score.source != 0
        ? softmaxCrossentropy(score, z, y, g, stride, units)
        : categoricalCrossentropy(score, z, y, g, stride, units);
    case Kind.sparseCategoricalCrossentropy:
      return score.source != 0
        ? sparseSoftmaxCrossentropy(z, y, g, stride, units, false)
        : sparseSoftmaxCrossentropy(z, y, g, stride, units, true);
    case Kind.categoricalFocalCrossentropy:
      return categoricalFocal(score, z, y, g, stride, units);
    case Kind.categoricalHinge:
      return categoricalHinge(z, y, g, stride, units);
    case Kind.cosineSimilarity:
      return cosineSimilarity(z, y, g, stride, units);
    case Kind.categoricalGeneralizedCrossEntropy:
      return generalizedCrossEntropy(score, z, y, g, stride, units);
    case Kind.categoricalAccuracy:
      return categoricalAccuracy(z, y, stride, units);
    case Kind.sparseCategoricalAccuracy:
      return f32x4.min(splat(1), inTopK(z, v128.load(y), stride, units, 1));
    case Kind.topKCategoricalAccuracy:
      return inTopK(z, firstLargest(y, stride, units), stride, units, <i32>score.a);
    case Kind.sparseTopKCategoricalAccuracy:
      return inTopK(z, v128.load(y), stride, units, <i32>score.a);
  }
  let sum = splat(0);
  const count = splat(<f32>units);
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, element(score, v128.load(z), v128.load(y), g, count, binary));
    z += stride;
    y += stride;
    if (g != 0) g += stride;
  }
  return score.kind == Kind.klDivergence ? sum : f32x4.div(sum, count);
}

/** The score of one unit; its slope, over the number of units, goes to `g`. */
function element(score: Score, p: v128, t: v128, g: usize, count: v128, binary: bool): v128 {
  let value = splat(0);
  let slope = value;
  const zero = splat(0);
  const one = splat(1);
  const error = sub(p, t);
  switch (score.kind) {
    case Kind.binaryCrossentropy: {
      t = smooth(t, score.smoothing, 2);
      if (score.source != 0) {
        value = sigmoidCrossentropy(p, t);
        slope = sub(sigmoid4(p), t);
      } else {
        const q = clip(p, EPSILON, ONE_MINUS_EPSILON);
        const rest = sub(one, q);
        value = f32x4.neg(add(mul(t, log4(q)), mul(sub(one, t), log4(rest))));
        slope = v128.and(
          sub(f32x4.div(sub(one, t), rest), f32x4.div(t, q)),
          within(p, EPSILON, ONE_MINUS_EPSILON),
        );
      }
      break;
    }
    case Kind.binaryFocalCrossentropy: {
      // a: gamma; b: alpha, or −1 without class balancing.
      t = smooth(t, score.smoothing, 2);
      const logits = score.source != 0;
      const q = logits ? sigmoid4(p) : p;
      const bounded = clip(q, EPSILON, ONE_MINUS_EPSILON);
      const rest = sub(one, bounded);
      const entropy = logits
        ? sigmoidCrossentropy(p, t)
        : f32x4.neg(add(mul(t, log4(bounded)), mul(sub(one, t), log4(rest))));
      const entropySlope = logits
        ? sub(q, t)
        : v128.and(sub(f32x4.div(sub(one, t), rest), f32x4.div(t, bounded)), within(p, EPSILON, ONE_MINUS_EPSILON));
      const easy = add(mul(t, q), mul(sub(one, t), sub(one, q)));
      const hard = sub(one, easy);
      const factor = pow4(hard, score.a);
      // d factor / dq = −gamma·(1 − p_t)^(gamma − 1)·(2t − 1).
      let factorSlope = mul(mul(splat(-score.a), pow4(hard, score.a - 1)), sub(add(t, t), one));
      if (logits) factorSlope = mul(factorSlope, mul(q, sub(one, q)));
      value = mul(factor, entropy);
      slope = add(mul(factorSlope, entropy), mul(factor, entropySlope));
      if (score.b >= 0) {
        const balance = add(mul(t, splat(score.b)), mul(sub(one, t), splat(1 - score.b)));
        value = mul(value, balance);
        slope = mul(slope, balance);
      }
      break;
    }
    case Kind.meanSquaredError:
      value = mul(error, error);
      slope = add(error, error);
      break;
    case Kind.meanAbsoluteError:
      value = f32x4.abs(error);
      slope = sign(error);
      break;
    case Kind.meanAbsolutePercentageError: {
      const size = f32x4.max(f32x4.abs(t), splat(EPSILON));
      value = mul(splat(100), f32x4.abs(f32x4.div(error, size)));
      slope = f32x4.div(mul(splat(100), sign(error)), size);
      break;
    }
    case Kind.meanSquaredLogarithmicError: {
      const bounded = add(f32x4.max(p, splat(EPSILON)), one);
      const difference = sub(log4(bounded), log4(add(f32x4.max(t, splat(EPSILON)), one)));
      value = mul(difference, difference);
      slope = v128.and(f32x4.div(add(difference, difference), bounded), f32x4.ge(p, splat(EPSILON)));
      break;
    }
    case Kind.huber: {
      const delta = splat(score.a);
      const size = f32x4.abs(error);
      const near = f32x4.le(size, delta);
      const half = splat(0.5);
      const far = sub(mul(delta, size), mul(half, mul(delta, delta)));
      value = v128.bitselect(mul(half, mul(error, error)), far, near);
      slope = v128.bitselect(error, mul(delta, sign(error)), near);
      break;
    }
    case Kind.logCosh:
      value = sub(add(error, softplus4(mul(splat(-2), error))), splat(0.6931472));
      slope = tanh4(error);
      break;
    case Kind.hinge: {
      if (binary) t = sub(add(t, t), one);
      const margin = sub(one, mul(t, p));
      value = f32x4.max(margin, zero);
      slope = v128.and(f32x4.neg(t), f32x4.ge(margin, zero));
      break;
    }
    case Kind.squaredHinge: {
      if (binary) t = sub(add(t, t), one);
      const margin = f32x4.max(sub(one, mul(t, p)), zero);
      value = mul(margin, margin);
      slope = mul(mul(splat(-2), margin), t);
      break;
    }
    case Kind.klDivergence: {
      const u = clip(t, EPSILON, 1);
      const q = clip(p, EPSILON, 1);
      value = mul(u, log4(f32x4.div(u, q)));
      // The sum, not the mean, over the units.
      slope = mul(count, v128.and(f32x4.neg(f32x4.div(u, q)), within(p, EPSILON, 1)));
      break;
    }
    case Kind.poisson: {
      const q = add(p, splat(EPSILON));
      value = sub(p, mul(t, log4(q)));
      slope = sub(one, f32x4.div(t, q));
      break;
    }
    case Kind.binaryAccuracy: {
      const hit = f32x4.eq(v128.and(one, f32x4.gt(p, splat(score.a))), t);
      return v128.and(one, hit);
    }
    case Kind.accuracy:
      return v128.and(one, f32x4.eq(p, t));
  }
  if (g != 0) v128.store(g, f32x4.div(slope, count));
  return value;
}

/** Keras' label smoothing over `classes`. */
// @ts-ignore: decorator
@inline
function smooth(t: v128, smoothing: f32, classes: i32): v128 {
  return smoothing == 0 ? t : add(mul(t, splat(1 - smoothing)), splat(smoothing / <f32>classes));
}

/** max(z, 0) − z·t + ln(1 + e^−|z|). */
function sigmoidCrossentropy(z: v128, t: v128): v128 {
  const tail = log1p4(exp4(f32x4.neg(f32x4.abs(z))));
  return add(sub(f32x4.max(z, splat(0)), mul(z, t)), tail);
}

/** Σ t·(ln Σe^z − z); slope softmax(z)·Σt − t. */
function softmaxCrossentropy(score: Score, z: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  const largest = rowMaximum(z, stride, units);
  const log = logSumExp(z, stride, units, largest);
  let sum = splat(0);
  let mass = sum;
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const t = smooth(v128.load(y + at), score.smoothing, units);
    sum = add(sum, mul(t, sub(log, sub(v128.load(z + at), largest))));
    mass = add(mass, t);
    at += stride;
  }
  if (g == 0) return sum;
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    const t = smooth(v128.load(y + at), score.smoothing, units);
    v128.store(g + at, sub(mul(exp4(sub(sub(v128.load(z + at), largest), log)), mass), t));
    at += stride;
  }
  return sum;
}

/** Of probabilities q = p / Σp within [ε, 1 − ε]: −Σ t·ln q. */
function categoricalCrossentropy(score: Score, p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  const mass = rowSum(p, stride, units);
  let sum = splat(0);
  let dot = sum;
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const t = smooth(v128.load(y + at), score.smoothing, units);
    const q = f32x4.div(v128.load(p + at), mass);
    const bounded = clip(q, EPSILON, ONE_MINUS_EPSILON);
    sum = sub(sum, mul(t, log4(bounded)));
    if (g != 0) {
      const slope = v128.and(f32x4.neg(f32x4.div(t, q)), within(q, EPSILON, ONE_MINUS_EPSILON));
      v128.store(g + at, slope);
      dot = add(dot, mul(slope, q));
    }
    at += stride;
  }
  if (g != 0) normalizationGradient(g, mass, dot, stride, units);
  return sum;
}

/** From ∂/∂(p/Σp) to ∂/∂p: (slope − Σ slope·q) / Σp. */
function normalizationGradient(g: usize, mass: v128, dot: v128, stride: usize, units: i32): void {
  for (let unit = 0; unit < units; unit++) {
    v128.store(g, f32x4.div(sub(v128.load(g), dot), mass));
    g += stride;
  }
}

function rowSum(p: usize, stride: usize, units: i32): v128 {
  let sum = splat(0);
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, v128.load(p));
    p += stride;
  }
  return sum;
}

/** modulating factor (1 − q)^gamma · alpha · −t·ln q, summed; a: gamma, b: alpha; q as above. */
function categoricalFocal(score: Score, p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  const mass = rowSum(p, stride, units);
  const one = splat(1);
  let sum = splat(0);
  let dot = sum;
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const t = smooth(v128.load(y + at), score.smoothing, units);
    const raw = f32x4.div(v128.load(p + at), mass);
    const q = clip(raw, EPSILON, ONE_MINUS_EPSILON);
    const log = log4(q);
    const rest = sub(one, q);
    const factor = pow4(rest, score.a);
    const weight = mul(splat(score.b), t);
    sum = sub(sum, mul(weight, mul(factor, log)));
    if (g != 0) {
      const rise = mul(mul(splat(score.a), pow4(rest, score.a - 1)), log);
      const slope = v128.and(mul(weight, sub(rise, f32x4.div(factor, q))), within(raw, EPSILON, ONE_MINUS_EPSILON));
      v128.store(g + at, slope);
      dot = add(dot, mul(slope, raw));
    }
    at += stride;
  }
  if (g != 0) normalizationGradient(g, mass, dot, stride, units);
  return sum;
}

/**
 * ln Σe^z − z of the label. Of probabilities, TensorFlow takes the logarithms of the clipped ones as logits, so that
 * e^z are those themselves. A label that is no class gives NaN, as in TensorFlow.
 */
function sparseSoftmaxCrossentropy(z: usize, y: usize, g: usize, stride: usize, units: i32, probabilities: bool): v128 {
  const label = v128.load(y);
  const largest = probabilities ? splat(0) : rowMaximum(z, stride, units);
  const log = probabilities ? log4(clippedSum(z, stride, units)) : logSumExp(z, stride, units, largest);
  let own = splat(NaN);
  for (let unit = 0; unit < units; unit++) {
    let x = v128.load(z);
    const inside = within(x, EPSILON, ONE_MINUS_EPSILON);
    const bounded = clip(x, EPSILON, ONE_MINUS_EPSILON);
    x = probabilities ? log4(bounded) : sub(x, largest);
    const isLabel = f32x4.eq(label, splat(<f32>unit));
    own = v128.bitselect(x, own, isLabel);
    if (g != 0) {
      let slope = sub(exp4(sub(x, log)), v128.and(splat(1), isLabel));
      if (probabilities) slope = v128.and(f32x4.div(slope, bounded), inside);
      v128.store(g, slope);
      g += stride;
    }
    z += stride;
  }
  return sub(log, own);
}

function clippedSum(p: usize, stride: usize, units: i32): v128 {
  let sum = splat(0);
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, clip(v128.load(p), EPSILON, ONE_MINUS_EPSILON));
    p += stride;
  }
  return sum;
}

/** max(max((1 − t)·p) − Σ t·p + 1, 0); equal largest values share the slope. */
function categoricalHinge(p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  const one = splat(1);
  const zero = splat(0);
  let own = zero;
  let largest = splat(-Infinity);
  let ties = zero;
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const q = v128.load(p + at);
    const t = v128.load(y + at);
    own = add(own, mul(t, q));
    const other = mul(sub(one, t), q);
    const above = f32x4.gt(other, largest);
    ties = v128.bitselect(one, add(ties, v128.and(one, f32x4.eq(other, largest))), above);
    largest = f32x4.max(largest, other);
    at += stride;
  }
  const margin = add(sub(largest, own), one);
  if (g == 0) return f32x4.max(margin, zero);
  const active = f32x4.ge(margin, zero);
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    const t = v128.load(y + at);
    const rest = sub(one, t);
    const isLargest = f32x4.eq(mul(rest, v128.load(p + at)), largest);
    const slope = sub(v128.and(f32x4.div(rest, ties), isLargest), t);
    v128.store(g + at, v128.and(slope, active));
    at += stride;
  }
  return f32x4.max(margin, zero);
}

/** −Σ of the products of both, each divided by its length (of at least ε). */
function cosineSimilarity(p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  let pp = splat(0);
  let tt = pp;
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const q = v128.load(p + at);
    const t = v128.load(y + at);
    pp = add(pp, mul(q, q));
    tt = add(tt, mul(t, t));
    at += stride;
  }
  const bound = splat(1 / EPSILON);
  const inverse = f32x4.min(f32x4.div(splat(1), f32x4.sqrt(pp)), bound);
  const inverseTarget = f32x4.min(f32x4.div(splat(1), f32x4.sqrt(tt)), bound);
  let sum = splat(0);
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, mul(mul(v128.load(p + at), inverse), mul(v128.load(y + at), inverseTarget)));
    at += stride;
  }
  at = 0;
  if (g != 0) {
    for (let unit = 0; unit < units; unit++) {
      const t = mul(v128.load(y + at), inverseTarget);
      const q = mul(v128.load(p + at), inverse);
      v128.store(g + at, mul(inverse, sub(mul(q, sum), t)));
      at += stride;
    }
  }
  return f32x4.neg(sum);
}

/** (1 − p^q) / q of the label's probability; a: q. */
function generalizedCrossEntropy(score: Score, p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  const label = v128.load(y);
  let own = splat(0);
  for (let unit = 0; unit < units; unit++) {
    const isLabel = f32x4.eq(label, splat(<f32>unit));
    const x = v128.load(p);
    own = add(own, v128.and(x, isLabel));
    if (g != 0) {
      v128.store(g, v128.and(f32x4.neg(pow4(x, score.a - 1)), isLabel));
      g += stride;
    }
    p += stride;
  }
  return f32x4.div(sub(splat(1), pow4(own, score.a)), splat(score.a));
}

/** The index of the first of the largest values. */
function firstLargest(p: usize, stride: usize, units: i32): v128 {
  let best = v128.load(p);
  let index = splat(0);
  for (let unit = 1; unit < units; unit++) {
    p += stride;
    const x = v128.load(p);
    const above = f32x4.gt(x, best);
    best = v128.bitselect(x, best, above);
    index = v128.bitselect(splat(<f32>unit), index, above);
  }
  return index;
}

function categoricalAccuracy(p: usize, y: usize, stride: usize, units: i32): v128 {
  return v128.and(splat(1), f32x4.eq(firstLargest(p, stride, units), firstLargest(y, stride, units)));
}

/** 1 where fewer than k values are above the label's own (for k = 1: or as large and before it). */
function inTopK(p: usize, label: v128, stride: usize, units: i32, k: i32): v128 {
  if (k == 1) return v128.and(splat(1), f32x4.eq(firstLargest(p, stride, units), label));
  let own = splat(NaN);
  let at = p;
  for (let unit = 0; unit < units; unit++) {
    own = v128.bitselect(v128.load(at), own, f32x4.eq(label, splat(<f32>unit)));
    at += stride;
  }
  let above = splat(0);
  at = p;
  for (let unit = 0; unit < units; unit++) {
    above = add(above, v128.and(splat(1), f32x4.gt(v128.load(at), own)));
    at += stride;
  }
  return v128.and(v128.and(splat(1), f32x4.lt(above, splat(<f32>k))), f32x4.eq(own, own));
}
