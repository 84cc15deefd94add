/** Losses of tensors of TensorFlow.js, for custom training steps. */
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { OutputLoss, tensorFlowNow } from "../backend/eager.js";
import type { AnyLossPlan } from "../backend/plan.ts";
import { retained } from "../backend/scope.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { outputsOf } from "../layers/eager.ts";
import { checkRank, rowAxes, rowWeights, takesClassNumbers } from "./loss-of-batch.ts";

/** A tensor as it is, and one of an array. */
export function tensorOf(data: unknown): TensorFlowTensor {
  if (isTensor(data)) return data;
  const { values, shape } = asArray(data as ArrayInput, "float32", "data");
  return tensorFlowNow().tensor(values, [...shape]);
}

/** The loss of one batch of arrays, for a loss that only TensorFlow.js computes. */
export function lossByTensors(
  plan: AnyLossPlan,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): number | NDArray {
  const tf = tensorFlowNow();
  return tf.tidy(() => {
    const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
    const weights =
      sampleWeight && rowWeights(asArray(sampleWeight, "float32", "sampleWeight"), rowAxes(x.shape));
    const loss = lossOfTensors(plan, tensorOf(y), tensorOf(x), weights && tf.tensor(weights));
    const values = Float32Array.from(loss.dataSync());
    return loss.rank === 0 ? values[0] : new NDArray(values, tuple([...loss.shape]));
  });
}

/**
 * The loss of one batch as a tensor; without a reduction the losses of its samples.
 *
 * @throws ValueError for shapes that do not match
 */
export function lossOfTensors(
  plan: AnyLossPlan,
  yTrue: unknown,
  yPred: TensorFlowTensor,
  sampleWeight: unknown = null,
): TensorFlowTensor {
  const tf = tensorFlowNow();
  const outputs = outputsOf(yPred);
  const [samples, units] = outputs.values.shape;
  const labels = tensorOf(yTrue).toFloat();
  const isFree = plan.kind === "custom";
  checkRank(plan, yPred.shape);
  const classes: number = yPred.rank > 2 ? yPred.shape.at(-1) : units;
  const expected = takesClassNumbers(plan.kind) ? (samples * units) / classes : samples * units;
  if (!isFree && labels.size !== expected) {
    throw new ValueError(
      `Arguments \`yTrue\` and \`yPred\` must have the same shape. Received: yTrue.shape=${tuple([...labels.shape])}, ` +
        `yPred.shape=${tuple([...yPred.shape])}` +
        (takesClassNumbers(plan.kind) && units > 1 ? " (this one takes one class number per sample)" : ""),
    );
  }
  const y = labels.reshape([samples, -1]);
  const weights = sampleWeight == null ? null : tensorOf(sampleWeight).toFloat().flatten();
  const loss = new OutputLoss(tf, plan, outputs.shape);
  if (plan.reduction !== "none") return retained(loss.of(outputs, y, weights).trained);
  const each = loss.each(outputs, y, weights);
  return retained(!isFree && each.size > samples ? each.reshape(yPred.shape.slice(0, -1)) : each);
}
