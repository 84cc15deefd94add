import type { Tensor } from "@tensorflow/tfjs";
import { type ActivationFunction, type ActivationName, withParameters } from "../../../engine/index.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";

/** Keras' activation in TensorFlow.js' operations. */
export function activationOf(
  tf: TensorFlow,
  given: ActivationName | ActivationFunction,
): (z: Tensor) => Tensor {
  const { name, alpha, beta, threshold } = withParameters(given);
  /** A function without a gradient, as comparisons have none in TensorFlow.js. */
  const constant = (z: Tensor, value: (z: Tensor) => Tensor): Tensor =>
    tf.customGrad((x) => ({ value: value(x as Tensor), gradFunc: (dy) => tf.zerosLike(dy as Tensor) }))(z);
  /** One of two by a comparison: unlike products with 0 and 1 also for infinities. */
  const choose = (z: Tensor, holds: (z: Tensor) => Tensor, one: Tensor, other: Tensor) =>
    tf.where(constant(z, holds), one, other);
  const clip = (z: Tensor, low: number, high: number) => tf.clipByValue(z, low, high);
  const below = (z: Tensor) => tf.minimum(z, 0);
  /** Like `clip`, but with derivative 0 at both ends. */
  const within = (z: Tensor, low: number, high: number) =>
    choose(
      z,
      (x) => x.lessEqual(low),
      tf.scalar(low),
      choose(z, (x) => x.greaterEqual(high), tf.scalar(high), z),
    );
  const hardSigmoid = (z: Tensor) => within(z.div(6).add(0.5), 0, 1);
  switch (name) {
    case "linear":
      return (z) => z;
    case "sigmoid":
    case "tanh":
    case "relu":
    case "softmax":
    case "logSoftmax":
    case "softplus":
      return (z) => tf[name](z);
    case "selu":
      return (z) => {
        const negative = below(z).exp().sub(1).mul(1.75809934);
        return choose(z, (x) => x.greaterEqual(0), z.mul(1.05070098), negative);
      };
    case "celu":
      return (z) => tf.maximum(z, 0).add(below(z).div(alpha).exp().sub(1).mul(alpha));
    case "elu":
      return (z) => tf.relu(z).add(below(z).exp().sub(1).mul(alpha));
    case "exponential":
      return (z) => z.exp();
    case "gelu":
      return (z) => z.mul(0.5).mul(z.mul(Math.SQRT1_2).erf().add(1));
    case "geluTanh":
      return (z) => {
        const inner = z.pow(3).mul(0.044715).add(z).mul(0.7978845608028654);
        return z.mul(0.5).mul(inner.tanh().add(1));
      };
    case "hardShrink":
      return (z) => choose(z, (x) => x.abs().greater(alpha), z, tf.scalar(0));
    case "hardSigmoid":
      return hardSigmoid;
    case "hardSilu":
      return (z) => z.mul(hardSigmoid(z));
    case "hardTanh":
      return (z) => clip(z, -1, 1);
    case "leakyRelu":
      return (z) => tf.leakyRelu(z, alpha);
    case "logSigmoid":
      return (z) => tf.softplus(z.neg()).neg();
    case "mish":
      return (z) => z.mul(tf.softplus(z).tanh());
    case "relu6":
      return (z) => within(z, 0, 6);
    case "reluGeneral":
      return (z) => {
        const positive = choose(z, (x) => x.greater(threshold), z, tf.scalar(0));
        const clipped = tf.minimum(positive, beta);
        return alpha ? clipped.sub(tf.relu(tf.sub(threshold, z)).mul(alpha)) : clipped;
      };
    case "silu":
      return (z) => z.mul(tf.sigmoid(z));
    case "softShrink":
      return (z) => tf.relu(z.sub(alpha)).sub(tf.relu(z.neg().sub(alpha)));
    case "softsign":
      return (z) => z.div(z.abs().add(1));
    case "sparsePlus":
      return (z) =>
        clip(z, -1, 1)
          .add(1)
          .square()
          .mul(0.25)
          .add(tf.relu(z.sub(1)));
    case "sparseSigmoid":
      return (z) => within(z.add(1).mul(0.5), 0, 1);
    case "sparsemax":
      return (z) => {
        // A unit is in the support if the sum of the differences to larger units is below 1.
        const inSupport = (x: Tensor) =>
          tf
            .relu(x.expandDims(1).sub(x.expandDims(2)))
            .sum(2)
            .less(1)
            .toFloat();
        const support = constant(z, inSupport);
        // As in Keras, where the sum over the support is one of running sums.
        const counts = constant(z, (x) =>
          x.expandDims(1).lessEqual(x.expandDims(2)).toFloat().mul(inSupport(x).expandDims(1)).sum(2),
        );
        const threshold = z.mul(support).mul(counts).sum(1, true).sub(1).div(support.sum(1, true));
        return tf.relu(z.sub(threshold));
      };
    case "squareplus":
      return (z) => z.square().add(alpha).sqrt().add(z).mul(0.5);
    case "tanhShrink":
      return (z) => z.sub(z.tanh());
    case "threshold":
      return (z) => choose(z, (x) => x.greater(alpha), z, tf.scalar(beta));
  }
}
