import type { DensePlan } from "../../engine/index.ts";
import { isPlainObject, receivedFirst, ValueError, withDefaults } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import * as activations from "../activations.ts";
import type { AnyLayerPlan, TensorLayerPlan } from "../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import type * as constraints from "../constraints.ts";
import type { Initializer, SerializedInitializer } from "../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier, SerializedRegularizer } from "../regularizers.ts";
import * as regularizers from "../regularizers.ts";
import type { Variable } from "../variable.ts";
import { ActivatedLayer } from "./activated-layer.ts";
import { activated, activationPlan, customActivation } from "./activations.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { layerOptions } from "./layer-options.ts";
import { activityPlan } from "./tensor-layer.ts";
import { type BiasOptions, KERNEL_AND_BIAS, type KernelOptions, weightConfig } from "./weight-settings.ts";

export interface DenseOptions extends KernelOptions, BiasOptions, LayerOptions {
  /** Applied to the outputs, `activation: "relu"`; default `"linear"`, which leaves them as they are. */
  activation?: activations.Activation | null;
  /** Add a bias to the sums of each unit, default true. */
  useBias?: boolean;
  /** A penalty on the outputs, over the number of samples in the batch; default none. TensorFlow.js computes it. */
  activityRegularizer?: RegularizerIdentifier | null;
}

export interface DenseConfig extends LayerConfig {
  trainable: boolean;
  /** Only when the layer was given its `inputShape`. */
  batch_input_shape?: Shape;
  units: number;
  activation: string;
  use_bias: boolean;
  kernel_initializer: SerializedInitializer;
  bias_initializer: SerializedInitializer;
  kernel_regularizer: SerializedRegularizer | null;
  bias_regularizer: SerializedRegularizer | null;
  activity_regularizer: SerializedRegularizer | null;
  kernel_constraint: constraints.SerializedConstraint | null;
  bias_constraint: constraints.SerializedConstraint | null;
}

const DEFAULTS = { activation: null, useBias: true, ...KERNEL_AND_BIAS, ...LAYER };

/**
 * `output = activation(input · kernel + bias)`: every output unit is joined to every input.
 *
 * Input shape `[batch, features]`, output shape `[batch, units]`; the kernel is `[features, units]`, the bias `[units]`.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputShape: [30], activation: "relu" }), new Dense(1)]);
 */
export class Dense extends ActivatedLayer {
  override supportsMasking = true;
  static readonly positional = ["units"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Dense";
  readonly units: number;
  readonly useBias: boolean;
  declare readonly kernelInitializer: Initializer;
  declare readonly biasInitializer: Initializer;
  declare readonly kernelRegularizer: Regularizer | null;
  declare readonly biasRegularizer: Regularizer | null;
  override readonly activityRegularizer: Regularizer | null;
  declare readonly kernelConstraint: constraints.Constraint | null;
  declare readonly biasConstraint: constraints.Constraint | null;

  /**
   * @param units outputs per sample, a positive integer
   * @throws ValueError for other units, an unknown option or name, or an invalid shape
   */
  constructor(units: number, options: DenseOptions = {}) {
    if (!Number.isInteger(units) || units <= 0) {
      throw new ValueError(
        "Received an invalid value for `units`, expected a positive integer. " +
          `Received: ${receivedFirst("Dense", Dense.positional, units)}` +
          (typeof units === "number" || (isPlainObject(units) && Object.hasOwn(units, "units"))
            ? ""
            : '. It comes first, the rest by name: new Dense(8, { activation: "sigmoid" })'),
      );
    }
    const given = withDefaults<DenseOptions>("Dense", options, DEFAULTS);
    super(layerOptions(given));
    this.units = units;
    this.activation = given.activation;
    this.useBias = given.useBias;
    this.takeSettings(given, ["kernel", "bias"]);
    this.activityRegularizer = regularizers.get(given.activityRegularizer);
  }

  override build(inputShape: Shape): void {
    const inputs = inputShape[inputShape.length - 1];
    if (inputShape.length < 2 || inputs === null) {
      throw new ValueError(
        `Expected the input of layer '${this.name}' to have the shape (batch, …, features). ` +
          `Received: shape ${tuple([...inputShape])}.`,
      );
    }
    if (this.built) {
      this.checkSize(inputShape);
      super.build(inputShape);
      return;
    }
    if (this.units === 1 && this.activation === "softmax") {
      console.warn(
        `You are using a softmax over axis -1 of a tensor of shape ${this.computeOutputShape(inputShape)}. This axis has ` +
          "size 1. The softmax operation will always return the value 1, which is likely not what you intended. Did you " +
          "mean to use a sigmoid instead?",
      );
    }
    this.makeWeight("kernel", [inputs, this.units]);
    if (this.useBias) this.makeWeight("bias", [this.units]);
    super.build(inputShape);
  }

  /** The weight `[features, units]`. @throws ValueError before the layer is built */
  get kernel(): Variable {
    return this.weightNamed("kernel");
  }

  /** The weight `[units]`; null with `useBias: false`. @throws ValueError before the layer is built */
  get bias(): Variable {
    return this.weightNamed("bias");
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple([...inputShape.slice(0, -1), this.units]);
  }

  override getConfig(): DenseConfig {
    return this.described({
      ...(this.baseConfig as LayerConfig & { trainable: boolean }),
      units: this.units,
      activation: activations.serialize(this.activation),
      use_bias: this.useBias,
      ...weightConfig(this, ["kernel", "bias"], this.activityRegularizer),
    });
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    return activated(this.activation, this.sums(x, context), context);
  }

  private sums(x: TensorFlowTensor, { weights: [kernel, bias] }: CallContext): TensorFlowTensor {
    const rows = x.reshape([-1, x.shape[x.rank - 1]]).matMul(kernel);
    return (bias === undefined ? rows : rows.add(bias)).reshape([...x.shape.slice(0, -1), this.units]);
  }

  override plans(): AnyLayerPlan[] {
    const { activation, units, outputShape, activityRegularizer } = this;
    if (outputShape.length > 2) return this.tensorSteps(` of samples with ${outputShape.length - 1} axes`);
    const isName = typeof activation === "string";
    const named = isName ? activationPlan(activation) : "linear";
    const sums = this.engineSums();
    const steps: AnyLayerPlan[] = sums
      ? [{ ...sums, activation: named }]
      : [this.tensorSums(), ...(isName ? [{ kind: "activation", activation: named } as const] : [])];
    if (!isName) steps.push(customActivation(this.name, activation, [units]));
    return activityRegularizer ? [...steps, activityPlan(this.name, activityRegularizer)] : steps;
  }

  /** The sums of rows as the engine computes them; undefined for a penalty or constraint that it does not know, and single frozen weights. */
  private engineSums(): Omit<DensePlan, "activation"> | undefined {
    const { units, useBias, trainable } = this;
    const weights = this.engineWeights();
    if (weights === undefined || weights.some((weight) => weight.trainable !== trainable)) return undefined;
    const [kernel, bias] = weights;
    return {
      units,
      useBias,
      trainable,
      ...(kernel.regularizer && { kernelRegularizer: kernel.regularizer }),
      ...(bias?.regularizer && { biasRegularizer: bias.regularizer }),
      ...(kernel.constraint && { kernelConstraint: kernel.constraint }),
      ...(bias?.constraint && { biasConstraint: bias.constraint }),
    };
  }

  /** The same by TensorFlow.js, with what the engine does not know as its label. */
  private tensorSums(): TensorLayerPlan {
    const plan = this.tensorPlan();
    const labels = plan.weights.flatMap(({ regularizer, constraint }, i) => {
      const owner = `of layer '${this.name}'`;
      const { name } = this.weights[i];
      return [
        ...(regularizer && "call" in regularizer
          ? [`the ${name} regularizer ${owner} (${regularizer.label})`]
          : []),
        ...(constraint?.kind === "custom" ? [`the ${name} constraint ${owner} (${constraint.label})`] : []),
      ];
    });
    return {
      kind: "tensors",
      ...plan,
      label: labels.join(" and ") || `layer '${this.name}' (Dense with single frozen weights)`,
      call: (x, context) => this.sums(x, context),
    };
  }
}
