import { normal, truncatedNormal, uniform } from "./stateless.ts";

/** Keras' `VarianceScaling`: its subclasses (Glorot, He, Lecun) are settings of it. */
export interface VarianceScaling {
  readonly scale: number;
  readonly mode: "fanIn" | "fanOut" | "fanAvg";
  readonly distribution: "uniform" | "truncatedNormal" | "untruncatedNormal";
}

/**
 * A kernel `[fanIn, fanOut]` of the variance `scale` over the mode's number of units, as Keras on TensorFlow draws it.
 *
 * @param size of a weight of another shape, as that of a bias; default `fanIn · fanOut`
 */
export function varianceScaling(
  seed: number,
  fanIn: number,
  fanOut: number,
  { scale, mode, distribution }: VarianceScaling,
  size = fanIn * fanOut,
): Float32Array {
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
  const variance = scale / Math.max(1, fan);
  switch (distribution) {
    case "uniform": {
      const limit = Math.sqrt(3 * variance);
      return uniform(seed, size, -limit, limit);
    }
    case "truncatedNormal":
      // Cutting off at two standard deviations leaves 0.88 of the deviation: made up for.
      return truncatedNormal(seed, size, 0, Math.sqrt(variance) / 0.87962566103423978);
    case "untruncatedNormal":
      return normal(seed, size, 0, Math.sqrt(variance));
  }
}

/** Keras' `GlorotUniform` for a kernel `[fanIn, fanOut]`: uniform within ±√(6 / (fanIn + fanOut)). */
export function glorotUniform(seed: number, fanIn: number, fanOut: number): Float32Array {
  return varianceScaling(seed, fanIn, fanOut, { scale: 1, mode: "fanAvg", distribution: "uniform" });
}
