import { boundedList, ValueError } from "../../errors.ts";
import type { ArrayInput } from "../../ndarray.ts";
import { dict, None, type NoneType, pythonJson } from "../../python-repr.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { dialect } from "../dialects/dialect.ts";
import { type AddMetricOptions, addMetric } from "../layers/add-metric.ts";
import { type CallArgument, type OwnContext, optionsOfCall } from "../layers/call-options.ts";
import { graphBetween } from "../layers/graph.ts";
import type { DataType } from "../layers/input-layer.ts";
import {
  type Arrays,
  checkKerasTensors,
  type Graph,
  isKerasTensor,
  type KerasTensor,
  type Node,
  type Structure,
} from "../layers/keras-tensor.ts";
import type { AnyLayer, Layer, Shape } from "../layers/layer.ts";
import type { CallOptions } from "../layers/layer-options.ts";
import type { TokenData } from "../layers/preprocessing/tokens.ts";
import { takesWords } from "../layers/preprocessing/words.ts";
import { prefixingPaths, trackedIn } from "../layers/tracked-layers.ts";
import type { WeightSpec } from "../layers/tracking-layer.ts";
import { recordCall } from "../record.ts";
import { type CustomObjects, type SerializedObject, withCustomObjects } from "../saving/config.ts";
import { POLICY } from "../saving/keras3-form.ts";
import { deserialize as deserializeLayer, modelClasses } from "../saving/layers.ts";
import { modelForm } from "../saving/model-form.ts";
import type { SavedModel } from "../saving/saveable.ts";
import { uniqueName } from "../state.ts";
import { savedModel } from "../trainers/compiled-model.ts";
import type { Variable } from "../variable.ts";
import { AddLoss, AddMetric, withAdded } from "./added-layers.ts";
import { Functional } from "./functional.ts";
import { graphConfig } from "./graph-config.ts";
import { graphFromConfig } from "./graph-from-config.ts";
import { type FunctionalGraph, ModelCall, shapesOf } from "./model-call.ts";
import type { ModelConfig } from "./model-config.ts";
import { type ModelOptions, type ModelSettings, modelOptions } from "./model-options.ts";
import { register } from "./register.ts";
import { plainLayers } from "./shown-graph.ts";
import { printSummary, type SummaryOptions } from "./summary.ts";

/** The class of `Model`, which `index.ts` exports. */
export class Model<Form extends Structure<KerasTensor> = KerasTensor> extends Functional<Form> {
  /** The graph of a subclass that is not made of inputs and outputs, once the shapes of the inputs are known. */
  #functional: FunctionalGraph | undefined;
  /** The `call` of such a subclass. Both are private, as the other properties are searched for layers. */
  #modelCall: ModelCall | undefined;

  protected get pythonClass(): string {
    if (this.className !== "Functional") return `__main__.${this.className}`;
    return "tensorflow.python.keras.engine.functional.Functional";
  }

  /**
   * @param args inputs and outputs, by name or one after the other
   * @throws ValueError for anything but symbolic tensors, and if the outputs do not come from the inputs
   */
  constructor(
    ...args:
      | []
      | [options: ModelOptions<Form> | ModelSettings]
      | [inputs: Structure<KerasTensor>, outputs: Form, options?: ModelSettings]
  ) {
    const { inputs, outputs, name, trainable = true } = modelOptions<Form>(args);
    const isGraph = new.target === Model;
    const className = isGraph ? "Functional" : new.target.name;
    super({ name: name ?? uniqueName(isGraph ? dialect().graph : className) }, className);
    if (inputs !== undefined && outputs !== undefined) {
      const graph = graphBetween(checkKerasTensors(inputs, "inputs"), checkKerasTensors(outputs, "outputs"));
      this.#functional = { ...graph, inputForm: inputs, outputForm: outputs };
      register(this);
    }
    if (!trainable) this.trainable = false;
    const ownBuild = this.build;
    if (this.isSubclassed && ownBuild !== Model.prototype.build) {
      const build: Model["build"] = (inputShape, types) => {
        this.naming(() => ownBuild.call(this, inputShape, types));
        Model.prototype.build.call(this, inputShape, types);
      };
      Object.defineProperty(this, "build", { value: build });
    }
  }

  override get graph(): Graph | undefined {
    return this.#functional;
  }

  /** True for a subclass whose layers are in its properties. */
  protected get isSubclassed(): boolean {
    return this.#functional === undefined || this.#modelCall !== undefined;
  }

  /** As in Keras 3 `fit` computes a subclass whose `call` does not take `training` as `predict` does. */
  get takesTraining(): boolean {
    return !this.isSubclassed || "training" in (optionsOfCall(this.call) ?? { training: true });
  }

  protected get hasCall(): boolean {
    return !this.isSubclassed || this.call !== Model.prototype.call;
  }

  /** The parts of a subclass that files hold: the layers in its properties by name, and the weights beside them. */
  get tracked(): SavedModel["tracked"] {
    return this.isSubclassed ? trackedIn(this, this.modelCall.addedWeights) : undefined;
  }

  get buildsByStructure(): boolean {
    return this.isSubclassed;
  }

  private get modelCall(): ModelCall {
    this.#modelCall ??= new ModelCall(this);
    return this.#modelCall;
  }

  /**
   * The outputs of a subclass that is not made of inputs and outputs: override it. Where it only applies layers, the same ones in
   * training and otherwise, the model is the graph of them; else TensorFlow.js computes it.
   *
   * @param _inputs a tensor `[samples, …]`, or several in the form in which the model was called
   * @param _context whether it is for `training`, TensorFlow.js as `tf`, and the options that `apply` was given. As in Keras 3, layers
   *   such as Dropout are active in `fit` only if `call` takes it: `call(inputs, { training })`
   * @example
   * class Classifier extends Model {
   *   private readonly hidden = new Dense(8, { activation: "relu" });
   *   private readonly outputs_ = new Dense(1, { activation: "sigmoid" });
   *   override call(inputs: any): any {
   *     return this.outputs_.apply(this.hidden.apply(inputs));
   *   }
   * }
   * const model = new Classifier();
   * model.build([null, 3]);
   * console.log(model.countParams()); // 41
   */
  call(_inputs: TensorFlowTensor, _context: OwnContext, ..._others: TensorFlowTensor[]): TensorFlowTensor {
    throw new ValueError(`Model ${this.className} does not have a \`call()\` method implemented.`);
  }

  /**
   * Calls the model as a layer. Options of its own `call` are given beside `training`.
   *
   * @example
   * console.log(new Sequential([new layers.ReLU()]).apply([[-1, 2]]).values); // Float32Array(2) [ 0, 2 ]
   */
  override apply(inputs: Structure<{ dataId: object }>, ...others: CallArgument[]): TensorFlowTensor;
  override apply(inputs: Structure<KerasTensor>, ...others: CallArgument[]): Form;
  override apply(inputs: Structure<TokenData>, ...others: CallArgument[]): Arrays<Form>;
  // biome-ignore lint/suspicious/noExplicitAny: of which Layer tells the type
  override apply(...args: any): any {
    return super.apply(...(args as [never]));
  }

  override get callOptions(): Readonly<Record<string, true>> | null {
    return this.isSubclassed ? optionsOfCall(this.call) : {};
  }

  /**
   * Makes a weight of a subclass, as `Layer.addWeight` does.
   *
   * @example
   * class Scaled extends Model {
   *   private readonly factor = this.addWeight({ initializer: "ones", name: "factor" });
   *   override call(inputs: any): any {
   *     return inputs.mul(this.factor.read());
   *   }
   * }
   * console.log(new Scaled().apply([[2]]).values); // Float32Array(1) [ 2 ]
   */
  addWeight(spec: WeightSpec = {}): Variable {
    return this.modelCall.addWeight(spec);
  }

  /**
   * Adds a loss: in the `call` of a subclass, such as a penalty on the outputs; to a graph, as in Keras 2, the mean of a symbolic
   * tensor. Files hold it as in Keras 2; Keras 3, which has no such layer, opens them with an `AddLoss` among its `custom_objects`.
   *
   * @param loss in `call` a tensor of one number; of a graph an output of one of its layers
   * @throws ValueError for a symbolic tensor that does not come from the inputs
   *
   * @example
   * const inputs = Input({ shape: [3] });
   * const code = new Dense(2).apply(inputs);
   * const model = new Model({ inputs, outputs: new Dense(3).apply(code) });
   * model.addLoss(new layers.Lambda((x) => x.square().sum(1).mul(0.1)).apply(code));
   * class Penalized extends Model {
   *   private readonly dense = new Dense(1);
   *   override call(inputs: any): any {
   *     const outputs: any = this.dense.apply(inputs);
   *     this.addLoss(outputs.square().mean().mul(0.1));
   *     return outputs;
   *   }
   * }
   * const penalized = new Penalized();
   * penalized.apply([[1]]);
   * console.log(penalized.losses.length); // 1
   */
  override addLoss(loss: TensorFlowTensor | KerasTensor): void {
    if (isKerasTensor(loss)) this.addToGraph([new AddLoss().apply(loss).node]);
    else if (this.isSubclassed) this.modelCall.addLoss(loss);
    else super.addLoss(loss);
  }

  /**
   * Reports a figure of each batch: in the `call` of a subclass that of a tensor, as `Layer.addMetric` does; of a graph, as in
   * Keras 2, the mean of a symbolic tensor.
   *
   * @param options `name`, its key in `History.history`; `aggregation`: only `"mean"`, the default
   * @throws ValueError without a name
   *
   * @example
   * const inputs = Input({ shape: [3] });
   * const code = new Dense(2).apply(inputs);
   * const model = new Model({ inputs, outputs: new Dense(3).apply(code) });
   * model.addMetric(code, { name: "mean_code" });
   */
  addMetric(value: TensorFlowTensor | KerasTensor, options: AddMetricOptions): void {
    const { name: metricName, ...others } = options ?? {};
    if (isKerasTensor(value)) this.addToGraph([new AddMetric({ ...others, metricName }).apply(value).node]);
    else addMetric(this.isSubclassed ? this.modelCall : this, value, options);
  }

  private addToGraph(calls: readonly Node[]): void {
    if (this.#functional === undefined) {
      throw new ValueError(
        "Expected a functional model, `new Model({ inputs, outputs })`, to add a loss or metric of a symbolic tensor to. " +
          `Received: model '${this.name}' (${this.className}). Make one of its \`input\` and \`output\`.`,
      );
    }
    this.#functional = withAdded(this.#functional, calls);
    this.engine.networkChanged();
  }

  // biome-ignore lint/suspicious/noExplicitAny: as in Layer
  override get losses(): any[] {
    return this.isSubclassed ? this.modelCall.losses : super.losses;
  }

  /** In Keras' order: the deepest first, input layers among them, no operations; of a subclass those in its properties. */
  get layers(): readonly AnyLayer[] {
    if (this.isSubclassed) return this.modelCall.sublayers;
    return boundedList(this.#functional ? plainLayers(this.#functional) : [], "model.layers");
  }

  get inputForm(): Structure<object> {
    return this.#functional?.inputForm ?? {};
  }

  get outputForm(): Structure<object> {
    return this.#functional?.outputForm ?? {};
  }

  override get outputKeys(): readonly string[] {
    if (this.isSubclassed && Array.isArray(this.outputForm)) {
      return this.outputForm.map((_, i) => `output_${i + 1}`);
    }
    return super.outputKeys;
  }

  /** True if the shapes of the inputs are known, and with them all weights. */
  override get built(): boolean {
    if (this.graph !== undefined) return true;
    // A subclass without a `call` of its own trains its layers in its steps.
    return !this.hasCall && this.layers.length > 0 && this.layers.every(({ built }) => built);
  }

  /** Without effect: a `build` of one's own ends with it, and the graph is made after it. */
  override set built(_built: boolean) {}

  override get sublayers(): readonly AnyLayer[] {
    return this.layers;
  }

  /** In the layers' order: kernel, then bias; those of a shared layer once. */
  override get weights(): readonly Variable[] {
    if (this.isSubclassed) return this.modelCall.weights;
    return [...new Set(this.layers.flatMap((layer) => layer.weights))];
  }

  override get trainableWeights(): readonly Variable[] {
    if (!this.trainable) return [];
    if (this.isSubclassed) return this.modelCall.trainableWeights;
    return [...new Set(this.layers.flatMap((layer) => layer.trainableWeights))];
  }

  /**
   * Creates the weights of a subclass; a functional model is built when it is made.
   *
   * @param inputShape with the batch axis, `[null, 30]`; for several inputs a list or a dictionary of shapes
   * @param types of the inputs in the same form, `"string"` for words; default `"float32"`
   * @throws ValueError if `call` is missing or does not return tensors
   */
  override build(inputShape: Shape | Structure<Shape>, types?: Structure<DataType>): void {
    if (this.graph !== undefined) return;
    this.naming(() => {
      this.#functional = this.modelCall.graphFor(inputShape as Structure<Shape>, types);
    });
    register(this);
  }

  /** Runs a function that makes weights of the layers, which get the model's name in their paths. */
  private naming(run: () => void): void {
    if (this.graph === undefined) prefixingPaths(this.name, () => this.layers, run);
  }

  protected override computeEagerly(
    inputs: Structure<TensorFlowTensor>,
    training: boolean | undefined,
    options: CallOptions = {},
  ): Structure<TensorFlowTensor> {
    recordCall(this, inputs);
    const isGraph = !this.isSubclassed || (this.#functional && takesWords(this.#functional));
    if (isGraph) return super.computeEagerly(inputs, training);
    if (!this.built && !options.isSpread) this.build(shapesOf(inputs));
    return this.modelCall.apply(inputs as { dataId: object }, { ...options, training });
  }

  /**
   * The number of parameters, all values of all weights.
   *
   * @throws ValueError before the model is built
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.countParams()); // 3
   */
  override countParams(): number {
    if (!this.built) {
      throw new ValueError(
        `You tried to call \`countParams\` on layer '${this.name}', but the layer isn't built. ` +
          "You can build it manually via: `model.build([null, features])`.",
      );
    }
    return this.weights.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Sets the weights.
   *
   * @param weights in the order of `getWeights`
   * @throws ValueError when their number or a shape differs, or while `fit` runs; nothing is changed then
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * model.setWeights([[[0.5], [-0.5]], [0]]);
   */
  override setWeights(weights: readonly ArrayInput[]): void {
    this.checkNotTraining("setWeights");
    super.setWeights(weights);
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
    printSummary(this, this.trainedOptimizer, { isSubclassed: this.isSubclassed }, options);
    return None;
  }

  /**
   * The configuration, a plain object that prints as Python's dictionary.
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.getConfig().layers[1].config.units); // 1
   */
  override getConfig(): ModelConfig {
    if (this.isSubclassed) {
      const { name, trainable } = this;
      return dict({ name, trainable, dtype: structuredClone(POLICY) }) as unknown as ModelConfig;
    }
    return graphConfig(
      this,
      this.builtGraph("graph"),
      this.inputForm as Structure<KerasTensor>,
      this.outputForm as Structure<KerasTensor>,
    );
  }

  /**
   * A model with the layers and calls of a configuration, with new weights, not compiled. Of a subclass with layers in its properties
   * the constructor gets what its `getConfig` adds.
   *
   * @param customObjects custom classes and functions by name; default none
   * @param deserialize makes a layer from its form; default: `layers.deserialize`
   * @throws ValueError for layers that are not ported, and a graph that is incomplete
   *
   * @example
   * const inputs = Input({ shape: [3] });
   * const model = new Model({ inputs, outputs: new Dense(1).apply(inputs) });
   * const copy = Model.fromConfig(model.getConfig());
   */
  static override fromConfig(
    config: object,
    customObjects: CustomObjects | null = null,
    deserialize: (form: SerializedObject) => Layer = deserializeLayer,
  ): Model {
    const { name, trainable, layers, dtype: _, ...own } = config as Record<string, unknown>;
    const Class = this as unknown as new (options?: object) => Model<Structure<KerasTensor>>;
    if (layers === undefined && Class !== (Model as unknown)) {
      const model = Object.keys(own).length === 0 ? new Class() : new Class(own);
      if (trainable === false) model.trainable = false;
      return model as unknown as Model;
    }
    const { calls, ...form } = withCustomObjects(customObjects, () =>
      graphFromConfig(config as Record<string, unknown>, deserialize),
    );
    const model = new Class({
      ...form,
      ...(typeof name === "string" && { name }),
      ...(typeof trainable === "boolean" && { trainable }),
    });
    if (calls.length > 0) model.addToGraph(calls);
    return model as unknown as Model;
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
   * The same as an object, for `JSON.stringify(model)`.
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(JSON.stringify(model, null, 2));
   */
  toJSON(): { class_name: string; config: ModelConfig } {
    const json = dialect().modelJson?.(this.className, this.getConfig()) ?? modelForm(savedModel(this));
    return json as { class_name: string; config: ModelConfig };
  }
}

modelClasses.Functional = Model as never;
modelClasses.Model = Model as never;
