import { Metric } from "./metric";

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
  /** Forgets what it has seen: a pass over data begins. */
  abstract resetState(): void;
  abstract updateState(outcome: Outcome): void;
  abstract result(): number;
}

/** Calls back with target, output and weight of each number. */
export function forEachValue(
  { yTrue, yPred, weights, samples }: Outcome,
  call: (yTrue: number, yPred: number, weight: number) => void,
): void {
  const width = yPred.length / samples;
  for (let i = 0; i < yPred.length; i++) call(yTrue[i], yPred[i], weights?.[Math.floor(i / width)] ?? 1);
}
