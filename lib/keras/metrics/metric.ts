import type { MetricPlan, Totals } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray } from "../../ndarray.ts";
import { atOnce, cut, firstNotFinite, PIECE as WEIGHTS } from "../../pieces.ts";
import { floats } from "../../python-repr.ts";
import type { CustomScorePlan } from "../backend/plan.ts";
import type { ScoreFunction } from "../backend/tensor-types.ts";
import type { Logs } from "../callbacks/index.ts";
import { checkPairs, metricOf, sampleWeights } from "../losses/loss.ts";
import { PythonObject } from "../python-object.ts";
import type { CompiledMetric } from "../trainers/model-engine.ts";
import type { Samples } from "../trainers/samples.ts";

export interface MetricOptions {
  /** The key in `History.history`; default: the class' name in Keras' snake_case. */
  name?: string;
}

/**
 * A figure that is reported beside the loss.
 *
 * It can be used by itself too: `updateState` with targets and outputs, as often as there are some, then `result`.
 */
export abstract class Metric extends PythonObject {
  /** Whether a larger value is better; null where Keras does not say. */
  abstract readonly direction: "up" | "down" | null;

  /** @param name the key in `History.history` */
  constructor(readonly name: string) {
    super();
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.metrics.${this.constructor.name}`;
  }

  /** Forgets what it has seen: a pass over data begins. */
  abstract resetState(): void;

  /**
   * Takes samples in.
   *
   * @param yTrue a target or a row of them per sample
   * @param yPred an output or a row of them per sample
   * @param sampleWeight how much each sample counts, default 1
   */
  abstract updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight?: ArrayInput | null): void;

  /** The figure over what it has seen since it was reset. */
  abstract result(): number;
}

/** A metric that is a mean over samples, which the trainer takes on its way. */
export abstract class MeanMetric extends Metric {
  private sum = 0;
  private weight = 0;

  constructor(
    name: string,
    readonly direction: "up" | "down" | null,
    private readonly formula: MetricPlan | CustomScorePlan,
  ) {
    super(name);
  }

  /** What the trainer needs to know. */
  plan(): MetricPlan | CustomScorePlan {
    return this.formula;
  }

  /** The figure from the mean over samples. */
  ofMean(mean: number): number {
    return mean;
  }

  resetState(): void {
    this.sum = 0;
    this.weight = 0;
  }

  updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const { sum, weight } = metricOf(this.formula, yTrue, yPred, sampleWeight);
    this.sum += sum;
    this.weight += weight;
  }

  result(): number {
    return Math.fround(this.ofMean(this.weight === 0 ? 0 : this.sum / this.weight));
  }
}

/** A function of tensors as a metric; it gives a number per sample. */
export class FunctionMetric extends MeanMetric {
  constructor(call: ScoreFunction) {
    const name = call.name || "metric";
    super(name, null, { kind: "custom", label: `metric '${name}' (a function)`, call });
  }
}

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
    this.reset();
  }

  /** Begins anew. */
  reset(): void {
    const { totals } = this;
    totals.samples = 0;
    totals.loss = 0;
    totals.metrics.fill(0);
    totals.metricWeights?.fill(0);
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
  for (let from = 0; from < outputs.length; from += WEIGHTS) {
    if (from > 0) yield;
    const some = outputs.length <= WEIGHTS ? outputs : outputs.subarray(from, from + WEIGHTS);
    // V8's own search needs no compiled loop.
    if (!some.includes(Number.NaN)) continue;
    const row = first + Math.floor((from + some.findIndex(Number.isNaN)) / units);
    throw diverged("output", Number.NaN, `row ${row} of \`x\``);
  }
}

function diverged(what: string, value: number, where: string): ValueError {
  return new ValueError(
    `The ${what} became ${value} at ${where}: the training has diverged. ` +
      "Scale the data, or lower the learning rate, and make the model anew.",
  );
}
