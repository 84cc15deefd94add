import { dialect } from "../dialects/dialect.ts";
import type { Connection, SummarizedLayer, SummaryOptions } from "../dialects/types.ts";
import { layerOf } from "../layers/graph.ts";
import type { Graph, Node, Shape } from "../layers/keras-tensor.ts";
import type { Layer } from "../layers/layer.ts";
import { type MaskOperation, shownParents } from "../layers/mask-operations.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { stateSize } from "../saving/optimizer-variables.ts";
import type { Variable } from "../variable.ts";

import { partsOf, plainLayers, shownGraph } from "./shown-graph.ts";

export type { SummaryOptions } from "../dialects/types.ts";

/** The members of a model that its summary shows. */
interface Model {
  readonly name: string;
  readonly built: boolean;
  readonly layers: readonly Layer[];
  readonly weights: readonly Variable[];
  readonly trainableWeights: readonly Variable[];
  readonly graph?: Graph;
}

/**
 * Prints a table of a model's layers.
 *
 * @param optimizer null before it has trained the model
 * @throws ValueError for options that do not fit, and in the words of Keras 2.4.3 before the model is built
 */
export function printSummary(
  model: Model,
  optimizer: Optimizer | null,
  { isSubclassed }: { isSubclassed: boolean },
  options: SummaryOptions = {},
): void {
  const { name, built, layers, weights, trainableWeights } = model;
  // Keras does not show the calls of a subclass, and those of a stack, whose graph has an input layer too, are a chain.
  const inGraph = model.graph && plainLayers(model.graph);
  const isGraph = !isSubclassed && inGraph?.length === layers.length;
  const graph = isGraph && model.graph && shownGraph(model.graph);
  const state = optimizer && stateSize(optimizer, trainableWeights);
  const calls = graph && !isChain(graph) ? new Set(callsOf(graph)) : null;
  const parts = graph ? partsOf(graph) : layers;
  const rows = parts.map((layer) => ({
    ...summarized(layer),
    ...(calls && { connections: connections(layer, calls) }),
  }));
  dialect().summary(
    { name, built, isSubclassed, layers: rows, weights, trainableWeights, optimizer: state },
    options,
  );
}

function summarized(layer: Layer | MaskOperation): SummarizedLayer {
  const { name, className, built, trainable, weights, inputShape } = layer;
  // As in Keras, of several calls the last one counts.
  const shapes = layer.inboundNodes.at(-1)?.outputs.map(({ shape }) => shape) ?? [];
  const lastShape = () => (shapes.length > 1 ? (shapes as unknown as Shape) : shapes[0]) ?? layer.outputShape;
  const outputShape = inputShape === undefined || !built ? null : lastShape();
  const inner = (layer as { layers?: readonly Layer[] }).layers;
  return {
    name,
    className,
    built,
    trainable,
    weights,
    outputShape,
    ...(inner && { layers: inner.map(summarized) }),
  };
}

function callsOf(graph: Graph): Node[] {
  return [...graph.inputs.map(({ node }) => node), ...graph.nodes];
}

/** True if each layer takes the outputs of the one before, and none is called twice. */
function isChain(graph: Graph): boolean {
  const calls = callsOf(graph);
  const follows = calls.every((node, i) => {
    const parents = shownParents(node);
    return i === 0 ? parents.length === 0 : parents.length === 1 && parents[0].node === calls[i - 1];
  });
  return follows && new Set(calls.map(({ layer }) => layer)).size === calls.length;
}

/** The tensors that a layer takes in a model. */
function connections(layer: Layer | MaskOperation, calls: ReadonlySet<Node>): Connection[] {
  return layer.inboundNodes
    .filter((node) => calls.has(node))
    .flatMap((node) =>
      shownParents(node).map(({ node, index }): Connection => {
        const source = layerOf(node);
        return [source.name, source.inboundNodes.indexOf(node), index];
      }),
    );
}
