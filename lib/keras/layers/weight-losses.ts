/** The penalties of regularizers on the weights of layers. */
import { penaltyOf, tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Variable } from "../variable.ts";

/** A tensor of one number for each weight that has a regularizer. */
export function weightLosses(trained: readonly Variable[]): TensorFlowTensor[] {
  return trained.flatMap((variable) => {
    const { regularizer } = variable;
    if (regularizer === null) return [];
    return [tensorFlowNow().tidy(() => penaltyOf(regularizer.plan(), variable.read()))];
  });
}

/** A tensor of one number as a number; the tensor is disposed of. */
export function numberOf(tensor: TensorFlowTensor): number {
  const [value] = tensor.dataSync();
  tensor.dispose();
  return value;
}
