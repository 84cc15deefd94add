/** Custom models: a subclass of `Model` whose `call` says what its layers compute. */
import { tuple } from "../../python-repr.ts";
import { currentScope, inScope, probe } from "../backend/scope.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { dialect } from "../dialects/dialect.ts";
import { callContext } from "../layers/call-context.ts";
import { Layer as CustomLayer } from "../layers/custom-layer.ts";
import { graphBetween } from "../layers/graph.ts";
import { type DataType, InputLayer } from "../layers/input-layer.ts";
import {
  areKerasTensors,
  flatten,
  type Graph,
  type KerasTensor,
  packAs,
  type Shape,
  type Structure,
} from "../layers/keras-tensor.ts";
import type { Layer } from "../layers/layer.ts";
import { withoutDraws } from "../layers/seed-generator.ts";

/** A graph, and its inputs and outputs in the form in which they were given. */
export interface FunctionalGraph extends Graph {
  readonly inputForm: Structure<KerasTensor>;
  readonly outputForm: Structure<KerasTensor>;
}

/** The members of a model whose `call` is a layer. */
interface CalledModel {
  readonly name: string;
  readonly className: string;
  trainable: boolean;
  call(...args: ModelArguments): TensorFlowTensor;
}

/** The inputs, one or several, and the context. */
type ModelArguments = [inputs: TensorFlowTensor, context: CallContext];

/** The `call` of a model as a layer; the layers in the model's properties are its own. */
export class ModelCall extends CustomLayer {
  readonly #model: CalledModel;
  /** The form of the last result. */
  #form: Structure<object> = {};

  constructor(model: CalledModel) {
    super({ name: model.name }, model.className);
    this.#model = model;
  }

  override get owner(): object {
    return this.#model;
  }

  override get trainable(): boolean {
    return this.#model?.trainable ?? true;
  }

  override set trainable(_trainable: boolean) {}

  override call(...args: ModelArguments): TensorFlowTensor {
    const result = this.#model.call(...args);
    this.#form = result;
    return result;
  }

  /**
   * The graph of the model for inputs of these shapes: the graph of its layers if `call` only applies layers, the same ones in
   * training and otherwise; else a single call.
   */
  graphFor(shapes: Structure<Shape>, types: Structure<DataType> = "float32"): FunctionalGraph {
    const inputs = inputsOf(this.name, shapes, types);
    const graph = this.#layerGraph(inputs);
    if (graph) return graph;
    const outputs = flatten(this.apply(inputs) as Structure<KerasTensor>);
    const outputForm = packAs(this.#form, outputs);
    return { ...graphBetween(flatten(inputs), outputs), inputForm: inputs, outputForm };
  }

  #layerGraph(inputs: Structure<KerasTensor>): FunctionalGraph | undefined {
    const nodes = (layers: readonly Layer[]) => new Map(layers.map((one) => [one, one.inboundNodes.length]));
    const forget = (counts: ReadonlyMap<Layer, number>) => {
      for (const [layer, count] of counts) layer.inboundNodes.splice(count);
    };
    const before = nodes(this.sublayers);
    const inTraining = this.#traced(inputs, true);
    const after = nodes(this.sublayers);
    const otherwise = inTraining && this.#traced(inputs, false);
    forget(after);
    if (otherwise && callsOf(inTraining) === callsOf(otherwise)) return inTraining;
    forget(before);
    return undefined;
  }

  /** Calls the model with symbolic tensors; undefined if it computes anything by itself. */
  #traced(inputs: Structure<KerasTensor>, training: boolean): FunctionalGraph | undefined {
    const refuse = () => {
      throw new Error("A loss or a metric is added, or a variable assigned, in this call.");
    };
    const scope = {
      read: () => undefined,
      training,
      addLoss: refuse,
      addMetric: refuse,
      assign: refuse,
    };
    try {
      const outputForm = probe(() =>
        withoutDraws(() => inScope(scope, () => this.#model.call(inputs, callContext(training, refuse)))),
      );
      if (!areKerasTensors(outputForm)) return undefined;
      const graph = graphBetween(flatten(inputs), flatten(outputForm));
      const tracked = this.sublayers.filter((layer) => graph.layers.includes(layer));
      const first = graph.inputs.map(({ node }) => node.layer);
      const isAll = this.addedWeights.length === 0 && first.length + tracked.length === graph.layers.length;
      // In the order of the properties, as Keras orders the weights.
      return isAll ? { ...graph, layers: [...first, ...tracked], inputForm: inputs, outputForm } : undefined;
    } catch {
      // TensorFlow.js refuses symbolic tensors with its own errors; the call with data reports other mistakes.
      return undefined;
    }
  }
}

/** The calls of a graph as text: the layers, the values and options that they take, and `training` where it is fixed. */
function callsOf({ inputs, nodes, outputs, layers }: Graph): string {
  const values = [...inputs, ...nodes.flatMap((node) => node.outputs)];
  const calls = nodes.map(({ layer, parents, training, options }) => [
    layers.indexOf(layer),
    training ?? null,
    options ?? null,
    ...parents.map((value) => values.indexOf(value)),
  ]);
  return JSON.stringify([calls, outputs.map((value) => values.indexOf(value))]);
}

function inputsOf(
  model: string,
  shapes: Structure<Shape>,
  types: Structure<DataType>,
): Structure<KerasTensor> {
  const input = (shape: Shape, name: string, key: string | number) => {
    const dtype = typeof types === "string" ? types : (types as Readonly<Record<string, DataType>>)[key];
    return new InputLayer({ batchShape: shape, name, dtype }).tensor;
  };
  const made = (of: Structure<Shape>, name: string, key: string | number): Structure<KerasTensor> => {
    if (isShape(of)) return input(of, name, key);
    if (Array.isArray(of)) return of.map((shape, i) => made(shape, `${name}_${i + 1}`, i));
    return Object.fromEntries(
      Object.entries(of).map(([own, shape]) => [own, made(shape, `${name}_${own}`, own)]),
    );
  };
  if (isShape(shapes)) return input(shapes, "input_1", 0);
  return made(shapes, Array.isArray(shapes) ? "input" : model, 0);
}

function isShape(shapes: Structure<Shape>): shapes is Shape {
  return Array.isArray(shapes) && shapes.every((size) => size === null || typeof size === "number");
}

/**
 * The shapes of tensors in their form, for any number of samples. A dialect may show the number in a model that is called by itself;
 * within another one's call it may be that of a trial.
 */
export function shapesOf(
  inputs: Structure<{ readonly shape: readonly (number | null)[] }>,
): Structure<Shape> {
  const isSized = dialect().showsBatchSize && currentScope() === undefined;
  const shapes = flatten(inputs).map(({ shape: [samples, ...sample] }): Shape => {
    return tuple([isSized ? samples : null, ...sample]);
  });
  return packAs(inputs, shapes);
}
