import { graphBetween, layersOf } from "../layers/graph.ts";
import type { Graph } from "../layers/keras-tensor.ts";
import type { Layer } from "../layers/layer.ts";
import { isOperation, type MaskOperation, shownParents } from "../layers/mask-operations.ts";

/** A graph with the operations on masks among its layers, where the dialect shows them. */
export function shownGraph(graph: Graph): Graph {
  const isWhole = graph.inputs.every(({ node }) => node.inputs === null);
  const isMasked = isWhole && graph.nodes.some(({ masks }) => masks.length > 0);
  return isMasked ? graphBetween(graph.inputs, graph.outputs, shownParents) : graph;
}

/** The layers of a graph, without operations of `keras.ops`. */
export const plainLayers = (graph: Graph) => layersOf(graph).filter((layer) => !isOperation(layer));

/** The layers and operations of a shown graph. */
export const partsOf = (graph: Graph) => graph.layers as readonly (Layer | MaskOperation)[];
