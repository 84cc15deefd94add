import { received, ValueError, withDefaults } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import * as activations from "../activations.ts";
import type { AnyLayerPlan, PenalizedDensePlan, TensorLayerPlan } from "../backend/plan.ts";
import * as constraints from "../constraints.ts";
import type { Initializer, InitializerIdentifier, SerializedInitializer } from "../initializers/index.ts";
import * as initializers from "../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier, SerializedRegularizer } from "../regularizers.ts";
import * as regularizers from "../regularizers.ts";
import type { Variable } from "../variable.ts";
import { activated, activationPlan, customActivation } from "./activations.ts";
import { incompatibleInput } from "./arguments.ts";
import { activityPlan } from "./core.ts";
import { LAYER, Layer, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { newVariable } from "./new-variable.ts";
import { weightConfig } from "./weight-config.ts";

export interface DenseOptions extends LayerOptions {
  /** Applied to the outputs, `activation: "relu"`; default `"linear"`, which leaves them as they are. */
  activation?: activations.Activation | null;
  /** Add a bias to the sums of each unit, default true. */
  useBias?: boolean;
  /** The weights before training, `kernelInitializer: "he_normal"`; default `"glorot_uniform"`. */
  kernelInitializer?: InitializerIdentifier;
  /** The biases before training, `biasInitializer: "ones"`; default `"zeros"`. */
  biasInitializer?: InitializerIdentifier;
  /** A penalty on the kernel, `kernelRegularizer: "l2"`; default none. */
  kernelRegularizer?: RegularizerIdentifier | null;
  /** A penalty on the bias, `biasRegularizer: "l2"`; default none. */
  biasRegularizer?: RegularizerIdentifier | null;
  /** A penalty on the outputs, over the number of samples in the batch; default none. TensorFlow.js computes it. */
  activityRegularizer?: RegularizerIdentifier | null;
  /** Constraint on the kernel after each update, `kernelConstraint: "non_neg"`; default none. */
  kernelConstraint?: constraints.ConstraintIdentifier | null;
  /** Constraint on the bias after each update, `biasConstraint: "non_neg"`; default none. */
  biasConstraint?: constraints.ConstraintIdentifier | null;
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

/**
 * `output = activation(input · kernel + bias)`: every output unit is joined to every input.
 *
 * Input shape `[batch, features]`, output shape `[batch, units]`; the kernel is `[features, units]`, the bias `[units]`.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputShape: [30], activation: "relu" }), new Dense(1)]);
 */
export class Dense extends Layer {
  override supportsMasking = true;
  static readonly positional = ["units"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Dense";
  readonly units: number;
  readonly activation: activations.Activation;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | null;
  readonly biasRegularizer: Regularizer | null;
  readonly activityRegularizer: Regularizer | null;
  readonly kernelConstraint: constraints.Constraint | null;
  readonly biasConstraint: constraints.Constraint | null;

  /**
   * @param units outputs per sample, a positive integer
   * @throws ValueError for other units, an unknown option or name, or an invalid shape
   */
  constructor(units: number, options: DenseOptions = {}) {
    if (!Number.isInteger(units) || units <= 0) {
      throw new ValueError(
        `Received an invalid value for \`units\`, expected a positive integer. ${
          typeof units === "number"
            ? `Received: units=${units}`
            : `Received: units=${received(units)}. It comes first, the rest by name: new Dense(8, { activation: "sigmoid" })`
        }`,
      );
    }
    const given = withDefaults<DenseOptions>("Dense", options, {
      activation: null,
      useBias: true,
      kernelInitializer: "glorot_uniform",
      biasInitializer: "zeros",
      kernelRegularizer: null,
      biasRegularizer: null,
      activityRegularizer: null,
      kernelConstraint: null,
      biasConstraint: null,
      ...LAYER,
    });
    const { name, trainable, inputShape, inputDim } = given;
    super({ name, trainable, inputShape, inputDim });
    this.units = units;
    this.activation = activations.get(given.activation);
    this.useBias = given.useBias;
    this.kernelInitializer = initializers.get(given.kernelInitializer ?? "glorot_uniform");
    this.biasInitializer = initializers.get(given.biasInitializer ?? "zeros");
    this.kernelRegularizer = regularizers.get(given.kernelRegularizer);
    this.biasRegularizer = regularizers.get(given.biasRegularizer);
    this.activityRegularizer = regularizers.get(given.activityRegularizer);
    this.kernelConstraint = constraints.get(given.kernelConstraint);
    this.biasConstraint = constraints.get(given.biasConstraint);
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
      const built = this.inputShape?.at(-1) ?? null;
      if (built !== inputs) throw incompatibleInput(this.name, built, inputShape);
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
    const kernel = [inputs, this.units];
    const weights = [newVariable(`${this.name}/kernel`, kernel, this.kernelInitializer)];
    if (this.useBias) weights.push(newVariable(`${this.name}/bias`, [this.units], this.biasInitializer));
    this.weights = weights;
    super.build(inputShape);
  }

  /** The weight `[features, units]`. @throws ValueError before the layer is built */
  get kernel(): Variable {
    const [kernel] = this.weights;
    if (kernel !== undefined) return kernel;
    throw new ValueError("You must build the layer before accessing `kernel`.");
  }

  /** The weight `[units]`; null with `useBias: false`. @throws ValueError before the layer is built */
  get bias(): Variable {
    void this.kernel;
    return (this.useBias ? this.weights[1] : null) as Variable;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple([...inputShape.slice(0, -1), this.units]);
  }

  getConfig(): DenseConfig {
    return this.described({
      ...(this.baseConfig as LayerConfig & { trainable: boolean }),
      units: this.units,
      activation: activations.serialize(this.activation),
      use_bias: this.useBias,
      ...weightConfig(this, ["kernel", "bias"], this.activityRegularizer),
    });
  }

  plans(): AnyLayerPlan[] {
    const { activation, units, useBias, trainable, activityRegularizer } = this;
    const axes = this.outputShape.slice(1) as number[];
    const plan = {
      units,
      useBias,
      trainable,
      // Keras leaves out the penalties on weights that stay as they are.
      ...(trainable && this.penalties()),
      ...this.rules(),
    };
    const steps: AnyLayerPlan[] =
      axes.length > 1
        ? [this.tensorPlan()]
        : typeof activation === "string"
          ? [{ ...plan, activation: activationPlan(activation) }]
          : [{ ...plan, activation: "linear" }, customActivation(this.name, activation, [units])];
    return activityRegularizer ? [...steps, activityPlan(this.name, activityRegularizer)] : steps;
  }

  /** Samples with more than one axis, whose last axis are the features: the engine does not know them. */
  private tensorPlan(): TensorLayerPlan {
    const { activation, units, trainable } = this;
    const weights = [
      { variable: "kernel", regularizer: this.kernelRegularizer, constraint: this.kernelConstraint },
      { variable: "bias", regularizer: this.biasRegularizer, constraint: this.biasConstraint },
    ].slice(0, this.weights.length);
    return {
      kind: "tensors",
      label: `layer '${this.name}' (Dense of samples with ${this.outputShape.length - 1} axes)`,
      inputShape: this.inputShape?.slice(1) as number[],
      shape: this.outputShape.slice(1) as number[],
      weights: weights.map(({ regularizer, constraint }, i) => ({
        shape: this.weights[i].shape,
        trainable,
        ...(trainable && regularizer && { regularizer: regularizer.plan() }),
        ...(constraint && { constraint: constraint.plan() }),
      })),
      call(x, context) {
        const [kernel, bias] = context.weights;
        const rows = x.reshape([-1, x.shape[x.rank - 1]]).matMul(kernel);
        const sums = bias === undefined ? rows : rows.add(bias);
        return activated(activation, sums.reshape([...x.shape.slice(0, -1), units]), context);
      },
    };
  }

  /** The constraints of kernel and bias, if any. */
  private rules() {
    const rules: Record<string, unknown> = {};
    for (const weight of ["kernel", "bias"] as const) {
      const plan = this[`${weight}Constraint`]?.plan();
      if (plan === undefined) continue;
      if (plan.kind !== "custom") rules[`${weight}Constraint`] = plan;
      else {
        rules[`${weight}Rule`] = plan;
        rules.label = `the ${weight} constraint of layer '${this.name}' (${plan.label})`;
      }
    }
    return rules as Pick<
      PenalizedDensePlan,
      "label" | "kernelConstraint" | "biasConstraint" | "kernelRule" | "biasRule"
    >;
  }

  /** The regularizers of kernel and bias, if any. */
  private penalties() {
    const penalties: Record<string, unknown> = {};
    for (const weight of ["kernel", "bias"] as const) {
      const plan = this[`${weight}Regularizer`]?.plan();
      if (plan === undefined) continue;
      if ("l1" in plan) penalties[`${weight}Regularizer`] = plan;
      else {
        penalties[`${weight}Penalty`] = plan.call;
        penalties.label = `the ${weight} regularizer of layer '${this.name}' (${plan.label})`;
      }
    }
    return penalties as Pick<
      PenalizedDensePlan,
      "label" | "kernelRegularizer" | "biasRegularizer" | "kernelPenalty" | "biasPenalty"
    >;
  }
}
