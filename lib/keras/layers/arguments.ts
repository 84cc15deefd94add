/** Shared by layers: checks of arguments and shapes, and the order of the axes. */
import { received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Graph, KerasTensor, Shape } from "./keras-tensor.ts";

/** Number of axes along which a window moves. */
export type Rank = 1 | 2 | 3;

/** A number for each of these axes, or one for all. */
export type Size = number | readonly number[];

/** The place of the channels of an image: its last axis or its first. */
export type DataFormat = "channels_last" | "channels_first";

/** @throws ValueError for another name; null is `"channels_last"` */
export function dataFormat(format: DataFormat | null): DataFormat {
  if (format === null) return "channels_last";
  if (format === "channels_last" || format === "channels_first") return format;
  throw new ValueError(
    "The `data_format` argument must be one of {'channels_first', 'channels_last'}. " +
      `Received: data_format=${received(format)}`,
  );
}

/** The axis of the channels in a batch with that number of axes. */
export function channelAxis(format: DataFormat, ndim: number): number {
  return format === "channels_first" ? 1 : ndim - 1;
}

/** The first axis of a batch along which windows move. */
export const firstAxis = (format: DataFormat): number => (format === "channels_first" ? 2 : 1);

/** The result of a function that takes a batch with the channels last, in the format of the batch. */
export function withChannelsLast(
  x: TensorFlowTensor,
  format: DataFormat,
  compute: (x: TensorFlowTensor) => TensorFlowTensor,
): TensorFlowTensor {
  if (format === "channels_last") return compute(x);
  const [batch, channels, ...others]: number[] = [...x.shape.keys()];
  const outputs = compute(x.transpose([batch, ...others, channels]));
  return outputs.transpose([batch, x.rank - 1, ...others.map((axis) => axis - 1)]);
}

/** Keras' error for inputs with another number of axes. */
export function wrongNdim(layer: string, expected: number, shape: Shape, key = "ndim"): ValueError {
  return new ValueError(
    `Input 0 with name 'None' of layer '${layer}' is incompatible with the layer: expected ${key}=${expected}, found ` +
      `ndim=${shape.length}. Full shape received: ${tuple([...shape])}`,
  );
}

/** Keras' error for data, or a layer, that does not fit the next layer. */
export function incompatibleInput(
  layer: string,
  expected: number | null,
  shape: Shape,
  axis = -1,
): ValueError {
  return new ValueError(
    `Input 0 with name 'None' of layer '${layer}' is incompatible with the layer: expected axis ${axis} of input shape ` +
      `to have value ${expected}, but received input with shape ${tuple([...shape])}`,
  );
}

/** @throws ValueError unless every size is a positive whole number, or null */
export function checkShape(shape: readonly (number | null)[], name: string): void {
  if (Array.isArray(shape) && shape.every((size) => size === null || (Number.isInteger(size) && size > 0)))
    return;
  throw new ValueError(
    `Expected \`${name}\` to be an array of positive integers, such as [30], or null for any size. ` +
      `Received: ${name}=${JSON.stringify(shape)}`,
  );
}

/**
 * One integer for each of `count` axes.
 *
 * @param value one for all, or a list
 * @param smallest default 1
 * @throws ValueError for another number of integers, or a smaller one
 */
export function sizes(value: Size, count: number, name: string, smallest = 1): number[] {
  const list = typeof value === "number" ? new Array<number>(count).fill(value) : value;
  const isTuple = Array.isArray(list) && list.length === count && list.every(Number.isInteger);
  const small = isTuple ? list.filter((size) => size < smallest) : [];
  if (isTuple && small.length === 0) return tuple([...list]);
  const shown = Array.isArray(value)
    ? tuple([...value])
    : typeof value === "number"
      ? value
      : received(value);
  throw new ValueError(
    `The \`${name}\` argument must be a tuple of ${count} integers. Received ${name}=${shown}` +
      (small.length === 0
        ? ""
        : `, including values {${[...new Set(small)].join(", ")}} that do not satisfy ` +
          `\`value ${smallest === 0 ? ">= 0" : "> 0"}\``),
  );
}

/** For each axis one number, or one before and one after. */
export type Pairs = number | readonly (number | readonly number[])[];

/** `[before, after]` of each of `count` axes. @throws ValueError for anything but integers from 0 */
export function pairs(value: Pairs, count: number, name: string): number[][] {
  if (typeof value === "number" && value >= 0) {
    return tuple(Array.from({ length: count }, () => sizes(value, 2, name, 0)));
  }
  if (typeof value === "number") {
    throw new ValueError(`\`${name}\` cannot be negative. Received: ${name}=${value}.`);
  }
  if (Array.isArray(value) && value.length === count) {
    return tuple(value.map((pair, i) => sizes(pair, 2, `${["1st", "2nd", "3rd"][i]} entry of ${name}`, 0)));
  }
  throw new ValueError(
    `\`${name}\` should be either an int, a tuple of ${count} ints or a tuple of ${count} tuples of 2 ints. ` +
      `Received: ${name}=${Array.isArray(value) ? tuple([...value]) : received(value)}`,
  );
}

/** @throws ValueError for words as inputs of a layer or model that takes numbers, and numbers for a model that takes words */
export function checkWords(
  layer: {
    readonly name: string;
    readonly className: string;
    readonly takesWords: boolean;
    readonly graph: Graph | undefined;
  },
  inputs: readonly KerasTensor[],
): void {
  const isWord = (tensor?: KerasTensor) => tensor?.dtype === "string";
  inputs.forEach((input, i) => {
    const own = layer.graph?.inputs[i];
    if (own ? isWord(input) === isWord(own) : layer.takesWords || !isWord(input)) return;
    throw new ValueError(
      `Expected the inputs of layer '${layer.name}' (${layer.className}) to be ${isWord(own) ? "words" : "numbers"}. Received: ` +
        `'${input.name}', of dtype ${input.dtype}` +
        (isWord(input)
          ? ". Put a `StringLookup`, a `TextVectorization` or a `Hashing` before the layer."
          : '. Begin with `Input({ shape, dtype: "string" })`.'),
    );
  });
}

/** @throws ValueError unless it is a boolean or left out */
export function checkTraining(training: unknown): asserts training is boolean | undefined {
  if (training === undefined || typeof training === "boolean") return;
  throw new ValueError(
    `Expected \`training\` to be true or false, or left out. Received: training=${received(training)}`,
  );
}

/** The index of an axis that may count from the end. @throws ValueError if there is none */
export function axisOf(axis: number, shape: Shape): number {
  if (axis >= -shape.length && axis < shape.length) return axis < 0 ? axis + shape.length : axis;
  throw new ValueError(
    `Axis ${axis} is out of bounds for input shape ${tuple([...shape])}. Received: axis=${axis}`,
  );
}
