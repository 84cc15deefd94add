import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../../backend";
import type { MetricPlan } from "../../../engine";

/** The sum of a metric over the samples. */
export function metricSum(tf: TensorFlow, { kind }: MetricPlan, outputs: Tensor2D, y: Tensor2D): number {
  const perSample = (): Tensor => {
    switch (kind) {
      case "binaryAccuracy":
        return outputs.greater(0.5).toFloat().equal(y).toFloat().mean(1);
      case "categoricalAccuracy":
        return outputs.argMax(1).equal(y.argMax(1)).toFloat();
      case "sparseCategoricalAccuracy":
        return outputs.argMax(1).equal(y.flatten().toInt()).toFloat();
      case "meanSquaredError":
        return tf.squaredDifference(outputs, y).mean(1);
      case "meanAbsoluteError":
        return outputs.sub(y).abs().mean(1);
    }
  };
  return perSample().sum().dataSync()[0];
}
