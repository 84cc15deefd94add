import type { LayerPlan, VectorPlan } from "../../engine/index.ts";
import type { AnyLayerPlan, TensorLayerPlan, WeightPlan } from "../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Constraint } from "../constraints.ts";
import type { Initializer } from "../initializers/index.ts";
import type { Regularizer } from "../regularizers.ts";
import type { Variable } from "../variable.ts";
import { activityPlan } from "./core.ts";
import type { KerasTensor, Structure } from "./keras-tensor.ts";
import { Layer } from "./layer.ts";
import { newVariable } from "./new-variable.ts";

export interface WeightOptions {
  /** Let training change it, default true. */
  trainable?: boolean;
  /** Default none. */
  regularizer?: Regularizer | null;
  /** Default none. */
  constraint?: Constraint | null;
}

/** A layer computed by TensorFlow.js' operations. If the engine knows all layers of the model, the engine computes it. */
export abstract class TensorLayer<Form extends Structure<KerasTensor> = KerasTensor> extends Layer<Form> {
  private readonly weightOptions: Required<WeightOptions>[] = [];

  /** The outputs for a batch of inputs, `[samples, …]`. */
  abstract call(x: TensorFlowTensor, context: CallContext): TensorFlowTensor;

  /** A penalty on the outputs. */
  protected readonly activityRegularizer: Regularizer | null = null;

  /** Adds a weight; trained ones have to be added first. */
  protected addWeight(
    name: string,
    shape: readonly number[],
    initializer: Initializer,
    { trainable = true, regularizer = null, constraint = null }: WeightOptions = {},
  ): Variable {
    const variable = newVariable(`${this.name}/${name}`, shape, initializer);
    variable.trainable = trainable;
    this.weights = [...this.weights, variable];
    this.weightOptions.push({ trainable, regularizer, constraint });
    return variable;
  }

  /** The function, shapes and weights by which TensorFlow.js computes it. */
  protected tensorPlan(): Omit<TensorLayerPlan, "kind" | "label"> {
    return {
      call: (x, context) => this.call(x, context),
      inputShape: this.inputShape?.slice(1) as number[],
      shape: this.outputShape.slice(1) as number[],
      weights: this.weightPlans(),
      engine: this.enginePlan(),
    };
  }

  /** How the engine computes the layer; undefined if it cannot. Default: it cannot. */
  protected enginePlan(): LayerPlan | undefined {
    return undefined;
  }

  /** The layer's weights as the engine takes them; undefined if it does not know one of their penalties or constraints. */
  protected engineWeights(): VectorPlan[] | undefined {
    const weights = this.weightPlans();
    const known = weights.filter(
      (weight): weight is WeightPlan & VectorPlan =>
        !("call" in (weight.regularizer ?? {})) && weight.constraint?.kind !== "custom",
    );
    return known.length === weights.length ? known : undefined;
  }

  /** The layer's weights as the trainer takes them. */
  weightPlans(): WeightPlan[] {
    return this.weights.map(({ shape }, i) => {
      const { regularizer, constraint, ...options } = this.weightOptions[i];
      const trainable = this.trainable && options.trainable;
      return {
        shape,
        trainable,
        // Keras leaves out the penalties on weights that stay as they are.
        ...(trainable && regularizer && { regularizer: regularizer.plan() }),
        ...(constraint && { constraint: constraint.plan() }),
      };
    });
  }

  plans(): AnyLayerPlan[] {
    const plan: TensorLayerPlan = {
      kind: "tensors",
      label: `layer '${this.name}' (${this.className})`,
      ...this.tensorPlan(),
    };
    const { activityRegularizer } = this;
    return activityRegularizer ? [plan, activityPlan(this.name, activityRegularizer)] : [plan];
  }
}
