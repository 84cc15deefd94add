/** The penalties of regularizers on the weights of layers. */
import { penaltyOf, tensorFlowNow } from "../backend/eager.js";
import { type AnyLayerPlan, weightsOf } from "../backend/plan.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Variable } from "../variable.ts";
import { type Shape, sampleSize } from "./keras-tensor.ts";

/** The members of a layer from which the penalties are computed. */
export interface Penalized {
  readonly inputShape: Shape | undefined;
  readonly weights: readonly Variable[];
  plans(): AnyLayerPlan[];
}

/** A tensor of one number for each weight that is trained and has a regularizer. */
export function weightLosses(layers: readonly Penalized[]): TensorFlowTensor[] {
  return layers.flatMap((layer) => {
    const features = sampleSize(layer.inputShape ?? []);
    const plans = layer.plans().flatMap((step) => weightsOf(step, features));
    return plans.flatMap(({ regularizer }, i) => {
      if (regularizer === undefined) return [];
      return [tensorFlowNow().tidy(() => penaltyOf(regularizer, layer.weights[i].read()))];
    });
  });
}

/** A tensor of one number as a number; the tensor is disposed of. */
export function numberOf(tensor: TensorFlowTensor): number {
  const [value] = tensor.dataSync();
  tensor.dispose();
  return value;
}
