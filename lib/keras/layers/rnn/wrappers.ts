import { fromArguments, received, ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { TensorLayerPlan } from "../../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import { innerForm } from "../../saving/keras3-form.ts";
import { fixesTraining, revisionOf } from "../graph.ts";
import type { KerasTensor, Structure } from "../keras-tensor.ts";
import { LAYER, Layer, type LayerOptions, type Shape } from "../layer.ts";
import { REVISION } from "../layer-options.ts";
import { TensorLayer } from "../tensor-layer.ts";
import { stepsOf } from "./steps.ts";

/** A layer that wraps others and has their weights. */
export abstract class Wrapper<Form extends Structure<KerasTensor> = KerasTensor> extends TensorLayer<Form> {
  override supportsMasking = true;
  /** The layers inside, in the order of the weights. */
  protected abstract readonly inner: readonly Layer[];

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.wrappers.${this.className}`;

  override get owner(): object {
    return this;
  }

  /** The shape that the layers inside see. */
  protected abstract innerShape(inputShape: Shape): Shape;

  override build(inputShape: Shape): void {
    const shape = this.innerShape(inputShape);
    for (const layer of this.inner) {
      const isNew = !layer.built;
      layer.build(shape);
      if (!isNew) continue;
      for (const variable of layer.weights) variable.path = `${this.name}/${variable.path}`;
    }
    super.build(inputShape);
  }

  override get [REVISION](): number {
    return revisionOf(this.inner);
  }

  /** The plan of a layer inside, which `call` computes by `context.child`. */
  protected childPlan(layer: Layer): NonNullable<TensorLayerPlan["children"]>[number] {
    return {
      plans: layer.callPlans(),
      weights: layer.weights.map((variable) => this.weights.indexOf(variable)),
      inputShape: layer.inputShape?.slice(1) as number[],
      shape: layer.outputShape.slice(1) as number[],
    };
  }

  protected override tensorPlan(): Omit<TensorLayerPlan, "kind" | "label"> {
    for (const layer of this.inner) {
      if (!layer.graph || !fixesTraining(layer.graph)) continue;
      throw new ValueError(
        `Expected ${this.className} to wrap a layer, or a model whose layers were not called with \`training\`. Received: model ` +
          `'${layer.name}'. Call the wrapper with it instead: \`wrapper.apply(inputs, { training: false })\`.`,
      );
    }
    return super.tensorPlan();
  }
}

export interface TimeDistributedOptions extends LayerOptions {
  /** The layer of each step. */
  layer: Layer;
}

/**
 * Applies a layer to every step of a sequence separately.
 *
 * @example
 * const model = new Sequential([new layers.TimeDistributed(new Dense(8), { inputShape: [10, 3] })]);
 */
export class TimeDistributed extends Wrapper {
  readonly layer: Layer;

  /**
   * @param args the layer of each step, and options
   * @throws ValueError for anything but a layer
   */
  constructor(...args: [options: TimeDistributedOptions] | [layer: Layer, options?: LayerOptions]) {
    const defaults = { layer: REQUIRED, ...LAYER };
    const { layer, ...options } = fromArguments<TimeDistributedOptions>("TimeDistributed", args, defaults);
    super(options);
    if (!(layer instanceof Layer)) {
      throw new ValueError(
        "Please initialize `TimeDistributed` layer with a `keras.layers.Layer` instance. " +
          `Received: ${received(layer)}`,
      );
    }
    this.layer = layer;
  }

  /** The layer by its name in Keras' files. */
  get wrappedLayers(): Readonly<Record<string, Layer>> {
    return { layer: this.layer };
  }

  protected get inner(): readonly Layer[] {
    return [this.layer];
  }

  protected innerShape(inputShape: Shape): Shape {
    if (inputShape.length < 3) {
      throw new ValueError(
        "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, " +
          `received: ${tuple([...inputShape])}`,
      );
    }
    return tuple([inputShape[0], ...inputShape.slice(2)]);
  }

  override readonly takesMask = true;

  override outputShapesFor(
    shape: Shape | Shape[],
    inputs: Structure<KerasTensor>,
    options: Readonly<Record<string, unknown>> = {},
  ): Shape[] {
    if (options.isMasked) {
      const [x, mask] = shape as Shape[];
      const isFitting = mask[1] === null || x[1] === null || mask[1] === x[1];
      if (mask.length < 2 || !isFitting) {
        throw new ValueError(
          "The first two dimensions of the mask (batch size and timesteps) of a `TimeDistributed` layer must match the input's. " +
            `Received: mask of shape ${tuple([...mask])} for an input of shape ${tuple([...x])}`,
        );
      }
    }
    return super.outputShapesFor(shape, inputs, options);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [samples, ...rest] = this.layer.computeOutputShape(this.innerShape(inputShape));
    return tuple([samples, inputShape[1], ...rest]);
  }

  protected override tensorPlan(): Omit<TensorLayerPlan, "kind" | "label"> {
    return { ...super.tensorPlan(), children: [this.childPlan(this.layer)] };
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    const { tf, mask } = context;
    // A mask of single steps says nothing about the axes inside them.
    const masks = mask !== null && mask.rank > 2 ? stepsOf(mask, context) : [];
    const steps = stepsOf(x, context).map((step, i) => context.child(0, step, masks[i]));
    return tf.stack(steps, 1);
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    const { layer } = this;
    return {
      layer: innerForm(layer),
    };
  }
}
