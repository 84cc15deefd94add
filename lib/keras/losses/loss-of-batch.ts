/** Losses and metrics of one batch without a model: the engine computes them, with a linear layer in place of a network. */
import type { LossPlan, MetricPlan, Totals } from "../../engine/index.ts";
import * as engine from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, broadcastIndex, NDArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyLossPlan, CirclePlan, CustomScorePlan, PlannedReduction } from "../backend/plan.ts";
import { checkWeighable } from "../trainers/samples.ts";

/** Targets, outputs and weights of some rows of outputs; targets and outputs are row-major. */
interface Batch {
  readonly y: Float32Array;
  readonly x: Float32Array;
  readonly weights: Float32Array | null;
  readonly count: number;
}

/** A batch, and the form in which it was given. */
interface ShapedBatch extends Batch {
  /** The axes of the losses: those of the outputs without the last. */
  readonly axes: readonly number[];
  /** Rows for each weight. */
  readonly repeats: number;
}

/**
 * The loss of one batch; without a reduction the losses of its samples.
 *
 * @throws ValueError for shapes that do not match
 */
export function lossOf(
  plan: Exclude<AnyLossPlan, CustomScorePlan | CirclePlan>,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): number | NDArray {
  const row = oneRow(plan, yTrue, yPred);
  if (row !== null)
    return weightedRow(plan, lossOf({ ...plan, reduction: "none" }, ...row, null), row[1].size, sampleWeight);
  const { reduction, ignoreClass, label: _, ...rest } = plan;
  const all = batchOf([rest], yTrue, yPred, sampleWeight);
  const { batch, rows } = counting(all, ignoreClass);
  checkClassNumbers(plan, batch);
  if (reduction !== "none") {
    if (batch.count === 0) return 0;
    const [{ loss, samples }] = totalsOf({ ...rest, reduction }, [], batch);
    // As in Keras the weights are summed as they are given.
    const factor = reduction === "meanWithSampleWeight" ? all.repeats : 1;
    return Math.fround((loss / samples) * factor);
  }
  const losses = unreduced(rest, batch);
  if (typeof losses === "number") return losses;
  if (rows === null) return losses.size === all.count ? losses.reshape(tuple([...all.axes])) : losses;
  const values = new Float32Array(all.count);
  for (const [at, row] of rows.entries()) values[row] = losses.values[at];
  return new NDArray(values, tuple([...all.axes]));
}

/**
 * Numbers in a list as the row of a batch of one: as in Keras the last axis is that of the outputs. Null for other data,
 * and for losses over the whole batch, to which rows are all the same.
 */
function oneRow(
  { kind, ...plan }: { readonly kind: string },
  yTrue: ArrayInput,
  yPred: ArrayInput,
): [y: NDArray, x: NDArray] | null {
  const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
  const size = takesClassNumbers(kind) ? 1 : x.size;
  if (x.ndim !== 1 || x.size === 0 || y.size !== size || y.ndim > 1) return null;
  if (engine.lossesOfBatch({ kind, ...plan } as LossPlan, 1) !== null) return null;
  return [y.reshape(size === 1 && takesClassNumbers(kind) ? [1] : [1, size]), x.reshape([1, x.size])];
}

/**
 * The loss of a batch of one row; as in Keras each of the weights multiplies all of it.
 *
 * @throws ValueError if there is not a weight for each of the numbers, or one for all
 */
function weightedRow(
  { reduction }: { readonly reduction?: PlannedReduction },
  loss: number | NDArray,
  size: number,
  sampleWeight: ArrayInput | null,
): number | NDArray {
  const value = typeof loss === "number" ? loss : loss.values[0];
  if (sampleWeight === null) return value;
  const given = asArray(sampleWeight, "float32", "sampleWeight");
  const weighted = rowWeights(given, [size]).map((weight) => weight * value);
  if (reduction === "none") return given.size === 1 ? weighted[0] : new NDArray(weighted, [size]);
  const sum = weighted.reduce((all, one) => all + one, 0);
  if (reduction === "sum") return Math.fround(sum);
  return reduction === "meanWithSampleWeight" ? value : Math.fround(sum / weighted.length);
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
  const isOfRow = sampleWeight === null && !OF_EACH_OUTPUT.includes(plan.kind);
  const row = isOfRow ? oneRow(plan, yTrue, yPred) : null;
  if (row !== null) [yTrue, yPred] = row;
  const { ignoreClass, label: _, ...rest } = plan;
  if (sampleWeight !== null && OF_EACH_OUTPUT.includes(plan.kind)) {
    const [x, weights] = [
      asArray(yPred, "float32", "yPred"),
      asArray(sampleWeight, "float32", "sampleWeight"),
    ];
    if (x.ndim > 1 && weights.ndim === x.ndim && weights.shape.at(-1) !== 1) {
      const all = new NDArray(rowWeights(weights, x.shape), [x.size]);
      const y = asArray(yTrue, "float32", "yTrue");
      checkPairs(y, x, false);
      return metricOf(plan, y.reshape([y.size]), x.reshape([x.size]), all);
    }
  }
  const loss = lossBeside(plan);
  const all = batchOf([loss, rest], yTrue, yPred, sampleWeight);
  const { batch } = counting(all, ignoreClass);
  checkClassNumbers(plan, batch);
  // As in Keras samples of a class to ignore are left out of the weights, and count as zeros without weights.
  if (batch.count === 0) return { sum: 0, weight: all.weights === null ? all.count : 0 };
  const [totals] = totalsOf(loss, [{ ...rest, weighted: true }], batch);
  return { sum: totals.metrics[0], weight: all.weights === null ? all.count : totals.metricWeights[0] };
}

/**
 * A metric of each row of outputs.
 *
 * @throws ValueError for shapes that do not match
 */
export function metricOfEach(plan: MetricPlan, yTrue: NDArray, yPred: NDArray): number[] {
  const loss = lossBeside(plan);
  const batch = batchOf([loss, plan], yTrue, yPred, null);
  return totalsOf(loss, [{ ...plan, weighted: true }], batch, 1).map(({ metrics }) => metrics[0]);
}

/** A loss beside a metric: it decides how many numbers a target has. */
function lossBeside({ kind }: { readonly kind: string }): LossPlan {
  return {
    kind: takesClassNumbers(kind) ? "sparseCategoricalCrossentropy" : "meanSquaredError",
    fromLogits: false,
  } as LossPlan;
}

/**
 * Checks that there is a number or a row of numbers per sample, or per place of a sample.
 *
 * @throws ValueError if targets and outputs do not match
 */
export function checkPairs(yTrue: NDArray, yPred: NDArray, classNumbers: boolean): void {
  const rows = sizeOf(rowAxes(yPred.shape));
  const isPair =
    yPred.size > 0 &&
    yPred.ndim >= 1 &&
    (classNumbers ? yTrue.size === rows : yTrue.size === yPred.size && yTrue.shape[0] === yPred.shape[0]);
  if (isPair) return;
  if (yPred.size === 0) {
    throw new ValueError(
      `Expected \`yTrue\` and \`yPred\` to hold one sample at least. Received: yPred.shape=${tuple([...yPred.shape])}`,
    );
  }
  throw new ValueError(
    "Arguments `yTrue` and `yPred` must have the same shape. " +
      `Received: yTrue.shape=${tuple([...yTrue.shape])}, yPred.shape=${tuple([...yPred.shape])}` +
      (classNumbers ? " (this one takes one class number per sample)" : ""),
  );
}

/** True for losses that take all numbers of a sample alike. */
const isOverlap = (kind: string): boolean => kind === "dice" || kind === "tversky";

/** The axes of the rows of outputs; numbers in a list are a row each. */
export const rowAxes = (shape: readonly number[]): readonly number[] =>
  shape.length > 1 ? shape.slice(0, -1) : shape;

/** @throws ValueError for shapes that do not match */
function batchOf(
  [loss, ...others]: readonly { readonly kind: string }[],
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): ShapedBatch {
  const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
  checkPairs(y, x, takesClassNumbers(loss.kind));
  const axes = isOverlap(loss.kind) ? x.shape.slice(0, 1) : rowAxes(x.shape);
  const count = sizeOf(axes);
  for (const plan of [loss, ...others]) {
    checkRank(plan, x.shape);
    warnOfOneClass(plan, x.ndim === 1 ? [count, 1] : x.shape);
  }
  const batch = { y: y.values as Float32Array, x: x.values as Float32Array, count, axes };
  if (sampleWeight === null) return { ...batch, weights: null, repeats: 1 };
  checkWeighable(loss as AnyLossPlan, x.size / count);
  const given = asArray(sampleWeight, "float32", "sampleWeight");
  const weights = rowWeights(given, axes);
  // As in Keras a column of weights makes a column of losses.
  const isColumn = given.ndim === 2 && axes.length === 1;
  return { ...batch, weights, repeats: count / given.size, axes: isColumn ? [count, 1] : axes };
}

/**
 * A weight for each row: weights of fewer axes hold for all rows of a sample or of a step, and an axis of one for all along it.
 *
 * @param axes of the rows
 * @throws ValueError for weights of another shape
 */
export function rowWeights(weights: NDArray, axes: readonly number[]): Float32Array {
  let { shape } = weights;
  if (shape.length === axes.length + 1 && shape.at(-1) === 1) shape = shape.slice(0, -1);
  shape = [...shape, ...axes.slice(shape.length).map(() => 1)];
  const fits = shape.length === axes.length && shape.every((size, i) => size === 1 || size === axes[i]);
  if (!fits) {
    throw new ValueError(
      `Expected \`sampleWeight\` to hold a weight for each of the ${axes[0]} samples. ` +
        `Received: shape ${tuple([...weights.shape])}` +
        (axes.length > 1 ? ` for losses of shape ${tuple([...axes])}` : ""),
    );
  }
  if (weights.size === sizeOf(axes)) return checkedWeights(weights);
  const { values } = weights;
  const rows = sizeOf(axes);
  const weightOf = (_: unknown, row: number) => values[broadcastIndex(row, axes, shape)];
  return checkedWeights(new NDArray(Float32Array.from({ length: rows }, weightOf), [rows]));
}

/** @throws ValueError for a weight that is not finite */
function checkedWeights({ values }: NDArray): Float32Array {
  const at = engine.firstNotFinite(values);
  if (at === -1) return values as Float32Array;
  throw new ValueError(
    `Expected \`sampleWeight\` to hold finite numbers. Received: ${values[at]} at row ${at}`,
  );
}

/** The samples that are not of the class to ignore, and their rows; null: all. */
function counting(batch: Batch, ignoreClass: number | undefined): { batch: Batch; rows: number[] | null } {
  if (ignoreClass === undefined) return { batch, rows: null };
  const rows = [...batch.y.keys()].filter((row) => batch.y[row] !== ignoreClass);
  return { batch: rowsOf(batch, rows), rows };
}

/** @throws ValueError for a label of the crossentropy that is not the number of an output: Keras' loss on a GPU is NaN there */
function checkClassNumbers({ kind }: { readonly kind: string }, { y, x, count }: Batch): void {
  if (kind !== "sparseCategoricalCrossentropy") return;
  const classes = x.length / count;
  const wrong = y.find((label) => !(label >= 0 && label < classes));
  if (wrong === undefined) return;
  throw new ValueError(
    `Received a label value of ${wrong} which is outside the valid range of [0, ${classes}): expected the number of a class, one for ` +
      "each output. Write the labels as whole numbers from 0, or name one to leave out as `ignoreClass`.",
  );
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
  const single = (batch: Batch) => totalsOf(plan, [], batch)[0].loss;
  let values: Float32Array;
  if (losses === null) {
    const companion = companionOf(plan, y, count);
    let batch: Batch = { y, x, weights: null, count };
    if (companion !== null) {
      const rows = Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? i / 2 : companion));
      batch = { ...rowsOf(batch, rows), weights: Float32Array.from(rows, (_, i) => 1 - (i % 2)) };
    }
    const each = totalsOf(plan, [], batch, batch.count / count);
    values = Float32Array.from(each, ({ loss }, row) => weightOf(row) * loss);
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

/** The totals of each `size` rows, by default of all. */
function totalsOf(
  loss: LossPlan,
  metrics: (MetricPlan & { weighted: boolean })[],
  { y, x, weights, count }: Batch,
  size = count,
): Required<Totals>[] {
  const trainer = engine.createTrainer({
    inputs: x.length / count,
    layers: [{ kind: "activation", activation: "linear" }],
    loss,
    optimizer: { kind: "sgd", momentum: 0, nesterov: false },
    metrics,
  });
  const samples = trainer.load(x, y, weights);
  const all = Array.from({ length: count / size }, (_, i) => {
    const totals = {
      samples: 0,
      loss: 0,
      metrics: metrics.map(() => 0),
      metricWeights: metrics.map(() => 0),
    };
    trainer.evaluate(samples, i * size, (i + 1) * size, size, totals);
    return totals;
  });
  trainer.dispose();
  return all;
}

/** @throws ValueError for outputs with another number of axes than the `axis` of a loss or metric is for */
export function checkRank(
  plan: { readonly kind: string; readonly ndim?: number },
  shape: readonly (number | null)[],
): void {
  if (plan.ndim === undefined || plan.ndim === shape.length) return;
  throw new ValueError(
    `Expected outputs with ${plan.ndim} axes for \`${plan.kind}\` with its \`axis\`, which must be the last axis of the outputs, or all ` +
      `of those of a sample. Received: outputs of shape ${tuple([...shape])}`,
  );
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

/**
 * Warns in Keras' words, once for each plan, of a loss or metric of logits for outputs of sigmoid or softmax: it is computed from what
 * these were given.
 */
export function warnOfLogits(
  plan: { readonly kind: string; readonly fromLogits?: boolean },
  activation: string | undefined,
): void {
  const names = OF_LOGITS[plan.kind];
  const isProbability = activation === "sigmoid" || activation === "softmax";
  if (names === undefined || !plan.fromLogits || !isProbability || warned.has(plan)) return;
  warned.add(plan);
  console.warn(
    `"\`${names[0]}\` received \`fromLogits=true\`, but the \`output\` argument was produced by a ${names[1]} activation and ` +
      "thus does not represent logits. Was this intended?",
  );
}

const OF_LOGITS: Readonly<Record<string, readonly [name: string, activation: string]>> = {
  binaryCrossentropy: ["binary_crossentropy", "Sigmoid"],
  categoricalCrossentropy: ["categorical_crossentropy", "Softmax"],
  sparseCategoricalCrossentropy: ["sparse_categorical_crossentropy", "Softmax"],
};

const warned = new WeakSet<object>();

const OVER_CLASSES = {
  categoricalCrossentropy: "categorical_crossentropy",
  categoricalFocalCrossentropy: "categorical_focal_crossentropy",
};

function needsModel(label: string): ValueError {
  return new ValueError(`Only TensorFlow.js computes the ${label}: it works in \`compile\`, not by itself.`);
}

/** Metrics with a value for each output, which may be weighted each. */
const OF_EACH_OUTPUT = ["accuracy", "binaryAccuracy"];

/** True if a loss or metric of that kind takes class numbers for `y` instead of a row per sample. */
export function takesClassNumbers(kind: string): boolean {
  return kind === "circle" || engine.takesClassNumbers(kind);
}
