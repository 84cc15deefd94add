import type { ActivationName, LossName, MetricName } from "./records.ts";

/** What the engine is asked to train: a stack of layers, a loss, an optimizer, metrics. Plain data. */
export interface Plan {
  /** Features per sample. */
  readonly inputs: number;
  readonly layers: readonly LayerPlan[];
  readonly loss: LossPlan;
  readonly optimizer: OptimizerPlan;
  readonly metrics: readonly MetricPlan[];
  /** Keep the outputs of the samples of each `train` and `evaluate`, for metrics of another kind; default false. */
  readonly keepOutputs?: boolean;
}

export type LayerPlan = DensePlan | ActivationPlan | DropoutPlan;

/** `activation(x · kernel + bias)`; the kernel is stored `[inputs][units]`, row-major. */
export interface DensePlan {
  /** Default "dense". */
  readonly kind?: "dense";
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: ActivationName | ActivationFunction;
  /** Default: none. */
  readonly kernelRegularizer?: Regularizer;
  readonly biasRegularizer?: Regularizer;
  /** Default true. */
  readonly trainable?: boolean;
  /** Where each update leaves the kernel and the bias; default: anywhere. */
  readonly kernelConstraint?: Constraint;
  readonly biasConstraint?: Constraint;
}

/**
 * Keras' constraints: the norm of the weights along an axis (0: of each column, 1: of each row, both: of all; a bias has
 * axis 0 alone) is at most, exactly, or between, or no weight is below zero.
 */
export type Constraint =
  | { readonly kind: "maxNorm"; readonly maxValue: number; readonly axis: ConstraintAxis }
  | { readonly kind: "unitNorm"; readonly axis: ConstraintAxis }
  | {
      readonly kind: "minMaxNorm";
      readonly minValue: number;
      readonly maxValue: number;
      /** How far each update moves the norm into the range, 1: all the way. */
      readonly rate: number;
      readonly axis: ConstraintAxis;
    }
  | { readonly kind: "nonNeg" };

export type ConstraintAxis = 0 | 1 | readonly [0, 1];

export interface ActivationPlan {
  readonly kind: "activation";
  readonly activation: ActivationName | ActivationFunction;
}

/** In training a value is 0 with probability `rate`, else times 1 / (1 − rate), drawn as Keras on TensorFlow draws it. */
export interface DropoutPlan {
  readonly kind: "dropout";
  /** From 0 up to, not including, 1. */
  readonly rate: number;
  readonly seed: number;
}

/** l1 · Σ|w| + l2 · Σw², added to the loss. */
export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

/** An activation that takes parameters, and their defaults. */
export interface ActivationFunction {
  readonly name: ActivationName;
  /**
   * celu, elu: alpha, 1; hardShrink, softShrink: where the zeros end, 0.5; leakyRelu: negative slope, 0.2;
   * reluGeneral: negative slope, 0; squareplus: b, 4; threshold: the threshold, 0.
   */
  readonly alpha?: number;
  /** reluGeneral: largest value, ∞; threshold: the value below, 0. */
  readonly beta?: number;
  /** reluGeneral: threshold, 0. */
  readonly threshold?: number;
}

/**
 * The mean over a batch of a loss per sample. A sample has as many numbers in `y` as the last layer has units, or one
 * (its class) with `sparseCategoricalCrossentropy` and `categoricalGeneralizedCrossEntropy`.
 */
export interface LossPlan {
  readonly kind: LossName;
  /** The outputs are logits, not probabilities (crossentropies). */
  readonly fromLogits: boolean;
  /**
   * The sum in the place of the mean, or the sum over the sum of the weights.
   */
  readonly reduction?: "sum" | "meanWithSampleWeight";
  /** Crossentropies; default 0. */
  readonly labelSmoothing?: number;
  /** Focal crossentropies; default 2. */
  readonly gamma?: number;
  /**
   * categoricalFocalCrossentropy: 0.25; binaryFocalCrossentropy: class balancing with this alpha, none by default;
   * tversky: 0.5.
   */
  readonly alpha?: number;
  /** tversky: 0.5. */
  readonly beta?: number;
  /**
   * dice, tversky: one for each unit (0) or each sample (1); default: one for the whole batch, which with weights counts as
   * if it were each sample's. That of the units is for weights only where there is one unit.
   */
  readonly axis?: 0 | 1;
  /** huber: 1. */
  readonly delta?: number;
  /** categoricalGeneralizedCrossEntropy: 0.5. */
  readonly q?: number;
}

export interface MetricPlan extends Partial<Omit<LossPlan, "kind">> {
  readonly kind: MetricName;
  /** binaryAccuracy; default 0.5. */
  readonly threshold?: number;
  /** Top-k accuracies; default 5. */
  readonly k?: number;
  /** Average with the samples' weights; default false. */
  readonly weighted?: boolean;
}

/** Keras' optimizers with its words; the learning rate is the trainer's. */
export type OptimizerPlan = CommonOptimizerPlan &
  (
    | { readonly kind: "sgd"; readonly momentum: number; readonly nesterov: boolean }
    | {
        readonly kind: "rmsprop";
        readonly rho: number;
        readonly momentum: number;
        readonly epsilon: number;
        readonly centered: boolean;
      }
    | { readonly kind: "adagrad"; readonly initialAccumulatorValue: number; readonly epsilon: number }
    | { readonly kind: "adadelta"; readonly rho: number; readonly epsilon: number }
    | (AdamPlan & { readonly kind: "adam"; readonly amsgrad: boolean })
    | (AdamPlan & { readonly kind: "adamax" | "nadam" | "lamb" })
    | (AdamPlan & { readonly kind: "scheduleFreeAdamW"; readonly warmupSteps: number })
    | {
        readonly kind: "ftrl";
        readonly learningRatePower: number;
        readonly initialAccumulatorValue: number;
        readonly l1RegularizationStrength: number;
        readonly l2RegularizationStrength: number;
        readonly l2ShrinkageRegularizationStrength: number;
        readonly beta: number;
      }
    | { readonly kind: "lion"; readonly beta1: number; readonly beta2: number }
    | {
        readonly kind: "adafactor";
        readonly beta2Decay: number;
        readonly epsilon1: number;
        readonly epsilon2: number;
        readonly clipThreshold: number;
        readonly relativeStep: boolean;
      }
    | (AdamPlan & {
        readonly kind: "muon";
        readonly momentum: number;
        readonly nsSteps: number;
        readonly nesterov: boolean;
        readonly rmsRate: number | null;
        /** For biases; `weightDecay` is for kernels. */
        readonly adamWeightDecay: number | null;
      })
  );

interface AdamPlan {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** What every optimizer takes; each default is none. At most one of the clippings. */
interface CommonOptimizerPlan {
  readonly weightDecay?: number | null;
  readonly clipnorm?: number | null;
  readonly globalClipnorm?: number | null;
  readonly clipvalue?: number | null;
  /** Keep a moving average of the parameters, with this momentum. */
  readonly emaMomentum?: number | null;
  /** Put the average in the parameters' place every so many steps. */
  readonly emaOverwriteFrequency?: number | null;
  readonly gradientAccumulationSteps?: number | null;
  /** Multiply the loss with it for the way back, and divide the gradients by it. */
  readonly lossScaleFactor?: number | null;
  /**
   * The same with a scale that changes: a step whose gradients are not all finite is skipped and halves it, so many steps
   * without one double it.
   */
  readonly dynamicLossScale?: { readonly initialScale: number; readonly growthSteps: number } | null;
}
