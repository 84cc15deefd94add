import { sizeOf } from "../../ndarray.ts";
import type { TensorFlowTensor } from "./tensor-types.ts";

/** Applies a function of rows along axes of a tensor. @param axes from the front */
export function alongAxes(
  x: TensorFlowTensor,
  axes: readonly number[],
  call: (rows: TensorFlowTensor) => TensorFlowTensor,
): TensorFlowTensor {
  const order = [...[...x.shape.keys()].filter((axis) => !axes.includes(axis)), ...axes];
  const moved = x.transpose(order);
  const rows = moved.reshape([-1, sizeOf(axes.map((axis) => x.shape[axis]))]);
  return call(rows)
    .reshape(moved.shape)
    .transpose(order.map((_, axis) => order.indexOf(axis)));
}
