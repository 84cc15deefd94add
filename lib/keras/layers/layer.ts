import { checkOptions, ValueError, withDefaults } from "../../errors.ts";
import { dict, tuple } from "../../python-repr.ts";
import { Network, tensorFlowNow } from "../backend/eager.js";
import type { AnyLayerPlan } from "../backend/plan.ts";
import { currentScope } from "../backend/scope.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { dialect } from "../dialects/dialect.ts";
import { recordLayer } from "../record.ts";
import { type ConfigClass, configKey, fromConfig } from "../saving/config.ts";
import { withInnerLayers } from "../saving/inner-layers.ts";
import { uniqueName } from "../state.ts";
import { checkShape, checkTraining, checkWords, incompatibleInput } from "./arguments.ts";
import { severalInputs, spread } from "./call-options.ts";
import { areTensors, arraysOf, compute, type EagerPlan, planOfCall, tensorsOf } from "./eager.ts";
import { maskOf } from "./keras-mask.ts";
import {
  type Arrays,
  areKerasTensors,
  flatten,
  type Graph,
  type KerasTensor,
  Node,
  type OneOrList,
  onlyNode,
  packAs,
  type Shape,
  type Structure,
  sampleSize,
  unwrapSingle,
} from "./keras-tensor.ts";
import {
  type ApplyOptions,
  type CallForm,
  type CallOptions,
  LAYER,
  type LayerConfig,
  type LayerOptions,
  REVISION,
} from "./layer-options.ts";
import { setMasks } from "./mask-operations.ts";
import type { TokenData } from "./preprocessing/tokens.ts";
import { SavedParts } from "./saved-parts.ts";

export type { ApplyOptions, LayerConfig, LayerOptions, Shape };
export { LAYER, sampleSize };

/** A layer in a list, of whose outputs TypeScript knows nothing. */
// biome-ignore lint/suspicious/noExplicitAny: no type of outputs includes all others
export type AnyLayer = Layer<any>;

/**
 * Base class of layers. A layer is created first, and built when the shape of its input is known.
 *
 * @example
 * const layer = new Dense(2);
 * layer.build([null, 3]);
 * console.log(layer.countParams()); // 8
 */
export abstract class Layer<Form extends Structure<KerasTensor> = KerasTensor> extends SavedParts {
  readonly name: string;
  /** The shape that the layer was given when it was made. */
  readonly batchInputShape: Shape | undefined;
  /** The calls of the layer on symbolic tensors, in their order. */
  readonly inboundNodes: Node[] = [];
  private builtFor: Shape | undefined;
  private isBuilt = false;
  /** The name of the class. */
  readonly className: string;
  /** True if the outputs have the mask of the inputs; otherwise later layers see none. A layer of your own can set it. */
  supportsMasking = false;

  /**
   * @param options those of every layer
   * @param className default: the name of the class
   * @throws ValueError for an unknown option or an invalid shape
   */
  constructor(options: LayerOptions = {}, className = new.target.name) {
    const { inputShape, inputDim, name, trainable } = withDefaults<LayerOptions>(className, options, LAYER);
    super(trainable);
    this.className = className;
    const shape = inputShape ?? (inputDim === null ? null : [inputDim]);
    if (shape !== null) {
      checkShape(shape, "inputShape");
      this.batchInputShape = tuple([null, ...shape]);
    }
    this.name = name ?? uniqueName(className);
    recordLayer(this);
  }

  /** The shape that the layer was built for. */
  get inputShape(): Shape | undefined {
    return this.builtFor;
  }

  set inputShape(shape: Shape | undefined) {
    this.builtFor = shape;
  }

  /** True once the shape of the inputs is known, and with it all weights. */
  get built(): boolean {
    return this.isBuilt;
  }

  set built(built: boolean) {
    this.isBuilt = built;
  }

  /**
   * Calls the layer: on symbolic tensors, which makes a graph for `Model`; on data, which computes at once; on `tf.Tensor`s, within
   * the `call` of another layer. The first call creates the weights.
   *
   * @param inputs one tensor or array; for a layer of several inputs a list or a dictionary of them
   * @param options `training`: whether to compute as in training, with dropout for example; default false (true for layers that
   *   augment images), and for symbolic tensors as the model is called. Given with symbolic tensors, it applies however the model is called, also to the layers of a nested model.
   *   `initialState`: of a recurrent layer the state before the first step; `mask`: which steps count, for a layer that takes it
   * @returns symbolic tensors for symbolic tensors, arrays for data, `tf.Tensor`s for `tf.Tensor`s
   * @throws ValueError for a shape that does not fit the layer, and for `training` that is not a boolean
   *
   * @example
   * const inputs = Input({ shape: [3] });
   * const outputs = new Dense(1).apply(new Dense(8, { activation: "relu" }).apply(inputs));
   * const model = new Model({ inputs, outputs });
   * console.log(new layers.ReLU().apply([[-1, 2]]).values); // Float32Array(2) [ 0, 2 ]
   */
  apply(inputs: Structure<{ dataId: object }>, options?: ApplyOptions): TensorFlowTensor;
  apply(inputs: Structure<KerasTensor>, options?: ApplyOptions): Form;
  apply(inputs: Structure<TokenData>, options?: ApplyOptions): Arrays<Form>;
  apply(...args: unknown[]): unknown {
    const several = this.callOptions === null ? severalInputs(args) : undefined;
    const [given, options = {}] = (several ?? args) as [unknown, ApplyOptions?];
    const stateOption = this.takesState && { initialState: true };
    const maskOption = this.takesMask && { mask: true };
    if (Array.isArray(options) || (typeof options === "object" && options !== null && "shape" in options)) {
      throw new ValueError(
        `Expected layer '${this.name}' to get several inputs in a list: layer.apply([a, b]). Received: a second argument that is no options`,
      );
    }
    const common = { training: true, ...stateOption, ...maskOption };
    checkOptions("apply", options, { ...common, ...(this.callOptions ?? options) });
    const masks = this.takesMask && options.mask != null ? [options.mask] : [];
    const own = Object.fromEntries(
      Object.entries(options).filter(([name, value]) => !(name in common) && value !== undefined),
    );
    if (masks.length > 0) own.isMasked = true;
    const fixed = options.training ?? undefined;
    checkTraining(fixed);
    const state = options.initialState ?? [];
    const states: readonly unknown[] = Array.isArray(state) ? state : [state];
    const added = [...states, ...masks];
    const inputs = added.length === 0 ? given : [given, ...added];
    const inherited = currentScope()?.training;
    // A custom model that passes its `training` on does not fix it.
    if (areKerasTensors(inputs))
      return this.applySymbolically(inputs, fixed === inherited ? undefined : fixed, own);
    const training = fixed ?? inherited;
    if (areTensors(inputs)) {
      const outputs = this.computeEagerly(inputs, training, own);
      for (const tensor of flatten(outputs)) {
        currentScope()?.retain?.(tensor);
        const mask = maskOf(tensor);
        if (mask !== null) currentScope()?.retain?.(mask);
      }
      return outputs;
    }
    const tf = tensorFlowNow();
    return tf.tidy(() => {
      const isSingle = added.length === 0 && !several && this.takesSingleInput;
      const tensors = this.tensorsFrom(inputs, isSingle);
      const outputs = this.computeEagerly(tensors, training, own);
      return packAs(outputs, arraysOf([...flatten(outputs)]));
    });
  }

  /** Data as tensors in the same structure. */
  protected tensorsFrom(data: unknown, isSingle: boolean): Structure<TensorFlowTensor> {
    return tensorsOf(data, isSingle);
  }

  /** True for a layer that is computed on data. */
  readonly isPreprocessing: boolean = false;

  /** True for a layer that takes words, on which it is computed before the trainer. */
  readonly takesWords: boolean = false;

  /** True if its outputs have a mask that its inputs do not have. */
  get makesMask(): boolean {
    return false;
  }

  /**
   * The mask of the outputs, for a layer within the `call` of another one.
   *
   * @param _inputs as the layer is called with them
   * @param mask of the inputs, `[samples, steps]`; default null: all steps count
   * @returns null if the outputs have none
   *
   * @example
   * const embedding = new layers.Embedding({ inputDim: 9, outputDim: 2, maskZero: true });
   * console.log(embedding.computeMask([[3, 0]]).dataSync()); // Uint8Array(2) [ 1, 0 ]
   */
  computeMask(_inputs: unknown, mask: TensorFlowTensor | null = null): TensorFlowTensor | null {
    return this.supportsMasking ? mask : null;
  }

  /** The type of its inputs, where a model that begins with it does not say. */
  get inputType(): "float32" | "string" {
    return "float32";
  }

  /** The type of its symbolic outputs, or of each of them. */
  protected get outputType(): string | readonly string[] {
    return "float32";
  }

  /** The options of a call that are the layer's own, by name; null: any. */
  get callOptions(): Readonly<Record<string, true>> | null {
    return {};
  }

  /** True for a recurrent layer, which may be called with a state. */
  readonly takesState: boolean = false;

  /** True if a call may say by `mask` which steps count. It is then the last of the inputs, and `isMasked` among the options. */
  readonly takesMask: boolean = false;

  /**
   * The arguments of a call as they are stored in configurations.
   *
   * @example
   * const inputs = Input({ shape: [2] });
   * console.log(new Dense(1).callForm(inputs).args.length); // 1
   */
  callForm(inputs: Structure<KerasTensor>, options: CallOptions = {}): CallForm {
    if (!options.isMasked) return { args: spread(inputs, options), kwargs: {} };
    const [x, mask] = flatten(inputs);
    return { args: [x], kwargs: { mask } };
  }

  /** True if a list of data is one array, not one per input. */
  protected get takesSingleInput(): boolean {
    return true;
  }

  /** Computes the outputs for `tf.Tensor`s. */
  protected computeEagerly(
    inputs: Structure<TensorFlowTensor>,
    training: boolean | undefined,
    options: Readonly<Record<string, unknown>> = {},
  ): Structure<TensorFlowTensor> {
    const shapes = flatten(inputs).map(({ shape }): Shape => tuple([null, ...shape.slice(1)]));
    const key = JSON.stringify([shapes, options]);
    const { trainable, [REVISION]: revision } = this;
    const isSame = this.#eager?.trainable === trainable && this.#eager.revision === revision;
    if (this.#eager?.key !== key || !isSame) {
      const plan = this.planFor(shapes, options);
      this.#eager = { key, trainable, revision, plan, network: new Network(tensorFlowNow(), plan) };
    }
    const { plan, network } = this.#eager;
    this.addedLosses.length = 0;
    const outputs = compute(network, plan, inputs, training, (loss) => this.addLoss(loss));
    return unwrapSingle(outputs);
  }

  /** Private, as the other properties are searched for layers. */
  #eager:
    | { key: string; trainable: boolean; revision: number; plan: EagerPlan; network: Network }
    | undefined;

  /** The plan of the layer by itself, for inputs of these shapes. */
  protected planFor(shapes: Shape[], options: Readonly<Record<string, unknown>> = {}): EagerPlan {
    const inputs = shapes.map((shape) => new Node(this, null, [shape]).outputs[0]);
    const node = new Node(
      this,
      unwrapSingle(inputs),
      this.outputShapesFor(unwrapSingle(shapes), inputs, options),
    );
    return planOfCall(node, shapes, this.callPlans(options), this.weights, options);
  }

  /** The layers of a model; undefined for other layers. */
  get graph(): Graph | undefined {
    return undefined;
  }

  /** Adds a call to the graph. */
  protected applySymbolically(
    inputs: Structure<KerasTensor>,
    training?: boolean,
    options: Readonly<Record<string, unknown>> = {},
  ): Structure<KerasTensor> {
    checkWords(this, flatten(inputs));
    const outputs = this.outputShapesFor(
      unwrapSingle(flatten(inputs).map(({ shape }) => shape)),
      inputs,
      options,
    );
    const node = new Node(this, inputs, outputs, training, this.outputType, options);
    this.inboundNodes.push(node);
    setMasks(this, node);
    return unwrapSingle(node.outputs);
  }

  /**
   * Builds the layer for inputs of that shape, or checks that it fits.
   *
   * @param options of the call that are the layer's own
   * @returns the shapes of the outputs
   * @throws ValueError if the shape does not fit
   *
   * @example
   * console.log(new Dense(1).outputShapesFor([null, 2], [])); // [ (None, 1) ]
   */
  outputShapesFor(
    shape: Shape | Shape[],
    _inputs: Structure<KerasTensor>,
    options: CallOptions = {},
  ): Shape[] {
    const inputShape = options.isMasked ? (shape as Shape[])[0] : (shape as Shape);
    this.build(inputShape);
    return [this.computeOutputShape(inputShape)];
  }

  /**
   * The symbolic input of the layer's only call.
   *
   * @throws ValueError if the layer was not called, or more than once
   */
  get input(): OneOrList {
    const { inputs, outputs } = onlyNode(this, "input");
    return (inputs ?? outputs[0]) as OneOrList;
  }

  /** The symbolic output of the layer's only call. @throws ValueError as `input` does */
  // biome-ignore lint/suspicious/noExplicitAny: TypeScript cannot tell the outputs of a layer in a list
  get output(): any {
    const { outputs } = onlyNode(this, "output");
    return unwrapSingle(outputs);
  }

  /** Creates the weights for an input of that shape; a second call checks that the shape is the same. */
  build(inputShape: Shape): void {
    // A dictionary of shapes stays as it is.
    this.inputShape = Symbol.iterator in inputShape ? tuple([...inputShape]) : inputShape;
    this.built = true;
  }

  /** @throws ValueError if the inputs have another size along an axis than those for which the weights were made */
  protected checkSize(inputShape: Shape, axis = -1): void {
    const built = this.inputShape?.at(axis) ?? null;
    if (built !== inputShape.at(axis)) throw incompatibleInput(this.name, built, inputShape, axis);
  }

  /** The shape of the outputs for inputs of that shape; default: the same. */
  computeOutputShape(inputShape: Shape): Shape {
    return tuple([...inputShape]);
  }

  /** The properties in the configuration, in Keras' order. */
  protected static readonly configured: readonly string[] = [];

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, ...this.ownConfig });
  }

  /** The entries of the configuration after those of every layer. */
  protected get ownConfig(): Readonly<Record<string, unknown>> {
    const { configured } = this.constructor as typeof Layer;
    return Object.fromEntries(configured.map((name) => [configKey(name), this[name as keyof this]]));
  }

  /** A configuration under the keys of Keras 2.4.3, in the wording in use. It prints as in Python. */
  protected override described<T extends object>(config: T): T {
    return dict(dialect().layerConfig(this.className, config) as T);
  }

  /**
   * A layer of this class, not yet built, from its configuration. Also takes dictionaries of Keras 2 and 3.
   *
   * The configuration's keys in camelCase have to be the names of the constructor's options, or of its first arguments by position; a
   * custom class can override this.
   *
   * @throws ValueError for settings that the class does not have
   *
   * @example
   * const layer = layers.Dense.fromConfig(new Dense(3).getConfig());
   */
  static fromConfig(this: ConfigClass<Layer>, config: object): Layer {
    const { batch_input_shape, ...rest } = withInnerLayers(config);
    const shape = batch_input_shape as Shape | undefined;
    // Keras 2 also writes unknown sizes, such as an `Embedding`'s number of steps.
    const sample = shape?.slice(1) ?? [null];
    return fromConfig(this, sample.includes(null) ? rest : { ...rest, input_shape: sample });
  }

  get [REVISION](): number {
    return 0;
  }

  /** The data from which a trainer computes a call with these options: one or more steps. */
  abstract plans(options?: CallOptions): AnyLayerPlan[];

  /**
   * The steps by which a trainer computes a call: `plans`, or the `call` of a subclass that overrides it.
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 2]);
   * console.log(layer.callPlans().length); // 1
   */
  callPlans(options?: CallOptions): AnyLayerPlan[] {
    return this.plans(options);
  }

  /** The layer in the reasons why the engine does not compute a model. */
  protected get planLabel(): string {
    return `layer '${this.name}' (${this.className})`;
  }

  /** @throws ValueError before the layer is built */
  get outputShape(): Shape {
    if (this.inputShape === undefined) {
      throw new ValueError(
        `The layer ${this.name} has never been built and thus has no defined output shape.`,
      );
    }
    return this.computeOutputShape(this.inputShape);
  }

  /** The first entries of every configuration. */
  protected get baseConfig(): LayerConfig {
    return {
      name: this.name,
      trainable: this.trainable,
      ...(this.batchInputShape && { batch_input_shape: tuple([...this.batchInputShape]) }),
      dtype: "float32",
    };
  }
}
