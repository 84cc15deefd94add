import { checkOptions, received, strictList, ValueError } from "../../errors.ts";
import type { ArrayInput, NDArray } from "../../ndarray.ts";
import { dict, None, type NoneType, pythonJson, tuple } from "../../python-repr.ts";
import { loadTensorFlowBackend } from "../backend/load-tensorflow.ts";
import type { TensorFlowModel } from "../backend/tensor-types.ts";
import { InputLayer, type Layer, type LayerConfig, type Shape } from "../layers/index.ts";
import { incompatibleInput } from "../layers/layer.ts";
import { state, uniqueName } from "../state.ts";
import { Trainer } from "../trainers/trainer.ts";
import type { Variable } from "../variable.ts";
import { printSummary, type SummaryOptions } from "./summary.ts";

/** A model's configuration under Python's keys; `layers` begins with the `InputLayer`, once there is one. */
export interface SequentialConfig {
  name: string;
  layers: { class_name: string; config: LayerConfig }[];
}

/**
 * A stack of layers, each of which takes the outputs of the one before.
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
export class Sequential extends Trainer {
  readonly className = "Sequential";
  protected readonly pythonClass = "tensorflow.python.keras.engine.sequential.Sequential";
  readonly name: string;
  private input: InputLayer | undefined;
  /** True if the input layer comes from a layer's shape or from data, so that `pop` of the only layer removes it. */
  private inputIsDerived = false;
  private readonly stack = strictList<Layer[]>([], "model.layers");

  /**
   * @param layers to add, default none
   * @param options.name default `sequential`, `sequential_1`, …
   */
  constructor(layers: readonly Layer[] = [], options: { name?: string } = {}) {
    super();
    checkOptions("Sequential", options, { name: true });
    this.name = options.name ?? uniqueName("Sequential");
    if (!Array.isArray(layers)) {
      throw new ValueError(
        `Expected the layers as a list: new Sequential([new Dense(…), …]). Received: ${received(layers)}`,
      );
    }
    for (const layer of layers) this.add(layer);
    register(this);
  }

  /** The layers, without the input layer. */
  get layers(): readonly Layer[] {
    return this.stack;
  }

  /** True if the input shape is known, and with it all weights. */
  get built(): boolean {
    return this.input !== undefined;
  }

  get inputShape(): Shape | undefined {
    return this.input?.outputShape;
  }

  /** @throws ValueError before the model is built */
  get outputShape(): Shape {
    const last = this.stack.at(-1) ?? this.input;
    if (last !== undefined) return last.outputShape;
    throw new ValueError(
      `The layer ${this.name} has never been called and thus has no defined output shape.`,
    );
  }

  /** In the layers' order: kernel, then bias. */
  get weights(): readonly Variable[] {
    return this.stack.flatMap((layer) => layer.weights);
  }

  /**
   * Adds a layer on top.
   *
   * @throws ValueError for anything else, a name that is taken, a second input, a layer built for another input
   *
   * @example
   * const model = new Sequential();
   * model.add(new Dense(8, { inputShape: [5], activation: "relu" }));
   * model.add(new Dense(1));
   */
  add(layer: Layer): void {
    if (typeof layer?.computeOutputShape !== "function") {
      throw new ValueError(
        `Only instances of \`Layer\` can be added to a Sequential model. Received: ${received(layer)}`,
      );
    }
    if (isInput(layer)) {
      this.setInput(layer);
      return;
    }
    if (this.stack.some(({ name }) => name === layer.name)) {
      throw new ValueError(
        `All layers added to a Sequential model should have unique names. Name '${layer.name}' is already the name ` +
          "of a layer in this model. Update the `name` argument to pass a unique name.",
      );
    }
    if (this.built) {
      this.buildLayer(layer, this.outputShape);
    } else if (this.stack.length === 0 && layer.batchInputShape) {
      this.buildLayer(layer, layer.batchInputShape);
      this.deriveInput(layer, layer.batchInputShape);
    }
    this.stack.push(layer);
    this.engine.networkChanged();
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
    if (this.stack.length === 0 && this.inputIsDerived) this.input = undefined;
    this.engine.networkChanged();
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
  build(inputShape: Shape): void {
    const [first] = this.stack;
    if (first === undefined) {
      throw new ValueError(
        `Sequential model ${this.name} cannot be built because it has no layers. Call \`model.add(layer)\`.`,
      );
    }
    if (this.inputShape) {
      const features = this.inputShape[this.inputShape.length - 1];
      if (String(inputShape.slice(1)) !== String(this.inputShape.slice(1))) {
        throw incompatibleInput(first.name, features, inputShape);
      }
      return;
    }
    let shape: Shape = tuple([...inputShape]);
    for (const layer of this.stack) {
      this.buildLayer(layer, shape);
      shape = layer.outputShape;
    }
    this.deriveInput(first, inputShape);
  }

  /**
   * The number of parameters: of all values in the weights.
   *
   * @throws ValueError before the model is built
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.countParams()); // 3
   */
  countParams(): number {
    if (!this.built) {
      throw new ValueError(
        `You tried to call \`countParams\` on layer '${this.name}', but the layer isn't built. ` +
          "You can build it manually via: `model.build([null, features])`.",
      );
    }
    return this.stack.reduce((sum, layer) => sum + layer.countParams(), 0);
  }

  /**
   * Copies of the weights, in the layers' order: kernel, then bias. The list is empty before the model is built.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * const [kernel, bias] = model.getWeights();
   * console.log(kernel.shape, bias.shape); // (2, 1) (1,)
   */
  getWeights(): NDArray[] {
    return this.stack.flatMap((layer) => layer.getWeights());
  }

  /**
   * Sets the weights.
   *
   * @param weights in the order of `getWeights`
   * @throws ValueError when their number or a shape differs, or while `fit` runs; then none is set
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * model.setWeights([[[0.5], [-0.5]], [0]]);
   */
  setWeights(weights: readonly ArrayInput[]): void {
    this.checkNotTraining("setWeights");
    const { weights: variables } = this;
    if (weights.length !== variables.length) {
      throw new ValueError(
        `You called \`setWeights(weights)\` on layer '${this.name}' with a weight list of length ${weights.length}, ` +
          `but the layer was expecting ${variables.length} weights.`,
      );
    }
    const values = weights.map((data, i) => variables[i].check(data, this.name));
    values.forEach((array, i) => {
      variables[i].assign(array);
    });
  }

  /**
   * Prints a table of the layers.
   *
   * @param options width, columns, and where the lines go
   * @returns Python's `None`, so that `console.log(model.summary())` prints what `print(model.summary())` does
   * @throws ValueError before the model is built
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * model.summary({ lineLength: 80 });
   */
  summary(options?: SummaryOptions): NoneType {
    printSummary(this, options);
    return None;
  }

  /**
   * Python's dictionary of the configuration: a plain object that prints as Python prints it.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.getConfig().layers[1].config.units); // 1
   */
  getConfig(): SequentialConfig {
    const layers = [...(this.input ? [this.input] : []), ...this.stack];
    return dict({
      name: this.name,
      layers: layers.map((layer) => ({ class_name: layer.className, config: layer.getConfig() })),
    });
  }

  /**
   * The configuration as JSON text, as `to_json` of Keras 2.4.3 returns it.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.toJson());
   */
  toJson(): string {
    return pythonJson(this.toJSON());
  }

  /**
   * The same as an object, which `JSON.stringify(model)` writes.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(JSON.stringify(model, null, 2));
   */
  toJSON(): { class_name: string; config: SequentialConfig; keras_version: string; backend: string } {
    return {
      class_name: this.className,
      config: this.getConfig(),
      keras_version: "2.4.0",
      backend: "tensorflow",
    };
  }

  /**
   * The model as a `tf.LayersModel` of TensorFlow.js with a copy of the weights. Loads TensorFlow.js.
   *
   * @throws ValueError before the model is built
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * const tfModel = await model.toTf();
   * tfModel.summary();
   */
  async toTf(): Promise<TensorFlowModel> {
    this.countParams();
    const backend = await loadTensorFlowBackend();
    return backend.toLayersModel(this.name, this.inputShape?.slice(1) as number[], this.stack);
  }

  /** Builds it, or checks its shape; weights that are made here have the model's name in their path, as in Keras. */
  private buildLayer(layer: Layer, shape: Shape): void {
    const isNew = !layer.built;
    layer.build(shape);
    if (!isNew) return;
    for (const variable of layer.weights) variable.path = `${this.name}/${variable.path}`;
  }

  private setInput(input: InputLayer): void {
    if (this.built || this.stack.length > 0) {
      throw new ValueError(
        `Sequential model '${this.name}' ` +
          (this.built
            ? `has already been configured to use input shape ${this.inputShape}.`
            : "has layers already.") +
          " You cannot add a different Input layer to it.",
      );
    }
    this.input = input;
    this.inputIsDerived = false;
  }

  private deriveInput(first: Layer, shape: Shape): void {
    this.input = new InputLayer({ inputShape: shape.slice(1) as number[], name: `${first.name}_input` });
    this.inputIsDerived = true;
  }
}

/** By its name, as a module that is loaded again has another class of the same name. */
function isInput(layer: Layer): layer is InputLayer {
  return layer.className === "InputLayer";
}

/** Only the newest models are remembered, so that a search over thousands does not fill the memory. */
const MAX_MODELS = 100;

function register(model: Sequential): void {
  state.models.push(model);
  if (state.models.length > MAX_MODELS) state.models.shift();
}

/**
 * The built models among the newest 100 since `clearSession`, oldest first.
 *
 * @example
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * console.log(builtModels().at(-1) === model); // true
 */
export function builtModels(): Sequential[] {
  return (state.models as Sequential[]).filter((model) => model.built);
}
