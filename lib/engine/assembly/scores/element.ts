/** Losses and metrics that are means over the units: the score of one unit. */
import { exp4, log1p4, log4, pow4, sigmoid4, softplus4, tanh4 } from "../functions";
import { add, clip, mul, sign, splat, sub, within } from "../lanes";
import { Score } from "../records";
import { smooth } from "./crossentropies";
import { EPSILON, ONE_MINUS_EPSILON } from "./epsilon";
import { Kind } from "./kinds";

/** The score of one unit. Its derivative, divided by the number of units, is stored at `g`. */
export function element(score: Score, p: v128, t: v128, g: usize, count: v128, binary: bool): v128 {
  let value = splat(0);
  let derivative = value;
  const zero = splat(0);
  const one = splat(1);
  const error = sub(p, t);
  switch (score.kind) {
    case Kind.binaryCrossentropy: {
      t = smooth(t, score.smoothing, 2);
      if (score.source != 0) {
        value = sigmoidCrossentropy(p, t);
        derivative = sub(sigmoid4(p), t);
      } else {
        const q = clip(p, EPSILON, ONE_MINUS_EPSILON);
        const rest = sub(one, q);
        value = f32x4.neg(add(mul(t, log4(q)), mul(sub(one, t), log4(rest))));
        derivative = v128.and(
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
      const entropyDerivative = logits
        ? sub(q, t)
        : v128.and(sub(f32x4.div(sub(one, t), rest), f32x4.div(t, bounded)), within(p, EPSILON, ONE_MINUS_EPSILON));
      const easy = add(mul(t, q), mul(sub(one, t), sub(one, q)));
      const hard = sub(one, easy);
      const factor = pow4(hard, score.a);
      // d factor / dq = −gamma·(1 − p_t)^(gamma − 1)·(2t − 1).
      let factorDerivative = mul(mul(splat(-score.a), pow4(hard, score.a - 1)), sub(add(t, t), one));
      if (logits) factorDerivative = mul(factorDerivative, mul(q, sub(one, q)));
      value = mul(factor, entropy);
      derivative = add(mul(factorDerivative, entropy), mul(factor, entropyDerivative));
      if (score.b >= 0) {
        const balance = add(mul(t, splat(score.b)), mul(sub(one, t), splat(1 - score.b)));
        value = mul(value, balance);
        derivative = mul(derivative, balance);
      }
      break;
    }
    case Kind.meanSquaredError:
      value = mul(error, error);
      derivative = add(error, error);
      break;
    case Kind.meanAbsoluteError:
      value = f32x4.abs(error);
      derivative = sign(error);
      break;
    case Kind.meanAbsolutePercentageError: {
      const size = f32x4.max(f32x4.abs(t), splat(EPSILON));
      value = mul(splat(100), f32x4.abs(f32x4.div(error, size)));
      derivative = f32x4.div(mul(splat(100), sign(error)), size);
      break;
    }
    case Kind.meanSquaredLogarithmicError: {
      const bounded = add(f32x4.max(p, splat(EPSILON)), one);
      const difference = sub(log4(bounded), log4(add(f32x4.max(t, splat(EPSILON)), one)));
      value = mul(difference, difference);
      derivative = v128.and(f32x4.div(add(difference, difference), bounded), f32x4.ge(p, splat(EPSILON)));
      break;
    }
    case Kind.huber: {
      const delta = splat(score.a);
      const size = f32x4.abs(error);
      const near = f32x4.le(size, delta);
      const half = splat(0.5);
      const far = sub(mul(delta, size), mul(half, mul(delta, delta)));
      value = v128.bitselect(mul(half, mul(error, error)), far, near);
      derivative = v128.bitselect(error, mul(delta, sign(error)), near);
      break;
    }
    case Kind.logCosh:
      value = sub(add(error, softplus4(mul(splat(-2), error))), splat(0.6931472));
      derivative = tanh4(error);
      break;
    case Kind.hinge: {
      if (binary) t = sub(add(t, t), one);
      const margin = sub(one, mul(t, p));
      value = f32x4.max(margin, zero);
      derivative = v128.and(f32x4.neg(t), f32x4.ge(margin, zero));
      break;
    }
    case Kind.squaredHinge: {
      if (binary) t = sub(add(t, t), one);
      const margin = f32x4.max(sub(one, mul(t, p)), zero);
      value = mul(margin, margin);
      derivative = mul(mul(splat(-2), margin), t);
      break;
    }
    case Kind.klDivergence: {
      const u = clip(t, EPSILON, 1);
      const q = clip(p, EPSILON, 1);
      value = mul(u, log4(f32x4.div(u, q)));
      // The sum, not the mean, over the units.
      derivative = mul(count, v128.and(f32x4.neg(f32x4.div(u, q)), within(p, EPSILON, 1)));
      break;
    }
    case Kind.poisson: {
      const q = add(p, splat(EPSILON));
      value = sub(p, mul(t, log4(q)));
      derivative = sub(one, f32x4.div(t, q));
      break;
    }
    case Kind.binaryAccuracy: {
      const hit = f32x4.eq(v128.and(one, f32x4.gt(p, splat(score.a))), t);
      return v128.and(one, hit);
    }
    case Kind.accuracy:
      return v128.and(one, f32x4.eq(p, t));
  }
  if (g != 0) v128.store(g, f32x4.div(derivative, count));
  return value;
}

/** max(z, 0) − z·t + ln(1 + e^−|z|). */
export function sigmoidCrossentropy(z: v128, t: v128): v128 {
  const tail = log1p4(exp4(f32x4.neg(f32x4.abs(z))));
  return add(sub(f32x4.max(z, splat(0)), mul(z, t)), tail);
}
