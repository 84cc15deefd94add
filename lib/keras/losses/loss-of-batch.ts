/** Losses and metrics of one batch without a model: the engine computes them, with a linear layer in place of a network. */
import type { LossPlan, MetricPlan, Totals } from "../../engine/index.ts";
import * as engine from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyLossPlan, CustomScorePlan } from "../backend/plan.ts";
import { checkWeighable, sampleWeights } from "../trainers/samples.ts";

/** Targets, outputs and weights of some samples; targets and outputs are row-major. */
interface Batch {
  readonly y: Float32Array;
  readonly x: Float32Array;
  readonly weights: Float32Array | null;
  readonly count: number;
}

/**
 * The loss of one batch; without a reduction the losses of its samples.
 *
 * @throws ValueError for shapes that do not match, and for a loss that only TensorFlow.js can compute
 */
export function lossOf(
  plan: AnyLossPlan,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): number | NDArray {
  if (plan.kind === "custom" || plan.kind === "circle") throw needsModel(plan.label);
  const { reduction, ignoreClass, label: _, ...rest } = plan;
  const all = batchOf([rest], yTrue, yPred, sampleWeight);
  const { batch, rows } = counting(all, ignoreClass);
  if (reduction !== "none") {
    if (batch.count === 0) return 0;
    const { loss, samples } = totalsOf({ ...rest, reduction }, [], batch);
    return Math.fround(loss / samples);
  }
  const losses = unreduced(rest, batch);
  if (typeof losses === "number" || rows === null) return losses;
  const values = new Float32Array(all.count);
  for (const [at, row] of rows.entries()) values[row] = losses.values[at];
  return new NDArray(values, tuple([all.count]));
}

/**
 * A metric of one batch: the sum over the samples, and the weight by which to divide it.
 *
 * @throws ValueError for shapes that do not match, and for a metric that only TensorFlow.js can compute
 */
export function metricOf(
  plan: (MetricPlan & { readonly ignoreClass?: number; readonly label?: string }) | CustomScorePlan,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): { sum: number; weight: number } {
  if (plan.kind === "custom") throw needsModel(plan.label);
  const { ignoreClass, label: _, ...rest } = plan;
  // The loss decides how many numbers a target has.
  const kind = takesClassNumbers(plan.kind) ? "sparseCategoricalCrossentropy" : "meanSquaredError";
  const loss = { kind, fromLogits: false } as const;
  const { batch } = counting(batchOf([loss, rest], yTrue, yPred, sampleWeight), ignoreClass);
  if (batch.count === 0) return { sum: 0, weight: 0 };
  const totals = totalsOf(loss, [{ ...rest, weighted: true }], batch);
  return { sum: totals.metrics[0], weight: totals.metricWeights[0] };
}

/**
 * Checks that there is a number or a row of numbers per sample.
 *
 * @throws ValueError if targets and outputs do not match
 */
export function checkPairs(yTrue: NDArray, yPred: NDArray, classNumbers: boolean): void {
  const isPair =
    yPred.size > 0 &&
    yPred.ndim >= 1 &&
    yPred.ndim <= 2 &&
    yTrue.shape[0] === yPred.shape[0] &&
    yTrue.size === (classNumbers ? yPred.shape[0] : yPred.size);
  if (isPair) return;
  throw new ValueError(
    "Arguments `yTrue` and `yPred` must have the same shape. " +
      `Received: yTrue.shape=${tuple([...yTrue.shape])}, yPred.shape=${tuple([...yPred.shape])}` +
      (classNumbers ? " (this one takes one class number per sample)" : ""),
  );
}

/** @throws ValueError for shapes that do not match */
function batchOf(
  [loss, ...others]: readonly { readonly kind: string }[],
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): Batch {
  const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
  checkPairs(y, x, takesClassNumbers(loss.kind));
  const [count] = x.shape;
  for (const plan of [loss, ...others]) warnOfOneClass(plan, x.ndim === 1 ? [count, 1] : x.shape);
  if (sampleWeight !== null) checkWeighable(loss as AnyLossPlan, x.size / count);
  const weights = sampleWeight === null ? null : sampleWeights(sampleWeight, count);
  return { y: y.values as Float32Array, x: x.values as Float32Array, weights, count };
}

/** The samples that are not of the class to ignore, and their rows; null: all. */
function counting(batch: Batch, ignoreClass: number | undefined): { batch: Batch; rows: number[] | null } {
  if (ignoreClass === undefined) return { batch, rows: null };
  const rows = [...batch.y.keys()].filter((row) => batch.y[row] !== ignoreClass);
  return { batch: rowsOf(batch, rows), rows };
}

function rowsOf({ y, x, weights, count }: Batch, rows: readonly number[]): Batch {
  const take = (values: Float32Array) => {
    const width = values.length / count;
    return Float32Array.from({ length: rows.length * width }, (_, i) => {
      return values[rows[Math.floor(i / width)] * width + (i % width)];
    });
  };
  return { y: take(y), x: take(x), weights: weights && take(weights), count: rows.length };
}

/** The losses of the samples; of a loss over the whole batch its one value, or one for each output. */
function unreduced(plan: LossPlan, { y, x, weights, count }: Batch): number | NDArray {
  const units = x.length / Math.max(count, 1);
  const losses = engine.lossesOfBatch(plan, units);
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const single = (batch: Batch) => totalsOf(plan, [], batch).loss;
  let values: Float32Array;
  if (losses === null) {
    const companion = companionOf(plan, y, count);
    values = Float32Array.from({ length: count }, (_, row) => {
      const rows = companion === null ? [row] : [row, companion];
      const own = rowsOf({ y, x, weights: null, count }, rows);
      return weightOf(row) * single({ ...own, weights: companion === null ? null : Float32Array.of(1, 0) });
    });
  } else if (losses === 1) {
    const value = Math.fround(single({ y, x, weights: null, count }) / count);
    if (weights === null) return value;
    values = weights.map((weight) => weight * value);
  } else {
    const column = (from: Float32Array, unit: number) =>
      Float32Array.from({ length: count }, (_, row) => from[row * units + unit]);
    values = Float32Array.from({ length: units }, (_, unit) => {
      return single({ y: column(y, unit), x: column(x, unit), weights: null, count }) / count;
    });
  }
  return new NDArray(values, tuple([values.length]));
}

/** A row whose labels show that those of the batch are not all 0 or 1, which the hinges ask of the whole batch. */
function companionOf({ kind }: LossPlan, y: Float32Array, count: number): number | null {
  if (kind !== "hinge" && kind !== "squaredHinge") return null;
  const at = y.findIndex((label) => label !== 0 && label !== 1);
  return at === -1 ? null : Math.floor((at * count) / y.length);
}

function totalsOf(
  loss: LossPlan,
  metrics: (MetricPlan & { weighted: boolean })[],
  { y, x, weights, count }: Batch,
): Required<Totals> {
  const trainer = engine.createTrainer({
    inputs: x.length / count,
    layers: [{ kind: "activation", activation: "linear" }],
    loss,
    optimizer: { kind: "sgd", momentum: 0, nesterov: false },
    metrics,
  });
  const totals = { samples: 0, loss: 0, metrics: metrics.map(() => 0), metricWeights: metrics.map(() => 0) };
  const samples = trainer.load(x, y, weights);
  trainer.evaluate(samples, 0, count, count, totals);
  trainer.dispose();
  return totals;
}

/** Warns in Keras' words, once for each plan, of a loss over classes for outputs of one class: it is always zero. */
export function warnOfOneClass(plan: { readonly kind: string }, shape: readonly (number | null)[]): void {
  const { kind } = plan;
  if (!(kind in OVER_CLASSES) || shape[shape.length - 1] !== 1 || warned.has(plan)) return;
  warned.add(plan);
  console.warn(
    `In loss ${OVER_CLASSES[kind as keyof typeof OVER_CLASSES]}, expected yPred.shape to be (batch_size, num_classes) ` +
      `with num_classes > 1. Received: yPred.shape=${tuple([...shape])}. Consider using 'binary_crossentropy' if you ` +
      "only have 2 classes.",
  );
}

const warned = new WeakSet<object>();

const OVER_CLASSES = {
  categoricalCrossentropy: "categorical_crossentropy",
  categoricalFocalCrossentropy: "categorical_focal_crossentropy",
};

function needsModel(what: string): ValueError {
  return new ValueError(`Only TensorFlow.js computes the ${what}: it works in \`compile\`, not by itself.`);
}

/** True if a loss or metric of that kind takes class numbers for `y` instead of a row per sample. */
export function takesClassNumbers(kind: string): boolean {
  return kind === "circle" || engine.takesClassNumbers(kind);
}
