import type { ActivationFunction, ActivationName, PReLUPlan } from "../../engine/index.ts";
import { fromArguments, isPlainObject, receivedFirst, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import * as activations from "../activations.ts";
import { alongAxes } from "../backend/along-axes.ts";
import type { AnyLayerPlan, TensorLayerPlan } from "../backend/plan.ts";
import type { CallContext, TensorFlowTensor, TensorFunction } from "../backend/tensor-types.ts";
import type { Constraint, ConstraintIdentifier } from "../constraints.ts";
import type { Initializer, InitializerIdentifier } from "../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier } from "../regularizers.ts";
import type { ConfigClass } from "../saving/config.ts";
import { ActivatedLayer } from "./activated-layer.ts";
import { axisOf, incompatibleInput, wrongNdim } from "./arguments.ts";
import { flatten, type Structure } from "./keras-tensor.ts";
import { LAYER, Layer, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { type CallOptions, layerOptions } from "./layer-options.ts";
import { TensorLayer } from "./tensor-layer.ts";
import { weightConfig } from "./weight-settings.ts";

/**
 * An activation as a layer of its own.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.Activation("relu"), new Dense(1)]);
 */
export class Activation extends ActivatedLayer {
  override supportsMasking = true;
  static readonly positional = ["activation"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Activation";

  /**
   * @param activation a name, or a function of tensors, which TensorFlow.js computes
   * @throws ValueError for an unknown name
   */
  constructor(activation: activations.Activation, options: LayerOptions = {}) {
    super(options);
    if (isPlainObject(activation) && Object.hasOwn(activation, "activation"))
      throw new ValueError(
        `Expected the name of an activation, or a function. Received: ${receivedFirst("Activation", Activation.positional, activation)}`,
      );
    this.activation = activation;
  }

  override getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, activation: activations.serialize(this.activation) });
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    return activated(this.activation, x, context);
  }

  override plans(): AnyLayerPlan[] {
    const { activation, outputShape } = this;
    if (typeof activation !== "string") {
      return [customActivation(this.name, activation, outputShape.slice(1) as number[])];
    }
    const plan = activationPlan(activation);
    const isKnown = outputShape.length === 2 || !ALONG_AXIS.includes(plan.name);
    return isKnown
      ? [{ kind: "activation", activation: plan }]
      : this.tensorSteps(` of samples with ${outputShape.length - 1} axes`);
  }
}

/** A layer of an activation with parameters. */
abstract class AdvancedActivation extends TensorLayer {
  override supportsMasking = true;
  protected readonly pythonClass: string =
    `tensorflow.python.keras.layers.advanced_activations.${this.className}`;

  /** @param given the entries of the configuration */
  constructor(
    options: LayerOptions,
    protected readonly formula: ActivationFunction,
    private readonly given: Readonly<Record<string, unknown>>,
  ) {
    super(options);
  }

  protected override get ownConfig() {
    return this.given;
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    return context.activate(this.formula, x);
  }

  override plans(): AnyLayerPlan[] {
    return [{ kind: "activation", activation: this.formula }];
  }
}

/** The activation as the engine takes it, which spells the names in camelCase. */
export function activationPlan(name: activations.ActivationName): ActivationFunction {
  if (name === "swish" || name === "hard_swish") return { name: name === "swish" ? "silu" : "hardSilu" };
  return { name: name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()) as ActivationName };
}

/** A function of tensors as an activation, which only TensorFlow.js can compute. */
export function customActivation(
  layer: string,
  call: TensorFunction,
  shape: readonly number[],
): TensorLayerPlan {
  const label = `the activation of layer '${layer}' (a function)`;
  return { kind: "tensors", label, call: (x) => call(x), inputShape: shape, shape, weights: [] };
}

/** Activations over all values along an axis, not of each by itself: the engine knows them for samples with one axis. */
const ALONG_AXIS: readonly ActivationName[] = ["softmax", "logSoftmax", "sparsemax"];

/** An activation of a layer's outputs, also with several axes: softmax and its like add up along the last. */
export function activated(
  activation: activations.Activation,
  x: TensorFlowTensor,
  context: CallContext,
): TensorFlowTensor {
  if (typeof activation !== "string") return activation(x);
  const plan = activationPlan(activation);
  if (!ALONG_AXIS.includes(plan.name)) return context.activate(plan, x);
  return alongAxes(x, [x.rank - 1], (rows) => context.activate(plan, rows));
}

export interface ELUOptions extends LayerOptions {
  /** `alpha: 0.3`; default 1. */
  alpha?: number;
}

/**
 * `x` above zero, `alpha · (eˣ − 1)` below ([Clevert et al. 2016](https://arxiv.org/abs/1511.07289)).
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.ELU({ alpha: 0.5 }), new Dense(1)]);
 */
export class ELU extends AdvancedActivation {
  /**
   * @param args `alpha`, default 1, and the options of every layer
   * @throws ValueError for a negative or infinite alpha
   */
  constructor(...args: [options?: ELUOptions] | [alpha: number, options?: ELUOptions]) {
    const { alpha, ...options } = fromArguments<ELUOptions>("ELU", args, { alpha: 1, ...LAYER });
    super(options, { name: "elu", alpha }, { alpha });
    if (!(Number.isFinite(alpha) && alpha >= 0)) {
      throw new ValueError(
        `Expected \`alpha\` of an ELU layer to be a number from 0. Received: alpha=${alpha}`,
      );
    }
  }
}

export interface LeakyReLUOptions extends LayerOptions {
  /** `negativeSlope: 0.1`; default 0.3. */
  negativeSlope?: number;
  /** @deprecated the name of `negativeSlope` in Keras 2 */
  alpha?: number | null;
}

/**
 * `x` above zero, `negativeSlope · x` below.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.LeakyReLU(), new Dense(1)]);
 */
export class LeakyReLU extends AdvancedActivation {
  /** Also takes the key of Keras 2. */
  static override fromConfig(this: ConfigClass<Layer>, config: object): Layer {
    const { alpha, ...rest } = config as { alpha?: unknown };
    return Layer.fromConfig.call(this, alpha === undefined ? rest : { ...rest, negative_slope: alpha });
  }

  /**
   * @param args `negativeSlope`, default 0.3, and the options of every layer
   * @throws ValueError for a negative or infinite slope
   */
  constructor(...args: [options?: LeakyReLUOptions] | [negativeSlope: number, options?: LeakyReLUOptions]) {
    const defaults = { negativeSlope: 0.3, ...LAYER, alpha: null };
    const given = fromArguments<LeakyReLUOptions>("LeakyReLU", args, defaults);
    const { negativeSlope, alpha: former, ...options } = given;
    const alpha = former ?? negativeSlope;
    // The key of Keras 2.4.3, which stores the slope as float32.
    super(options, { name: "leakyRelu", alpha }, { alpha: Math.fround(alpha) });
    if (former !== null) console.warn("Argument `alpha` is deprecated. Use `negativeSlope` instead.");
    if (!(Number.isFinite(alpha) && alpha >= 0)) {
      throw new ValueError(
        "The negativeSlope value of a Leaky ReLU layer cannot be null or negative value. Expected a float. " +
          `Received: negativeSlope=${alpha}`,
      );
    }
  }
}

export interface ReLUOptions extends LayerOptions {
  /** Upper bound of the outputs, `maxValue: 3`; default none. */
  maxValue?: number | null;
  /** The slope below the threshold, `negativeSlope: 0.1`; default 0. */
  negativeSlope?: number;
  /** Inputs below it count as negative, `threshold: 0.7`; default 0. */
  threshold?: number;
}

/**
 * `x` from `threshold` up to `maxValue`, `negativeSlope · (x − threshold)` below; with the defaults `max(x, 0)`.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.ReLU({ maxValue: 6 }), new Dense(1)]);
 */
export class ReLU extends AdvancedActivation {
  /** @throws ValueError for negative numbers */
  constructor(...args: [options?: ReLUOptions] | [maxValue: number | null, options?: ReLUOptions]) {
    const defaults = { maxValue: null, negativeSlope: 0, threshold: 0, ...LAYER };
    const given = fromArguments<ReLUOptions>("ReLU", args, defaults);
    const { maxValue, negativeSlope, threshold, ...options } = given;
    super(options, reluOf(maxValue, negativeSlope, threshold), {
      max_value: maxValue,
      negative_slope: negativeSlope,
      threshold,
    });
    for (const [name, value] of Object.entries({ maxValue: maxValue ?? 0, negativeSlope, threshold })) {
      if (value !== null && value >= 0) continue;
      const wrong = name === "maxValue" ? "a negative value" : "null or a negative value";
      throw new ValueError(`${name} of a ReLU layer cannot be ${wrong}. Received: ${name}=${value}`);
    }
  }
}

/** As in Keras the simplest function that fits the options: their derivatives at the edges differ. */
function reluOf(maxValue: number | null, negativeSlope: number, threshold: number): ActivationFunction {
  if (threshold === 0 && negativeSlope === 0 && maxValue === null) return { name: "relu" };
  if (threshold === 0 && negativeSlope === 0 && maxValue === 6) return { name: "relu6" };
  if (threshold === 0 && maxValue === null) return { name: "leakyRelu", alpha: negativeSlope };
  return { name: "reluGeneral", alpha: negativeSlope, beta: maxValue ?? Number.POSITIVE_INFINITY, threshold };
}

interface SoftmaxOptions extends LayerOptions {
  /** The axis along which the outputs add up to 1, or several in a list, `axis: 1`; default −1, the last. */
  axis?: number | readonly number[];
}

/**
 * `eˣ / Σeˣ` over the units of a sample: outputs from 0 to 1 that add up to 1.
 *
 * @example
 * const model = new Sequential([new Dense(3, { inputDim: 2 }), new layers.Softmax()]);
 */
export class Softmax extends AdvancedActivation {
  readonly axis: number | readonly number[];

  /** @throws ValueError for an axis that is not an integer */
  constructor(
    ...args: [options?: SoftmaxOptions] | [axis: number | readonly number[], options?: SoftmaxOptions]
  ) {
    const { axis, ...options } = fromArguments<SoftmaxOptions>("Softmax", args, { axis: -1, ...LAYER });
    super(options, { name: "softmax" }, { axis: typeof axis === "number" ? axis : [axis].flat() });
    if (![axis].flat().every(Number.isInteger)) {
      throw new ValueError(`Expected \`axis\` of a Softmax layer to be an integer. Received: axis=${axis}`);
    }
    this.axis = axis;
  }

  override readonly takesMask = true;

  /** @throws ValueError for an axis that the inputs do not have */
  override computeOutputShape(inputShape: Shape): Shape {
    for (const axis of [this.axis].flat()) axisOf(axis, inputShape);
    return super.computeOutputShape(inputShape);
  }

  /** Gives the mask the shape of the inputs, as NumPy does. */
  protected override computeEagerly(
    inputs: Structure<TensorFlowTensor>,
    training: boolean | undefined,
    options: Readonly<Record<string, unknown>> = {},
  ): Structure<TensorFlowTensor> {
    if (!options.isMasked) return super.computeEagerly(inputs, training, options);
    const [x, mask] = flatten(inputs);
    const isFitting = mask.shape.every((size: number, i: number) => {
      return size === 1 || size === x.shape[i + x.rank - mask.rank];
    });
    if (mask.rank > x.rank || !isFitting) {
      throw new ValueError(
        "The `mask` must be broadcastable to `inputs`. Each mask dimension must be 1 or match the corresponding input dimension. " +
          `Received: inputs.shape=${tuple([...x.shape])}, mask.shape=${tuple([...mask.shape])}`,
      );
    }
    return super.computeEagerly([x, mask.toFloat().broadcastTo(x.shape)], training, options);
  }

  override call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    const { tf, options } = context;
    const { axis } = this;
    if (typeof axis === "number" && !options.isMasked)
      return alongAxes(x, [axisOf(axis, x.shape)], (rows) => context.activate(this.formula, rows));
    const mask = options.isMasked ? context.mask.greater(0.5) : null;
    // Positions are masked for this layer alone.
    if (options.isMasked) context.mask = null;
    const inputs = mask === null ? x : tf.where(mask, x, tf.fill(x.shape, -3e38));
    const shifted = inputs.sub(inputs.max(axis, true));
    const outputs = shifted.exp().div(shifted.exp().sum(axis, true));
    return mask === null ? outputs : outputs.mul(mask.toFloat());
  }

  override plans(options: CallOptions = {}): AnyLayerPlan[] {
    const { axis, outputShape } = this;
    const isRow = outputShape.length === 2 && typeof axis === "number" && axisOf(axis, outputShape) === 1;
    return isRow && !options.isMasked ? super.plans() : this.tensorSteps();
  }
}

interface PReLUOptions extends LayerOptions {
  /** The slopes before training, default `"zeros"`. */
  alphaInitializer?: InitializerIdentifier;
  /** Default none. */
  alphaRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  alphaConstraint?: ConstraintIdentifier | null;
  /** Axes, counted from 1, that share one slope, `sharedAxes: [1, 2]`; default none. */
  sharedAxes?: number | readonly number[] | null;
}

/**
 * `x` above zero, `alpha · x` below, where `alpha` is learned for each unit ([He et al. 2015](https://arxiv.org/abs/1502.01852)).
 * The engine computes it for samples with one axis.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.PReLU(), new Dense(1)]);
 */
export class PReLU extends TensorLayer {
  override supportsMasking = true;
  protected readonly pythonClass = "tensorflow.python.keras.layers.advanced_activations.PReLU";
  declare readonly alphaInitializer: Initializer;
  declare readonly alphaRegularizer: Regularizer | null;
  declare readonly alphaConstraint: Constraint | null;
  readonly sharedAxes: readonly number[] | null;

  /** @throws ValueError for an unknown option or name */
  constructor(
    ...args:
      | [options?: PReLUOptions]
      | [alphaInitializer: InitializerIdentifier, options?: Omit<PReLUOptions, "alphaInitializer">]
  ) {
    const given = fromArguments<PReLUOptions>("PReLU", args, {
      alphaInitializer: "zeros",
      alphaRegularizer: null,
      alphaConstraint: null,
      sharedAxes: null,
      ...LAYER,
    });
    const { sharedAxes } = given;
    super(layerOptions(given));
    this.takeSettings(given, ["alpha"]);
    this.sharedAxes = sharedAxes === null ? null : [sharedAxes].flat();
  }

  override build(inputShape: Shape): void {
    const shape = inputShape.slice(1).map((size, i) => (this.sharedAxes?.includes(i + 1) ? 1 : size));
    if (this.built) {
      const alpha = this.weights[0].shape;
      if (alpha.length !== shape.length) throw wrongNdim(this.name, alpha.length + 1, inputShape);
      const changed = alpha.findIndex((size, i) => size !== shape[i]);
      if (changed !== -1) throw incompatibleInput(this.name, alpha[changed], inputShape, changed + 1);
      super.build(inputShape);
      return;
    }
    if (shape.includes(null)) {
      throw new ValueError(
        `Expected the input of layer '${this.name}' to have known sizes, or their axes in \`sharedAxes\`. ` +
          `Received: shape ${tuple([...inputShape])}`,
      );
    }
    this.makeWeight("alpha", shape as number[]);
    super.build(inputShape);
  }

  /** The engine knows it for samples with one axis, and a slope for each value. */
  protected override enginePlan(): PReLUPlan | undefined {
    const weights = this.engineWeights();
    if (weights === undefined || this.inputShape?.length !== 2 || this.sharedAxes?.includes(1))
      return undefined;
    return { kind: "prelu", alpha: weights[0] };
  }

  call(x: TensorFlowTensor, { tf, weights: [alpha] }: CallContext = this.callContext): TensorFlowTensor {
    return tf.relu(x).sub(alpha.mul(tf.relu(x.neg())));
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      ...weightConfig(this, ["alpha"]),
      shared_axes: this.sharedAxes,
    };
  }
}
