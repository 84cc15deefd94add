import type { ActivationName, LossName, MetricName } from "./records.ts";

/** A compiled model as plain data: layers, loss, optimizer and metrics. */
export interface Plan {
  /** Features per sample. */
  readonly inputs: number;
  readonly layers: readonly LayerPlan[];
  readonly loss: LossPlan;
  readonly optimizer: OptimizerPlan;
  readonly metrics: readonly MetricPlan[];
  /** Keep the outputs of each `train` and `evaluate`, for metrics that the engine does not compute. Default: false. */
  readonly keepOutputs?: boolean;
}

export type LayerPlan =
  | DensePlan
  | ActivationPlan
  | DropoutPlan
  | RescalingPlan
  | NormalizationPlan
  | BatchNormalizationPlan
  | LayerNormalizationPlan
  | PReLUPlan
  | GaussianPlan
  | AlphaDropoutPlan;

/** `activation(x · kernel + bias)`. The kernel has the shape `[inputs, units]`, row-major. */
export interface DensePlan {
  /** Default "dense". */
  readonly kind?: "dense";
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: ActivationName | ActivationFunction;
  /** Default: none, as for the other regularizer and the constraints. */
  readonly kernelRegularizer?: Regularizer;
  readonly biasRegularizer?: Regularizer;
  /** Default true. */
  readonly trainable?: boolean;
  /** Applied after each update. */
  readonly kernelConstraint?: Constraint;
  readonly biasConstraint?: Constraint;
}

/**
 * Keras' constraints. The norm is computed along `axis`, for a kernel of a Dense layer: 0 of each column, 1 of each row, `[0, 1]` of
 * the whole kernel. A bias only has axis 0.
 */
export type Constraint =
  | { readonly kind: "maxNorm"; readonly maxValue: number; readonly axis: ConstraintAxis }
  | { readonly kind: "unitNorm"; readonly axis: ConstraintAxis }
  | {
      readonly kind: "minMaxNorm";
      readonly minValue: number;
      readonly maxValue: number;
      /** Fraction of the way into the range that each update moves the norm; 1 enforces the range. */
      readonly rate: number;
      readonly axis: ConstraintAxis;
    }
  | { readonly kind: "nonNeg" };

/** One axis, several, or null for all; negative ones count from the last. */
export type ConstraintAxis = number | readonly number[] | null;

export interface ActivationPlan {
  readonly kind: "activation";
  readonly activation: ActivationName | ActivationFunction;
}

/**
 * In training, sets a value to 0 with probability `rate` and scales it by 1 / (1 − rate) otherwise, with the random numbers of
 * Keras on TensorFlow.
 */
export interface DropoutPlan {
  readonly kind: "dropout";
  /** 0 ≤ rate < 1. */
  readonly rate: number;
  readonly seed: number;
}

/** In training, adds normal numbers with mean 0, or multiplies by some with mean 1: those of Keras on TensorFlow. */
export interface GaussianPlan {
  readonly kind: "gaussianNoise" | "gaussianDropout";
  /** Standard deviation. */
  readonly deviation: number;
  readonly seed: number;
}

/** In training, sets a value to `dropped` with probability `rate`, then computes `x · factor + offset` of all. */
export interface AlphaDropoutPlan {
  readonly kind: "alphaDropout";
  readonly rate: number;
  readonly seed: number;
  readonly dropped: number;
  readonly factor: number;
  readonly offset: number;
}

/** `x · scale + offset`. */
export interface RescalingPlan {
  readonly kind: "rescaling";
  /** Value number i of a sample takes number i modulo the length of the list. */
  readonly scale: readonly number[];
  /** Of the same length. */
  readonly offset: readonly number[];
}

/**
 * `(x − mean) / max(√variance, 1e-7)`. Its weights are Keras' mean, variance and count, which training does not change. Value
 * number i of a sample belongs to feature number `⌊i / inner⌋ mod features`.
 */
export interface NormalizationPlan {
  readonly kind: "normalization";
  readonly features: number;
  readonly inner: number;
  /** `x · max(√variance, 1e-7) + mean` instead. */
  readonly invert: boolean;
  /** Statistics of each feature, instead of weights. */
  readonly given?: { readonly mean: readonly number[]; readonly variance: readonly number[] };
}

/** A weight with a number for each unit. */
export interface VectorPlan {
  readonly trainable: boolean;
  readonly regularizer?: Regularizer;
  readonly constraint?: Constraint;
}

/** `(x − mean) / √(variance + epsilon) · gamma + beta`, unit by unit. Its weights are gamma, beta, moving mean and moving variance. */
export interface BatchNormalizationPlan {
  readonly kind: "batchNormalization";
  /** Fraction of the moving averages that is kept after a batch. */
  readonly momentum: number;
  readonly epsilon: number;
  /** Left out: 1. */
  readonly gamma?: VectorPlan;
  /** Left out: 0. */
  readonly beta?: VectorPlan;
  /** True: training uses mean and variance of the batch, and updates the moving averages. False: always the moving averages. */
  readonly ofBatch: boolean;
}

/** `(x − mean) / √(variance + epsilon) · gamma + beta`, with mean and variance of each sample. */
export interface LayerNormalizationPlan {
  readonly kind: "layerNormalization";
  readonly epsilon: number;
  /** Left out: 1. */
  readonly gamma?: VectorPlan;
  /** Left out: 0. */
  readonly beta?: VectorPlan;
}

/** `x` above zero, `alpha · x` below. */
export interface PReLUPlan {
  readonly kind: "prelu";
  readonly alpha: VectorPlan;
}

/** l1 · Σ|w| + l2 · Σw², added to the loss. */
export interface Regularizer {
  readonly l1: number;
  readonly l2: number;
}

/** An activation with parameters. */
export interface ActivationFunction {
  readonly name: ActivationName;
  /**
   * Meaning and default: celu, elu: alpha, 1; hardShrink, softShrink: threshold, 0.5; leakyRelu: negative slope, 0.2;
   * reluGeneral: negative slope, 0; squareplus: b, 4; threshold: threshold, 0.
   */
  readonly alpha?: number;
  /** reluGeneral: maximum value, ∞; threshold: value below the threshold, 0. */
  readonly beta?: number;
  /** reluGeneral: threshold, 0. */
  readonly threshold?: number;
}

/**
 * The loss: by default the mean over a batch. `y` has the shape `[samples, units of the last layer]`, or `[samples]` (class
 * numbers) for `sparseCategoricalCrossentropy` and `categoricalGeneralizedCrossEntropy`.
 */
export interface LossPlan {
  readonly kind: LossName;
  /** The outputs are logits, not probabilities (crossentropies). */
  readonly fromLogits: boolean;
  /** The sum instead of the mean, or the sum divided by the sum of the sample weights. */
  readonly reduction?: "sum" | "meanWithSampleWeight";
  /** Crossentropies; default 0. */
  readonly labelSmoothing?: number;
  /** Focal crossentropies; default 2. */
  readonly gamma?: number;
  /** Defaults: categoricalFocalCrossentropy: 0.25; binaryFocalCrossentropy: no class balancing; tversky: 0.5. */
  readonly alpha?: number;
  /** tversky; default 0.5. */
  readonly beta?: number;
  /**
   * dice, tversky: one loss per unit (0) or per sample (1). Default: one for the whole batch; with sample weights it counts as
   * the loss of every sample. Axis 0 takes sample weights only for a single unit.
   */
  readonly axis?: 0 | 1;
  /** huber; default 1. */
  readonly delta?: number;
  /** categoricalGeneralizedCrossEntropy; default 0.5. */
  readonly q?: number;
}

export interface MetricPlan extends Partial<Omit<LossPlan, "kind">> {
  readonly kind: MetricName;
  /** binaryAccuracy; default 0.5. */
  readonly threshold?: number;
  /** Top-k accuracies; default 5. */
  readonly k?: number;
  /** Average with the sample weights; default false. */
  readonly weighted?: boolean;
}

/** Keras' optimizers with their argument names. The learning rate is `Trainer.learningRate`. */
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
        /** Weight decay of biases; `weightDecay` applies to kernels. */
        readonly adamWeightDecay: number | null;
      })
  );

interface AdamPlan {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Options of every optimizer. None is set by default. At most one kind of clipping. */
interface CommonOptimizerPlan {
  readonly weightDecay?: number | null;
  readonly clipnorm?: number | null;
  readonly globalClipnorm?: number | null;
  readonly clipvalue?: number | null;
  /** Momentum of an exponential moving average of the parameters. */
  readonly emaMomentum?: number | null;
  /** Number of steps after which the parameters are overwritten with their average. */
  readonly emaOverwriteFrequency?: number | null;
  readonly gradientAccumulationSteps?: number | null;
  /** The loss is multiplied by it before the backward pass, and the gradients divided. */
  readonly lossScaleFactor?: number | null;
  /**
   * A loss scale that adapts: a step whose gradients are not finite is skipped and halves it; `growthSteps` finite steps in a row
   * double it.
   */
  readonly dynamicLossScale?: { readonly initialScale: number; readonly growthSteps: number } | null;
}
