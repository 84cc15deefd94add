import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../../backend";
import type { Plan } from "../../../engine";

/** The last layer's outputs, before and after its activation. */
export interface Outputs {
  logits: Tensor2D;
  values: Tensor2D;
}

/** The loss of each sample, by the formulas of Keras on TensorFlow. */
export type Loss = (outputs: Outputs, y: Tensor2D) => Tensor;

/** Keras' `epsilon()`: probabilities are kept that far from 0 and 1. */
const EPSILON = 1e-7;

/** Cross-entropy after sigmoid or softmax is taken from the logits, as Keras on TensorFlow does. */
export function lossOf(tf: TensorFlow, { loss, layers }: Plan): Loss {
  const { activation } = layers[layers.length - 1];
  const hasLogits = activation === "sigmoid" || activation === "softmax";
  const isLogits = hasLogits || loss.fromLogits;
  const source = ({ logits, values }: Outputs) => (hasLogits ? logits : values);
  const clip = (p: Tensor2D) => tf.clipByValue(p, EPSILON, 1 - EPSILON);
  const oneHot = (y: Tensor2D, units: number) => tf.oneHot(y.flatten().toInt(), units) as Tensor2D;
  const softmaxCrossentropy = (logits: Tensor2D, y: Tensor2D) => y.mul(tf.logSoftmax(logits)).sum(1).neg();
  return (outputs, y) => {
    const z = source(outputs);
    switch (loss.kind) {
      case "meanSquaredError":
        return tf.squaredDifference(outputs.values, y).mean(1);
      case "binaryCrossentropy":
        if (isLogits) return tf.relu(z).sub(z.mul(y)).add(tf.abs(z).neg().exp().log1p()).mean(1);
        return y
          .mul(clip(z).log())
          .add(tf.sub(1, y).mul(tf.sub(1, clip(z)).log()))
          .mean(1)
          .neg();
      case "categoricalCrossentropy":
        if (isLogits) return softmaxCrossentropy(z, y);
        return y
          .mul(clip(z.div(z.sum(1, true))).log())
          .sum(1)
          .neg();
      case "sparseCategoricalCrossentropy":
        return softmaxCrossentropy(isLogits ? z : clip(z).log(), oneHot(y, z.shape[1]));
    }
  };
}
