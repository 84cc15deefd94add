import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { type DataFormat, dataFormat, withChannelsLast } from "../layers/arguments.ts";

/** Computes a batch with the channels last, or a single image. */
export function ofImages(
  x: TensorFlowTensor,
  format: DataFormat | null,
  compute: (images: TensorFlowTensor) => TensorFlowTensor,
): TensorFlowTensor {
  if (x.rank !== 3 && x.rank !== 4) {
    throw new ValueError(
      "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images). " +
        `Received input with shape: images.shape=${tuple([...x.shape])}`,
    );
  }
  const batch = x.rank === 3 ? x.expandDims(0) : x;
  const outputs = withChannelsLast(batch, dataFormat(format), compute);
  return x.rank === 3 ? outputs.squeeze([0]) : outputs;
}

/** Back to whole numbers, where the images were. */
export const like = (result: TensorFlowTensor, images: TensorFlowTensor): TensorFlowTensor =>
  images.dtype === "int32" ? result.round().toInt() : result;
