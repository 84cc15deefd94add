/** `keras.ops`: the parts of networks. */
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { type DataFormat, dataFormat, type Size, sizes, withChannelsLast } from "../layers/arguments.ts";
import { convolution as convolved } from "../layers/convolutional/conv.ts";
import { checkedPadding, spread } from "../layers/convolutional/window-layer.ts";
import { pooled } from "../layers/pooling.ts";
import * as losses from "../losses/functions.ts";
import { einsum } from "./linalg.ts";
import { type Axis, axesOf, axisOf, operation, tensor } from "./operation.ts";
import { called, only, TENSOR } from "./signature.ts";

type Padding = "valid" | "same";

/**
 * Class numbers as rows of zeros with a one, along a new `axis`, default the last.
 *
 * @example
 * console.log(ops.oneHot([0, 2], 3).arraySync()); // [[1, 0, 0], [0, 0, 1]]
 */
export const oneHot = operation(
  "oneHot",
  { x: TENSOR, numClasses: REQUIRED, axis: -1, dtype: "float32", sparse: only(false) },
  (x: TensorFlowTensor, numClasses: number, axis = -1, dtype = "float32") => {
    const rows = tensorFlowNow().oneHot(x.toInt(), numClasses).cast(dtype);
    const at = axisOf(axis, rows.rank);
    const order: number[] = [...x.shape.keys()];
    order.splice(at, 0, x.rank);
    return rows.transpose(order);
  },
);
/**
 * The class numbers of each row as one row of zeros and ones.
 *
 * @example
 * console.log(ops.multiHot([[0, 2]], 3).arraySync()); // [[1, 0, 1]]
 */
export const multiHot = operation(
  "multiHot",
  { inputs: TENSOR, numClasses: REQUIRED, axis: -1, dtype: "float32", sparse: only(false) },
  (inputs: TensorFlowTensor, numClasses: number, axis = -1, dtype = "float32") =>
    oneHot(inputs, numClasses, axis, dtype).max(inputs.rank > 1 ? 1 : 0),
);

/** Rows of the classes along an axis, computed and put back in the shape without it. */
function ofRows(
  output: TensorFlowTensor,
  axis: number,
  loss: (rows: (x: TensorFlowTensor) => TensorFlowTensor) => TensorFlowTensor,
): TensorFlowTensor {
  const at = axisOf(axis, output.rank);
  const order = [...output.shape.keys()].filter((one) => one !== at);
  const rows = (x: TensorFlowTensor) => x.transpose([...order, at]).reshape([-1, output.shape[at]]);
  return loss(rows).reshape(order.map((one) => output.shape[one]));
}

/**
 * The binary crossentropy of each element.
 *
 * @example
 * console.log(ops.binaryCrossentropy([0, 1], [0.2, 0.9]).arraySync());
 */
export const binaryCrossentropy = operation(
  "binaryCrossentropy",
  { target: TENSOR, output: TENSOR, fromLogits: false },
  (target: TensorFlowTensor, output: TensorFlowTensor, fromLogits = false) =>
    losses
      .binaryCrossentropy(target.reshape([-1, 1]), output.reshape([-1, 1]), { fromLogits })
      .reshape(output.shape),
);
/**
 * The crossentropy of probabilities along `axis`, default -1.
 *
 * @example
 * console.log(ops.categoricalCrossentropy([[0, 1]], [[0.2, 0.8]]).arraySync());
 */
export const categoricalCrossentropy = operation(
  "categoricalCrossentropy",
  { target: TENSOR, output: TENSOR, fromLogits: false, axis: -1 },
  (target: TensorFlowTensor, output: TensorFlowTensor, fromLogits = false, axis = -1) =>
    ofRows(output, axis, (rows) =>
      losses.categoricalCrossentropy(rows(target), rows(output), { fromLogits }),
    ),
);
/**
 * The crossentropy of probabilities along `axis`, default -1, for class numbers.
 *
 * @example
 * console.log(ops.sparseCategoricalCrossentropy([1], [[0.2, 0.8]]).arraySync());
 */
export const sparseCategoricalCrossentropy = operation(
  "sparseCategoricalCrossentropy",
  { target: TENSOR, output: TENSOR, fromLogits: false, axis: -1 },
  (target: TensorFlowTensor, output: TensorFlowTensor, fromLogits = false, axis = -1) =>
    ofRows(output, axis, (rows) =>
      losses.sparseCategoricalCrossentropy(target.reshape([-1, 1]), rows(output), { fromLogits }),
    ),
);
/**
 * `(x - mean) / √(variance + epsilon) · scale + offset` along `axis`.
 *
 * @example
 * console.log(ops.batchNormalization([[1, 2]], [0, 1], [1, 1], -1).arraySync());
 */
export const batchNormalization = operation(
  "batchNormalization",
  {
    x: TENSOR,
    mean: TENSOR,
    variance: TENSOR,
    axis: REQUIRED,
    offset: called(null),
    scale: called(null),
    epsilon: 0.001,
  },
  (
    x: TensorFlowTensor,
    mean: TensorFlowTensor,
    variance: TensorFlowTensor,
    axis: number,
    offset: unknown = null,
    scale: unknown = null,
    epsilon = 1e-3,
  ) => {
    const at = axisOf(axis, x.rank);
    const along = (values: unknown) =>
      tensor(values).reshape(x.shape.map((_: number, i: number) => (i === at ? -1 : 1)));
    const inverse = along(variance).add(epsilon).rsqrt();
    const scaled = x.sub(along(mean)).mul(scale === null ? inverse : inverse.mul(along(scale)));
    return offset === null ? scaled : scaled.add(along(offset));
  },
);
/**
 * `(x - mean) / √(variance + epsilon) · gamma + beta` over `axis`, default the last.
 *
 * @example
 * console.log(ops.layerNormalization([[1, 3]]).arraySync());
 */
export const layerNormalization = operation(
  "layerNormalization",
  { x: TENSOR, gamma: called(null), beta: called(null), axis: -1, epsilon: null, rmsScaling: only(false) },
  (x: TensorFlowTensor, gamma: unknown = null, beta: unknown = null, axis: Axis = -1, epsilon = 1e-7) => {
    const axes = axesOf(axis, x.rank);
    const along = (values: unknown) =>
      tensor(values).reshape(x.shape.map((size: number, i: number) => (axes.includes(i) ? size : 1)));
    const centered = x.sub(x.mean(axes, true));
    const scaled = centered.mul(centered.square().mean(axes, true).add(epsilon).rsqrt());
    const weighted = gamma === null ? scaled : scaled.mul(along(gamma));
    return beta === null ? weighted : weighted.add(along(beta));
  },
);

/** A convolution of volumes or images, or of sequences as images of one column. */
const convolution = (
  name: string,
  convolve: (
    x: TensorFlowTensor,
    kernel: TensorFlowTensor,
    strides: number[],
    padding: Padding,
  ) => TensorFlowTensor,
) =>
  operation(
    name,
    {
      inputs: TENSOR,
      kernel: TENSOR,
      strides: 1,
      padding: "valid",
      dataFormat: "channels_last",
      dilationRate: 1,
    },
    (
      inputs: TensorFlowTensor,
      kernel: TensorFlowTensor,
      strides: Size = 1,
      padding: Padding = "valid",
      format: DataFormat | null = null,
      dilationRate: Size = 1,
    ) => {
      const rank = inputs.rank - 2;
      checkedPadding(padding, ["valid", "same"]);
      const steps = sizes(strides, rank, "strides");
      const rates = sizes(dilationRate, rank, "dilation_rate");
      const own = rank === 1 ? kernel.expandDims(1) : kernel;
      const wide = rates.reduce((all, rate, axis) => spread(all, axis, rate), own);
      return withChannelsLast(inputs, dataFormat(format), (last) =>
        rank === 1
          ? convolve(last.expandDims(2), wide, [...steps, 1], padding).squeeze([2])
          : convolve(last, wide, steps, padding),
      );
    },
  );

/**
 * Filters over all channels of sequences, images or volumes, `[batch, …, channels]`.
 *
 * @example
 * console.log(ops.conv(ops.ones([1, 4, 1]), ops.ones([2, 1, 3])).shape); // [1, 3, 3]
 */
export const conv = convolution("conv", (x, kernel, strides, padding) =>
  convolved(tensorFlowNow(), x, kernel, [strides, padding]),
);
/**
 * Filters for each channel of sequences or images separately.
 *
 * @example
 * console.log(ops.depthwiseConv(ops.ones([1, 4, 2]), ops.ones([2, 2, 3])).shape); // [1, 3, 6]
 */
export const depthwiseConv = convolution("depthwiseConv", (x, kernel, [rows, columns], padding) => {
  // The native kernel takes the same step along both axes only; sequences have one column.
  const strides = x.shape[2] === 1 ? [rows, rows] : [rows, columns];
  return tensorFlowNow().depthwiseConv2d(x, kernel, strides, padding);
});

const pool = (name: "maxPool" | "averagePool") =>
  operation(
    name,
    { inputs: TENSOR, poolSize: REQUIRED, strides: null, padding: "valid", dataFormat: "channels_last" },
    (
      inputs: TensorFlowTensor,
      poolSize: Size,
      strides: Size | null = null,
      padding: Padding = "valid",
      format: DataFormat | null = null,
    ) => {
      const rank = inputs.rank - 2;
      const size = sizes(poolSize, rank, "pool_size");
      const steps = sizes(strides ?? poolSize, rank, "strides");
      return withChannelsLast(inputs, dataFormat(format), (last) =>
        pooled(tensorFlowNow(), last, name === "maxPool", size, steps, padding),
      );
    },
  );
/**
 * The largest values of windows of sequences, images or volumes.
 *
 * @example
 * console.log(ops.maxPool(ops.ones([1, 4, 4, 1]), 2).shape); // [1, 2, 2, 1]
 */
export const maxPool = pool("maxPool");
/**
 * The means of windows of sequences, images or volumes.
 *
 * @example
 * console.log(ops.averagePool(ops.ones([1, 4, 4, 1]), 2).shape); // [1, 2, 2, 1]
 */
export const averagePool = pool("averagePool");

/**
 * Attention of each query, `[batch, steps, heads, size]`, to the keys: the values, weighted by `softmax(query · key · scale + bias)`.
 *
 * @example
 * const x = ops.ones([1, 3, 2, 4]);
 * console.log(ops.dotProductAttention(x, x, x, { isCausal: true }).shape); // [1, 3, 2, 4]
 */
export const dotProductAttention = operation(
  "dotProductAttention",
  {
    query: TENSOR,
    key: TENSOR,
    value: TENSOR,
    bias: called(null),
    mask: called(null),
    scale: called(null),
    isCausal: false,
    flashAttention: only(null),
    attnLogitsSoftCap: only(null),
  },
  (
    query: TensorFlowTensor,
    key: TensorFlowTensor,
    value: TensorFlowTensor,
    bias: unknown = null,
    mask: unknown = null,
    scale: number | null = null,
    isCausal = false,
  ) => {
    const tf = tensorFlowNow();
    let scores = einsum("btnh,bsnh->bnts", query, key).mul(scale ?? 1 / Math.sqrt(key.shape.at(-1)));
    if (bias !== null) scores = scores.add(tensor(bias));
    const hide = (kept: TensorFlowTensor) => {
      const all = kept.cast("bool").broadcastTo(scores.shape);
      scores = tf.where(all, scores, tf.fill(scores.shape, -1e30));
    };
    if (mask !== null) hide(tensor(mask));
    if (isCausal) {
      const [targets, sources] = scores.shape.slice(-2);
      hide(tf.range(0, targets).expandDims(1).greaterEqual(tf.range(0, sources)));
    }
    return einsum("bnts,bsnh->btnh", scores.softmax(-1), value);
  },
);

/**
 * `x / √(mean(x²) + epsilon) · scale` over `axis`, default the last; `epsilon` is 1e-7 by default.
 *
 * @example
 * console.log(ops.rmsNormalization([[3, 4]]).arraySync());
 */
export const rmsNormalization = operation(
  "rmsNormalization",
  { x: TENSOR, scale: called(null), axis: -1, epsilon: null },
  (x: TensorFlowTensor, scale: unknown = null, axis: Axis = -1, epsilon: number | null = null) => {
    const axes = axesOf(axis, x.rank);
    const normalized = x.mul(
      x
        .square()
        .mean(axes, true)
        .add(epsilon ?? 1e-7)
        .rsqrt(),
    );
    return scale === null ? normalized : normalized.mul(tensor(scale));
  },
);
/**
 * Filters for each channel of sequences or images separately, and then filters of size 1 over all of their results.
 *
 * @example
 * console.log(ops.separableConv(ops.ones([1, 4, 2]), ops.ones([2, 2, 3]), ops.ones([1, 6, 5])).shape); // [1, 3, 5]
 */
export const separableConv = operation(
  "separableConv",
  {
    inputs: TENSOR,
    depthwiseKernel: TENSOR,
    pointwiseKernel: TENSOR,
    strides: 1,
    padding: "valid",
    dataFormat: "channels_last",
    dilationRate: 1,
  },
  (
    inputs: TensorFlowTensor,
    depthwiseKernel: TensorFlowTensor,
    pointwiseKernel: TensorFlowTensor,
    strides: Size = 1,
    padding: Padding = "valid",
    format: DataFormat | null = null,
    dilationRate: Size = 1,
  ) => {
    const each = depthwiseConv(inputs, depthwiseKernel, {
      strides,
      padding,
      dataFormat: format,
      dilationRate,
    });
    return conv(each, pointwiseKernel, 1, "valid", format);
  },
);

/** The parts of an axis, which may overlap by an element, reduced to one element each. */
const adaptivePool = (name: string, method: "max" | "mean") =>
  operation(
    name,
    { inputs: TENSOR, outputSize: REQUIRED, dataFormat: "channels_last" },
    (inputs: TensorFlowTensor, outputSize: Size, format: DataFormat | null = null) => {
      const tf = tensorFlowNow();
      const counts = sizes(outputSize, inputs.rank - 2, "output_size");
      const reduced = (x: TensorFlowTensor, count: number, axis: number) => {
        const size: number = x.shape[axis];
        const parts = Array.from({ length: count }, (_, i) => {
          const start = Math.floor((i * size) / count);
          const end = Math.ceil(((i + 1) * size) / count);
          const cut = (whole: number, own: number) =>
            x.shape.map((_: number, at: number) => (at === axis ? own : whole));
          const lengths = x.shape.map((whole: number, at: number) => (at === axis ? end - start : whole));
          return x.slice(cut(0, start), lengths)[method](axis, true);
        });
        return tf.concat(parts, axis);
      };
      return withChannelsLast(inputs, dataFormat(format), (last) =>
        counts.reduce((x, count, i) => reduced(x, count, i + 1), last),
      );
    },
  );
/**
 * The largest values of `outputSize` parts of each axis of sequences, images or volumes.
 *
 * @example
 * console.log(ops.adaptiveMaxPool(ops.ones([1, 5, 5, 1]), 2).shape); // [1, 2, 2, 1]
 */
export const adaptiveMaxPool = adaptivePool("adaptiveMaxPool", "max");
/**
 * The means of `outputSize` parts of each axis of sequences, images or volumes.
 *
 * @example
 * console.log(ops.adaptiveAveragePool(ops.ones([1, 5, 5, 1]), 2).shape); // [1, 2, 2, 1]
 */
export const adaptiveAveragePool = adaptivePool("adaptiveAveragePool", "mean");
/**
 * The ratio of the largest possible value, `maxVal`, to the difference of two images, in decibels.
 *
 * @example
 * console.log(ops.psnr([[1, 0]], [[0.9, 0.1]], 1).arraySync()); // 20
 */
export const psnr = operation(
  "psnr",
  { x1: TENSOR, x2: TENSOR, maxVal: REQUIRED },
  (x1: TensorFlowTensor, x2: TensorFlowTensor, maxVal: number) =>
    x1
      .sub(x2)
      .square()
      .mean()
      .log()
      .mul(-10 / Math.LN10)
      .add(20 * Math.log10(maxVal)),
);
