/** Elementwise activations and their derivatives, except those that `activate` computes by rows. */
import { constant, erf4, exp4, expm14, sigmoid4, softplus4, tanh4 } from "../functions";
import { add, select } from "../lanes";
import { Layer } from "../records";
import { Activation } from "./kinds";

// √½, 1/√(2π), 0.044715, √(2/π), 1/6, 0.5, 1, 3, 6, SELU's scale, SELU's alpha·scale.
const C = memory.data<f32>([
  0.70710678, 0.39894228, 0.044715, 0.79788456, 0.16666667, 0.5, 1.0, 3.0, 6.0, 1.05070098, 1.75809934,
]);

/** The output at the pre-activation x. */
export function value(code: i32, x: v128, layer: Layer): v128 {
  const zero = f32x4.splat(0);
  const one = constant(C, 6);
  const alpha = f32x4.splat(layer.alpha);
  const positive = f32x4.gt(x, zero);
  switch (code) {
    case Activation.celu:
      return select(positive, x, f32x4.mul(alpha, expm14(f32x4.div(x, alpha))));
    case Activation.elu:
      return select(positive, x, f32x4.mul(alpha, expm14(x)));
    case Activation.exponential:
      return exp4(x);
    case Activation.gelu:
      return f32x4.mul(f32x4.mul(constant(C, 5), x), add(one, erf4(f32x4.mul(x, constant(C, 0)))));
    case Activation.geluTanh:
      return f32x4.mul(f32x4.mul(constant(C, 5), x), add(one, geluInner(x)));
    case Activation.hardShrink:
      return v128.and(x, f32x4.gt(f32x4.abs(x), alpha));
    case Activation.hardSigmoid:
      return hardSigmoid(x);
    case Activation.hardSilu:
      return f32x4.mul(x, hardSigmoid(x));
    case Activation.hardTanh:
      return f32x4.min(f32x4.max(x, f32x4.neg(one)), one);
    case Activation.leakyRelu:
      return select(positive, x, f32x4.mul(x, alpha));
    case Activation.logSigmoid:
      return f32x4.neg(softplus4(f32x4.neg(x)));
    case Activation.mish:
      return f32x4.mul(x, tanh4(softplus4(x)));
    case Activation.relu6:
      return f32x4.min(f32x4.max(x, zero), constant(C, 8));
    case Activation.reluGeneral: {
      // alpha: slope below the threshold; beta: largest value; rate: threshold.
      const threshold = f32x4.splat(layer.rate);
      const high = f32x4.min(v128.and(x, f32x4.gt(x, threshold)), f32x4.splat(layer.beta));
      const low = f32x4.mul(alpha, f32x4.max(f32x4.sub(threshold, x), zero));
      return f32x4.sub(high, low);
    }
    case Activation.selu:
      return select(positive, f32x4.mul(x, constant(C, 9)), f32x4.mul(constant(C, 10), expm14(x)));
    case Activation.silu:
      return f32x4.mul(x, sigmoid4(x));
    case Activation.softShrink:
      return select(
        f32x4.gt(x, alpha),
        f32x4.sub(x, alpha),
        v128.and(add(x, alpha), f32x4.lt(x, f32x4.neg(alpha))),
      );
    case Activation.softplus:
      return softplus4(x);
    case Activation.softsign:
      return f32x4.div(x, add(one, f32x4.abs(x)));
    case Activation.sparsePlus: {
      const s = add(x, one);
      const middle = f32x4.mul(f32x4.splat(0.25), f32x4.mul(s, s));
      return select(f32x4.ge(x, one), x, v128.andnot(middle, f32x4.le(x, f32x4.neg(one))));
    }
    case Activation.sparseSigmoid:
      return f32x4.min(f32x4.max(f32x4.mul(constant(C, 5), add(x, one)), zero), one);
    case Activation.squareplus:
      return f32x4.mul(constant(C, 5), add(x, f32x4.sqrt(add(f32x4.mul(x, x), alpha))));
    case Activation.tanhShrink:
      return f32x4.sub(x, tanh4(x));
    case Activation.threshold:
      return select(f32x4.gt(x, alpha), x, f32x4.splat(layer.beta));
    default:
      return x;
  }
}

/** The derivative at the pre-activation x, where the output is y. */
export function derivativeOf(code: i32, x: v128, y: v128, layer: Layer): v128 {
  const zero = f32x4.splat(0);
  const one = constant(C, 6);
  const alpha = f32x4.splat(layer.alpha);
  const positive = f32x4.gt(x, zero);
  switch (code) {
    case Activation.celu:
      // At 0 both halves of TensorFlow's sum count, which gives 2.
      return select(positive, one, add(add(f32x4.div(y, alpha), one), v128.and(one, f32x4.eq(x, zero))));
    case Activation.elu:
      return select(positive, one, add(y, alpha));
    case Activation.exponential:
      return y;
    case Activation.gelu: {
      const cdf = f32x4.mul(constant(C, 5), add(one, erf4(f32x4.mul(x, constant(C, 0)))));
      const density = f32x4.mul(constant(C, 1), exp4(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x))));
      return add(cdf, f32x4.mul(x, density));
    }
    case Activation.geluTanh: {
      const t = geluInner(x);
      const inner = f32x4.mul(
        constant(C, 3),
        add(one, f32x4.mul(f32x4.mul(constant(C, 7), constant(C, 2)), f32x4.mul(x, x))),
      );
      const innerDerivative = f32x4.mul(f32x4.mul(x, f32x4.sub(one, f32x4.mul(t, t))), inner);
      return f32x4.mul(constant(C, 5), add(add(one, t), innerDerivative));
    }
    case Activation.hardShrink:
      return v128.and(one, f32x4.gt(f32x4.abs(x), alpha));
    case Activation.hardSigmoid:
      return hardSigmoidDerivative(x);
    case Activation.hardSilu:
      return add(hardSigmoid(x), f32x4.mul(x, hardSigmoidDerivative(x)));
    case Activation.hardTanh:
      return v128.and(one, f32x4.le(f32x4.abs(x), one));
    case Activation.leakyRelu:
      return select(positive, one, alpha);
    case Activation.logSigmoid:
      return sigmoid4(f32x4.neg(x));
    case Activation.mish: {
      const t = tanh4(softplus4(x));
      return add(t, f32x4.mul(f32x4.mul(x, f32x4.sub(one, f32x4.mul(t, t))), sigmoid4(x)));
    }
    case Activation.relu6:
      return v128.and(one, v128.and(positive, f32x4.lt(x, constant(C, 8))));
    case Activation.reluGeneral: {
      // At the threshold neither half of TensorFlow's sum counts, which gives 0.
      const threshold = f32x4.splat(layer.rate);
      const high = v128.and(one, f32x4.le(x, f32x4.splat(layer.beta)));
      return select(f32x4.gt(x, threshold), high, v128.and(alpha, f32x4.lt(x, threshold)));
    }
    case Activation.selu:
      return select(f32x4.lt(y, zero), add(y, constant(C, 10)), constant(C, 9));
    case Activation.silu: {
      const s = sigmoid4(x);
      return f32x4.mul(s, add(one, f32x4.mul(x, f32x4.sub(one, s))));
    }
    case Activation.softShrink:
      return v128.and(one, f32x4.gt(f32x4.abs(x), alpha));
    case Activation.softplus:
      return sigmoid4(x);
    case Activation.softsign: {
      const d = add(one, f32x4.abs(x));
      return f32x4.div(one, f32x4.mul(d, d));
    }
    case Activation.sparsePlus: {
      const middle = v128.andnot(f32x4.mul(constant(C, 5), add(x, one)), f32x4.le(x, f32x4.neg(one)));
      return select(f32x4.ge(x, one), one, middle);
    }
    case Activation.sparseSigmoid:
      return v128.and(constant(C, 5), f32x4.lt(f32x4.abs(x), one));
    case Activation.squareplus:
      return f32x4.mul(constant(C, 5), add(one, f32x4.div(x, f32x4.sqrt(add(f32x4.mul(x, x), alpha)))));
    case Activation.tanhShrink: {
      const t = f32x4.sub(x, y);
      return f32x4.mul(t, t);
    }
    case Activation.threshold:
      return v128.and(one, f32x4.gt(x, alpha));
    default:
      return one;
  }
}

/** tanh(√(2/π) · (x + 0.044715·x³)). */
function geluInner(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(f32x4.mul(x, x), x), constant(C, 2));
  return tanh4(f32x4.mul(constant(C, 3), add(x, cube)));
}

/** relu6(x + 3) / 6. */
function hardSigmoid(x: v128): v128 {
  const inner = f32x4.min(f32x4.max(add(x, constant(C, 7)), f32x4.splat(0)), constant(C, 8));
  return f32x4.mul(inner, constant(C, 4));
}

function hardSigmoidDerivative(x: v128): v128 {
  return v128.and(constant(C, 4), f32x4.lt(f32x4.abs(x), constant(C, 7)));
}
