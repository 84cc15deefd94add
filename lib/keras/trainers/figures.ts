import type { Totals } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { cut, findInPieces, firstNotFinite, PIECE as WEIGHTS } from "../../pieces.ts";
import type { Logs } from "../callbacks/index.ts";
import { MeanMetric, OutputMetric } from "../metrics/metric.ts";
import { floats } from "../python-repr.ts";
import type { CompiledMetric } from "./model-engine.ts";
import type { Samples } from "./samples.ts";

/** Outputs that the metrics look at in one piece. */
const PIECE = 2 ** 15;

/** Loss and metrics over the samples of one pass. */
export class Figures {
  /** Sums, which the engine adds to. */
  readonly totals: Totals;
  private readonly outputMetrics: readonly { metric: OutputMetric; weighted: boolean }[];

  constructor(private readonly metrics: readonly CompiledMetric[]) {
    const means = metrics.filter(({ metric }) => metric instanceof MeanMetric);
    this.totals = {
      samples: 0,
      loss: 0,
      metrics: means.map(() => 0),
      metricWeights: means.map(() => 0),
    };
    this.outputMetrics = metrics.flatMap(({ metric, weighted }) =>
      metric instanceof OutputMetric ? [{ metric, weighted }] : [],
    );
    for (const { metric } of this.outputMetrics) metric.resetState();
  }

  /** For metrics that look at outputs: those of samples `order[start … end)`; in pieces, if nothing else changes them. */
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
    const rows = Math.ceil(PIECE / units);
    for (const [from, to] of cut(samples, rows)) {
      if (from > 0) yield;
      const yTrue = take(y, start + from, start + to);
      const yPred = outputs.subarray(from * units, to * units);
      const sampleWeights = weights && take(weights, start + from, start + to);
      for (const { metric, weighted } of this.outputMetrics)
        metric.add({ yTrue, yPred, weights: weighted ? sampleWeights : null, samples: to - from });
    }
  }

  /** By name, float32 as Keras reports them; `prefix` is `val_` for validation. Who shows them marks them as floats. */
  logs(prefix = ""): Logs {
    const { samples, loss, metrics, metricWeights } = this.totals;
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

/** The figures as a list, or in the order of their names, as Keras' dictionaries have them. */
export function returned(logs: Logs, { returnDict = false }: { returnDict?: boolean }): number[] | Logs {
  if (!returnDict) return floats(Object.values(logs));
  return floats(Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** @throws ValueError for a loss that is not finite, with the place where it appeared */
export function checkLoss(loss: number, where: string): void {
  if (!Number.isFinite(loss)) throw diverged("loss", loss, where);
}

/** The same for all weights, in pieces; they are asked for in each, as they may move. */
export function* checkWeights(weights: () => Float32Array, where: string): Generator<void, void> {
  for (const [from, to] of cut(weights().length, WEIGHTS)) {
    if (from > 0) yield;
    const values = weights();
    const at = firstNotFinite(values, from, to);
    if (at !== -1) throw diverged("weights", values[at], where);
  }
}

/** @throws ValueError for an output that is no number, with its row: `outputs` begin with those of row `first`; in pieces */
export function* checkOutputs(outputs: Float32Array, first: number, units: number): Generator<void, void> {
  const at = yield* findInPieces(outputs, firstNaN);
  if (at !== -1) throw diverged("output", outputs[at], `row ${first + Math.floor(at / units)} of \`x\``);
}

function firstNaN(values: ArrayLike<number>, from: number, to: number): number {
  for (let i = from; i < to; i++) if (Number.isNaN(values[i])) return i;
  return -1;
}

function diverged(what: string, value: number, where: string): ValueError {
  return new ValueError(
    `The ${what} became ${value} at ${where}: the training has diverged. ` +
      "Scale the data, or lower the learning rate, and make the model anew.",
  );
}
