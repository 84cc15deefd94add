/** Images of another size, by TensorFlow's rules. */
import { ValueError } from "../../errors.ts";
import { pythonRepr, tuple } from "../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";

const INTERPOLATIONS = ["bilinear", "nearest", "lanczos3", "lanczos5", "bicubic", "area"] as const;

/** As in Keras: `"lanczos3"` and `"lanczos5"` by a window of 3 and 5 pixels to each side, `"area"` by the mean of the pixels below. */
export type Interpolation = (typeof INTERPOLATIONS)[number];

/** TensorFlow's own resizing has two more. In the order of Keras' error. */
export const TENSORFLOW_INTERPOLATIONS = [
  "bilinear",
  "nearest",
  "bicubic",
  "area",
  "lanczos3",
  "lanczos5",
  "gaussian",
  "mitchellcubic",
] as const;

export type TensorFlowInterpolation = (typeof TENSORFLOW_INTERPOLATIONS)[number];

/** @throws ValueError for the name of no interpolation */
export function checkInterpolation(interpolation: unknown): void {
  if (INTERPOLATIONS.includes(interpolation as Interpolation)) return;
  throw new ValueError(
    `Invalid value for argument \`interpolation\`. Expected of one ${pythonRepr(tuple([...INTERPOLATIONS]))}. ` +
      `Received: interpolation=${interpolation}`,
  );
}

/** A weight by the distance in pixels, and the distance from which on it is 0. */
interface Kernel {
  readonly radius: number;
  of(distance: number): number;
}

const lanczos = (radius: number): Kernel => ({
  radius,
  of(x) {
    if (x === 0) return 1;
    const angle = Math.PI * x;
    return x > radius ? 0 : (radius * Math.sin(angle) * Math.sin(angle / radius)) / angle ** 2;
  },
});

/** Keys' cubic with the coefficient −0.5. */
const CUBIC: Kernel = {
  radius: 2,
  of: (x) => (x >= 2 ? 0 : x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1),
};

/** The cubic of Mitchell and Netravali with both coefficients 1/3. */
const MITCHELL: Kernel = {
  radius: 2,
  of(x) {
    if (x >= 2) return 0;
    return x >= 1 ? (((-7 / 18) * x + 2) * x - 10 / 3) * x + 16 / 9 : ((7 / 6) * x - 2) * x * x + 8 / 9;
  },
};

const KERNELS: Readonly<Record<string, Kernel>> = {
  nearest: { radius: 0, of: () => 1 },
  bilinear: { radius: 1, of: (x) => Math.max(0, 1 - x) },
  bicubic: CUBIC,
  lanczos3: lanczos(3),
  lanczos5: lanczos(5),
  gaussian: { radius: 1.5, of: (x) => (x >= 1.5 ? 0 : Math.exp(-2 * x * x)) },
  mitchellcubic: MITCHELL,
};

/** TensorFlow's table of the cubic has that many steps per pixel. */
const CUBIC_STEPS = 1024;

/**
 * Resizes images with the channels last.
 *
 * @param size rows and columns
 * @param antialias widen the window of the interpolation when images become smaller
 */
export function resized(
  tf: CallContext["tf"],
  images: TensorFlowTensor,
  size: readonly number[],
  interpolation: TensorFlowInterpolation = "bilinear",
  antialias = false,
): TensorFlowTensor {
  const [, height, width] = images.shape as number[];
  const weights = (axis: 0 | 1): TensorFlowTensor => {
    const [from, to] = [[height, width][axis], size[axis]];
    return tf.tensor(
      interpolation === "area" ? areaWeights(from, to) : kernelWeights(from, to, interpolation, antialias),
    );
  };
  if ((interpolation !== "bilinear" && interpolation !== "nearest") || antialias)
    return weighted(images, weights(0).transpose(), weights(1).transpose());
  // TensorFlow.js ignores `halfPixelCenters` in its gradients.
  const resize = interpolation === "nearest" ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear;
  return tf.customGrad((x: TensorFlowTensor) => ({
    value: resize(x, size, false, true),
    gradFunc: (dy: TensorFlowTensor) => weighted(dy, weights(0), weights(1)),
  }))(images);
}

/** The products of the rows and of the columns with the weights of their pixels. */
function weighted(
  images: TensorFlowTensor,
  ofRows: TensorFlowTensor,
  ofColumns: TensorFlowTensor,
): TensorFlowTensor {
  const [samples, height, width, channels] = images.shape as number[];
  const [rows, columns] = [ofRows.shape[1], ofColumns.shape[1]];
  const tall = images.transpose([0, 2, 3, 1]).reshape([-1, height]).matMul(ofRows);
  const wide = tall
    .reshape([samples, width, channels, rows])
    .transpose([0, 3, 2, 1])
    .reshape([-1, width])
    .matMul(ofColumns);
  return wide.reshape([samples, rows, channels, columns]).transpose([0, 1, 3, 2]);
}

/** For each of the new pixels, the weights of the pixels of which it is made. */
function kernelWeights(from: number, to: number, interpolation: string, antialias: boolean): number[][] {
  const kernel = KERNELS[interpolation];
  const step = Math.fround(from / to);
  const scale = antialias ? Math.max(step, 1) : 1;
  const columns = Array.from({ length: to }, (_, pixel) => {
    let place = Math.fround((pixel + 0.5) * step) - 0.5;
    if (interpolation === "nearest") place = Math.min(Math.floor(place + 0.5), from - 1);
    if (interpolation === "bicubic" && !antialias) place = Math.round(place * CUBIC_STEPS) / CUBIC_STEPS;
    const first = Math.ceil(place - kernel.radius * scale);
    const last = Math.floor(place + kernel.radius * scale);
    const own = Array.from({ length: from }, (_, i) =>
      i < first || i > last ? 0 : kernel.of(Math.abs(i - place) / scale),
    );
    const sum = own.reduce((all, weight) => all + weight, 0);
    return own.map((weight) => weight / sum);
  });
  return columns;
}

/** For each of the new pixels, the shares of the pixels in its area. */
function areaWeights(from: number, to: number): number[][] {
  const step = from / to;
  const columns = Array.from({ length: to }, (_, pixel) =>
    Array.from({ length: from }, (_, i) => {
      const overlap = Math.min(i + 1, (pixel + 1) * step) - Math.max(i, pixel * step);
      return Math.max(0, overlap) / step;
    }),
  );
  return columns;
}
