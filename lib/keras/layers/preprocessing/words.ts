/** Words as the inputs of a model: layers that take them are computed on the data, before the trainer, which has numbers only. */
import { ValueError } from "../../../errors.ts";
import { type ArrayInput, asArray, type NDArray } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import { layerOf, layersOf } from "../graph.ts";
import { type Graph, type KerasTensor, Node, packAs } from "../keras-tensor.ts";
import type { Layer } from "../layer.ts";
import type { PreprocessingLayer } from "./preprocessing-layer.ts";
import { asTokens, type TokenData, Words } from "./tokens.ts";

/** A graph in two parts. */
interface Stages {
  /** The calls that are computed on the data, in order. */
  readonly calls: readonly Node[];
  /** The rest, whose inputs are numbers: some of the graph's, and the outputs of `calls`. */
  readonly numbers: Graph;
}

export const isWord = ({ dtype }: { readonly dtype: string }): boolean => dtype === "string";

export const takesWords = ({ inputs }: Graph): boolean => inputs.some(isWord);

const known = new WeakMap<Graph, Stages>();

/** The graph without the calls that are computed on the data; without words it is the graph itself. */
export function numericGraph(graph: Graph): Graph {
  return takesWords(graph) ? stagesOf(graph).numbers : graph;
}

/**
 * Computes the layers that take words.
 *
 * @param given the data of each input of the graph
 * @returns the data of each input of its `numericGraph`
 */
export function encodeWords(graph: Graph, given: readonly TokenData[]): NDArray[] {
  const { calls, numbers } = stagesOf(graph);
  const data = new Map<KerasTensor, unknown>(graph.inputs.map((tensor, i) => [tensor, given[i]]));
  for (const node of calls) {
    const parts = node.parents.map((tensor) => data.get(tensor));
    const layer = layerOf(node) as PreprocessingLayer<unknown>;
    const result = layer.call(packAs(node.inputs as KerasTensor, parts) as TokenData, node.options);
    const results = node.outputs.length === 1 ? [result] : (result as unknown[]);
    node.outputs.forEach((tensor, i) => {
      data.set(tensor, results[i]);
    });
  }
  return numbers.inputs.map((tensor) => asArray(data.get(tensor) as ArrayInput, "float32"));
}

function stagesOf(graph: Graph): Stages {
  const before = known.get(graph);
  if (before) return before;
  const stages = split(graph);
  known.set(graph, stages);
  return stages;
}

/** Nested models that take words are taken apart, as a part of their layers is computed on the data. */
function split(graph: Graph): Stages {
  const calls: Node[] = [];
  const rest: Node[] = [];
  const apart = new Set<Layer>();
  /** The tensors that are computed on the data. */
  const computed = new Set<KerasTensor>();
  const inline = (
    { inputs, nodes, outputs }: Graph,
    given: readonly KerasTensor[],
    outer?: boolean,
  ): KerasTensor[] => {
    const values = new Map(inputs.map((tensor, i) => [tensor, given[i]]));
    const tensorOf = (tensor: KerasTensor) => values.get(tensor) as KerasTensor;
    for (const node of nodes) {
      const layer = layerOf(node);
      const parents = node.parents.map(tensorOf);
      const hasWords = parents.some(isWord);
      let results: readonly KerasTensor[];
      if (layer.graph && hasWords) {
        apart.add(layer);
        results = inline(layer.graph, parents, node.training ?? outer);
      } else {
        const own = withParents(node, parents, outer);
        const isEarly =
          hasWords || (layer.isPreprocessing && parents.every((parent) => computed.has(parent)));
        (isEarly ? calls : rest).push(own);
        if (isEarly) checkKnown(layer, parents, computed, graph);
        if (isEarly) for (const tensor of own.outputs) computed.add(tensor);
        results = own.outputs;
      }
      node.outputs.forEach((tensor, i) => {
        values.set(tensor, results[i]);
      });
    }
    return outputs.map(tensorOf);
  };
  const outputs = inline(graph, graph.inputs);
  const words = outputs.find(isWord);
  if (words) {
    throw new ValueError(
      `Expected the outputs of a model to be numbers. Received: words, from layer '${words.name}'. Apply it to the model's ` +
        "outputs: `layer.apply(await model.predict(x))`.",
    );
  }
  const used = new Set([...rest.flatMap(({ parents }) => parents), ...outputs]);
  const inputs = [...graph.inputs, ...computed].filter((tensor) => used.has(tensor));
  const expanded = (layer: Layer): readonly Layer[] =>
    apart.has(layer) ? layersOf(layer.graph as Graph).flatMap(expanded) : [layer];
  const called = new Set(rest.map(layerOf));
  const layers = layersOf(graph)
    .flatMap(expanded)
    .filter((layer) => called.has(layer));
  return { calls, numbers: { inputs, outputs, nodes: rest, layers: [...new Set(layers)] } };
}

/** The node, or a copy of it with other inputs. */
function withParents(node: Node, parents: readonly KerasTensor[], outer?: boolean): Node {
  const training = node.training ?? outer;
  if (training === node.training && node.parents.every((parent, i) => parent === parents[i])) return node;
  const inputs = packAs(node.inputs as KerasTensor, parents);
  const shapes = node.outputs.map(({ shape }) => shape);
  const types = node.outputs.map(({ dtype }) => dtype);
  return new Node(node.layer, inputs, shapes, training, types, node.options);
}

/** @throws ValueError for a layer of words and of numbers that other layers compute */
function checkKnown(
  layer: Layer,
  parents: readonly KerasTensor[],
  computed: ReadonlySet<KerasTensor>,
  { inputs }: Graph,
): void {
  const other = parents.find((parent) => !inputs.includes(parent) && !computed.has(parent));
  if (other === undefined) return;
  throw new ValueError(
    `Expected the inputs of layer '${layer.name}', which takes words, to be inputs of the model. Received: the output of ` +
      `layer '${other.name}'`,
  );
}

/**
 * The data of an input of words.
 *
 * @param inputShape of the input
 * @throws ValueError for no samples, another shape, and for anything but words
 */
export function wordsOf(data: unknown, inputShape: readonly (number | null)[], name: string): Words {
  const { values, shape } = asTokens(data as TokenData, name);
  const wrong = values.find((value) => typeof value !== "string");
  if (wrong !== undefined || values.length === 0) {
    throw new ValueError(
      `Expected \`${name}\` to hold words, as its input has \`dtype: "string"\`. ` +
        `Received: ${wrong === undefined ? "no sample" : `the number ${wrong}`}`,
    );
  }
  const isColumn = shape.length === inputShape.length - 1 && inputShape.at(-1) === 1;
  const own = isColumn ? [...shape, 1] : shape;
  const fits = own.length === inputShape.length && inputShape.every((size, i) => (size ?? own[i]) === own[i]);
  if (fits) return new Words(values as string[], own);
  throw new ValueError(
    `Expected \`${name}\` to have the shape ${tuple([...inputShape])}. Received: shape ${tuple([...shape])}`,
  );
}

/** The shape of a model's inputs, and whether they are words. */
export function shapeAndType(x: unknown): { shape: readonly number[]; dtype: "string" | "float32" } {
  const isText = hasText(x);
  const { shape } = isText ? asTokens(x as TokenData, "x") : asArray(x as ArrayInput, "float32", "x");
  return { shape, dtype: isText ? "string" : "float32" };
}

/** True for a word, and for lists, tensors and columns that begin with one. */
export function hasText(data: unknown): boolean {
  if (typeof data === "string") return true;
  if (Array.isArray(data)) return data.length > 0 && hasText(data[0]);
  if (data instanceof Words) return true;
  if (typeof data !== "object" || data === null || !("shape" in data)) return false;
  if ("dtype" in data && data.dtype === "string" && "dataSync" in data) return true;
  return "values" in data && Array.isArray(data.values) && hasText(data.values);
}
