import type { BatchNormalizationPlan, LayerNormalizationPlan, VectorPlan } from "../../engine/index.ts";
import { fromArguments, received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Constraint, ConstraintIdentifier } from "../constraints.ts";
import type { Initializer, InitializerIdentifier } from "../initializers/index.ts";
import * as initializers from "../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier } from "../regularizers.ts";
import type { ConfigClass } from "../saving/config.ts";
import type { Variable } from "../variable.ts";
import { axisOf } from "./arguments.ts";
import { LAYER, type Layer, type LayerOptions, type Shape } from "./layer.ts";
import { layerOptions } from "./layer-options.ts";
import { TensorLayer } from "./tensor-layer.ts";
import { weightConfig } from "./weight-settings.ts";

export interface AffineOptions extends LayerOptions {
  /** Added to the variance, `epsilon: 1e-6`; default 0.001. */
  epsilon?: number;
  /** Add `beta`, default true. */
  center?: boolean;
  /** Multiply the values by `gamma`, default true. */
  scale?: boolean;
  /** `beta` before training, default `"zeros"`. */
  betaInitializer?: InitializerIdentifier;
  /** `gamma` before training, default `"ones"`. */
  gammaInitializer?: InitializerIdentifier;
  /** Default none. */
  betaRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  gammaRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  betaConstraint?: ConstraintIdentifier | null;
  /** Default none. */
  gammaConstraint?: ConstraintIdentifier | null;
}

export const AFFINE = {
  epsilon: 0.001,
  center: true,
  scale: true,
  betaInitializer: "zeros",
  gammaInitializer: "ones",
  betaRegularizer: null,
  gammaRegularizer: null,
  betaConstraint: null,
  gammaConstraint: null,
} as const;

/** A normalization with a learned scale `gamma` and offset `beta`. */
export abstract class AffineNormalization extends TensorLayer {
  override supportsMasking = true;
  readonly epsilon: number;
  readonly center: boolean;
  readonly scale: boolean;
  declare readonly betaInitializer: Initializer;
  declare readonly gammaInitializer: Initializer;
  declare readonly betaRegularizer: Regularizer | null;
  declare readonly gammaRegularizer: Regularizer | null;
  declare readonly betaConstraint: Constraint | null;
  declare readonly gammaConstraint: Constraint | null;

  constructor(options: Required<AffineOptions>) {
    super(layerOptions(options));
    this.epsilon = nonNegative("epsilon", options.epsilon, this.className);
    this.center = options.center;
    this.scale = options.scale;
    this.takeSettings(options, ["beta", "gamma"]);
  }

  /** Makes `gamma` with `scale`, and `beta` with `center`. */
  protected addAffineWeights(shape: readonly number[]): void {
    if (this.scale) this.makeWeight("gamma", shape);
    if (this.center) this.makeWeight("beta", shape);
  }

  /** The learned scale; null with `scale: false`. @throws ValueError before the layer is built */
  get gamma(): Variable {
    return this.weightNamed("gamma");
  }

  /** The learned offset; null with `center: false`. @throws ValueError before the layer is built */
  get beta(): Variable {
    return this.weightNamed("beta");
  }

  /** `(x − mean) / √(variance + epsilon) · gamma + beta`, in Keras' order of operations. */
  protected normalized(
    x: TensorFlowTensor,
    mean: TensorFlowTensor,
    variance: TensorFlowTensor,
    [gamma, beta]: readonly (TensorFlowTensor | undefined)[],
  ): TensorFlowTensor {
    const inverse = variance.add(this.epsilon).rsqrt();
    const factor = gamma === undefined ? inverse : inverse.mul(gamma);
    const offset = mean.neg().mul(factor);
    return x.mul(factor).add(beta === undefined ? offset : offset.add(beta));
  }

  /** `gamma` and `beta` among the weights, in a shape that fits the inputs. */
  protected affineWeights(
    { weights }: CallContext,
    shape: readonly number[],
  ): (TensorFlowTensor | undefined)[] {
    const gamma = this.scale ? weights[0].reshape(shape) : undefined;
    const beta = this.center ? weights[Number(this.scale)].reshape(shape) : undefined;
    return [gamma, beta];
  }

  /** `gamma` and `beta` as the engine takes them; undefined if it does not know one of their penalties. */
  protected engineAffine(): { gamma?: VectorPlan; beta?: VectorPlan } | undefined {
    const weights = this.engineWeights();
    if (weights === undefined) return undefined;
    const { scale, center } = this;
    return { ...(scale && { gamma: weights[0] }), ...(center && { beta: weights[Number(scale)] }) };
  }

  protected get affineConfig(): Record<string, unknown> {
    return weightConfig(this, ["beta", "gamma"]);
  }
}

export interface BatchNormalizationOptions extends AffineOptions {
  /** The axis of the features, `axis: 1`; default −1, the last. */
  axis?: number;
  /** Momentum of the moving averages, `momentum: 0.9`; default 0.99. */
  momentum?: number;
  /** The moving mean before training, default `"zeros"`. */
  movingMeanInitializer?: InitializerIdentifier;
  /** The moving variance before training, default `"ones"`. */
  movingVarianceInitializer?: InitializerIdentifier;
}

/**
 * `gamma · (x − mean) / √(variance + epsilon) + beta`, with mean and variance of each feature: those of the batch in training,
 * their moving averages otherwise ([Ioffe & Szegedy 2015](https://arxiv.org/abs/1502.03167)).
 *
 * Weights: gamma, beta, moving mean, moving variance; the last two are not trained. The engine computes it for samples with one axis.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.BatchNormalization(), new Dense(1)]);
 */
export class BatchNormalization extends AffineNormalization {
  protected static override readonly configured = ["axis", "momentum", "epsilon", "center", "scale"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.normalization_v2.BatchNormalization";
  readonly axis: number;
  readonly momentum: number;
  readonly movingMeanInitializer: Initializer;
  readonly movingVarianceInitializer: Initializer;

  /**
   * @param args `axis`, `momentum`, `epsilon`, `center`, `scale`, the initializers, regularizers and constraints, and the options of
   *   every layer
   * @throws ValueError for an axis that is not an integer, or a momentum or an epsilon out of range
   */
  constructor(
    ...args:
      | [options?: BatchNormalizationOptions]
      | [axis: number, momentum?: number, epsilon?: number, options?: BatchNormalizationOptions]
  ) {
    const options = fromArguments<BatchNormalizationOptions>("BatchNormalization", args, {
      axis: -1,
      momentum: 0.99,
      ...AFFINE,
      movingMeanInitializer: "zeros",
      movingVarianceInitializer: "ones",
      ...LAYER,
    });
    super(options);
    const { axis, momentum } = options;
    if (!Number.isInteger(axis)) {
      throw new ValueError(
        `Expected \`axis\` of BatchNormalization to be an integer. Received: axis=${axis}`,
      );
    }
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new ValueError(
        `Expected \`momentum\` of BatchNormalization to be a number from 0 to 1. Received: momentum=${momentum}`,
      );
    }
    this.axis = axis;
    this.momentum = momentum;
    this.movingMeanInitializer = initializers.get(options.movingMeanInitializer);
    this.movingVarianceInitializer = initializers.get(options.movingVarianceInitializer);
  }

  /** Keras 2 writes the axis of a layer that is built as a list. */
  static override fromConfig(this: ConfigClass<Layer>, config: object): Layer {
    const { axis } = config as { axis?: unknown };
    const given = Array.isArray(axis) && axis.length === 1 ? { ...config, axis: axis[0] } : config;
    return super.fromConfig.call(this, given);
  }

  /** The mean that predictions use. @throws ValueError before the layer is built */
  get movingMean(): Variable {
    return this.weightNamed("moving_mean");
  }

  /** The variance that predictions use. @throws ValueError before the layer is built */
  get movingVariance(): Variable {
    return this.weightNamed("moving_variance");
  }

  override build(inputShape: Shape): void {
    const axis = axisOf(this.axis, inputShape);
    const size = knownSize(inputShape, axis, this.name);
    if (this.built) this.checkSize(inputShape, this.axis);
    else {
      this.addAffineWeights([size]);
      const moving = (name: string, initializer: Initializer) =>
        this.makeWeight(name, [size], { initializer, trainable: false });
      moving("moving_mean", this.movingMeanInitializer);
      moving("moving_variance", this.movingVarianceInitializer);
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    axisOf(this.axis, inputShape);
    return super.computeOutputShape(inputShape);
  }

  /** The engine knows it for samples with one axis. */
  protected override enginePlan(): BatchNormalizationPlan | undefined {
    const affine = this.engineAffine();
    if (affine === undefined || this.inputShape?.length !== 2) return undefined;
    const { momentum, epsilon, trainable } = this;
    return { kind: "batchNormalization", momentum, epsilon, ofBatch: trainable, ...affine };
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    const { tf, weights, training, mask } = context;
    const axis = axisOf(this.axis, x.shape);
    const shape = x.shape.map((size: number, i: number) => (i === axis ? size : 1));
    const [movingMean, movingVariance] = weights.slice(-2);
    let mean = movingMean;
    let variance = movingVariance;
    if (training && this.trainable) {
      [mean, variance] = this.moments(tf, x, axis, mask);
      const moved = (old: TensorFlowTensor, now: TensorFlowTensor) =>
        old.mul(this.momentum).add(now.mul(1 - this.momentum));
      context.update(weights.length - 2, moved(movingMean, mean));
      context.update(weights.length - 1, moved(movingVariance, variance));
    }
    const affine = this.affineWeights(context, shape);
    return this.normalized(x, mean.reshape(shape), variance.reshape(shape), affine);
  }

  /** Mean and variance of each feature; steps that a mask leaves out do not count. */
  private moments(
    // biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
    tf: any,
    x: TensorFlowTensor,
    axis: number,
    mask: TensorFlowTensor | null,
  ): [TensorFlowTensor, TensorFlowTensor] {
    const others = [...x.shape.keys()].filter((i) => i !== axis);
    if (mask === null) {
      const { mean, variance } = tf.moments(x, others);
      return [mean, variance];
    }
    const counted = mask.expandDims(-1).toFloat().mul(tf.onesLike(x));
    const count = counted.sum(others, true).add(1e-7);
    const mean = x.mul(counted).sum(others, true).div(count);
    const variance = x.sub(mean).square().mul(counted).sum(others, true).div(count);
    return [mean.flatten(), variance.flatten()];
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      ...super.ownConfig,
      beta_initializer: initializers.serialize(this.betaInitializer),
      gamma_initializer: initializers.serialize(this.gammaInitializer),
      moving_mean_initializer: initializers.serialize(this.movingMeanInitializer),
      moving_variance_initializer: initializers.serialize(this.movingVarianceInitializer),
      ...this.affineConfig,
      synchronized: false,
      renorm: false,
      renorm_clipping: null,
      renorm_momentum: 0.99,
    };
  }
}

export interface LayerNormalizationOptions extends AffineOptions {
  /** The axis or axes over which a sample is normalized, `axis: 1`; default −1, the last. */
  axis?: number | readonly number[];
  /** Scale by variance and `gamma` alone: without mean and `beta`; default false. */
  rmsScaling?: boolean;
}

/**
 * `gamma · (x − mean) / √(variance + epsilon) + beta`, with mean and variance of each sample
 * ([Ba et al. 2016](https://arxiv.org/abs/1607.06450)). The engine computes it for samples with one axis.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.LayerNormalization(), new Dense(1)]);
 */
export class LayerNormalization extends AffineNormalization {
  protected readonly pythonClass = "tensorflow.python.keras.layers.normalization.LayerNormalization";
  readonly axis: number | readonly number[];
  readonly rmsScaling: boolean;
  private readonly given: { center: boolean; scale: boolean };

  /**
   * @param args `axis`, `epsilon`, `center`, `scale`, `rmsScaling`, the initializers, regularizers and constraints, and the options of every layer
   * @throws ValueError for an axis that is not an integer, or an epsilon out of range
   */
  constructor(
    ...args:
      | [options?: LayerNormalizationOptions]
      | [axis: number | readonly number[], epsilon?: number, options?: LayerNormalizationOptions]
  ) {
    const defaults = { axis: -1, rmsScaling: false, ...AFFINE, ...LAYER };
    const options = fromArguments<LayerNormalizationOptions>("LayerNormalization", args, defaults);
    const { center, scale, rmsScaling } = options;
    super(rmsScaling ? { ...options, center: false, scale: true } : options);
    this.rmsScaling = rmsScaling;
    this.given = { center, scale };
    if (![options.axis].flat().every(Number.isInteger)) {
      throw new ValueError(
        "Expected an int or a list/tuple of ints for the argument 'axis', but received: " +
          received(options.axis),
      );
    }
    this.axis = options.axis;
  }

  override build(inputShape: Shape): void {
    const axes = this.axes(inputShape);
    const shape = axes.map((axis) => knownSize(inputShape, axis, this.name));
    if (this.built) for (const axis of axes) this.checkSize(inputShape, axis);
    else this.addAffineWeights(shape);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    this.axes(inputShape);
    return super.computeOutputShape(inputShape);
  }

  /** The engine knows it for samples with one axis. */
  protected override enginePlan(): LayerNormalizationPlan | undefined {
    const affine = this.engineAffine();
    if (affine === undefined || this.rmsScaling || this.inputShape?.length !== 2) return undefined;
    return { kind: "layerNormalization", epsilon: this.epsilon, ...affine };
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    const axes = this.axes(x.shape);
    const { mean, variance } = context.tf.moments(x, axes, true);
    const shape = x.shape.map((size: number, i: number) => (axes.includes(i) ? size : 1));
    const affine = this.affineWeights(context, shape);
    if (this.rmsScaling) return x.mul(variance.add(this.epsilon).rsqrt()).mul(affine[0]);
    return this.normalized(x, mean, variance, affine);
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    const { axis } = this;
    // Keras has the list of axes once the layer is built.
    return {
      axis: this.built || typeof axis !== "number" ? [axis].flat() : axis,
      epsilon: this.epsilon,
      ...this.given,
      rms_scaling: this.rmsScaling,
      ...this.affineConfig,
    };
  }

  private axes(shape: Shape): number[] {
    return [this.axis]
      .flat()
      .map((axis) => axisOf(axis, shape))
      .sort((a, b) => a - b);
  }
}

function knownSize(shape: Shape, axis: number, layer: string): number {
  const size = shape[axis];
  if (size !== null) return size;
  throw new ValueError(
    `Expected axis ${axis} of the input of layer '${layer}' to have a known size. ` +
      `Received: shape ${tuple([...shape])}`,
  );
}

function nonNegative(name: string, value: number, owner: string): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new ValueError(`Expected \`${name}\` of ${owner} to be a number from 0. Received: ${name}=${value}`);
}
