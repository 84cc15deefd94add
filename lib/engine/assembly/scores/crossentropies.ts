/** Crossentropies of a sample that belongs to one of several classes. */
import { logSumExp, rowMaximum } from "../activations/softmax";
import { exp4, log4, pow4 } from "../functions";
import { add, clip, mul, splat, sub, within } from "../lanes";
import { Score } from "../records";
import { EPSILON, ONE_MINUS_EPSILON } from "./epsilon";

/** Keras' label smoothing over `classes`. */
// @ts-ignore: decorator
@inline
export function smooth(t: v128, smoothing: f32, classes: i32): v128 {
  return smoothing == 0 ? t : add(mul(t, splat(1 - smoothing)), splat(smoothing / <f32>classes));
}

/** Σ t·(ln Σe^z − z), with the derivative softmax(z)·Σt − t. */
export function softmaxCrossentropy(score: Score, z: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
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

/** −Σ t·ln q of the probabilities q = p / Σp, clipped to [ε, 1 − ε]. */
export function categoricalCrossentropy(score: Score, p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
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
      const derivative = v128.and(f32x4.neg(f32x4.div(t, q)), within(q, EPSILON, ONE_MINUS_EPSILON));
      v128.store(g + at, derivative);
      dot = add(dot, mul(derivative, q));
    }
    at += stride;
  }
  if (g != 0) normalizationGradient(g, mass, dot, stride, units);
  return sum;
}

/** −Σ (1 − q)^gamma · alpha · t·ln q, with q as in `categoricalCrossentropy`; a: gamma, b: alpha. */
export function categoricalFocal(score: Score, p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
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
      const factorDerivative = mul(mul(splat(score.a), pow4(rest, score.a - 1)), log);
      const derivative = v128.and(mul(weight, sub(factorDerivative, f32x4.div(factor, q))), within(raw, EPSILON, ONE_MINUS_EPSILON));
      v128.store(g + at, derivative);
      dot = add(dot, mul(derivative, raw));
    }
    at += stride;
  }
  if (g != 0) normalizationGradient(g, mass, dot, stride, units);
  return sum;
}

/**
 * ln Σe^z − z of the label. For probabilities, TensorFlow takes the logarithms of the clipped ones as logits, so e^z are the
 * probabilities themselves. A label that is not a class index gives NaN, as in TensorFlow.
 */
export function sparseSoftmaxCrossentropy(z: usize, y: usize, g: usize, stride: usize, units: i32, probabilities: bool): v128 {
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
      let derivative = sub(exp4(sub(x, log)), v128.and(splat(1), isLabel));
      if (probabilities) derivative = v128.and(f32x4.div(derivative, bounded), inside);
      v128.store(g, derivative);
      g += stride;
    }
    z += stride;
  }
  return sub(log, own);
}

/** (1 − p^q) / q of the label's probability; a: q. */
export function generalizedCrossEntropy(score: Score, p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
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

/** From ∂/∂(p/Σp) to ∂/∂p: (derivative − Σ derivative·q) / Σp. */
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

function clippedSum(p: usize, stride: usize, units: i32): v128 {
  let sum = splat(0);
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, clip(v128.load(p), EPSILON, ONE_MINUS_EPSILON));
    p += stride;
  }
  return sum;
}
