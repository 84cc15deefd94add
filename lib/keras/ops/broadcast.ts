import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";

/** Tensors of one shape. */
export function broadcast(...tensors: TensorFlowTensor[]): TensorFlowTensor[] {
  const { assertAndGetBroadcastShape } = tensorFlowNow().broadcast_util;
  const shape = tensors.reduce((all: number[], one) => assertAndGetBroadcastShape(all, one.shape), []);
  return tensors.map((one) => one.broadcastTo(shape));
}

/** The larger or smaller elements, of one shape: TensorFlow.js has no gradient of broadcast ones. */
export function extreme(
  method: "maximum" | "minimum",
  x1: TensorFlowTensor,
  x2: TensorFlowTensor,
): TensorFlowTensor {
  const [a, b] = broadcast(x1, x2);
  return a[method](b);
}
