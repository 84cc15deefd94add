import { ValueError } from "../../errors.ts";
import type { AnyLossPlan } from "../backend/plan.ts";
import { takesClassNumbers } from "../losses/loss-of-batch.ts";
import type { MetricIdentifier } from "../metrics/index.ts";
import * as metrics from "../metrics/index.ts";
import { MeanMetric, type Metric, OutputMetric } from "../metrics/metric.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { CompiledMetric } from "./metric-totals.ts";

/** The arguments of `compile`, converted. */
export interface Compiled {
  optimizer: Optimizer;
  loss: AnyLossPlan;
  metrics: readonly MetricIdentifier[];
  weightedMetrics: readonly MetricIdentifier[];
  /** true: the engine; false: TensorFlow.js; `"auto"`: the engine if it can compute every part. */
  jitCompile: "auto" | boolean;
}

/** @throws ValueError for an unknown name */
export function checkMetric(identifier: MetricIdentifier): void {
  if (typeof identifier !== "function" && !isAccuracy(identifier)) metrics.get(identifier);
}

/** The metric; `"accuracy"` is binary for one output, for more it depends on whether `y` contains class numbers or rows. */
function getMetric(identifier: MetricIdentifier, loss: AnyLossPlan, units: number): Metric {
  if (!isAccuracy(identifier)) return metrics.get(identifier);
  if (units === 1) return new metrics.BinaryAccuracy({ name: identifier });
  if (takesClassNumbers(loss.kind)) return new metrics.SparseCategoricalAccuracy({ name: identifier });
  return new metrics.CategoricalAccuracy({ name: identifier });
}

function isAccuracy(identifier: MetricIdentifier): identifier is "accuracy" | "acc" {
  return identifier === "accuracy" || identifier === "acc";
}

/**
 * The metrics for that network. A second one of a name has the key `name_1`, or `weighted_name` if it is weighted.
 *
 * @throws ValueError when one has the loss' name, or reads `y` in another way than the loss
 */
export function metricsOf(compiled: Compiled, units: number): CompiledMetric[] {
  const keyOf = uniqueKeys();
  const plain = compiled.metrics.map((identifier) => ({ identifier, weighted: false }));
  const weighted = compiled.weightedMetrics.map((identifier) => ({ identifier, weighted: true }));
  return [...plain, ...weighted].map(({ identifier, weighted }) => {
    const metric = getMetric(identifier, compiled.loss, units);
    if (metric.name === "loss") {
      throw new ValueError('Expected every metric to have another name than the loss. Received: name="loss"');
    }
    checkTargets(metric, compiled.loss, units);
    return { metric, key: keyOf(metric.name, weighted), weighted };
  });
}

/** Gives the figures their keys, each another, as Keras does. */
function uniqueKeys(): (name: string, weighted: boolean) => string {
  const counts = new Map<string, number>();
  return (name, weighted) => {
    const key = weighted && counts.has(name) ? `weighted_${name}` : name;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count === 0 ? key : `${key}_${count}`;
  };
}

function checkTargets(metric: Metric, loss: AnyLossPlan, units: number): void {
  if (units === 1 || loss.kind === "custom") return;
  const kind = metric instanceof MeanMetric ? metric.plan().kind : "outputs";
  const lossTakes = takesClassNumbers(loss.kind);
  const takes = metric instanceof OutputMetric ? metric.takesClassNumbers : takesClassNumbers(kind);
  if (kind === "custom" || lossTakes === takes) return;
  const [has, wanted] = lossTakes
    ? ["class numbers", "a row per sample"]
    : ["a row per sample", "class numbers"];
  throw new ValueError(
    `Metric "${metric.name}" does not go with this loss: \`y\` holds ${has} for the loss, the metric takes ${wanted}. ` +
      `Choose a metric that takes ${has}.`,
  );
}
