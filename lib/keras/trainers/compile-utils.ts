import { ValueError } from "../../errors.ts";
import type { AnyLossPlan, OutputPlan } from "../backend/plan.ts";
import { type Layer, type Shape, sampleSize } from "../layers/layer.ts";
import { partsIn } from "../layers/tracked-layers.ts";
import { TrackingLayer } from "../layers/tracking-layer.ts";
import { takesClassNumbers } from "../losses/loss-of-batch.ts";
import { isOfPairs } from "../losses/ranks.ts";
import type { MetricIdentifier } from "../metrics/index.ts";
import * as metrics from "../metrics/index.ts";
import { MeanMetric, Metric, OutputMetric } from "../metrics/metric.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { CompiledMetric } from "./metric-totals.ts";

/** One entry, a list with one for each output, or a dictionary by the outputs' names. */
export type PerOutput<T> = T | readonly T[] | Readonly<Record<string, T>>;

/** The arguments of `compile`, converted. */
export interface Compiled {
  optimizer: Optimizer;
  loss: PerOutput<AnyLossPlan | null>;
  /** The loss as it was given. */
  givenLoss: unknown;
  lossWeights: PerOutput<number> | null;
  metrics: GivenMetrics;
  weightedMetrics: GivenMetrics;
  /** true: the engine; false: TensorFlow.js; `"auto"`: the engine if it can compute every part. */
  jitCompile: "auto" | boolean;
}

/** Metrics as `compile` takes them: a list, or those of each output in a list or by name. */
export type GivenMetrics =
  | readonly (MetricIdentifier | readonly MetricIdentifier[] | null)[]
  | Readonly<Record<string, MetricIdentifier | readonly MetricIdentifier[] | null>>;

/** An output of a model: its name, and its shape with the batch axis. */
export interface Output {
  readonly name: string;
  readonly shape: Shape;
}

/** An output with its loss and its weight. */
export interface CompiledOutput extends OutputPlan {
  readonly shape: Shape;
}

/**
 * The loss of each output.
 *
 * @throws ValueError in Keras' words when there are not as many losses or weights as outputs, or for an unknown name
 */
export function outputsOf(
  compiled: Pick<Compiled, "loss" | "lossWeights">,
  outputs: readonly Output[],
): CompiledOutput[] {
  const names = outputs.map(({ name }) => name);
  const losses = lossesOf(compiled.loss, names);
  const weights = weightsOf(compiled.lossWeights, names, losses.length);
  return outputs.map(({ name, shape }, i) => {
    const loss = losses[i];
    const units = sampleSize(shape);
    const targets = loss === null ? 0 : takesClassNumbers(loss.kind) ? units / (shape.at(-1) ?? 1) : units;
    const axes = shape.slice(1).map((size) => size ?? 1);
    const sampleShape = axes.length > 1 ? { sampleShape: axes } : {};
    return { name, shape, units, ...sampleShape, targets, loss, lossWeight: weights[i] };
  });
}

function lossesOf(given: Compiled["loss"], names: readonly string[]): (AnyLossPlan | null)[] {
  if (given === null || typeof (given as AnyLossPlan).kind === "string") {
    return names.map(() => given as AnyLossPlan | null);
  }
  const list = listOf<AnyLossPlan | null>(given);
  if (list === undefined) {
    const byName = given as Readonly<Record<string, AnyLossPlan | null>>;
    checkNames("loss", byName, names);
    return names.map((name) => byName[name] ?? null);
  }
  if (list.length === names.length) return [...list];
  throw new ValueError(
    `Expected one loss for each of the ${names.length} outputs (${names.join(", ")}). Received: loss=a list of ${list.length}`,
  );
}

function weightsOf(given: Compiled["lossWeights"], names: readonly string[], losses: number): number[] {
  if (given === null) return names.map(() => 1);
  const list = typeof given === "number" ? [given] : listOf<number>(given);
  if (list === undefined) {
    const byName = given as Readonly<Record<string, number>>;
    checkNames("lossWeights", byName, names);
    return names.map((name) => byName[name] ?? 1);
  }
  if (list.length === losses) return [...list];
  throw new ValueError(
    `\`lossWeights\` must match the number of losses, got ${losses} losses and ${list.length} weights.`,
  );
}

function checkNames(argument: string, given: object, names: readonly string[]): void {
  const keys = Object.keys(given);
  if (keys.every((key) => names.includes(key))) return;
  const list = (words: readonly string[]) => `[${words.map((word) => `'${word}'`).join(", ")}]`;
  throw new ValueError(
    `Expected keys ${list(names)} in ${argument} dict, but found Object.keys(${argument})=${list(keys)}`,
  );
}

function listOf<T>(given: unknown): readonly T[] | undefined {
  return Array.isArray(given) ? given : undefined;
}

/** Each metric's identifier, checked as far as it can be without a network. */
export function checkMetricNames(given: GivenMetrics): void {
  for (const entry of Object.values(given)) {
    for (const identifier of listOf<MetricIdentifier>(entry) ?? [entry as MetricIdentifier | null]) {
      if (identifier !== null) checkMetric(identifier);
    }
  }
}

function metricsByOutput(
  argument: "metrics" | "weightedMetrics",
  given: GivenMetrics,
  names: readonly string[],
): (readonly MetricIdentifier[])[] {
  const entries = (entry: unknown): readonly MetricIdentifier[] =>
    entry === null || entry === undefined ? [] : (listOf(entry) ?? [entry as MetricIdentifier]);
  const list = listOf(given);
  if (list !== undefined) {
    if (names.length === 1) return [list.flatMap(entries)];
    if (list.length === 0) return names.map(() => []);
    if (list.length === names.length) return list.map(entries);
    throw new ValueError(
      `Invalid \`${argument}\`. \`${argument}\` should contain metrics objects and either be a dict or a list matching the ` +
        `output names of the functional model [${names.map((name) => `'${name}'`).join(", ")}]. ` +
        `Received: ${argument}=a list of ${list.length}`,
    );
  }
  checkNames(argument, given, names);
  return names.map((name) => entries((given as Record<string, unknown>)[name]));
}

/** @throws ValueError for an unknown name */
function checkMetric(identifier: MetricIdentifier): void {
  if (typeof identifier !== "function" && !isAccuracy(identifier)) metrics.get(identifier);
}

/** The metric; `"accuracy"` is binary for one output; for more it depends on whether `y` holds class numbers or one-hot rows. */
function getMetric(identifier: MetricIdentifier, loss: AnyLossPlan | null, units: number): Metric {
  if (!isAccuracy(identifier)) return metrics.get(identifier);
  if (units === 1) return new metrics.BinaryAccuracy({ name: identifier });
  if (loss !== null && takesClassNumbers(loss.kind))
    return new metrics.SparseCategoricalAccuracy({ name: identifier });
  return new metrics.CategoricalAccuracy({ name: identifier });
}

function isAccuracy(identifier: MetricIdentifier): identifier is "accuracy" | "acc" {
  return identifier === "accuracy" || identifier === "acc";
}

/**
 * The metrics for that network. Those of several outputs have the output's name in front, and the outputs' losses are among them. A
 * second one of a name has the key `name_1`, or `weighted_name` if it is weighted.
 *
 * @throws ValueError when one has the loss' name, or takes `y` in another form than the loss
 */
export function metricsOf(compiled: Compiled, outputs: readonly CompiledOutput[]): CompiledMetric[] {
  const keyOf = uniqueKeys();
  const names = outputs.map(({ name }) => name);
  const prefix = (output: number) => (outputs.length === 1 ? "" : `${names[output]}_`);
  const columns = columnsOf(outputs);
  const given = (["metrics", "weightedMetrics"] as const).flatMap((argument) =>
    metricsByOutput(argument, compiled[argument], names).flatMap((identifiers, output) =>
      identifiers.map((identifier) => ({ identifier, output, weighted: argument === "weightedMetrics" })),
    ),
  );
  const metrics = given.map(({ identifier, output, weighted }): CompiledMetric => {
    const { loss, units: all, sampleShape } = outputs[output];
    const units = sampleShape?.at(-1) ?? all;
    const metric = getMetric(identifier, loss, units);
    if (metric.name === "loss") {
      throw new ValueError('Expected every metric to have another name than the loss. Received: name="loss"');
    }
    if (loss !== null) checkTargets(metric, loss, units);
    return {
      metric,
      key: keyOf(metric.name, weighted, prefix(output)),
      weighted,
      output,
      ofPairs: all === 1 && metric instanceof MeanMetric && isOfPairs(metric.plan().kind),
      ...columns[output],
    };
  });
  if (outputs.length === 1) return metrics;
  const losses = outputs.flatMap(({ name, loss }, output): CompiledMetric[] => {
    if (loss === null) return [];
    return [{ metric: new OutputLossMetric(`${name}_loss`), key: `${name}_loss`, weighted: false, output }];
  });
  // The order of the list that Keras' `evaluate` returns.
  metrics.sort((a, b) => (a.key < b.key ? -1 : 1));
  return losses.length > 1 ? [...losses, ...metrics] : metrics;
}

/** The range of each output in a sample's targets, outputs and weights of places. */
function columnsOf(outputs: readonly CompiledOutput[]): Pick<CompiledMetric, "columns">[] {
  if (outputs.length === 1) return [{}];
  let [y, output, place] = [0, 0, 0];
  return outputs.map(({ targets, units, sampleShape }) => {
    const places = units / (sampleShape?.at(-1) ?? units);
    [y, output, place] = [y + targets, output + units, place + places];
    return {
      columns: { y: [y - targets, y], outputs: [output - units, output], places: [place - places, place] },
    };
  });
}

/** The loss of one of several outputs, without its weight. */
export class OutputLossMetric extends MeanMetric {
  constructor(name: string) {
    super(name, {}, "down", { kind: "outputLoss" });
  }

  /** Adds the loss of a batch, which a step of a subclass has computed. */
  addLoss(loss: number, samples: number): void {
    this.add(loss * samples, samples);
  }
}

/** The mean of values that a layer reports by `addMetric`. */
class AddedMetric extends MeanMetric {
  constructor(name: string) {
    super(name, {}, null, { kind: "added", name, label: `metric '${name}' of \`addMetric\`` });
  }
}

/** The metrics that layers add by `addMetric`, each once. */
export function addedMetrics(layers: readonly Layer[]): CompiledMetric[] {
  const names = new Set(layers.flatMap(({ addedMetrics }) => [...addedMetrics]));
  return [...names].map((name) => ({
    metric: new AddedMetric(name),
    key: name,
    weighted: false,
    source: "added",
  }));
}

/** The metrics in an object's properties. */
export const metricsIn = (owner: object): Metric[] =>
  partsIn(owner, (value): value is Metric => value instanceof Metric);

/** The metrics in the properties of layers, and of the layers within them, which update these in their `call`. */
export function heldMetrics(layers: readonly Layer[]): Metric[] {
  const within = (layer: Layer): Metric[] =>
    layer instanceof TrackingLayer ? [...metricsIn(layer.owner), ...layer.sublayers.flatMap(within)] : [];
  return [...new Set(layers.flatMap(within))];
}

/** Gives each figure a unique key, as Keras does. */
function uniqueKeys(): (name: string, weighted: boolean, prefix: string) => string {
  const counts = new Map<string, number>();
  return (name, weighted, prefix) => {
    const key = prefix + (weighted && counts.has(prefix + name) ? `weighted_${name}` : name);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count === 0 ? key : `${key}_${count}`;
  };
}

function checkTargets(metric: Metric, loss: AnyLossPlan, units: number): void {
  if (units === 1 || loss.kind === "custom") return;
  // A custom metric may take any.
  if (!(metric instanceof MeanMetric || metric instanceof OutputMetric)) return;
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
