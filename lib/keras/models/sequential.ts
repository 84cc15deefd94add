import { boundedList, fromArguments, received, ValueError } from "../../errors.ts";
import { dict } from "../../python-repr.ts";
import { dialect } from "../dialects/dialect.ts";
import { countGraph, derivedInputName } from "../dialects/names.ts";
import { incompatibleInput } from "../layers/arguments.ts";
import { graphBetween } from "../layers/graph.ts";
import { InputLayer } from "../layers/input-layer.ts";
import {
  type Graph,
  isKerasTensor,
  type KerasTensor,
  neverCalled,
  type Structure,
} from "../layers/keras-tensor.ts";
import type { AnyLayer, Layer, Shape } from "../layers/layer.ts";
import { type CustomObjects, type SerializedObject, withCustomObjects } from "../saving/config.ts";
import { deserialize as deserializeLayer, modelClasses } from "../saving/layers.ts";
import { checkLayerCount } from "../saving/weight-budget.ts";
import { uniqueName } from "../state.ts";
import { Model } from "./model.ts";
import type { ModelConfig } from "./model-config.ts";
import { register } from "./register.ts";

type Layers = readonly (Layer | KerasTensor)[];

interface SequentialOptions {
  /** Default none. */
  layers?: Layers;
  /** If false, training does not change the weights; default true. */
  trainable?: boolean;
  /** `name: "mine"`; default `sequential`, `sequential_1`, … */
  name?: string;
}

/**
 * A stack of layers, each taking the outputs of the previous one.
 *
 * With an input shape, from the first layer's `inputShape` or an `Input`, the model is built as layers are added; without one
 * when `build` is called or it gets its first data.
 *
 * @example
 * const model = new Sequential();
 * model.add(new Dense(8, { inputShape: [5], activation: "sigmoid" }));
 * model.add(new Dense(1));
 * model.compile({ optimizer: "adam", loss: "mse" });
 */
export class Sequential extends Model {
  override readonly className = "Sequential";
  /** The symbolic input; undefined before the model is built. */
  private first: KerasTensor | undefined;
  /** The output of each layer; empty before the model is built. */
  private readonly tensors: KerasTensor[] = [];
  private graphOfStack: Graph | undefined;
  /** True if the input layer comes from a layer's shape or from data, so that `pop` of the only layer removes it. */
  private inputIsDerived = false;
  private readonly stack: Layer[] = [];
  private readonly boundedStack = boundedList(this.stack, "model.layers");

  /**
   * @param args the layers to add, default none, and options
   * @throws ValueError for anything but a list of layers, and `trainable` that is not a boolean
   */
  constructor(
    ...args:
      | [options?: SequentialOptions]
      | [layers: Layers, options?: SequentialOptions]
      | [layers: Layers, trainable: boolean, name?: string]
  ) {
    const defaults = { layers: [], trainable: true, name: "" };
    const { layers, trainable, name } = fromArguments<SequentialOptions>("Sequential", args, defaults);
    super({ name: name || uniqueName("Sequential") });
    if (typeof trainable !== "boolean") {
      throw new ValueError(
        'Expected `trainable` to be true or false, and the name by name: new Sequential([…], { name: "mine" }). ' +
          `Received: trainable=${received(trainable)}`,
      );
    }
    if (!Array.isArray(layers)) {
      throw new ValueError(
        `Expected the layers as a list: new Sequential([new Dense(…), …]). Received: ${received(layers)}`,
      );
    }
    for (const layer of layers) this.append(layer);
    if (this.tensors.length > 0) countGraph();
    if (!trainable) this.trainable = false;
    register(this);
  }

  protected override get pythonClass(): string {
    return "tensorflow.python.keras.engine.sequential.Sequential";
  }

  protected override get isSubclassed(): boolean {
    return false;
  }

  /** The layers, without the input layer. */
  override get layers(): readonly AnyLayer[] {
    return this.boundedStack;
  }

  override get graph(): Graph | undefined {
    const last = this.tensors.at(-1);
    if (this.first === undefined || last === undefined) return undefined;
    this.graphOfStack ??= graphBetween([this.first], [last]);
    return this.graphOfStack;
  }

  /** As in Keras, the shape of the first data binds the layers, not the model. */
  protected override get takesOtherSizes(): boolean {
    return this.inputIsDerived && !this.stack[0]?.batchInputShape;
  }

  protected override shapeBefore(inputShape: Shape): Shape {
    if (this.layers.length === 0) return super.shapeBefore(inputShape);
    return this.layers.reduce((shape, layer) => layer.computeOutputShape(shape), inputShape);
  }

  override get inputForm(): Structure<object> {
    return this.first ?? {};
  }

  override get outputForm(): Structure<object> {
    return this.tensors.at(-1) ?? this.first ?? {};
  }

  /** True if the input shape is known, and with it all weights. */
  override get built(): boolean {
    return this.first !== undefined;
  }

  override get inputShape(): Shape | undefined {
    return this.first?.shape;
  }

  /** @throws ValueError before the model is built */
  override get outputShape(): Shape {
    const last = this.tensors.at(-1) ?? this.first;
    if (last !== undefined) return last.shape;
    throw neverCalled(this.name, "output shape");
  }

  /**
   * Adds a layer on top.
   *
   * @throws ValueError for anything but a layer, a name that is taken, a second input, or a layer built for another input
   *
   * @example
   * const model = new Sequential();
   * model.add(new Dense(8, { inputShape: [5], activation: "relu" }));
   * model.add(new Dense(1));
   */
  add(layer: Layer | KerasTensor): void {
    this.append(layer);
    if (this.tensors.length > 0) countGraph();
  }

  private append(layer: Layer | KerasTensor): void {
    if (isKerasTensor(layer)) {
      this.setInput(layer);
      return;
    }
    if (typeof layer?.computeOutputShape !== "function") {
      throw new ValueError(
        `Only instances of \`Layer\` can be added to a Sequential model. Received: ${received(layer)}`,
      );
    }
    if (isInput(layer)) {
      this.setInput(layer.tensor);
      return;
    }
    if (this.stack.some(({ name }) => name === layer.name)) {
      throw new ValueError(
        `All layers added to a Sequential model should have unique names. Name '${layer.name}' is already the name ` +
          "of a layer in this model. Update the `name` argument to pass a unique name.",
      );
    }
    const last = this.tensors.at(-1) ?? this.first;
    if (last !== undefined) {
      this.tensors.push(this.connect(layer, last));
    } else if (this.stack.length === 0 && layer.batchInputShape) {
      const input = inputOf(layer, layer.batchInputShape);
      this.tensors.push(this.connect(layer, input));
      this.first = input;
      this.inputIsDerived = true;
    }
    this.stack.push(layer);
    this.changed();
  }

  /**
   * Removes the last layer and returns it.
   *
   * @throws ValueError if there is none
   *
   * @example
   * const model = new Sequential([new Dense(8, { inputDim: 2 }), new Dense(1)]);
   * console.log(model.pop().name, model.outputShape);
   */
  pop(): Layer {
    const last = this.stack.pop();
    if (last === undefined) throw new ValueError("There are no layers in the model.");
    const tensor = this.tensors.pop();
    if (tensor) last.inboundNodes.splice(last.inboundNodes.indexOf(tensor.node), 1);
    if (this.stack.length === 0 && this.inputIsDerived) this.first = undefined;
    this.changed();
    return last;
  }

  /**
   * Creates the weights.
   *
   * @param inputShape including the batch axis: `[null, 30]`
   * @throws ValueError without layers, or when the model is built for another shape
   *
   * @example
   * const model = new Sequential([new Dense(1)]);
   * model.build([null, 30]);
   * console.log(model.countParams()); // 31
   */
  override build(inputShape: Shape): void {
    const [first] = this.stack;
    if (first === undefined) {
      throw new ValueError(
        `Sequential model ${this.name} cannot be built because it has no layers. Call \`model.add(layer)\`.`,
      );
    }
    const built = this.inputShape;
    if (built) {
      const count = Math.max(built.length, inputShape.length);
      for (let axis = count - 1; axis > 0; axis--) {
        if (built[axis] === inputShape[axis]) continue;
        throw incompatibleInput(first.name, built[axis] ?? null, inputShape, axis === count - 1 ? -1 : axis);
      }
      return;
    }
    const input = inputOf(first, inputShape);
    const tensors: KerasTensor[] = [];
    for (const layer of this.stack) tensors.push(this.connect(layer, tensors.at(-1) ?? input));
    this.tensors.push(...tensors);
    this.first = input;
    this.inputIsDerived = true;
    countGraph();
    this.changed();
  }

  /**
   * The configuration, a plain object that prints as Python's dictionary.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.getConfig().layers[1].config.units); // 1
   */
  override getConfig(): ModelConfig {
    const input = this.first?.node.layer as InputLayer | undefined;
    const layers = [...(input ? [input] : []), ...this.stack];
    const { name, trainable, inputShape } = this;
    return dict(dialect().stackConfig({ name, trainable, layers, inputShape }) as ModelConfig);
  }

  /**
   * A model of the layers of a configuration, with new weights, not compiled.
   *
   * @param customObjects custom classes and functions by name; default none
   * @param deserialize makes a layer from its form; default: `layers.deserialize`
   * @throws ValueError for layers that are not ported
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * const copy = Sequential.fromConfig(model.getConfig());
   */
  static override fromConfig(
    config: object,
    customObjects: CustomObjects | null = null,
    deserialize: (form: SerializedObject) => Layer = deserializeLayer,
  ): Sequential {
    const { name, layers, build_input_shape: shape } = config as Record<string, unknown>;
    if (!Array.isArray(layers)) {
      throw new ValueError(
        `Expected the configuration of a Sequential to have a list of \`layers\`. Received: layers=${received(layers)}`,
      );
    }
    checkLayerCount(layers.length);
    const model = new Sequential([], typeof name === "string" ? { name } : {});
    withCustomObjects(customObjects, () => {
      for (const form of layers) model.add(deserialize(form));
    });
    if (!model.built && Array.isArray(shape)) model.build(shape);
    return model;
  }

  /** Calls a layer; weights that are made here have the model's name in their path, as in Keras. */
  private connect(layer: Layer, input: KerasTensor): KerasTensor {
    const isNew = !layer.built;
    const output = layer.apply(input);
    if (isNew) for (const variable of layer.weights) variable.path = `${this.name}/${variable.path}`;
    return output;
  }

  private changed(): void {
    this.graphOfStack = undefined;
    this.engine.networkChanged();
  }

  private setInput(input: KerasTensor): void {
    if (this.built || this.stack.length > 0) {
      throw new ValueError(
        `Sequential model '${this.name}' ` +
          (this.built
            ? `has already been configured to use input shape ${this.inputShape}.`
            : "has layers already.") +
          " You cannot add a different Input layer to it.",
      );
    }
    if (input.node.inputs !== null) {
      throw new ValueError(
        `Expected a Sequential model to begin with an \`Input\`. Received: ${input}, the output of a layer.`,
      );
    }
    this.first = input;
    this.inputIsDerived = false;
  }
}

modelClasses.Sequential = Sequential as never;

/** The symbolic input of a model that begins with that layer. */
function inputOf(first: Layer, shape: Shape): KerasTensor {
  const { name, inputType: dtype } = first;
  return new InputLayer({ batchShape: shape, name: derivedInputName(name), dtype }).tensor;
}

/** By its name, as a reloaded module has another class of the same name. */
function isInput(layer: Layer): layer is InputLayer {
  return layer.className === "InputLayer";
}
