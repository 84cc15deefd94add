import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";

/** Swaps an axis with the last one. */
export function withLast(x: TensorFlowTensor, axis: number): TensorFlowTensor {
  const order: number[] = [...x.shape.keys()];
  [order[axis], order[x.rank - 1]] = [x.rank - 1, axis];
  return x.transpose(order);
}

/** Indices without a gradient, which TensorFlow.js would look for. */
export const fixed = (indices: TensorFlowTensor): TensorFlowTensor =>
  tensorFlowNow().tensor(indices.dataSync(), indices.shape, "int32");

/** The elements of the last axis at the indices, which have as many axes. */
export function alongLast(x: TensorFlowTensor, indices: TensorFlowTensor): TensorFlowTensor {
  const tf = tensorFlowNow();
  const size: number = x.shape.at(-1);
  const rows = tf
    .range(0, x.size / size, 1, "int32")
    .mul(tf.scalar(size, "int32"))
    .reshape([...x.shape.slice(0, -1), 1]);
  return x.flatten().gather(fixed(indices).add(rows));
}

/** The indices that sort the last axis; equal elements stay in their order. */
export const orderOf = (x: TensorFlowTensor): TensorFlowTensor =>
  fixed(tensorFlowNow().topk(x.neg(), x.shape.at(-1), true).indices);
