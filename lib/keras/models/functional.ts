import { isPlainObject, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { loadTensorFlowBackend } from "../backend/load-tensorflow.ts";
import type { AnyLayerPlan } from "../backend/plan.ts";
import type { TensorFlowModel, TensorFlowTensor } from "../backend/tensor-types.ts";
import { dialect } from "../dialects/dialect.ts";
import type { EagerPlan } from "../layers/eager.ts";
import { fixesTraining, hasFreeAxes, layersOf, outputShapesOf, revisionOf } from "../layers/graph.ts";
import type { DataType } from "../layers/input-layer.ts";
import {
  areKerasTensors,
  flatten,
  type Graph,
  type KerasTensor,
  neverCalled,
  type OneOrList,
  packAs,
  type Structure,
  unwrapSingle,
} from "../layers/keras-tensor.ts";
import type { Layer, Shape } from "../layers/layer.ts";
import { type CallOptions, REVISION } from "../layers/layer-options.ts";
import { hasText, numericGraph } from "../layers/preprocessing/words.ts";
import { leafLayers, networkPlan } from "../trainers/network-plan.ts";
import type { ModelArrays } from "../trainers/structured-data.ts";
import { Trainer } from "../trainers/trainer.ts";
import { shapesOf } from "./model-call.ts";

/**
 * The graph of a model: its inputs and outputs, and calls of it. In Keras `Functional` extends `Model`; here `Model` extends it, as
 * subclasses of `Model` have a graph too once they are built.
 */
export abstract class Functional<Form extends Structure<KerasTensor> = KerasTensor> extends Trainer<Form> {
  /** Makes the graph, if there is none yet, for inputs of these shapes. */
  abstract override build(inputShape: Shape | Structure<Shape>, types?: Structure<DataType>): void;

  /**
   * A layer by its name or its index.
   *
   * @throws ValueError in Keras' words if there is none
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2, name: "outputs" })]);
   * console.log(model.getLayer("outputs") === model.getLayer({ index: 0 })); // true
   * console.log(model.getLayer<Dense>("outputs").units); // 1
   */
  getLayer<Found extends Layer = Layer>(
    ...args: [name: string, index?: number] | [options: { name?: string; index?: number }]
  ): Found {
    const [first, second] = args;
    const { name, index } = typeof first === "object" ? first : { name: first, index: second };
    if (index !== undefined && name !== undefined) {
      throw new ValueError(
        `Provide only a layer name or a layer index. Received: index=${index}, name=${name}.`,
      );
    }
    if (index !== undefined) {
      const layer = this.layers.at(index);
      if (layer !== undefined) return layer as Layer as Found;
      throw new ValueError(
        `Was asked to retrieve layer at index ${index} but model only has ${this.layers.length} layers.`,
      );
    }
    if (name === undefined) throw new ValueError("Provide either a layer name or layer index at `getLayer`.");
    const layer = this.layers.find((layer) => layer.name === name);
    if (layer !== undefined) return layer as Layer as Found;
    const names = this.layers.map((layer) => `'${layer.name}'`).join(", ");
    throw new ValueError(
      `No such layer: ${name}. Existing layers are: [${names}].` +
        (typeof name === "number" ? ` By its index: getLayer({ index: ${name} }).` : ""),
    );
  }

  /** The symbolic inputs. @throws ValueError before the model is built */
  get inputs(): readonly KerasTensor[] {
    return this.builtGraph("inputs").inputs;
  }

  /** The symbolic outputs. @throws ValueError before the model is built */
  get outputs(): readonly KerasTensor[] {
    return this.builtGraph("outputs").outputs;
  }

  override get input(): OneOrList {
    this.builtGraph("input");
    return this.inputForm as OneOrList;
  }

  override get output(): Form {
    this.builtGraph("output");
    return this.outputForm as Form;
  }

  get inputNames(): readonly string[] {
    return namesIn(this.graph?.inputs ?? [], this.inputForm);
  }

  get outputNames(): readonly string[] {
    return dialect().namesOutputsByLayer
      ? (this.graph?.outputs ?? []).map(({ name }) => name)
      : this.outputKeys;
  }

  override get outputKeys(): readonly string[] {
    return namesIn(this.graph?.outputs ?? [], this.outputForm);
  }

  /** With several inputs a list of their shapes. */
  override get inputShape(): Shape | undefined {
    return this.graph && oneOrAll(this.graph.inputs.map(({ shape }) => shape));
  }

  /** With several outputs a list of their shapes. @throws ValueError before the model is built */
  override get outputShape(): Shape {
    return oneOrAll(this.outputs.map(({ shape }) => shape));
  }

  /**
   * The shape of the outputs: that of the model, with sizes where the model leaves them open and `inputShape` does not.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.computeOutputShape([null, 2])); // (None, 1)
   */
  override computeOutputShape(inputShape: Shape): Shape {
    if (this.graph === undefined) return this.shapeBefore(inputShape);
    if (!this.hasFreeAxes(this.graph)) {
      const [samples] = [inputShape[0]].flat();
      return oneOrAll(this.outputs.map(({ shape }) => tuple([samples, ...shape.slice(1)])));
    }
    return oneOrAll(this.outputShapesFor(inputShape, this.inputForm as Structure<KerasTensor>));
  }

  /** The shape of the outputs of a model without a graph yet. */
  protected shapeBefore(_inputShape: Shape): Shape {
    return this.outputShape;
  }

  /**
   * The shapes of the outputs for inputs of these shapes, which are checked.
   *
   * @throws ValueError if they do not fit
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.outputShapesFor([null, 2], [])); // [ (None, 1) ]
   */
  override outputShapesFor(shape: Shape | Shape[], _inputs: Structure<KerasTensor>): Shape[] {
    if (!this.built) this.build(shape as Shape);
    const graph = this.builtGraph("output");
    const { inputs, outputs } = graph;
    const shapes = inputs.length === 1 ? [shape as Shape] : (shape as Shape[]);
    const given = Array.isArray(shapes[0]) ? shapes.length : 1;
    if (given !== inputs.length) {
      throw new ValueError(
        `Layer "${this.name}" expects ${inputs.length} input(s), but it received ${given} input tensors.` +
          (given === 1
            ? " Give several inputs as a list of arrays or tensors, such as ops.array(…): a list of numbers in lists is one array."
            : ""),
      );
    }
    inputs.forEach((input, i) => {
      const fits =
        input.shape.length === shapes[i].length &&
        input.shape.every(
          (size, axis) =>
            axis === 0 ||
            size === null ||
            shapes[i][axis] === null ||
            size === shapes[i][axis] ||
            (this.takesOtherSizes && axis < input.shape.length - 1),
        );
      if (fits) return;
      throw new ValueError(
        `Input ${i} with name '${input.name}' of layer '${this.name}' is incompatible with the layer: ` +
          `expected shape=${tuple([...input.shape])}, found shape=${tuple([...shapes[i]])}`,
      );
    });
    if (this.hasFreeAxes(graph)) return [...outputShapesOf(graph, shapes)];
    return outputs.map(({ shape }) => tuple([shapes[0][0], ...shape.slice(1)]));
  }

  protected override applySymbolically(
    inputs: Structure<KerasTensor>,
    training?: boolean,
    options: CallOptions = {},
  ): Structure<KerasTensor> {
    const [option] = Object.keys(options);
    if (option !== undefined) {
      const given = options.isSpread ? "several arguments" : `\`${option}\``;
      throw new ValueError(
        `Expected ${given} of the \`call\` of model '${this.name}' to be given with data, or in the \`call\` of another ` +
          "layer. Received: symbolic inputs",
      );
    }
    if (!this.built) this.build(shapesOf(inputs), typesOf(inputs));
    const ordered = this.inOrder(inputs);
    const outputs = super.applySymbolically(ordered, training);
    return packAs(this.outputForm, flatten(outputs));
  }

  /** Inputs by name in the order of the model's, where it was not given a dictionary. */
  private inOrder(inputs: Structure<KerasTensor>): Structure<KerasTensor> {
    const isByName = !areKerasTensors(inputs) || (!("shape" in inputs) && !Array.isArray(inputs));
    if (!isByName || this.graph === undefined) return inputs;
    const byName = inputs as Readonly<Record<string, KerasTensor>>;
    return this.inputNames.map((name) => {
      if (name in byName) return byName[name];
      throw new ValueError(
        `Expected the inputs [${this.inputNames.join(", ")}] for model '${this.name}'. Received: [${Object.keys(byName).join(", ")}]`,
      );
    });
  }

  /** True if the axes between the first and the last may have other sizes than the graph's, in a call with data. */
  protected get takesOtherSizes(): boolean {
    return false;
  }

  private hasFreeAxes(graph: Graph): boolean {
    return this.takesOtherSizes || hasFreeAxes(graph);
  }

  protected override get takesSingleInput(): boolean {
    return this.inputNames.length <= 1;
  }

  /** Words become the inputs of the numeric graph. */
  protected override tensorsFrom(data: unknown, isSingle: boolean): Structure<TensorFlowTensor> {
    const all = (isSingle || typeof data !== "object" ? [data] : Object.values(data as object)) as unknown[];
    if (!all.some(hasText)) return super.tensorsFrom(data, isSingle);
    return super.tensorsFrom(this.newData().arrays(data as ModelArrays), false);
  }

  override get [REVISION](): number {
    return this.graph ? revisionOf(layersOf(this.graph)) : 0;
  }

  protected override planFor(shapes: Shape[]): EagerPlan {
    const graph = numericGraph(this.builtGraph("output"));
    const form = this.inputForm as Structure<KerasTensor>;
    const isNumeric = graph === this.graph;
    const outputs = isNumeric
      ? this.outputShapesFor(unwrapSingle(shapes), form)
      : [...outputShapesOf(graph, shapes)];
    return {
      ...networkPlan(graph, !isNumeric || this.hasFreeAxes(graph) ? shapes : undefined),
      variables: leafLayers(graph).flatMap(({ weights }) => weights),
      outputs,
    };
  }

  protected override computeEagerly(
    inputs: Structure<TensorFlowTensor>,
    training: boolean | undefined,
  ): Structure<TensorFlowTensor> {
    if (this.graph === undefined) this.build(shapesOf(inputs));
    const declared = this.builtGraph("inputs").inputs;
    const fitted = flatten(inputs).map((tensor, i) => withRankOf(declared[i], tensor));
    const outputs = super.computeEagerly(packAs(inputs, fitted), training);
    return packAs(this.outputForm, flatten(outputs));
  }

  protected builtGraph(attribute: string): Graph {
    if (this.graph !== undefined) return this.graph;
    throw neverCalled(this.name, attribute.startsWith("output") ? "output shape" : attribute);
  }

  /**
   * The model as a `tf.LayersModel` of TensorFlow.js with a copy of the weights. Loads TensorFlow.js.
   *
   * @throws ValueError before the model is built, for a graph that is not a chain of layers, and for layers that were called with
   *   `training`
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * const tfModel = await model.toTf();
   * tfModel.summary();
   */
  async toTf(): Promise<TensorFlowModel> {
    this.countParams();
    const graph = this.builtGraph("graph");
    const isChain =
      graph.inputs.length === 1 &&
      graph.nodes.every(({ parents, layer }) => parents.length === 1 && !isShared(layer, graph));
    if (!isChain) {
      throw new ValueError(
        `Expected a chain of layers to make a tf.LayersModel of. Received: model '${this.name}', whose layers branch. ` +
          "Use `predict`, which TensorFlow.js computes too.",
      );
    }
    if (fixesTraining(graph)) {
      throw new ValueError(
        "Expected layers without `training` in their calls to make a tf.LayersModel of, which would drop it. Received: model " +
          `'${this.name}'. Make the model without \`training\` and set its weights, or use \`predict\`, which keeps it.`,
      );
    }
    const backend = await loadTensorFlowBackend();
    return backend.toLayersModel(this.name, this.inputShape?.slice(1) as number[], leafLayers(graph));
  }

  /**
   * The plans of all layers.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * console.log(model.plans().length); // 1
   */
  override plans(): AnyLayerPlan[] {
    return leafLayers(this.builtGraph("graph")).flatMap((layer) => layer.callPlans());
  }
}

/** The types of tensors, in their form. */
function typesOf(inputs: Structure<KerasTensor>): Structure<DataType> {
  return packAs(
    inputs,
    flatten(inputs).map(({ dtype }) => dtype as DataType),
  );
}

function isShared(layer: { readonly name: string }, { nodes }: Graph): boolean {
  return nodes.filter((node) => node.layer === layer).length > 1;
}

/** The names of a model's inputs or outputs: the keys of a dictionary, else those of the layers. */
function namesIn(tensors: readonly KerasTensor[], form: Structure<object>): readonly string[] {
  return isPlainObject(form) ? Object.keys(form).sort() : tensors.map(({ name }) => name);
}

function oneOrAll(shapes: Shape[]): Shape {
  return shapes.length === 1 ? shapes[0] : (shapes as unknown as Shape);
}

/** A tensor with the axes of an input: as in Keras a last axis of one number may be missing, or too many. */
function withRankOf(input: KerasTensor | undefined, tensor: TensorFlowTensor): TensorFlowTensor {
  const missing = (input?.shape.length ?? tensor.rank) - tensor.rank;
  if (missing === 1 && input?.shape.at(-1) === 1) return tensor.expandDims(-1);
  return missing === -1 && tensor.shape.at(-1) === 1 ? tensor.squeeze([-1]) : tensor;
}
