import type { ActivationFunction, LayerPlan } from "../../../engine/index.ts";
import { ValueError } from "../../../errors.ts";
import { dict, tuple } from "../../../python-repr.ts";
import * as activations from "../../activations.ts";
import type { CustomLayerPlan } from "../../backend/plan.ts";
import type { TensorFunction } from "../../backend/tensor-types.ts";
import { Layer, type LayerConfig, type LayerOptions, type Shape } from "../layer.ts";

/**
 * An activation as a layer of its own.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.Activation("relu"), new Dense(1)]);
 */
export class Activation extends Layer {
  readonly className = "Activation";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Activation";
  readonly activation: activations.Activation;

  /**
   * @param activation a name, or a function of tensors, which TensorFlow.js computes
   * @throws ValueError for an unknown name
   */
  constructor(activation: activations.Activation, options: LayerOptions = {}) {
    super(options, "Activation");
    this.activation = activations.get(activation);
  }

  override build(inputShape: Shape): void {
    if (typeof this.activation === "string") checkAxes(this.name, this.activation, inputShape);
    super.build(inputShape);
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, activation: activations.serialize(this.activation) });
  }

  plans(): (LayerPlan | CustomLayerPlan)[] {
    const { activation } = this;
    if (typeof activation !== "string") {
      return [customActivation(this.name, activation, this.outputShape.slice(1) as number[])];
    }
    return [{ kind: "activation", activation: activations.planOf(activation) }];
  }
}

/** A layer of an activation with parameters. */
export abstract class AdvancedActivation extends Layer {
  protected get pythonClass(): string {
    return `tensorflow.python.keras.layers.advanced_activations.${this.className}`;
  }

  protected abstract readonly function: ActivationFunction;
  protected abstract readonly ownConfig: Record<string, unknown>;

  override build(inputShape: Shape): void {
    checkAxes(this.name, this.function.name, inputShape);
    super.build(inputShape);
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, ...this.ownConfig });
  }

  plans(): LayerPlan[] {
    return [{ kind: "activation", activation: this.function }];
  }
}

/** A function of tensors as an activation, which only TensorFlow.js can compute. */
export function customActivation(
  layer: string,
  call: TensorFunction,
  shape: readonly number[],
): CustomLayerPlan {
  return { kind: "custom", label: `the activation of layer '${layer}' (a function)`, call, shape };
}

/** @throws ValueError for an activation over all units of a sample whose samples have more than one axis */
function checkAxes(layer: string, name: string, inputShape: Shape): void {
  if (inputShape.length === 2 || !["softmax", "log_softmax", "sparsemax"].includes(name)) return;
  throw new ValueError(
    `Expected the input of layer '${layer}' to have the shape (batch, features) for ${name}. ` +
      `Received: shape ${tuple([...inputShape])}. Put a Flatten layer before it.`,
  );
}
