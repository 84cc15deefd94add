import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import { sizeOf } from "../../../ndarray.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { AnyLossPlan, CustomScorePlan } from "../plan.ts";
import { circle } from "./circle.ts";

/** The outputs of the last layer, and the input of its activation. */
export interface Outputs {
  values: Tensor2D;
  logits: Tensor2D;
  activation: string;
  /** Which steps of each sample count; null: all. */
  mask: Tensor | null;
}

/** The loss of each sample, by the formulas of Keras on TensorFlow. */
export type Loss = (outputs: Outputs, y: Tensor2D) => Tensor;

/** Keras' `epsilon()`: probabilities are clipped to that distance from 0 and 1. */
const EPSILON = 1e-7;

/**
 * Crossentropy after sigmoid or softmax is computed from the logits, as in Keras on TensorFlow.
 *
 * @param shape of the outputs of one sample
 */
export function lossOf(tf: TensorFlow, plan: AnyLossPlan, shape: readonly number[]): Loss {
  if (plan.kind === "custom") return (outputs, y) => perSample(resultOf(plan, shape, outputs, y), y.shape[0]);
  if (plan.kind === "circle") return ({ values }, y) => circle(tf, plan, values, y);
  const { labelSmoothing = 0, fromLogits } = plan;
  const clip = (p: Tensor) => tf.clipByValue(p, EPSILON, 1 - EPSILON);
  const smooth = (y: Tensor, classes: number) =>
    labelSmoothing === 0 ? y : y.mul(1 - labelSmoothing).add(labelSmoothing / classes);
  const oneHot = (y: Tensor, units: number) => tf.oneHot(y.flatten().toInt(), units).toFloat();
  // The focal loss of logits applies a sigmoid of its own.
  const isFocal = plan.kind === "binaryFocalCrossentropy" && fromLogits;
  const hasLogits = ({ activation }: Outputs) =>
    !isFocal && (activation === "sigmoid" || activation === "softmax");
  const isLogits = (outputs: Outputs) => hasLogits(outputs) || fromLogits;
  const source = (outputs: Outputs) => (hasLogits(outputs) ? outputs.logits : outputs.values) as Tensor;
  const binary = (outputs: Outputs, y: Tensor) => {
    const z = source(outputs);
    if (isLogits(outputs)) return y.mul(tf.softplus(z.neg())).add(tf.sub(1, y).mul(tf.softplus(z)));
    const p = clip(z);
    return y
      .mul(p.log())
      .add(tf.sub(1, y).mul(tf.sub(1, p).log()))
      .neg();
  };
  // Unlike that of `relu`, its derivative at 0 is 1, as in Keras.
  const atLeastZero = (x: Tensor) => tf.maximum(x, 0);
  const share = (p: Tensor) => p.div(p.sum(1, true));
  const softmaxCrossentropy = (z: Tensor, y: Tensor) =>
    y
      .mul(tf.logSoftmax(z as Tensor2D))
      .sum(1)
      .neg();
  const hingeLabels = (y: Tensor) => {
    // Labels 0 and 1 stand for -1 and 1.
    const isBinary = tf.logicalOr(y.equal(0), y.equal(1)).all().toFloat();
    return y.mul(isBinary.add(1)).sub(isBinary);
  };
  // One loss per batch or per output is repeated for each sample.
  const overlap = (axis: 0 | 1 | undefined, of: (sum: (x: Tensor) => Tensor) => Tensor, y: Tensor) => {
    const value = tf.sub(
      1,
      of((x) => x.sum(axis)),
    );
    return axis === 1 ? value : value.mean().mul(tf.ones([y.shape[0]]));
  };
  switch (plan.kind) {
    case "meanSquaredError":
      return ({ values }, y) => tf.squaredDifference(values, y).mean(1);
    case "meanAbsoluteError":
      return ({ values }, y) => values.sub(y).abs().mean(1);
    case "meanAbsolutePercentageError":
      return ({ values }, y) => y.sub(values).div(tf.maximum(y.abs(), EPSILON)).abs().mean(1).mul(100);
    case "meanSquaredLogarithmicError": {
      const log = (x: Tensor) => tf.maximum(x, EPSILON).add(1).log();
      return ({ values }, y) => tf.squaredDifference(log(values), log(y)).mean(1);
    }
    case "huber": {
      const { delta = 1 } = plan;
      return ({ values }, y) => {
        const error = values.sub(y).abs();
        const near = tf.minimum(error, delta);
        return near.square().mul(0.5).add(error.sub(near).mul(delta)).mean(1);
      };
    }
    case "logCosh":
      return ({ values }, y) => {
        const error = values.sub(y);
        return error
          .add(tf.softplus(error.mul(-2)))
          .sub(Math.LN2)
          .mean(1);
      };
    case "cosineSimilarity": {
      const unit = (x: Tensor) => x.div(tf.maximum(x.square().sum(1, true), 1e-14).sqrt());
      return ({ values }, y) => unit(values).mul(unit(y)).sum(1).neg();
    }
    case "hinge":
      return ({ values }, y) => atLeastZero(tf.sub(1, hingeLabels(y).mul(values))).mean(1);
    case "squaredHinge":
      return ({ values }, y) =>
        atLeastZero(tf.sub(1, hingeLabels(y).mul(values)))
          .square()
          .mean(1);
    case "categoricalHinge":
      return ({ values }, y) => atLeastZero(tf.sub(1, y).mul(values).max(1).sub(y.mul(values).sum(1)).add(1));
    case "klDivergence": {
      const bounded = (x: Tensor) => tf.clipByValue(x, EPSILON, 1);
      return ({ values }, y) =>
        bounded(y)
          .mul(bounded(y).div(bounded(values)).log())
          .sum(1);
    }
    case "poisson":
      return ({ values }, y) => values.sub(y.mul(values.add(EPSILON).log())).mean(1);
    case "dice":
      return ({ values }, y) =>
        overlap(
          plan.axis,
          (sum) =>
            sum(values.mul(y))
              .mul(2)
              .div(sum(values).add(sum(y)).add(EPSILON)),
          y,
        );
    case "tversky": {
      const { alpha = 0.5, beta = 0.5 } = plan;
      return ({ values }, y) =>
        overlap(
          plan.axis,
          (sum) => {
            const both = sum(values.mul(y));
            const falseNegatives = sum(y).sub(both).mul(alpha);
            const falsePositives = sum(values).sub(both).mul(beta);
            return both.div(both.add(falseNegatives).add(falsePositives).add(EPSILON));
          },
          y,
        );
    }
    case "binaryCrossentropy":
      return (outputs, y) => binary(outputs, smooth(y, 2)).mean(1);
    case "binaryFocalCrossentropy": {
      const { gamma = 2, alpha } = plan;
      return (outputs, labels) => {
        const y = smooth(labels, 2);
        const p = isLogits(outputs) ? tf.sigmoid(source(outputs)) : outputs.values;
        const right = y.mul(p).add(tf.sub(1, y).mul(tf.sub(1, p)));
        const focal = tf.sub(1, right).pow(gamma).mul(binary(outputs, y));
        if (alpha === undefined) return focal.mean(1);
        return focal.mul(y.mul(alpha).add(tf.sub(1, y).mul(1 - alpha))).mean(1);
      };
    }
    case "categoricalCrossentropy":
      return (outputs, labels) => {
        const z = source(outputs);
        const y = smooth(labels, z.shape[1] as number);
        if (isLogits(outputs)) return softmaxCrossentropy(z, y);
        return y
          .mul(clip(share(z)).log())
          .sum(1)
          .neg();
      };
    case "categoricalFocalCrossentropy": {
      const { gamma = 2, alpha = 0.25 } = plan;
      return ({ values }, labels) => {
        const y = smooth(labels, values.shape[1]);
        const p = clip(share(fromLogits ? tf.softmax(values) : values));
        return tf.sub(1, p).pow(gamma).mul(alpha).mul(y).mul(p.log()).sum(1).neg();
      };
    }
    case "sparseCategoricalCrossentropy": {
      const { ignoreClass } = plan;
      if (ignoreClass !== undefined) {
        // As in Keras from the outputs, and not from the logits before them.
        return ({ values }, y) => {
          const logits = fromLogits ? values : clip(values).log();
          const counts = countsOf(plan, y) as Tensor;
          return softmaxCrossentropy(logits, oneHot(y.mul(counts.expandDims(1)), values.shape[1])).mul(
            counts,
          );
        };
      }
      return (outputs, y) => {
        const z = source(outputs);
        return softmaxCrossentropy(isLogits(outputs) ? z : clip(z).log(), oneHot(y, z.shape[1] as number));
      };
    }
    case "categoricalGeneralizedCrossEntropy": {
      const { q = 0.5 } = plan;
      return ({ values }, y) => {
        const own = values.mul(oneHot(y, values.shape[1])).sum(1);
        return tf.sub(1, own.pow(q)).div(q);
      };
    }
  }
}

/** Losses and metrics of whole samples or batches. */
const OF_WHOLE_SAMPLES: readonly string[] = ["circle", "custom", "dice", "tversky"];

/**
 * An output with several axes as a row for each place of a sample: losses and metrics are computed along its last axis.
 *
 * @param classes size of that axis
 * @returns `mask`: 1 for each row that counts and 0 for the others; null if all count
 */
export function alongLastAxis(
  kind: string,
  classes: number,
  outputs: Outputs,
  y: Tensor2D,
): { outputs: Outputs; y: Tensor2D; mask: Tensor | null } {
  const { values, logits } = outputs;
  const [samples, units] = values.shape;
  if (OF_WHOLE_SAMPLES.includes(kind)) return { outputs, y, mask: null };
  const count = (samples * units) / classes;
  const isMasked = outputs.mask !== null && outputs.mask.size <= count;
  const mask = isMasked ? fitted((outputs.mask as Tensor).toFloat(), count) : null;
  if (classes === units) return { outputs, y, mask };
  const rows = (tensor: Tensor) => tensor.reshape([count, -1]) as Tensor2D;
  return { outputs: { ...outputs, values: rows(values), logits: rows(logits) }, y: rows(y), mask };
}

/** Weights of samples, or of the places of each sample, for that many values: repeated, or their means. */
export function fitted(weights: Tensor, count: number): Tensor {
  if (weights.size > count) return weights.reshape([count, -1]).mean(1);
  return weights
    .reshape([-1, 1])
    .tile([1, count / weights.size])
    .flatten();
}

/** 1 for each sample that counts, and 0 for one of the class to ignore or outside of the mask; null if all count. */
export function countsOf(
  plan: { readonly ignoreClass?: number } | object,
  y: Tensor2D,
  mask: Tensor | null = null,
): Tensor | null {
  if (!("ignoreClass" in plan) || plan.ignoreClass === undefined) return mask;
  const counts = y.flatten().notEqual(plan.ignoreClass).toFloat();
  return mask === null ? counts : counts.mul(mask);
}

/**
 * The result of a custom function, which gets outputs and targets in the shape of the outputs; the last axis of the targets may have
 * another size, or be left out.
 */
export function resultOf(
  { call }: CustomScorePlan,
  shape: readonly number[],
  { values }: Outputs,
  y: Tensor2D,
): Tensor {
  if (shape.length < 2) return call(y, values);
  const axes = [values.shape[0], ...shape.slice(0, -1)];
  const size = y.size / sizeOf(axes);
  const hasLast = size !== 1 || shape.at(-1) === 1;
  const targets = Number.isInteger(size) ? y.reshape(hasLast ? [...axes, size] : axes) : y;
  return call(targets, values.reshape([values.shape[0], ...shape]));
}

/** One number per sample from the result of a custom function: the mean of each row, or a scalar for all samples. */
export function perSample(value: Tensor, samples: number): Tensor {
  if (value.rank === 0) return value.expandDims(0).tile([samples]);
  return value.rank === 1 ? value : value.reshape([samples, -1]).mean(1);
}
