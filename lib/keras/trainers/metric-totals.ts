import { firstNotFinite, type Totals } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import type { Pacer } from "../../event-loop.ts";
import { NDArray, sizeOf } from "../../ndarray.ts";
import { floats } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Logs } from "../callbacks/callback.ts";
import { dialect } from "../dialects/dialect.ts";
import { MeanMetric, type Metric, type Outcome, OutputMetric } from "../metrics/metric.ts";
import { Variable } from "../variable.ts";
import type { Samples } from "./samples.ts";

/** Number of outputs that metrics take at a time. */
const OUTPUTS = 2 ** 15;
/** Number of pairs of a target and an output that they take at a time. */
const PAIRS = 2 ** 20;

/** A metric of a compiled model. */
export interface CompiledMetric {
  metric: Metric;
  /** Its name in logs and history. */
  key: string;
  /** True if it is averaged with the sample weights. */
  weighted: boolean;
  /** Index of the output; default 0. */
  output?: number;
  /** True for a mean that is over pairs within a batch where targets and outputs differ in their number of axes. */
  ofPairs?: boolean;
  /** For one that `compile` was not given: of `addMetric`, or in a property of a layer, which updates it in its `call`. */
  source?: "added" | "held";
  /** Half-open ranges of this output in a sample's targets, outputs and weights of places. Default: all. */
  columns?: Readonly<Record<"y" | "outputs" | "places", readonly [number, number]>>;
}

/** True for a mean that the trainer computes along with the loss, at least for some targets. */
export const isMean = (compiled: CompiledMetric): compiled is CompiledMetric & { metric: MeanMetric } =>
  compiled.metric instanceof MeanMetric && compiled.source !== "held";

/** True for a metric that is computed from the outputs, at least for some targets. */
export const needsOutputs = (compiled: CompiledMetric): boolean =>
  compiled.source !== "held" && (!isMean(compiled) || compiled.ofPairs === true);

/** Loss and metrics over the samples of one pass. */
export class MetricTotals {
  /** Sums over samples, to which the trainer adds. */
  readonly sums: Totals;
  private readonly outputMetrics: readonly CompiledMetric[];
  /** The means that were computed from the outputs. */
  private readonly ofPairs = new Set<Metric>();

  constructor(private readonly metrics: readonly CompiledMetric[]) {
    const means = metrics.filter(isMean);
    this.sums = {
      samples: 0,
      loss: 0,
      metrics: means.map(() => 0),
      metricWeights: means.map(() => 0),
    };
    this.outputMetrics = metrics.filter(needsOutputs);
    this.reset();
  }

  /** Starts a new pass. */
  reset(): void {
    const { sums } = this;
    sums.samples = 0;
    sums.loss = 0;
    sums.metrics.fill(0);
    sums.metricWeights?.fill(0);
    this.ofPairs.clear();
    for (const one of this.metrics) if (one.source === "held" || needsOutputs(one)) one.metric.resetState();
  }

  /** True if metrics need the outputs. */
  get needsOutputs(): boolean {
    return this.outputMetrics.length > 0;
  }

  /** Adds the outputs of samples `order[start … end)` to the metrics that need them. */
  addOutputs(
    outputs: Float32Array,
    { y, weights, count, targetAxes, targetShapes, outputShapes }: Samples,
    order: Uint32Array | null,
    start: number,
    end: number,
    batchSize = end - start,
  ): void {
    if (!this.needsOutputs) return;
    const take = (values: Float32Array, from: number, to: number) => {
      const width = values.length / count;
      if (order === null) return values.subarray(from * width, to * width);
      const taken = new Float32Array((to - from) * width);
      for (let i = from; i < to; i++) {
        taken.set(values.subarray(order[i] * width, (order[i] + 1) * width), (i - from) * width);
      }
      return taken;
    };
    const yTrue = take(y, start, end);
    const sampleWeights = weights && take(weights, start, end);
    const samples = end - start;
    for (const { metric, weighted, columns, output = 0 } of this.outputMetrics) {
      const isShared = sampleWeights?.length === samples;
      const own = sampleWeights && columnsOf(sampleWeights, samples, isShared ? undefined : columns?.places);
      const outcome = {
        yTrue: columnsOf(yTrue, samples, columns?.y),
        yPred: columnsOf(outputs, samples, columns?.outputs),
        weights: weighted ? own : null,
        samples,
      };
      if (metric instanceof MeanMetric) {
        const axes = targetAxes?.[output];
        if (axes === undefined) continue;
        this.ofPairs.add(metric);
        addPairs(metric, outcome, axes, batchSize);
      } else if (metric instanceof OutputMetric) {
        // A row for each place, as of the pixels of an image.
        const places = sizeOf(outputShapes?.[output]?.slice(0, -1) ?? []);
        metric.add({ ...outcome, samples: outcome.weights?.length ?? samples * places });
      } else updateByTensors(metric, outcome, targetShapes?.[output], outputShapes?.[output]);
    }
  }

  /** Like `addOutputs`, but yields to the event loop between samples, or between batches where pairs are within one. */
  async addOutputsSoon(
    pacer: Pacer,
    outputs: Float32Array,
    samples: Samples,
    order: Uint32Array | null,
    start: number,
    end: number,
    batchSize = end - start,
  ): Promise<void> {
    const units = outputs.length / (end - start);
    const unit = this.outputMetrics.some(({ metric }) => metric instanceof MeanMetric) ? batchSize : 1;
    const rows = Math.ceil(OUTPUTS / units / unit) * unit;
    for (let from = start; from < end; from += rows) {
      const to = Math.min(from + rows, end);
      const some = outputs.subarray((from - start) * units, (to - start) * units);
      this.addOutputs(some, samples, order, from, to, batchSize);
      await pacer.rest();
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
    for (const one of this.metrics) {
      const { metric, key } = one;
      if (isMean(one)) {
        const weight = metricWeights?.[mean] ?? samples;
        logs[prefix + key] = this.ofPairs.has(metric)
          ? metric.result()
          : Math.fround(one.metric.ofMean(weight === 0 ? 0 : metrics[mean] / weight));
        mean++;
      } else {
        const result: unknown = resultOf(metric);
        // An array, as of several thresholds, is one in the history too, as in Keras.
        logs[prefix + key] = typeof result === "number" ? Math.fround(result) : (result as number);
      }
    }
    return logs;
  }
}

/** Adds samples to a mean over the pairs of a target and an output in each batch, as Keras 3 broadcasts them. */
function addPairs(
  metric: MeanMetric,
  { yTrue, yPred, weights, samples }: Outcome,
  axes: number,
  batchSize: number,
): void {
  const shaped = (values: Float32Array, isColumn: boolean) =>
    new NDArray(values, isColumn ? [values.length, 1] : [values.length]);
  for (let from = 0; from < samples; from += batchSize) {
    const end = Math.min(from + batchSize, samples);
    // A column of outputs may come in parts; targets may not, whose values decide together whether they are labels of 0 and 1.
    const rows = axes === 2 ? end - from : Math.max(1, Math.floor(PAIRS / (end - from)));
    for (let at = from; at < end; at += rows) {
      const to = Math.min(at + rows, end);
      const y = shaped(yTrue.subarray(from, end), axes === 2);
      metric.updateState(y, shaped(yPred.subarray(at, to), axes !== 2), weights?.subarray(at, to));
    }
  }
}

/** Adds samples to a custom metric, as tensors of the shapes of one sample's targets and outputs; in Keras 2 one target is a row. */
function updateByTensors(
  metric: Metric,
  { yTrue, yPred, weights, samples }: Outcome,
  targetShape: readonly number[] | undefined,
  outputShape: readonly number[] | undefined,
): void {
  const tf = tensorFlowNow();
  tf.tidy(() => {
    const rows = (values: Float32Array, shape?: readonly number[]) =>
      tf.tensor(values, [samples, ...(shape ?? [values.length / samples])]);
    const isForEach = weights !== null && weights.length > samples;
    metric.updateState(
      rows(yTrue, targetShape?.length === 0 && !dialect().refusesColumns ? undefined : targetShape),
      rows(yPred, outputShape),
      isForEach ? rows(weights) : weights && tf.tensor1d(weights),
    );
  });
}

/** The value of a metric; a custom one may be a tensor or a variable of one number. */
function resultOf(metric: Metric): unknown {
  const result: unknown = metric.result();
  if (typeof result !== "object" || result === null) return result;
  if (result instanceof Variable) return result.numpy().values[0];
  if (isTensor(result)) return (result as TensorFlowTensor).dataSync()[0];
  return result;
}

/** Some columns of a matrix; all without a range. */
function columnsOf(
  values: Float32Array,
  rows: number,
  range: readonly [number, number] | undefined,
): Float32Array {
  const width = values.length / rows;
  if (range === undefined || range[1] - range[0] === width) return values;
  const [from, to] = range;
  const taken = new Float32Array(rows * (to - from));
  for (let row = 0; row < rows; row++) {
    taken.set(values.subarray(row * width + from, row * width + to), row * (to - from));
  }
  return taken;
}

/** Loss and metrics as a list; the loss alone is a number. TypeScript cannot tell which, and accepts both. */
export type Figures = number & number[];

/** The values as a list, or one of them alone, or with `returnDict` by name in alphabetical order, as in Keras' dictionaries. */
export function returned(logs: Logs, { returnDict = false }: { returnDict?: boolean }): Figures | Logs {
  if (!returnDict) {
    const values = Object.values(logs);
    return (values.length === 1 ? values[0] : floats(values)) as Figures;
  }
  return floats(Object.fromEntries(Object.entries(logs).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** @throws ValueError that names `where` if the loss is not finite */
export function checkLoss(loss: number, where: string): void {
  if (!Number.isFinite(loss)) throw diverged("loss", loss, where);
}

/** @throws ValueError that names `where` if a weight is not finite */
export function checkWeights(weights: Float32Array, where: string): void {
  const at = firstNotFinite(weights);
  if (at !== -1) throw diverged("weights", weights[at], where);
}

/**
 * @param first row of the first output
 * @throws ValueError that names the row of an output that is NaN
 */
export function checkOutputs(outputs: Float32Array, first: number, units: number): void {
  // The built-in search is fast from the first call on, a loop only once V8 has compiled it.
  const at = outputs.includes(Number.NaN) ? outputs.findIndex(Number.isNaN) : -1;
  if (at !== -1) throw diverged("output", Number.NaN, `row ${first + Math.floor(at / units)} of \`x\``);
}

function diverged(label: string, value: number, where: string): ValueError {
  return new ValueError(
    `The ${label} became ${value} at ${where}: the training has diverged. ` +
      "Scale the data, or lower the learning rate, and create the model again.",
  );
}
