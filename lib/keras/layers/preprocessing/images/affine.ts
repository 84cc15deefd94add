/** Affine transforms of images, by the rules of TensorFlow's `ImageProjectiveTransformV3`; TensorFlow.js has them on some back ends only. */

/** The place in an image from which a pixel at `(x, y)` of the output is taken is `(a0·x + a1·y + a2, b0·x + b1·y + b2)`. */
export type Affine = readonly [a0: number, a1: number, a2: number, b0: number, b1: number, b2: number];

/** The values outside of an image: mirrored, repeated, a number, or those of the border. */
export type FillMode = "reflect" | "wrap" | "constant" | "nearest";
export type Interpolation = "bilinear" | "nearest";

export interface Fill {
  readonly fillMode: FillMode;
  readonly fillValue: number;
  readonly interpolation: Interpolation;
}

/**
 * Images moved by a transform each.
 *
 * @param images row-major `[samples, height, width, channels]`
 */
export function affineTransformed(
  images: ArrayLike<number>,
  [, height, width, channels]: readonly number[],
  transforms: readonly Affine[],
  { fillMode, fillValue, interpolation }: Fill,
): Float32Array {
  const outputs = new Float32Array(images.length);
  let at = 0;
  transforms.forEach((affine, sample) => {
    const [a0, a1, a2, b0, b1, b2] = affine.map(Math.fround);
    const read = (y: number, x: number, channel: number) =>
      y >= 0 && y < height && x >= 0 && x < width
        ? images[((sample * height + y) * width + x) * channels + channel]
        : fillValue;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const x = inside(place(a0, column, a1, row, a2), width, fillMode);
        const y = inside(place(b0, column, b1, row, b2), height, fillMode);
        const [left, top] = [Math.floor(x), Math.floor(y)];
        for (let channel = 0; channel < channels; channel++) {
          const across = (line: number) =>
            (left + 1 - x) * read(line, left, channel) + (x - left) * read(line, left + 1, channel);
          outputs[at++] =
            interpolation === "nearest"
              ? read(rounded(y), rounded(x), channel)
              : (top + 1 - y) * across(top) + (y - top) * across(top + 1);
        }
      }
    }
  });
  return outputs;
}

/** `a · x + b · y + c`, each step in float32 as TensorFlow computes it, which decides between two pixels. */
function place(a: number, x: number, b: number, y: number, c: number): number {
  return Math.fround(Math.fround(Math.fround(a * x) + Math.fround(b * y)) + c);
}

/** Half away from zero. */
const rounded = (value: number) => Math.sign(value) * Math.round(Math.abs(value));

/** The place within an axis of that length whose value counts for a place outside. */
function inside(place: number, length: number, mode: FillMode): number {
  const last = length - 1;
  if (mode === "constant" || (place >= 0 && place <= last)) return place;
  if (length <= 1) return 0;
  let found = place;
  if (mode === "reflect") {
    const period = 2 * length;
    if (place < 0) {
      found += period * Math.trunc(-place / period);
      found = found < -length ? found + period : -found - 1;
    } else {
      found -= period * Math.trunc(place / period);
      if (found >= length) found = period - found - 1;
    }
  } else if (mode === "wrap") {
    found += length * (place < 0 ? Math.trunc(-place / last) + 1 : -Math.trunc(place / last));
  }
  return Math.min(Math.max(found, 0), last);
}
