import { type ArrayInput, asArray } from "../../ndarray/index.ts";
import { atOnce } from "../../pieces.ts";
import { checkPairs } from "../losses/score-of.ts";
import { sampleWeights } from "../trainers/sample-weights.ts";
import { Metric } from "./metric.ts";

/** Outputs and targets of some samples, row-major, with as many numbers per sample each, and the samples' weights. */
export interface Outcome {
  yTrue: Float32Array;
  yPred: Float32Array;
  /** Null: each sample counts 1. */
  weights: Float32Array | null;
  samples: number;
}

/** A metric that is no mean over samples: it looks at the outputs themselves. */
export abstract class OutputMetric extends Metric {
  /** Whether a target is a class number, not a row with a number for each output. */
  readonly takesClassNumbers: boolean = false;

  /** Takes samples in. */
  abstract add(outcome: Outcome): void;

  updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const [targets, outputs] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
    checkPairs(targets, outputs, this.takesClassNumbers);
    const [samples] = outputs.shape;
    this.add({
      yTrue: targets.values as Float32Array,
      yPred: outputs.values as Float32Array,
      weights: sampleWeight === null ? null : atOnce(sampleWeights(sampleWeight, samples)),
      samples,
    });
  }
}

/** Calls back with target, output, weight and the place in the row of each number. */
export function forEachValue(
  { yTrue, yPred, weights, samples }: Outcome,
  call: (yTrue: number, yPred: number, weight: number, unit: number) => void,
): void {
  const width = yPred.length / samples;
  for (let row = 0; row < samples; row++) {
    for (let unit = 0; unit < width; unit++) {
      call(yTrue[row * width + unit], yPred[row * width + unit], weights?.[row] ?? 1, unit);
    }
  }
}

/** Calls back with targets, outputs and weight of each sample. */
export function forEachSample(
  { yTrue, yPred, weights, samples }: Outcome,
  call: (yTrue: Float32Array, yPred: Float32Array, weight: number) => void,
): void {
  const [targets, outputs] = [yTrue.length / samples, yPred.length / samples];
  for (let row = 0; row < samples; row++) {
    call(
      yTrue.subarray(row * targets, (row + 1) * targets),
      yPred.subarray(row * outputs, (row + 1) * outputs),
      weights?.[row] ?? 1,
    );
  }
}

/** The place of the largest number, the first of several. */
export function argMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
