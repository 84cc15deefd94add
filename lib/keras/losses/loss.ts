import type { LossPlan, MetricPlan, Totals } from "../../engine/index.ts";
import * as engine from "../../engine/index.ts";
import { ValueError, withDefaults } from "../../errors.ts";
import { type ArrayInput, asArray, type NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyLossPlan, CirclePlan, CustomScorePlan, PlannedReduction } from "../backend/plan.ts";
import type { ScoreFunction } from "../backend/tensor-types.ts";
import { PythonObject } from "../python-object.ts";
import { checkWeighable, sampleWeights } from "../trainers/samples.ts";

const REDUCTIONS = ["mean", "mean_with_sample_weight", "sum_over_batch_size", "none", "sum", null] as const;
export type Reduction = (typeof REDUCTIONS)[number];

const PLANNED: Record<string, PlannedReduction> = {
  sum: "sum",
  mean_with_sample_weight: "meanWithSampleWeight",
  none: "none",
};

/** The options of every loss. */
export interface LossOptions {
  /** Default: the name of the class in snake_case. */
  name?: string;
  /**
   * How the weighted losses of a batch are reduced to one number: `"sum_over_batch_size"`, the default, and `"mean"` divide their
   * sum by the number of samples, `"mean_with_sample_weight"` by the sum of the weights, `"sum"` by nothing. null or `"none"`
   * trains on the sum and reports the mean.
   */
  reduction?: Reduction;
}

/** Defaults of the options of every loss but `name`. */
export const LOSS = { reduction: "sum_over_batch_size" } as const;

/** The plan of a loss without its reduction; `fromLogits` is false by default. With a label only TensorFlow.js computes it. */
type Formula = Omit<LossPlan, "fromLogits"> &
  Partial<Pick<LossPlan, "fromLogits">> & { readonly label?: string };

/**
 * Base class of losses: the mean over samples of a distance between targets and outputs, which training minimizes.
 *
 * @example
 * const mse = new losses.MeanSquaredError();
 * console.log(mse.call([0, 1], [0.5, 1])); // 0.125
 */
export abstract class Loss extends PythonObject {
  readonly name: string;
  readonly reduction: Reduction;

  /** @throws ValueError for an unknown reduction */
  constructor(
    defaultName: string,
    options: LossOptions,
    private readonly formula: Formula | CustomScorePlan | CirclePlan,
  ) {
    super();
    const defaults = { ...LOSS, name: defaultName };
    const { name, reduction } = withDefaults<LossOptions>(new.target.name, options, defaults);
    if (!REDUCTIONS.includes(reduction)) {
      const words = REDUCTIONS.map((word) => (word === null ? "null" : `'${word}'`)).join(", ");
      throw new ValueError(
        `Invalid value for argument \`reduction\`. Expected one of {${words}}. Received: reduction=${reduction}`,
      );
    }
    this.name = name;
    this.reduction = reduction;
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.losses.${this.constructor.name}`;
  }

  /** The data from which a trainer computes it. */
  plan(): AnyLossPlan {
    const reduction = PLANNED[this.reduction ?? "none"];
    return {
      ...(isFormula(this.formula) ? { fromLogits: false, ...this.formula } : this.formula),
      ...(reduction && { reduction }),
    };
  }

  /**
   * The loss of one batch of samples, as Keras' `loss(y_true, y_pred)`.
   *
   * @param yTrue a target or a row of them per sample
   * @param yPred an output or a row of them per sample
   * @param sampleWeight weight of each sample, default 1
   * @throws ValueError for shapes that do not match, and for a loss that only TensorFlow.js can compute
   */
  call(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): number {
    return lossOf(this.plan(), yTrue, yPred, sampleWeight);
  }
}

/** A function of tensors as a loss; it returns a number per sample. */
export class FunctionLoss extends Loss {
  constructor(call: ScoreFunction) {
    const name = call.name || "loss";
    super(name, {}, { kind: "custom", label: `loss '${name}' (a function)`, call });
  }
}

function isFormula(plan: Formula | CustomScorePlan | CirclePlan): plan is Formula {
  return plan.kind !== "custom" && plan.kind !== "circle";
}

/** The loss of one batch without a model. */
function lossOf(
  plan: AnyLossPlan,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): number {
  if (plan.label !== undefined) throw needsModel(plan.label);
  if (plan.reduction === "none") throw needsModel("loss without a reduction");
  const { loss, samples } = totalsOf(plan as LossPlan, [], yTrue, yPred, sampleWeight);
  return Math.fround(loss / samples);
}

/** A metric of one batch without a model: the sum over the samples, and the weight by which to divide it. */
export function metricOf(
  plan: MetricPlan | CustomScorePlan,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): { sum: number; weight: number } {
  if (plan.kind === "custom") throw needsModel(plan.label);
  // The loss decides how many numbers a target has.
  const kind = takesClassNumbers(plan.kind) ? "sparseCategoricalCrossentropy" : "meanSquaredError";
  const metrics = [{ ...plan, weighted: true }];
  const totals = totalsOf({ kind, fromLogits: false }, metrics, yTrue, yPred, sampleWeight);
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

/** Lets the engine compute loss and metrics, with a linear layer in place of a network. */
function totalsOf(
  loss: LossPlan,
  metrics: MetricPlan[],
  yTrue: ArrayInput,
  yPred: ArrayInput,
  sampleWeight: ArrayInput | null,
): Required<Totals> {
  const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
  checkPairs(y, x, takesClassNumbers(loss.kind));
  const [count] = x.shape;
  for (const plan of [loss, ...metrics]) warnOfOneClass(plan, x.ndim === 1 ? [count, 1] : x.shape);
  if (sampleWeight !== null) checkWeighable(loss, x.size / count);
  const weights = sampleWeight === null ? null : sampleWeights(sampleWeight, count);
  const trainer = engine.createTrainer({
    inputs: x.size / count,
    layers: [{ kind: "activation", activation: "linear" }],
    loss,
    optimizer: { kind: "sgd", momentum: 0, nesterov: false },
    metrics,
  });
  const totals = { samples: 0, loss: 0, metrics: metrics.map(() => 0), metricWeights: metrics.map(() => 0) };
  const samples = trainer.load(x.values as Float32Array, y.values as Float32Array, weights);
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
