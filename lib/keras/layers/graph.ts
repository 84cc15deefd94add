import { ValueError } from "../../errors.ts";
import { isMasked, setMask } from "./keras-mask.ts";
import {
  type Graph,
  type KerasTensor,
  Node,
  packAs,
  type Shape,
  type Structure,
  unwrapSingle,
} from "./keras-tensor.ts";
import type { Layer } from "./layer.ts";
import { REVISION } from "./layer-options.ts";

/** True if a layer, also of a nested model, was called with `training`. */
export function fixesTraining({ nodes }: Graph): boolean {
  return nodes.some((node) => {
    const { graph } = layerOf(node);
    return node.training !== undefined || (graph !== undefined && fixesTraining(graph));
  });
}

/** True if the graph takes samples of several shapes. */
export const hasFreeAxes = ({ inputs }: Graph): boolean =>
  inputs.some(({ shape }) => shape.slice(1).includes(null));

/**
 * Calls `then` while the layer of a node has these input shapes: sizes for axes that the graph leaves open, or the shapes of
 * another call of a shared layer.
 */
export function withShapes<T>(
  node: Node,
  shapes: readonly Shape[],
  then: (outputs: readonly Shape[]) => T,
): T {
  const layer = layerOf(node);
  const own = node.parents.map(({ shape }) => shape);
  const take = (given: readonly Shape[]) => {
    const tensors = given.map((shape, i) => {
      const [copy] = new Node(layer, null, [shape]).outputs;
      setMask(copy, isMasked(node.parents[i]) || null);
      return copy;
    });
    const inputs = packAs(node.inputs as Structure<KerasTensor>, tensors);
    return layer.outputShapesFor(unwrapSingle([...given]), inputs, node.options);
  };
  const isOwn = areEqual(own, shapes);
  if (isOwn && areEqual(own, own.length === 1 ? [layer.inputShape] : layer.inputShape)) {
    return then(node.outputs.map(({ shape }) => shape));
  }
  try {
    return then(take(shapes));
  } finally {
    if (!isOwn) take(own);
  }
}

function areEqual(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((one, i) => areEqual(one, b[i]));
}

/** The shapes of a graph's outputs for inputs of these shapes. */
export function outputShapesOf(graph: Graph, given: readonly Shape[]): readonly Shape[] {
  const shapes = new Map<KerasTensor, Shape>(graph.inputs.map((tensor, i) => [tensor, given[i]]));
  const shapeOf = (tensor: KerasTensor) => shapes.get(tensor) as Shape;
  for (const node of graph.nodes) {
    const outputs = withShapes(node, node.parents.map(shapeOf), (outputs) => outputs);
    node.outputs.forEach((tensor, i) => {
      shapes.set(tensor, outputs[i]);
    });
  }
  return graph.outputs.map(shapeOf);
}

/** The layer that a node is a call of. */
export const layerOf = (node: Node) => node.layer as Layer;

/** Grows each time that one of the layers begins to compute otherwise. */
export const revisionOf = (layers: readonly Layer[]) =>
  layers.reduce((sum, layer) => sum + layer[REVISION], 0);

export const layersOf = (graph: Graph) => graph.layers as readonly Layer[];

type ParentsOf = (node: Node) => readonly KerasTensor[];

/**
 * Finds the graph between tensors, in the order of Keras' `map_graph`.
 *
 * @param parentsOf the tensors that a call takes; default: its inputs
 * @throws ValueError if an output does not come from the inputs, for a cycle, and for two layers of one name
 */
export function graphBetween(
  inputs: readonly KerasTensor[],
  outputs: readonly KerasTensor[],
  parentsOf: ParentsOf = ({ parents }) => parents,
): Graph {
  const { nodes, met } = sorted(inputs, outputs, parentsOf);
  const depths = depthsOf(nodes, parentsOf);
  const layerDepths = depths.layers;
  for (const { node } of inputs) {
    if (layerDepths.has(layerOf(node)) || node.inputs !== null) continue;
    // An input that nothing uses.
    met.set(layerOf(node), -1);
    layerDepths.set(layerOf(node), 0);
    depths.nodes.set(node, 0);
  }
  const byDepth = <T>(of: Map<T, number>, after: (a: T, b: T) => number) =>
    [...of.keys()].sort((a, b) => (of.get(b) as number) - (of.get(a) as number) || after(a, b));
  const layers = byDepth(layerDepths, (a, b) => (met.get(a) as number) - (met.get(b) as number));
  const ordered = byDepth(depths.nodes, () => 0);
  checkConnected(inputs, ordered, parentsOf);
  checkNames(layers);
  const isGiven = new Set(inputs.map(({ node }) => node));
  return { inputs, outputs, nodes: ordered.filter((node) => !isGiven.has(node)), layers };
}

/** The nodes, each after those whose outputs it takes, and the order in which the layers are met from the outputs. */
function sorted(inputs: readonly KerasTensor[], outputs: readonly KerasTensor[], parentsOf: ParentsOf) {
  const given = new Set(inputs);
  const nodes: Node[] = [];
  const finished = new Set<Node>();
  const inProgress = new Set<Node>();
  const met = new Map<Layer, number>();
  // With its own stack, as a graph may be deeper than JavaScript's call stack.
  const stack = [...outputs].reverse().map((tensor) => ({ tensor, isLeft: false }));
  while (stack.length > 0) {
    const { tensor, isLeft } = stack.pop() as (typeof stack)[number];
    const { node } = tensor;
    if (isLeft) {
      inProgress.delete(node);
      finished.add(node);
      nodes.push(node);
      continue;
    }
    if (finished.has(node)) continue;
    if (node.inputs !== null && given.has(tensor)) {
      finished.add(node);
      continue;
    }
    if (inProgress.has(node)) {
      throw new ValueError(`Tensor ${tensor} from operation '${node.layer.name}' is part of a cycle.`);
    }
    if (!met.has(layerOf(node))) met.set(layerOf(node), met.size);
    inProgress.add(node);
    stack.push({ tensor, isLeft: true });
    for (const parent of [...parentsOf(node)].reverse()) stack.push({ tensor: parent, isLeft: false });
  }
  return { nodes, met };
}

/** The largest distance of each node and each layer from the outputs. */
function depthsOf(
  sortedNodes: readonly Node[],
  parentsOf: ParentsOf,
): { nodes: Map<Node, number>; layers: Map<Layer, number> } {
  const inGraph = new Set(sortedNodes);
  const nodes = new Map<Node, number>();
  const layers = new Map<Layer, number>();
  for (const node of [...sortedNodes].reverse()) {
    const depth = Math.max(nodes.get(node) ?? 0, layers.get(layerOf(node)) ?? 0);
    layers.set(layerOf(node), depth);
    nodes.set(node, depth);
    for (const { node: parent } of parentsOf(node)) {
      if (inGraph.has(parent)) nodes.set(parent, Math.max(depth + 1, nodes.get(parent) ?? 0));
    }
  }
  return { nodes, layers };
}

function checkConnected(inputs: readonly KerasTensor[], nodes: readonly Node[], parentsOf: ParentsOf): void {
  const known = new Set(inputs);
  const names: string[] = [];
  for (const node of nodes) {
    const missing = parentsOf(node).find((tensor) => !known.has(tensor));
    const isForeign = node.inputs === null && !inputs.some((input) => input.node === node);
    if (missing !== undefined || isForeign) {
      throw new ValueError(
        `Graph disconnected: cannot find parent for tensor ${missing ?? node.outputs[0]} at operation '${node.layer.name}'. ` +
          `The following previous operations were accessed without issue: [${names.map((name) => `'${name}'`).join(", ")}]`,
      );
    }
    if (node.inputs !== null) names.push(node.layer.name);
    for (const tensor of node.outputs) known.add(tensor);
  }
}

function checkNames(layers: readonly Layer[]): void {
  const counts = new Map<string, number>();
  for (const { name } of layers) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [name, count] of counts) {
    if (count === 1) continue;
    throw new ValueError(
      `The name "${name}" is used ${count} times in the model. All operation names should be unique.`,
    );
  }
}
