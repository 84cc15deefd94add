/** Data from which a trainer is made: the engine's `Plan`, extended by the parts that only TensorFlow.js can compute. */
import {
  type ActivationPlan,
  type Constraint,
  type DensePlan,
  isDense,
  type LayerPlan,
  type LossPlan,
  type MetricPlan,
  type OptimizerPlan,
  type Plan,
  type SampleShapes,
} from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import type { LayerFunction, ScoreFunction, TensorFunction } from "./tensor-types.ts";

export interface ModelPlan extends Omit<Plan, "layers" | "loss" | "optimizer" | "metrics"> {
  /** The steps of all layers, each layer once, in the order of their weights. */
  readonly layers: readonly AnyLayerPlan[];
  /** Default: a chain of the layers. */
  readonly graph?: GraphPlan;
  readonly loss: AnyLossPlan;
  /** Default: one output with `loss`. */
  readonly outputs?: readonly OutputPlan[];
  /** For a single output with several axes: its shape for one sample. */
  readonly sampleShape?: readonly number[];
  readonly optimizer: AnyOptimizerPlan;
  readonly metrics: readonly OutputMetricPlan[];
  /** For a model with open sizes: its plan for samples of these shapes, with the same weights. */
  readonly sized?: (shapes: SampleShapes) => ModelPlan;
}

/**
 * Layers and how they are connected. A value is one of the inputs or an output of a node: they are numbered, inputs first, then
 * those of one node after the other. In a sample's numbers the inputs follow each other, and so do the outputs and targets.
 */
export interface GraphPlan {
  /** Shape of one sample of each input. */
  readonly inputs: readonly (readonly number[])[];
  /** Each layer once, in the order of their weights. */
  readonly layers: readonly { readonly steps: readonly AnyLayerPlan[]; readonly features: number }[];
  /** In the order in which they are computed. */
  readonly nodes: readonly NodePlan[];
  /** Numbers of the values that are outputs. */
  readonly outputs: readonly number[];
}

/** A call of a layer. */
export interface NodePlan {
  /** Index of the layer. */
  readonly layer: number;
  readonly steps: readonly AnyLayerPlan[];
  /** Numbers of the values that it takes. */
  readonly inputs: readonly number[];
  /** Puts the inputs into the form in which the layer was called with them. */
  pack(parts: readonly unknown[]): unknown;
  /** Shape of one sample of each output. */
  readonly shapes: readonly (readonly number[])[];
  /** Compute it as in training or not, however the model is called; default: as the model is called. */
  readonly training?: boolean;
  /** Given if the outputs do not have the mask of the inputs: the layer, as the warning of a lost mask names it; null: without one. */
  readonly losesMask?: string | null;
  /** Options of the call that are the layer's own. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** An output of a model with several, or with a weight of its loss. */
export interface OutputPlan {
  readonly name: string;
  /** Numbers per sample. */
  readonly units: number;
  /** With several axes: the shape for one sample. */
  readonly sampleShape?: readonly number[];
  /** Numbers per sample of its targets; 0 without a loss. */
  readonly targets: number;
  /** null: the output is not trained. */
  readonly loss: AnyLossPlan | null;
  /** Factor of the loss in the sum that is trained. */
  readonly lossWeight: number;
}

export type OutputMetricPlan = (MetricPlan | CustomScorePlan | OutputLossPlan | AddedMetricPlan) & {
  readonly weighted: boolean;
  /** Index of the output; default 0. */
  readonly output?: number;
};

/** The loss of one of several outputs, as it is reported. */
export interface OutputLossPlan {
  readonly kind: "outputLoss";
}

/** The mean of values that a layer reports. */
export interface AddedMetricPlan extends TensorFlowPart {
  readonly kind: "added";
  readonly name: string;
}

/** A part that only TensorFlow.js can compute, unless it says how the engine does. */
interface TensorFlowPart {
  /** The part's name in error messages. */
  readonly label: string;
}

export type AnyLayerPlan = DensePlan | ActivationPlan | TensorLayerPlan | ActivityPlan;

/** A layer computed by a function over TensorFlow.js. */
export interface TensorLayerPlan extends TensorFlowPart {
  readonly kind: "tensors";
  /** The same layer for the engine. Left out: the engine does not know it. */
  readonly engine?: LayerPlan;
  readonly call: LayerFunction;
  /** Compute it as in training where no call says whether it is. */
  readonly trainsByDefault?: boolean;
  /** Shape of one sample of the inputs. */
  readonly inputShape: readonly number[];
  /** Shape of one sample of the outputs. */
  readonly shape: readonly number[];
  /** In the order of the layer's `weights`. */
  readonly weights: readonly WeightPlan[];
  /** The layers inside a wrapper. */
  readonly children?: readonly ChildPlan[];
}

/** A layer inside a wrapper. */
interface ChildPlan {
  readonly plans: readonly AnyLayerPlan[];
  /** The places of its weights among the wrapper's. */
  readonly weights: readonly number[];
  /** Shape of one sample of its inputs, and of its outputs. */
  readonly inputShape: readonly number[];
  readonly shape: readonly number[];
}

export interface WeightPlan {
  readonly shape: readonly number[];
  readonly trainable: boolean;
  readonly regularizer?: RegularizerPlan;
  readonly constraint?: ConstraintPlan;
}

/** A function from a weight to the constrained one. */
interface CustomConstraintPlan extends TensorFlowPart {
  readonly kind: "custom";
  readonly call: TensorFunction;
}

export type ConstraintPlan = Constraint | CustomConstraintPlan;

/** Passes its inputs on and adds a penalty on them to the loss. */
export interface ActivityPlan extends TensorFlowPart {
  readonly kind: "activity";
  readonly regularizer: RegularizerPlan;
}

/** `l1 · Σ|w| + l2 · Σw²`, or a function that returns a scalar. */
export type RegularizerPlan =
  | { readonly l1: number; readonly l2: number }
  | (TensorFlowPart & { readonly call: TensorFunction });

export type AnyLossPlan =
  | (Omit<LossPlan, "reduction"> & {
      readonly reduction?: PlannedReduction;
      /** Samples with this class number do not count; only with a label. */
      readonly ignoreClass?: number;
      /** The number of axes that the outputs must have, samples included; default: any. */
      readonly ndim?: number;
    } & Partial<TensorFlowPart>)
  | CustomScorePlan
  | CirclePlan;

/** The engine's reductions, and `"none"`, which only TensorFlow.js computes. */
export type PlannedReduction = LossPlan["reduction"] | "none";

/** A loss or a metric computed by a custom function. */
export interface CustomScorePlan extends TensorFlowPart {
  readonly kind: "custom";
  readonly call: ScoreFunction;
  readonly reduction?: PlannedReduction;
}

export interface CirclePlan extends TensorFlowPart {
  readonly kind: "circle";
  readonly gamma: number;
  readonly margin: number;
  readonly removeDiagonal: boolean;
  readonly reduction?: PlannedReduction;
}

export type AnyOptimizerPlan = (OptimizerPlan & UndecayedWeights) | MultiOptimizerPlan;

/** Weights that weight decay leaves alone, which only TensorFlow.js knows. */
interface UndecayedWeights extends Partial<TensorFlowPart> {
  /** Their indices among the trained weights. */
  readonly undecayed?: readonly number[];
}

/** The fields that the plans of all optimizers share. */
export type CommonPlan = Pick<
  OptimizerPlan,
  | "weightDecay"
  | "clipnorm"
  | "clipvalue"
  | "globalClipnorm"
  | "emaMomentum"
  | "emaOverwriteFrequency"
  | "gradientAccumulationSteps"
  | "lossScaleFactor"
  | "dynamicLossScale"
>;

/** Several optimizers, each of which updates weights of its own. */
interface MultiOptimizerPlan extends CommonPlan, TensorFlowPart {
  readonly kind: "multi";
  readonly parts: readonly OptimizerPart[];
}

export interface OptimizerPart {
  readonly plan: OptimizerPlan & UndecayedWeights;
  /** Indices of the optimizer's weights among all trained weights, in the order of the layers. */
  readonly weights: readonly number[];
  /** The learning rate after that many batches. */
  rate(batches: number): number;
}

/** Labels of the parts that the engine cannot compute; empty if it can compute the whole model. */
export function unknownParts(plan: ModelPlan): string[] {
  const { reduction } = plan.loss;
  const parts = [...plan.layers, plan.loss, plan.optimizer, ...plan.metrics].flatMap((part) =>
    "label" in part && part.label !== undefined && !isForEngine(part) ? [part.label] : [],
  );
  if (
    plan.sampleShape !== undefined &&
    (reduction === "sum" || [plan.loss, ...plan.metrics].some(({ kind }) => isAlongLastAxis(kind)))
  )
    parts.push("a loss or metric over the last of several axes of an output");
  if (plan.sized) parts.push("an input with an axis of any size");
  if (reduction === "none") parts.push("a loss with `reduction: null`");
  if (plan.graph?.nodes.some(({ training }) => training !== undefined))
    parts.push("a layer that was called with `training`");
  else if (plan.graph) parts.push("a graph of layers that is not a chain");
  if (plan.outputs) parts.push(plan.outputs.length > 1 ? "several outputs" : "the weight of a loss");
  return parts;
}

/** Losses and metrics along the last axis of an output; others treat all numbers of a sample alike. */
const ALONG_LAST_AXIS: readonly string[] = [
  "categoricalAccuracy",
  "categoricalCrossentropy",
  "categoricalFocalCrossentropy",
  "categoricalGeneralizedCrossEntropy",
  "categoricalHinge",
  "cosineSimilarity",
  "klDivergence",
  "sparseCategoricalAccuracy",
  "sparseCategoricalCrossentropy",
  "sparseTopKCategoricalAccuracy",
  "topKCategoricalAccuracy",
];

const isAlongLastAxis = (kind: string): boolean => ALONG_LAST_AXIS.includes(kind);

/** @throws ValueError if the plan has parts that the engine cannot compute */
export function enginePlan(plan: ModelPlan): Plan {
  const unknown = unknownParts(plan);
  if (unknown.length === 0) {
    const layers = plan.layers.map((layer) => (isForEngine(layer) ? layer.engine : layer));
    return { ...plan, layers } as Plan;
  }
  throw new ValueError(
    `\`jitCompile: true\` takes the engine, which does not know ${unknown.join(" nor ")}. ` +
      'Use `jitCompile: "auto"` or `false`: then TensorFlow.js computes.',
  );
}

function isForEngine(part: object): part is { engine: LayerPlan } {
  return "engine" in part && part.engine !== undefined;
}

/** The weights of a layer, in the order of the parameters. */
export function weightsOf(layer: AnyLayerPlan, inputs: number): readonly WeightPlan[] {
  if (layer.kind === "tensors") return layer.weights;
  if (!isDense(layer)) return [];
  const { units, useBias, trainable = true, kernelRegularizer, biasRegularizer } = layer;
  const kernel = {
    shape: [inputs, units],
    trainable,
    regularizer: kernelRegularizer,
    constraint: layer.kernelConstraint,
  };
  const bias = { shape: [units], trainable, regularizer: biasRegularizer, constraint: layer.biasConstraint };
  return useBias ? [kernel, bias] : [kernel];
}

/** Numbers per sample after a step. */
export function unitsAfter(step: AnyLayerPlan, units: number): number {
  if (step.kind === "tensors") return sizeOf(step.shape);
  return isDense(step) ? step.units : units;
}
