/** `keras.ops`: windows, Fourier transforms and parts of signals. */
import { ValueError } from "../../errors.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { withLast } from "./last-axis.ts";
import { i0 } from "./numbers.ts";
import { operation, tensor, unary } from "./operation.ts";
import { pad } from "./shapes.ts";
import { TENSOR, TENSORS } from "./signature.ts";

/** Numbers from 0 to 1 at equal distances. */
function ramp(x: TensorFlowTensor): TensorFlowTensor {
  const count: number = x.dataSync()[0];
  return tensorFlowNow().linspace(0, count === 1 ? 0 : 1, count);
}

/** Σ factor · cos(2π · i · place), a window of a sum of cosines; a single element is 1. */
const cosines = (place: TensorFlowTensor, ...factors: number[]): TensorFlowTensor =>
  place.size === 1
    ? tensorFlowNow().ones([1])
    : factors
        .map((factor, i) =>
          place
            .mul(2 * Math.PI * i)
            .cos()
            .mul(factor),
        )
        .reduce((sum, one) => sum.add(one));

/**
 * Bartlett's window of `x` elements, a triangle.
 *
 * @example
 * console.log(ops.bartlett(3).arraySync()); // [0, 1, 0]
 */
export const bartlett = unary("bartlett", (x) => {
  const place = ramp(x);
  return place.size === 1 ? place.add(1) : tensorFlowNow().scalar(1).sub(place.mul(2).sub(1).abs());
});
/**
 * Blackman's window of `x` elements.
 *
 * @example
 * console.log(ops.blackman(5).arraySync());
 */
export const blackman = unary("blackman", (x) => cosines(ramp(x), 0.42, -0.5, 0.08));
/**
 * Hamming's window of `x` elements.
 *
 * @example
 * console.log(ops.hamming(5).arraySync());
 */
export const hamming = unary("hamming", (x) => cosines(ramp(x), 0.54, -0.46));
/**
 * Hann's window of `x` elements.
 *
 * @example
 * console.log(ops.hanning(3).arraySync()); // [0, 1, 0]
 */
export const hanning = unary("hanning", (x) => cosines(ramp(x), 0.5, -0.5));
/**
 * Kaiser's window of `x` elements; a larger `beta` makes it narrower.
 *
 * @example
 * console.log(ops.kaiser(5, 3).arraySync());
 */
export const kaiser = operation(
  "kaiser",
  { x: TENSOR, beta: REQUIRED },
  (x: TensorFlowTensor, beta: number) => {
    if (x.dataSync()[0] === 1) return tensorFlowNow().ones([1]);
    const height = tensorFlowNow().scalar(1).sub(ramp(x).mul(2).sub(1).square()).relu().sqrt();
    return i0(height.mul(beta)).div(i0(beta));
  },
);

/** The discrete Fourier transform of complex numbers in place, by the factors of their number. */
function fourier(real: Float64Array, imaginary: Float64Array): void {
  const count = real.length;
  if (count < 2) return;
  let factor = 2;
  while (count % factor !== 0) factor = factor * factor > count ? count : factor + 1;
  const size = count / factor;
  const parts = Array.from({ length: factor }, (_, first) => {
    const part = [real, imaginary].map((from) =>
      Float64Array.from({ length: size }, (_, i) => from[i * factor + first]),
    );
    fourier(part[0], part[1]);
    return part;
  });
  for (let k = 0; k < count; k++) {
    let [sum, imaginarySum] = [0, 0];
    for (const [first, [x, y]] of parts.entries()) {
      const angle = (-2 * Math.PI * ((first * k) % count)) / count;
      const [cos, sin, i] = [Math.cos(angle), Math.sin(angle), k % size];
      sum += x[i] * cos - y[i] * sin;
      imaginarySum += x[i] * sin + y[i] * cos;
    }
    real[k] = sum;
    imaginary[k] = imaginarySum;
  }
}

/** The transforms of the last axis, in the first axis real and imaginary parts; `sign` -1: with conjugated factors. */
function transformed(x: TensorFlowTensor, sign = 1): TensorFlowTensor {
  const tf = tensorFlowNow();
  const compute = tf.customGrad((x: TensorFlowTensor) => {
    const values = Float32Array.from(x.dataSync() as Float32Array);
    const size: number = x.shape.at(-1);
    const half = values.length / 2;
    for (let start = 0; start < half; start += size) {
      const [real, imaginary] = [start, start + half].map((from) => values.subarray(from, from + size));
      const [re, im] = [Float64Array.from(real), Float64Array.from(imaginary, (value) => sign * value)];
      fourier(re, im);
      real.set(re);
      imaginary.set(im.map((value) => sign * value));
    }
    return {
      value: tf.tensor(values, x.shape, "float32"),
      gradFunc: (dy: TensorFlowTensor) => transformed(dy, -sign),
    };
  });
  return compute(x);
}

/** The transforms of the last two axes. */
const transformed2 = (x: TensorFlowTensor, sign = 1): TensorFlowTensor =>
  withLast(transformed(withLast(transformed(x, sign), x.rank - 2), sign), x.rank - 2);

const joined = (x: TensorFlowTensor[]): TensorFlowTensor =>
  tensorFlowNow().stack(x.map((part) => part.toFloat()));

/** The numbers from `start` on along the last axis. */
const part = (x: TensorFlowTensor, start: number, count: number): TensorFlowTensor =>
  x.slice([...Array(x.rank - 1).fill(0), start], [...x.shape.slice(0, -1), count]);

/** The last axis with `count` elements: without its last ones, or with zeros behind. */
function resized(x: TensorFlowTensor, count: number): TensorFlowTensor {
  const size: number = x.shape.at(-1);
  return size >= count ? part(x, 0, count) : x.pad([...Array(x.rank - 1).fill([0, 0]), [0, count - size]]);
}

/** Frequencies from 0 up to the half. */
function realTransform(x: TensorFlowTensor, length: number): TensorFlowTensor[] {
  const given = resized(x.toFloat(), length);
  const all = transformed(joined([given, given.zerosLike()]));
  return part(all, 0, Math.floor(length / 2) + 1).unstack();
}

/**
 * The Fourier transform of the last axis of complex numbers: `[real, imaginary]` in and out.
 *
 * @example
 * const [real, imaginary] = ops.fft([[1, 0, 0], [0, 0, 0]]);
 * console.log(real.arraySync()); // [1, 1, 1]
 */
export const fft = operation("fft", { x: TENSORS }, (x: TensorFlowTensor[]) =>
  transformed(joined(x)).unstack(),
);
/**
 * The Fourier transform of the last two axes of complex numbers: `[real, imaginary]` in and out.
 *
 * @example
 * const [real] = ops.fft2([[[1, 0]], [[0, 0]]]);
 * console.log(real.arraySync()); // [[1, 1]]
 */
export const fft2 = operation("fft2", { x: TENSORS }, (x: TensorFlowTensor[]) =>
  transformed2(joined(x)).unstack(),
);
/**
 * The inverse of `fft2`.
 *
 * @example
 * const [real] = ops.ifft2(ops.fft2([[[1, 2]], [[0, 0]]]));
 * console.log(real.arraySync()); // [[1, 2]]
 */
export const ifft2 = operation("ifft2", { x: TENSORS }, (x: TensorFlowTensor[]) => {
  const [rows, columns] = x[0].shape.slice(-2);
  return transformed2(joined(x), -1)
    .div(rows * columns)
    .unstack();
});
/**
 * The Fourier transform of the last axis of real numbers, cut or filled with zeros to `fftLength`: its frequencies from 0 up to the
 * half, `[real, imaginary]`.
 *
 * @example
 * const [real, imaginary] = ops.rfft([1, 0, 0, 0]);
 * console.log(real.arraySync()); // [1, 1, 1]
 */
export const rfft = operation(
  "rfft",
  { x: TENSOR, fftLength: null },
  (x: TensorFlowTensor, fftLength: number | null = null) => realTransform(x, fftLength ?? x.shape.at(-1)),
);
/**
 * The inverse of `rfft`, with `fftLength` numbers, default twice the number of frequencies minus 2.
 *
 * @example
 * console.log(ops.irfft(ops.rfft([1, 2, 3, 4])).arraySync()); // [1, 2, 3, 4]
 */
export const irfft = operation(
  "irfft",
  { x: TENSORS, fftLength: null },
  (x: TensorFlowTensor[], fftLength: number | null = null) => {
    const tf = tensorFlowNow();
    const length = fftLength ?? 2 * (x[0].shape.at(-1) - 1);
    const [real, imaginary] = x.map((one) => resized(one.toFloat(), Math.floor(length / 2) + 1));
    // The imaginary parts of the first frequency and of the half do not count.
    const own = Array.from({ length: real.shape.at(-1) }, (_, i) => Number(i > 0 && 2 * i < length));
    const mirrored = (one: TensorFlowTensor, sign: number) => {
      const count = length - one.shape.at(-1);
      return tf.concat([one, part(one, 1, count).reverse(-1).mul(sign)], -1);
    };
    const all = joined([mirrored(real, 1), mirrored(imaginary.mul(own), -1)]);
    return transformed(all, -1).unstack()[0].div(length);
  },
);
/**
 * The parts of the last axis that are `sequenceLength` long, each `sequenceStride` after the one before: `[…, parts, sequenceLength]`.
 *
 * @example
 * console.log(ops.extractSequences([1, 2, 3, 4], 2, 1).arraySync()); // [[1, 2], [2, 3], [3, 4]]
 */
export const extractSequences = operation(
  "extractSequences",
  { x: TENSOR, sequenceLength: REQUIRED, sequenceStride: REQUIRED },
  (x: TensorFlowTensor, sequenceLength: number, sequenceStride: number) =>
    sequences(x, sequenceLength, sequenceStride),
);

function sequences(x: TensorFlowTensor, length: number, stride: number): TensorFlowTensor {
  const count = Math.max(0, Math.floor((x.shape.at(-1) - length) / stride) + 1);
  const at = Array.from({ length: count * length }, (_, i) => Math.floor(i / length) * stride + (i % length));
  const found = x.gather(tensorFlowNow().tensor1d(at, "int32"), x.rank - 1);
  return found.reshape([...x.shape.slice(0, -1), count, length]);
}

/** @throws ValueError for a name that is not known, and for a window of another length */
function windowOf(window: unknown, length: number): TensorFlowTensor {
  const tf = tensorFlowNow();
  if (window === null) return tf.ones([length]);
  // TensorFlow's windows of an odd length are symmetric.
  const place = tf.range(0, length).div(length % 2 === 0 ? length : length - 1);
  if (window === "hann") return cosines(place, 0.5, -0.5);
  if (window === "hamming") return cosines(place, 0.54, -0.46);
  if (typeof window === "string") {
    throw new ValueError(
      `If a string is passed to \`window\`, it must be one of "hann", "hamming". Received: window=${window}`,
    );
  }
  const own = tensor(window, "float32");
  if (own.size === length) return own;
  throw new ValueError(
    `The shape of \`window\` must be equal to [${length}]. Received: window shape=[${own.shape}]`,
  );
}
/**
 * The Fourier transforms of parts of the last axis, `[real, imaginary]`, each `[…, parts, fftLength / 2 + 1]`. `window` is `"hann"`,
 * `"hamming"`, null or as many factors as a part has; with `center`, the default, parts begin half a transform before the first element.
 *
 * @throws ValueError for another window, and for transforms shorter than the parts
 * @example
 * const [real, imaginary] = ops.stft(ops.ones([64]), 16, 8, 16);
 * console.log(real.shape); // [9, 9]
 */
export const stft = operation(
  "stft",
  {
    x: TENSOR,
    sequenceLength: REQUIRED,
    sequenceStride: REQUIRED,
    fftLength: REQUIRED,
    window: "hann",
    center: true,
  },
  (
    x: TensorFlowTensor,
    sequenceLength: number,
    sequenceStride: number,
    fftLength: number,
    window: unknown = "hann",
    center = true,
  ) => {
    if (fftLength < sequenceLength) {
      throw new ValueError(
        `\`fftLength\` must equal or larger than \`sequenceLength\`. Received: sequenceLength=${sequenceLength}, fftLength=${fftLength}`,
      );
    }
    const before = Math.floor((fftLength - sequenceLength) / 2);
    const weights = windowOf(window, sequenceLength).pad([[before, fftLength - sequenceLength - before]]);
    const half = Math.floor(fftLength / 2);
    const edges = x.shape.map((_: number, i: number) => (i === x.rank - 1 ? [half, half] : [0, 0]));
    const given = center ? pad(x, edges, "reflect") : x;
    return realTransform(sequences(given, fftLength, sequenceStride).mul(weights), fftLength);
  },
);
