import { ValueError } from "../../errors";
import { type ArrayInput, asArray } from "../../ndarray";
import type { AnyLossPlan } from "../losses";
import { tuple } from "../python-repr";

/**
 * A weight per sample.
 *
 * @throws ValueError for another number of weights, and weights that are no finite numbers from 0
 */
export function sampleWeights(data: ArrayInput, samples: number): Float32Array {
  const weights = asArray(data, "float32", "sampleWeight");
  const isColumn = weights.ndim === 2 && weights.shape[1] === 1;
  if (!(weights.ndim === 1 || isColumn) || weights.shape[0] !== samples) {
    throw new ValueError(
      `Expected \`sampleWeight\` to hold a weight for each of the ${samples} samples. ` +
        `Received: shape ${tuple([...weights.shape])}`,
    );
  }
  weights.values.forEach((weight, i) => {
    check("`sampleWeight`", weight, `at row ${i}`);
  });
  return weights.values as Float32Array;
}

/**
 * A weight per sample by its class, which is its number, or the place of the largest number in its row.
 *
 * @param y row-major, as many numbers for each of the samples
 * @throws ValueError for weights that are no finite numbers from 0
 */
export function classWeights(
  y: Float32Array,
  samples: number,
  classWeight: Readonly<Record<number, number>>,
): Float32Array {
  for (const [label, weight] of Object.entries(classWeight)) {
    check("`classWeight`", weight, `for class ${label}`);
  }
  const width = y.length / samples;
  return Float32Array.from({ length: samples }, (_, i) => {
    const row = y.subarray(i * width, (i + 1) * width);
    const label = width === 1 ? roundHalfToEven(row[0]) : row.indexOf(Math.max(...row));
    return classWeight[label] ?? 1;
  });
}

/** @throws ValueError where a loss has one number for each of several outputs, which weights of samples do not fit */
export function checkWeighable(loss: AnyLossPlan, units: number): void {
  if (!("axis" in loss) || loss.axis !== 0 || units === 1) return;
  throw new ValueError(
    `Expected no \`sampleWeight\` and no \`classWeight\` beside \`${loss.kind}\` with \`axis: 0\`, which is one loss for each ` +
      `of the ${units} outputs and not for each sample. Use \`axis: 1\` or \`axis: null\`, or leave the weights out.`,
  );
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function check(name: string, weight: number, place: string): void {
  if (typeof weight === "number" && Number.isFinite(weight) && weight >= 0) return;
  throw new ValueError(`Expected ${name} to hold finite numbers from 0. Received: ${weight} ${place}`);
}
