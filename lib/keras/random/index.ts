/** `keras.random`: the random numbers that Keras on TensorFlow draws, as tensors of TensorFlow.js. */
import {
  dropoutFactors,
  exp,
  layerNoise,
  layerTruncatedNormal,
  layerUniform,
  layerWords,
} from "../../engine/index.ts";
import { fromArguments, received, ValueError } from "../../errors.ts";
import { type ArrayInput, sizeOf } from "../../ndarray.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { tensorsOf } from "../layers/eager.ts";
import { globalDraw, SeedGenerator } from "../layers/seed-generator.ts";

export { SeedGenerator } from "../layers/seed-generator.ts";
export * from "./not-ported.ts";

interface SeedOption {
  /**
   * A whole number from 0 gives the same numbers in every call, a `SeedGenerator` others, `seed: 42`; default: the global
   * generator.
   */
  seed?: number | SeedGenerator | null;
}

interface NormalOptions extends SeedOption {
  /** `mean: 0.5`; default 0. */
  mean?: number;
  /** `stddev: 0.1`; default 1. */
  stddev?: number;
  /** Only `dtype: "float32"`. */
  dtype?: "float32" | null;
}

interface UniformOptions extends SeedOption {
  /** `minval: -0.1`; default 0. */
  minval?: number;
  /** `maxval: 0.1`; default 1. */
  maxval?: number;
  /** Only `dtype: "float32"`. */
  dtype?: "float32" | null;
}

interface IntegerOptions extends SeedOption {
  /** Only `dtype: "int32"`. */
  dtype?: "int32";
}

interface DropoutOptions extends SeedOption {
  /** Sizes of what is drawn, null for that of the inputs, `noiseShape: [1, 30]`; default: each input by itself. */
  noiseShape?: readonly (number | null)[] | null;
}

interface ShuffleOptions extends SeedOption {
  /** `axis: 1`; default 0. */
  axis?: number;
}

type Shape = readonly number[];

/**
 * Normally distributed numbers.
 *
 * @param shape of the result
 * @throws ValueError for an invalid shape, seed or type
 *
 * @example
 * console.log(random.normal([2, 3], { seed: 42 }).arraySync());
 */
export function normal(
  shape: Shape,
  ...args: [options?: NormalOptions] | [mean: number, stddev?: number, options?: NormalOptions]
): TensorFlowTensor {
  return drawNormal("normal", shape, args, layerNoise);
}

/**
 * Normally distributed numbers within two standard deviations.
 *
 * @param shape of the result
 * @throws ValueError for an invalid shape, seed or type
 *
 * @example
 * console.log(random.truncatedNormal([2, 3], { stddev: 0.1, seed: 42 }).arraySync());
 */
export function truncatedNormal(
  shape: Shape,
  ...args: [options?: NormalOptions] | [mean: number, stddev?: number, options?: NormalOptions]
): TensorFlowTensor {
  return drawNormal("truncatedNormal", shape, args, layerTruncatedNormal);
}

function drawNormal(
  name: string,
  shape: Shape,
  args: readonly unknown[],
  draw: typeof layerNoise,
): TensorFlowTensor {
  const defaults = { mean: 0, stddev: 1, dtype: null, seed: null };
  const { mean, stddev, dtype, seed } = fromArguments<NormalOptions>(`random.${name}`, args, defaults);
  checkType(name, dtype ?? "float32", "float32");
  const size = checkedSize(name, shape);
  return tensorFlowNow().tensor(draw(...drawOf(seed), size, mean, stddev), [...shape]);
}

/**
 * Numbers from `minval` up to `maxval`, each equally likely.
 *
 * @param shape of the result
 * @throws ValueError for an invalid shape, seed or type
 *
 * @example
 * console.log(random.uniform([2, 3], { seed: 42 }).arraySync());
 */
export function uniform(
  shape: Shape,
  ...args: [options?: UniformOptions] | [minval: number, maxval?: number, options?: UniformOptions]
): TensorFlowTensor {
  const defaults = { minval: 0, maxval: 1, dtype: null, seed: null };
  const { minval, maxval, dtype, seed } = fromArguments<UniformOptions>("random.uniform", args, defaults);
  checkType("uniform", dtype ?? "float32", "float32");
  const size = checkedSize("uniform", shape);
  return tensorFlowNow().tensor(layerUniform(...drawOf(seed), size, minval, maxval), [...shape]);
}

/**
 * Integers from `minval` to below `maxval`, each equally likely.
 *
 * @param shape of the result
 * @throws ValueError for an invalid shape, range, seed or type
 *
 * @example
 * console.log(random.randint([5], 0, 10, { seed: 42 }).arraySync());
 */
export function randint(
  shape: Shape,
  minval: number,
  maxval: number,
  options: IntegerOptions = {},
): TensorFlowTensor {
  const { dtype, seed } = fromArguments<IntegerOptions>("random.randint", [options], {
    dtype: "int32",
    seed: null,
  });
  checkType("randint", dtype, "int32");
  if (!(Number.isInteger(minval) && Number.isInteger(maxval) && minval < maxval)) {
    throw new ValueError(
      `Expected integers \`minval\` < \`maxval\`. Received: minval=${minval}, maxval=${maxval}`,
    );
  }
  const words = layerWords(...drawOf(seed), checkedSize("randint", shape));
  const values = Int32Array.from(words, (word) => minval + (word % (maxval - minval)));
  return tensorFlowNow().tensor(values, [...shape], "int32");
}

/**
 * Class numbers, drawn with the probabilities `softmax(logits)` of each row.
 *
 * @param logits `[batch, classes]`
 * @param numSamples how many are drawn for each row
 * @throws ValueError for logits of another rank, or an invalid number, seed or type
 *
 * @example
 * console.log(random.categorical([[0, 1, 2]], 5, { seed: 42 }).arraySync());
 */
export function categorical(
  logits: ArrayInput,
  numSamples: number,
  options: IntegerOptions = {},
): TensorFlowTensor {
  const defaults = { dtype: "int32" as const, seed: null };
  const { dtype, seed } = fromArguments<IntegerOptions>("random.categorical", [options], defaults);
  checkType("categorical", dtype, "int32");
  const tf = tensorFlowNow();
  const { shape, values } = valuesOf(logits);
  if (shape.length !== 2) {
    throw new ValueError(`Expected \`logits\` of shape [batch, classes]. Received: shape [${shape}]`);
  }
  const [rows, classes] = shape;
  const words = layerWords(...drawOf(seed), 2 * checkedSize("categorical", [rows, numSamples]));
  const drawn = new Int32Array(rows * numSamples);
  for (let row = 0; row < rows; row++) {
    const sums = cumulative(values.subarray(row * classes, (row + 1) * classes));
    for (let i = row * numSamples; i < (row + 1) * numSamples; i++) {
      const share = ((words[2 * i] & 0xfffff) * 2 ** 32 + words[2 * i + 1]) / 2 ** 52;
      drawn[i] = sums.findIndex((sum) => sum > share * sums[classes - 1]);
    }
  }
  return tf.tensor(drawn, [rows, numSamples], "int32");
}

/** The sums of the likelihoods of a class and those before it. */
function cumulative(logits: Float32Array): Float64Array {
  const largest = logits.reduce((max, logit) => Math.max(max, logit), -Infinity);
  let sum = 0;
  return Float64Array.from(logits, (logit) => {
    sum += exp(logit - largest);
    return sum;
  });
}

/**
 * Sets elements to 0 with probability `rate` and multiplies the others by `1 / (1 − rate)`.
 *
 * @param rate from 0 to 1
 * @throws ValueError for another rate, or an invalid seed
 *
 * @example
 * console.log(random.dropout([1, 2, 3, 4], 0.5, { seed: 42 }).arraySync());
 */
export function dropout(
  inputs: ArrayInput,
  rate: number,
  ...args: [options?: DropoutOptions] | [noiseShape: DropoutOptions["noiseShape"], options?: SeedOption]
): TensorFlowTensor {
  const { noiseShape, seed } = fromArguments<DropoutOptions>("random.dropout", args, {
    noiseShape: null,
    seed: null,
  });
  if (!(rate >= 0 && rate <= 1))
    throw new ValueError(`Expected a \`rate\` from 0 to 1. Received: rate=${received(rate)}`);
  const x = tensorsOf(inputs, true) as TensorFlowTensor;
  if (rate === 0) return x.clone();
  if (rate === 1) return x.zerosLike();
  const sizes = noiseShape?.map((size, axis) => size ?? x.shape[axis]) ?? x.shape;
  return x.mul(tensorFlowNow().tensor(dropoutFactors(...drawOf(seed), sizeOf(sizes), rate), sizes));
}

/**
 * The same elements in another order along an axis.
 *
 * @throws ValueError for an axis that there is not, or an invalid seed
 *
 * @example
 * console.log(random.shuffle([1, 2, 3, 4], { seed: 42 }).arraySync());
 */
export function shuffle(
  x: ArrayInput,
  ...args: [options?: ShuffleOptions] | [axis: number, options?: SeedOption]
): TensorFlowTensor {
  const { axis, seed } = fromArguments<ShuffleOptions>("random.shuffle", args, { axis: 0, seed: null });
  const tensor = tensorsOf(x, true) as TensorFlowTensor;
  const at = axis < 0 ? axis + tensor.rank : axis;
  if (!(Number.isInteger(at) && at in tensor.shape)) {
    throw new ValueError(
      `Expected \`axis\` to be one of the ${tensor.rank} axes of \`x\`. Received: axis=${axis}`,
    );
  }
  const keys = layerUniform(...drawOf(seed), tensor.shape[at], 0, 1);
  const order = [...keys.keys()].sort((a, b) => keys[a] - keys[b]);
  return tensor.gather(tensorFlowNow().tensor1d(order, "int32"), at);
}

/** A seed for TensorFlow: the number, and that of the draw. */
function drawOf(seed: SeedOption["seed"]): [seed: number, draw: number] {
  if (seed === null || seed === undefined) return globalDraw();
  const generator = seed instanceof SeedGenerator ? seed : new SeedGenerator(seed);
  return [generator.seed, generator.next()];
}

function valuesOf(x: ArrayInput): { shape: number[]; values: Float32Array } {
  const tf = tensorFlowNow();
  return tf.tidy(() => {
    const tensor = tensorsOf(x, true) as TensorFlowTensor;
    return { shape: tensor.shape, values: Float32Array.from(tensor.dataSync()) };
  });
}

/** @throws ValueError for a shape that is none */
function checkedSize(name: string, shape: Shape): number {
  if (Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size >= 0))
    return sizeOf(shape);
  throw new ValueError(
    `Expected the shape of random.${name} as a list of whole numbers. Received: ${Array.isArray(shape) ? `[${shape}]` : received(shape)}`,
  );
}

function checkType(name: string, dtype: string, known: string): void {
  if (dtype === known) return;
  throw new ValueError(
    `random.${name} draws numbers of the type "${known}". Received: dtype=${received(dtype)}`,
  );
}
