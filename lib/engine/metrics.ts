import type { MetricPlan } from "./plan";

/** A metric of one sample: its outputs start at `at` and are `units` long, its targets start at `yAt`. */
export type Metric = (
  outputs: Float32Array,
  at: number,
  units: number,
  y: Float32Array,
  yAt: number,
) => number;

/** Keras' metrics, by its formulas; each is averaged over samples. */
export const metrics: Readonly<Record<MetricPlan["kind"], Metric>> = {
  /** The share of outputs on the right side of 0.5. */
  binaryAccuracy: (outputs, at, units, y, yAt) =>
    meanOf(units, (i) => ((outputs[at + i] > 0.5 ? 1 : 0) === y[yAt + i] ? 1 : 0)),
  categoricalAccuracy: (outputs, at, units, y, yAt) =>
    argmax(outputs, at, units) === argmax(y, yAt, units) ? 1 : 0,
  sparseCategoricalAccuracy: (outputs, at, units, y, yAt) => (argmax(outputs, at, units) === y[yAt] ? 1 : 0),
  meanSquaredError: (outputs, at, units, y, yAt) =>
    meanOf(units, (i) => (outputs[at + i] - y[yAt + i]) * (outputs[at + i] - y[yAt + i])),
  meanAbsoluteError: (outputs, at, units, y, yAt) =>
    meanOf(units, (i) => Math.abs(outputs[at + i] - y[yAt + i])),
};

function meanOf(units: number, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < units; i++) sum += value(i);
  return sum / units;
}

/** The first of the largest. */
function argmax(values: Float32Array, at: number, units: number): number {
  let best = 0;
  for (let i = 1; i < units; i++) if (values[at + i] > values[at + best]) best = i;
  return best;
}
