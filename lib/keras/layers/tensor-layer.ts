import type { LayerPlan, VectorPlan } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import type { ActivityPlan, AnyLayerPlan, TensorLayerPlan, WeightPlan } from "../backend/plan.ts";
import { inCall } from "../backend/scope.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Regularizer } from "../regularizers.ts";
import type { SavedLayer } from "../saving/saveable.ts";
import type { Variable } from "../variable.ts";
import { contextOf } from "./call-context.ts";
import { optionsOfCall, withOptions } from "./call-options.ts";
import { type KerasTensor, type Structure, sampleShape } from "./keras-tensor.ts";
import type { CallOptions } from "./layer-options.ts";
import { newVariable } from "./new-variable.ts";
import { trackedIn } from "./tracked-layers.ts";
import { TrackingLayer } from "./tracking-layer.ts";
import { settingsOf, takeSettings, type WeightSettings } from "./weight-settings.ts";

/** The classes of `keras.layers`, once all of them are loaded. */
export const builtInClasses = new WeakSet<object>();

/** A layer computed by TensorFlow.js' operations. If the engine knows all layers of the model, the engine computes it. */
export abstract class TensorLayer<
  Form extends Structure<KerasTensor> = KerasTensor,
> extends TrackingLayer<Form> {
  /** The outputs for a batch of inputs, `[samples, …]`. */
  abstract call(x: TensorFlowTensor, context?: CallContext): TensorFlowTensor;

  /** The context of a `call` that is given none, as `super.call(x)` in a subclass. */
  protected get callContext(): CallContext {
    return contextOf(this);
  }

  /** A penalty on the outputs. */
  protected readonly activityRegularizer: Regularizer | null = null;

  /** Sets `kernelInitializer`, `kernelRegularizer` and `kernelConstraint` by the options of these names, for each name. */
  protected takeSettings(options: object, names: readonly string[]): void {
    takeSettings(this, options, names);
  }

  /**
   * Adds a weight; trained ones have to be added first.
   *
   * @param settings default: those of the layer's options by the weight's name
   */
  protected makeWeight(
    name: string,
    shape: readonly number[],
    settings: WeightSettings = settingsOf(this, name),
  ): Variable {
    const variable = newVariable(`${this.name}/${name}`, shape, settings);
    this.ownWeights = [...this.ownWeights, variable];
    return variable;
  }

  /** Built-in classes, whose properties are not searched, hold only the weights that they make. */
  override get owner(): object {
    return builtInClasses.has(this.constructor) ? {} : this;
  }

  /** Not those of a subclass, which reads them itself. */
  override get weightsOfCall(): readonly Variable[] {
    return this.ownWeights;
  }

  /** The layers and weights of a subclass beside those of the class that it extends. */
  override get tracked(): SavedLayer["tracked"] {
    const { ownWeights, addedWeights } = this;
    const { wrappedLayers } = this as SavedLayer;
    const wrapped = Object.values(wrappedLayers ?? {});
    const held = trackedIn(this.owner, []).layers;
    const layers = Object.entries(held).filter(([, one]) => !wrapped.includes(one as SavedLayer));
    if (layers.length === 0 && addedWeights.length === ownWeights.length) return undefined;
    // Files have the weights of a class with layers in the groups of these.
    const weights = wrappedLayers ? addedWeights.filter((one) => !ownWeights.includes(one)) : addedWeights;
    return { layers: { ...wrappedLayers, ...Object.fromEntries(layers) }, weights };
  }

  /** The weight of that name. @throws ValueError before the layer is built; afterwards null if the layer has none */
  protected weightNamed(name: string): Variable {
    if (!this.built) throw new ValueError(`You must build the layer before accessing \`${name}\`.`);
    return (this.ownWeights.find((variable) => variable.name === name) ?? null) as Variable;
  }

  /** The function, shapes and weights by which TensorFlow.js computes it. */
  protected tensorPlan(): Omit<TensorLayerPlan, "kind" | "label"> {
    return {
      call: (x, context) =>
        inCall(this, context, (own) =>
          this.call(x, this.hasOwnCall ? withOptions(own, context.options) : own),
        ),
      inputShape: sampleShape(this.inputShape),
      shape: this.outputShape.slice(1) as number[],
      weights: this.weightPlans(),
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

  /** True if a subclass overrides `call`, and neither of the methods by which the engine computes the class that it extends. */
  private get hasOwnCall(): boolean {
    let owner: object = this;
    const has = (name: string) => Object.hasOwn(owner, name);
    while (!has("call") && !has("plans") && !has("enginePlan")) owner = Object.getPrototypeOf(owner);
    const isComputed = () => has("plans") || has("enginePlan");
    if (isComputed()) return false;
    while (!isComputed()) owner = Object.getPrototypeOf(owner);
    // The engine computes none of these classes: there is nothing to override.
    return owner !== TensorLayer.prototype;
  }

  override get callOptions(): Readonly<Record<string, true>> | null {
    return this.hasOwnCall ? optionsOfCall(this.call) : {};
  }

  /** The layer as TensorFlow.js computes it. @param reason why the engine does not */
  protected tensorSteps(reason = ""): [TensorLayerPlan, ...ActivityPlan[]] {
    const { activityRegularizer } = this;
    const plan: TensorLayerPlan = { kind: "tensors", label: this.planLabel + reason, ...this.tensorPlan() };
    return activityRegularizer ? [plan, activityPlan(this.name, activityRegularizer)] : [plan];
  }

  plans(_options?: CallOptions): AnyLayerPlan[] {
    const [plan, ...others] = this.tensorSteps();
    return [{ ...plan, engine: this.enginePlan() }, ...others];
  }

  override callPlans(options?: CallOptions): AnyLayerPlan[] {
    if (this.hasOwnCall) return this.tensorSteps(" with a `call` of its own");
    const isKnown = this.weights.length === this.ownWeights.length;
    return isKnown ? this.plans(options) : this.tensorSteps();
  }
}

/** The plan of a penalty on a layer's outputs. */
export function activityPlan(layer: string, regularizer: Regularizer): ActivityPlan {
  const label = `the activity regularizer of layer '${layer}'`;
  return { kind: "activity", label, regularizer: regularizer.plan() };
}
