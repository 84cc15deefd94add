import { NDArray } from "../../ndarray.ts";
import { dict, floats, tuple } from "../../python-repr.ts";
import { dialect } from "../dialects/dialect.ts";
import { defaultArguments } from "../dialects/keras-3-layers.ts";
import { layerOf } from "../layers/graph.ts";
import {
  type Graph,
  isKerasTensor,
  type KerasTensor,
  type Node,
  type Structure,
} from "../layers/keras-tensor.ts";
import { isOperation, type ShownOperation } from "../layers/mask-operations.ts";
import { argumentForm } from "../ops/operation-form.ts";
import { arrayForm } from "../saving/array-form.ts";
import { configOf } from "../saving/config.ts";
import type { LayerEntry, ModelConfig } from "./model-config.ts";
import { partsOf, shownGraph } from "./shown-graph.ts";

/** A call in a configuration: tensors by the layer, the call of it and the output that they are. */
interface NodeConfig {
  args: unknown[];
  kwargs: Record<string, unknown>;
}

/** The source of a tensor: layer, number of its call within the model, number of the output. */
type History = [layer: string, node: number, tensor: number];

/** Options of a call, with arrays in Keras' form. */
const withForms = (options: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(options).map(([name, one]) => [name, one instanceof NDArray ? arrayForm(one) : one]),
  );

/** The configuration of a graph under Keras 3's keys: layers with their calls, and which tensors are inputs and outputs. */
export function graphConfig(
  { name, trainable }: { readonly name: string; readonly trainable: boolean },
  model: Graph,
  inputs: Structure<KerasTensor>,
  outputs: Structure<KerasTensor>,
): ModelConfig {
  const graph = shownGraph(model);
  const parts = partsOf(graph);
  const inGraph = new Set<Node>([...graph.nodes, ...graph.inputs.map(({ node }) => node)]);
  const calls = parts.map((layer) => layer.inboundNodes.filter((node) => inGraph.has(node)));
  const numbers = new Map(calls.flatMap((nodes) => nodes.map((node, i): [Node, number] => [node, i])));
  const historyOf = ({ node, index }: KerasTensor): History => [
    layerOf(node).name,
    numbers.get(node) as number,
    index,
  ];
  /** Among inputs and outputs Keras numbers the calls of a functional model from 1: its own graph is the first. */
  const endOf = (tensor: KerasTensor): History => {
    const [name, node, index] = historyOf(tensor);
    return [name, layerOf(tensor.node).className === "Functional" ? node + 1 : node, index];
  };
  const tensorConfig = (tensor: KerasTensor) =>
    dict({
      class_name: "__keras_tensor__",
      config: dict({
        shape: tuple([...tensor.shape]),
        dtype: tensor.dtype,
        keras_history: historyOf(tensor),
      }),
    });
  const map = <T>(structure: Structure<KerasTensor>, of: (tensor: KerasTensor) => T): unknown => {
    if (isKerasTensor(structure)) return of(structure);
    if (Array.isArray(structure)) return structure.map((part) => map(part, of));
    return dict(Object.fromEntries(Object.entries(structure).map(([key, part]) => [key, map(part, of)])));
  };
  const operationEntry = (operation: ShownOperation): LayerEntry => {
    const args = operation.args.map((one) => argumentForm(one, tensorConfig));
    const node = { args: floats(tuple(args), operation.floats ?? []), kwargs: {} };
    return { ...(operation.getForm() as unknown as LayerEntry), name: operation.name, inbound_nodes: [node] };
  };
  return dict({
    name,
    trainable,
    layers: parts.map((layer, i) => {
      if (isOperation(layer)) return operationEntry(layer);
      return {
        ...(dialect().layerEntry(layer) as LayerEntry),
        name: layer.name,
        inbound_nodes: calls[i].flatMap(
          ({ inputs, training, options, masks: [mask = null] }): NodeConfig[] => {
            const { isMasked: _, isSpread: _1, ...own } = options;
            if (inputs === null) return [];
            const form = layer.callForm(inputs, options);
            const tensors = Object.entries(form.kwargs).map(([name, one]) => [name, map(one, tensorConfig)]);
            const given = {
              ...Object.fromEntries(tensors),
              ...configOf(withForms(own)),
              ...(training !== undefined && { training }),
            };
            const isPlain = form.args.length === 1 && Object.keys(given).length === 0;
            const kwargs = dict({
              ...given,
              ...(isPlain && defaultArguments(layer.className)),
              // Models take a mask in Keras.
              ...(layer.graph && { mask: null }),
              ...(mask && { mask: tensorConfig(mask) }),
            });
            return [{ args: tuple(form.args.map((one) => map(one, tensorConfig))), kwargs }];
          },
        ),
      };
    }),
    input_layers: map(inputs, endOf),
    output_layers: map(outputs, endOf),
  });
}
