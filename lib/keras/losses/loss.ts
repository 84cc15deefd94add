import type { LossPlan } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import type { ArrayInput } from "../../ndarray.ts";
import { PythonObject } from "../python-repr.ts";
import type { ScoreFunction } from "../tensorflow-tensor.ts";
import { lossOf } from "./score-of.ts";

/** How the samples' losses of a batch become one. */
const REDUCTIONS = ["mean", "mean_with_sample_weight", "sum_over_batch_size", "none", "sum", null] as const;
export type Reduction = (typeof REDUCTIONS)[number];

/** The engine's words; `"none"` is only TensorFlow.js'. */
type PlannedReduction = LossPlan["reduction"] | "none";
const PLANNED: Record<string, PlannedReduction> = {
  sum: "sum",
  mean_with_sample_weight: "meanWithSampleWeight",
  none: "none",
};

/** A loss or a metric that only TensorFlow.js can compute, from a function of the user's. */
export interface CustomScorePlan {
  readonly kind: "custom";
  /** How an error message names it. */
  readonly what: string;
  readonly call: ScoreFunction;
  readonly reduction?: PlannedReduction;
}

/** One of Keras' losses that only TensorFlow.js can compute. */
export interface CirclePlan {
  readonly kind: "circle";
  readonly what: string;
  readonly gamma: number;
  readonly margin: number;
  readonly removeDiagonal: boolean;
  readonly reduction?: PlannedReduction;
}

/** What a trainer needs to know of a loss. */
export type AnyLossPlan =
  | (Omit<LossPlan, "reduction"> & { readonly reduction?: PlannedReduction })
  | CustomScorePlan
  | CirclePlan;

/** The options of every loss. */
export interface LossOptions {
  /** Default: the class' name in Keras' snake_case. */
  name?: string;
  /**
   * How the samples' losses of a batch become one, each times its weight: `"sum_over_batch_size"`, the default, and
   * `"mean"` divide their sum by the number of samples, `"mean_with_sample_weight"` by the sum of the weights; `"sum"`
   * does not. null, also `"none"`, trains on the sum and reports the mean.
   */
  reduction?: Reduction;
}

/** A loss' formula; outputs are probabilities unless it says otherwise. */
type Formula = Omit<LossPlan, "fromLogits"> & Partial<Pick<LossPlan, "fromLogits">>;

/** What training makes small: the mean over samples of a distance between `y` and the outputs. */
export abstract class Loss extends PythonObject {
  readonly name: string;
  readonly reduction: Reduction;

  /** @throws ValueError for another reduction */
  constructor(
    defaultName: string,
    { name, reduction = "sum_over_batch_size" }: LossOptions,
    private readonly formula: Formula | CustomScorePlan | CirclePlan,
  ) {
    super();
    if (!REDUCTIONS.includes(reduction)) {
      const words = REDUCTIONS.map((word) => (word === null ? "null" : `'${word}'`)).join(", ");
      throw new ValueError(
        `Invalid value for argument \`reduction\`. Expected one of {${words}}. Received: reduction=${reduction}`,
      );
    }
    this.name = name ?? defaultName;
    this.reduction = reduction;
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.losses.${this.constructor.name}`;
  }

  /** What the trainer needs to know. */
  plan(): AnyLossPlan {
    const reduction = PLANNED[this.reduction ?? "none"];
    return {
      ...("what" in this.formula ? this.formula : { fromLogits: false, ...this.formula }),
      ...(reduction && { reduction }),
    };
  }

  /**
   * The loss of these samples, as one batch: what Keras' `loss(y_true, y_pred)` returns.
   *
   * @param yTrue a target or a row of them per sample
   * @param yPred an output or a row of them per sample
   * @param sampleWeight how much each sample counts, default 1
   * @throws ValueError for shapes that do not fit, and for a loss that only TensorFlow.js can compute
   */
  call(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): number {
    return lossOf(this.plan(), yTrue, yPred, sampleWeight);
  }
}

/** A function of tensors as a loss; it gives a number per sample. */
export class FunctionLoss extends Loss {
  constructor(call: ScoreFunction) {
    const name = call.name || "loss";
    super(name, {}, { kind: "custom", what: `loss '${name}' (a function)`, call });
  }
}
