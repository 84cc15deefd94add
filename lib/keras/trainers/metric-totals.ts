import type { Totals } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { cut, firstNotFinite, PIECE } from "../../pieces.ts";
import { floats } from "../../python-repr.ts";
import type { Logs } from "../callbacks/callback.ts";
import { MeanMetric, type Metric, OutputMetric } from "../metrics/metric.ts";
import type { Samples } from "./samples.ts";

/** Number of outputs that metrics take at a time. */
const OUTPUTS = 2 ** 15;

/** A metric of a compiled model. */
export interface CompiledMetric {
  metric: Metric;
  /** Its name in logs and history. */
  key: string;
  /** Whether it is averaged with the sample weights. */
  weighted: boolean;
}

/** Loss and metrics over the samples of one pass. */
export class MetricTotals {
  /** Sums over samples, to which the trainer adds. */
  readonly sums: Totals;
  private readonly outputMetrics: readonly { metric: OutputMetric; weighted: boolean }[];

  constructor(private readonly metrics: readonly CompiledMetric[]) {
    const means = metrics.filter(({ metric }) => metric instanceof MeanMetric);
    this.sums = {
      samples: 0,
      loss: 0,
      metrics: means.map(() => 0),
      metricWeights: means.map(() => 0),
    };
    this.outputMetrics = metrics.flatMap(({ metric, weighted }) =>
      metric instanceof OutputMetric ? [{ metric, weighted }] : [],
    );
    this.reset();
  }

  /** Starts a new pass. */
  reset(): void {
    const { sums } = this;
    sums.samples = 0;
    sums.loss = 0;
    sums.metrics.fill(0);
    sums.metricWeights?.fill(0);
    for (const { metric } of this.outputMetrics) metric.resetState();
  }

  /**
   * Adds the outputs of samples `order[start … end)` to the metrics that need them, in pieces. The caller must not change
   * `outputs` in between.
   */
  *addOutputs(
    outputs: Float32Array,
    { y, weights, count }: Samples,
    order: Uint32Array | null,
    start: number,
    end: number,
  ): Generator<void, void> {
    if (this.outputMetrics.length === 0) return;
    const take = (values: Float32Array, from: number, to: number) => {
      const width = values.length / count;
      if (order === null) return values.subarray(from * width, to * width);
      const taken = new Float32Array((to - from) * width);
      for (let i = from; i < to; i++) {
        taken.set(values.subarray(order[i] * width, (order[i] + 1) * width), (i - from) * width);
      }
      return taken;
    };
    const samples = end - start;
    const units = outputs.length / samples;
    const rows = Math.ceil(OUTPUTS / units);
    for (const [from, to] of cut(samples, rows)) {
      if (from > 0) yield;
      const yTrue = take(y, start + from, start + to);
      const yPred = outputs.subarray(from * units, to * units);
      const sampleWeights = weights && take(weights, start + from, start + to);
      for (const { metric, weighted } of this.outputMetrics)
        metric.add({ yTrue, yPred, weights: weighted ? sampleWeights : null, samples: to - from });
    }
  }

  /**
   * Loss and metrics by name, rounded to float32 as in Keras. They print as Python floats once marked with `floats`.
   *
   * @param prefix `val_` for validation
   */
  logs(prefix = ""): Logs {
    const { samples, loss, metrics, metricWeights } = this.sums;
    const logs: Logs = { [`${prefix}loss`]: Math.fround(loss / samples) };
    let mean = 0;
    for (const { metric, key } of this.metrics) {
      if (metric instanceof MeanMetric) {
        const weight = metricWeights?.[mean] ?? samples;
        logs[prefix + key] = Math.fround(metric.ofMean(weight === 0 ? 0 : metrics[mean] / weight));
        mean++;
      } else if (metric instanceof OutputMetric) {
        logs[prefix + key] = Math.fround(metric.result());
      }
    }
    return logs;
  }
}

/** The values as a list or, with `returnDict`, by name in alphabetical order, as in Keras' dictionaries. */
export function returned(logs: Logs, { returnDict = false }: { returnDict?: boolean }): number[] | Logs {
  if (!returnDict) return floats(Object.values(logs));
  return floats(Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** @throws ValueError that names `where` if the loss is not finite */
export function checkLoss(loss: number, where: string): void {
  if (!Number.isFinite(loss)) throw diverged("loss", loss, where);
}

/**
 * Checks all weights, in pieces.
 *
 * @param weights returns the current array, which may be another one after each piece
 * @throws ValueError that names `where` if a weight is not finite
 */
export function* checkWeights(weights: () => Float32Array, where: string): Generator<void, void> {
  for (const [from, to] of cut(weights().length, PIECE)) {
    if (from > 0) yield;
    const values = weights();
    const at = firstNotFinite(values, from, to);
    if (at !== -1) throw diverged("weights", values[at], where);
  }
}

/**
 * Checks outputs, in pieces.
 *
 * @param first row of the first output
 * @throws ValueError that names the row of an output that is NaN
 */
export function* checkOutputs(outputs: Float32Array, first: number, units: number): Generator<void, void> {
  for (let from = 0; from < outputs.length; from += PIECE) {
    if (from > 0) yield;
    const some = outputs.length <= PIECE ? outputs : outputs.subarray(from, from + PIECE);
    // The built-in search is fast from the first call on, before V8 has compiled a loop.
    if (!some.includes(Number.NaN)) continue;
    const row = first + Math.floor((from + some.findIndex(Number.isNaN)) / units);
    throw diverged("output", Number.NaN, `row ${row} of \`x\``);
  }
}

function diverged(label: string, value: number, where: string): ValueError {
  return new ValueError(
    `The ${label} became ${value} at ${where}: the training has diverged. ` +
      "Scale the data, or lower the learning rate, and make the model anew.",
  );
}
