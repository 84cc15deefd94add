import type { SampleShapes } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyLossPlan } from "../backend/plan.ts";
import { roundHalfToEven } from "../numerical-utils.ts";

/** Samples in the trainer's form: checked, float32, row-major. */
export interface Samples {
  x: Float32Array;
  y: Float32Array;
  /** Weight of each sample, or one for each place of its outputs; null: 1. */
  weights: Float32Array | null;
  count: number;
  /** By the index of the output: the number of axes of its targets, if the output has another. */
  targetAxes?: Readonly<Record<number, number>>;
  /** By the index of the output: the shape of one sample's targets, as they were given. */
  targetShapes?: Readonly<Record<number, readonly number[]>>;
  /** The same of the outputs. */
  outputShapes?: readonly (readonly number[])[];
  /** Shapes of one sample of each input, where the model leaves sizes open. */
  shapes?: SampleShapes;
}

/** Splits off the last `fraction` of the samples for validation. */
export function split(samples: Samples, fraction: number): [training: Samples, validation: Samples] {
  const { x, y, weights, count } = samples;
  const at = splitIndex(count, fraction);
  const cut = (values: Float32Array, from: number, to: number) => {
    const perSample = values.length / count;
    return values.subarray(from * perSample, to * perSample);
  };
  const part = (from: number, to: number) => ({
    ...samples,
    x: cut(x, from, to),
    y: cut(y, from, to),
    weights: weights && cut(weights, from, to),
    count: to - from,
  });
  return [part(0, at), part(at, count)];
}

/** The number of samples for training. @throws ValueError if a part has none */
export function splitIndex(count: number, fraction: number): number {
  const at = Math.floor(count * (1 - fraction));
  if (at !== 0 && at !== count) return at;
  throw new ValueError(
    `Training data contains ${count} samples, which is not sufficient to split it into a validation and training ` +
      `set as specified by \`validationSplit=${fraction}\`. Either provide more data, or a different value for the ` +
      "`validationSplit` argument.",
  );
}

/**
 * Reads the weights of samples, or of the places of an output with several axes, such as the steps of a sequence.
 *
 * @param places the sizes of those axes without the last one
 * @throws ValueError for another number of weights, or a weight that is negative or not finite
 */
export function sampleWeights(
  data: ArrayInput,
  samples: number,
  places: readonly number[] = [],
): Float32Array {
  const weights = asArray(data, "float32", "sampleWeight");
  const known = [[], [1], places, [...places, 1]].map(String);
  if (weights.shape[0] !== samples || !known.includes(String(weights.shape.slice(1)))) {
    const orPlaces =
      places.length === 0 ? "" : `, or for each of their places: shape ${tuple([samples, ...places])}`;
    throw new ValueError(
      `Expected \`sampleWeight\` to hold a weight for each of the ${samples} samples${orPlaces}. ` +
        `Received: shape ${tuple([...weights.shape])}`,
    );
  }
  const at = weights.values.findIndex((weight) => !isWeight(weight));
  if (at !== -1) check("`sampleWeight`", weights.values[at], `at row ${at}`);
  return weights.values as Float32Array;
}

/**
 * The weight of each sample by its class. The class is the sample's number, or the index of the largest number of its
 * row.
 *
 * @param y targets of all samples, row-major
 * @throws ValueError for a weight that is negative or not finite
 */
export function classWeights(
  y: Float32Array,
  samples: number,
  classWeight: Readonly<Record<number, number>>,
): Float32Array {
  for (const [label, weight] of Object.entries(classWeight)) {
    check("`classWeight`", weight, `for class ${label}`);
    if (!Number.isInteger(Number(label))) {
      throw new ValueError(
        `Expected \`classWeight\` to name classes by their numbers, as in { 0: 1, 1: 2 }. Received: "${label}"`,
      );
    }
  }
  const width = y.length / samples;
  const labelOf =
    width === 1 ? (i: number) => roundHalfToEven(y[i]) : (i: number) => largest(y, i * width, width);
  const weights = new Float32Array(samples);
  for (let i = 0; i < samples; i++) weights[i] = classWeight[labelOf(i)] ?? 1;
  return weights;
}

/** Index of the largest of `count` values from `start` on, the first of several. */
function largest(values: Float32Array, start: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[start + i] > values[start + best]) best = i;
  return best;
}

/** @throws ValueError for a loss with one number per output instead of per sample, which cannot be weighted by samples */
export function checkWeighable(loss: AnyLossPlan, units: number): void {
  if (!("axis" in loss) || loss.axis !== 0 || units === 1) return;
  throw new ValueError(
    `Expected no \`sampleWeight\` and no \`classWeight\` beside \`${loss.kind}\` with \`axis: 0\`, which is one loss for each ` +
      `of the ${units} outputs and not for each sample. Use \`axis: 1\` or \`axis: null\`, or leave the weights out.`,
  );
}

function check(name: string, weight: number, place: string): void {
  if (isWeight(weight)) return;
  throw new ValueError(`Expected ${name} to hold finite numbers from 0. Received: ${weight} ${place}`);
}

function isWeight(weight: unknown): boolean {
  return typeof weight === "number" && Number.isFinite(weight) && weight >= 0;
}
