import { isDense } from "../../engine/index.ts";
import { losesMask } from "../backend/lost-mask.ts";
import type { AnyLayerPlan, GraphPlan, NodePlan } from "../backend/plan.ts";
import { layerOf, layersOf, withShapes } from "../layers/graph.ts";
import { type Graph, isKerasTensor, type KerasTensor, packAs } from "../layers/keras-tensor.ts";
import { type Layer, type Shape, sampleSize } from "../layers/layer.ts";

/** A model's layers as a trainer takes them. */
interface NetworkPlan {
  /** Numbers per sample of all inputs. */
  readonly inputs: number;
  readonly layers: readonly AnyLayerPlan[];
  /** Left out for a chain. */
  readonly graph?: GraphPlan;
}

/** The layers that compute, those of nested models among them, each once and in the order of their weights. */
export function leafLayers(graph: Graph): Layer[] {
  const leaves = new Set<Layer>();
  const collect = (graph: Graph) => {
    for (const layer of layersOf(graph)) {
      if (layer.graph) collect(layer.graph);
      else if (layer.className !== "InputLayer") leaves.add(layer);
    }
  };
  collect(graph);
  return [...leaves];
}

/** The name of the activation that makes a tensor; undefined if another function does. */
export function lastActivation({ node, index }: KerasTensor): string | undefined {
  const layer = layerOf(node);
  if (layer.graph) return lastActivation(layer.graph.outputs[index]);
  const step = layer.className === "InputLayer" ? undefined : layer.callPlans(node.options).at(-1);
  const activation = step && "activation" in step ? step.activation : undefined;
  return typeof activation === "object" ? activation.name : activation;
}

/** A tensor of a graph: its number, and its shape in this network. */
interface Value {
  readonly number: number;
  readonly shape: Shape;
}

/**
 * The plan of a graph; nested models are taken apart into their layers.
 *
 * @param shapes of the inputs, where the graph leaves sizes open; default: those of the graph
 * @param training whether it always computes as in training; default: as it is called
 */
export function networkPlan(
  graph: Graph,
  shapes: readonly Shape[] = graph.inputs.map(({ shape }) => shape),
  training?: boolean,
): NetworkPlan {
  const leaves = leafLayers(graph);
  const index = new Map(leaves.map((layer, i) => [layer, i]));
  const nodes: NodePlan[] = [];
  const features: number[] = [];
  let count = graph.inputs.length;
  const inline = (
    { inputs, outputs, nodes: calls }: Graph,
    given: readonly Value[],
    outer?: boolean,
  ): Value[] => {
    const values = new Map<KerasTensor, Value>(inputs.map((tensor, i) => [tensor, given[i]]));
    const valuesOf = (tensors: readonly KerasTensor[]) =>
      tensors.map((tensor) => values.get(tensor) as Value);
    for (const node of calls) {
      const layer = layerOf(node);
      const taken = valuesOf(node.parents);
      const training = node.training ?? outer;
      if (layer.graph) {
        const results = inline(layer.graph, taken, training);
        node.outputs.forEach((tensor, i) => {
          values.set(tensor, results[i]);
        });
        continue;
      }
      const shapes = taken.map(({ shape }) => shape);
      const form = node.inputs as NonNullable<typeof node.inputs>;
      const place = index.get(layer) as number;
      features[place] ??= sampleSize(shapes[0]);
      withShapes(node, shapes, (outputs) => {
        node.outputs.forEach((tensor, i) => {
          values.set(tensor, { number: count++, shape: outputs[i] });
        });
        nodes.push({
          layer: place,
          steps: layer.callPlans(node.options),
          inputs: taken.map(({ number }) => number),
          pack: (parts) => (isKerasTensor(form) ? parts[0] : packAs(form, parts)),
          shapes: outputs.map((shape) => shape.slice(1) as number[]),
          ...(training !== undefined && { training }),
          ...losesMask(layer),
          options: node.options,
        });
      });
    }
    return valuesOf(outputs);
  };
  const outputs = inline(
    graph,
    shapes.map((shape, number) => ({ number, shape })),
    training,
  );
  const first = leaves.map((_, i) => nodes.find(({ layer }) => layer === i) as NodePlan);
  const plan: GraphPlan = {
    inputs: shapes.map((shape) => shape.slice(1) as number[]),
    layers: first.map(({ steps }, i) => ({ steps, features: features[i] })),
    nodes,
    outputs: outputs.map(({ number }) => number),
  };
  const all = {
    inputs: shapes.reduce((sum, shape) => sum + sampleSize(shape), 0),
    layers: plan.layers.flatMap(({ steps }) => steps),
  };
  const hasMask = leaves.some(({ makesMask }) => makesMask);
  const isLost = hasMask && nodes.some((node) => node.losesMask !== undefined);
  return isChain(plan) && !isLost ? all : { ...all, graph: plan };
}

/** True if each layer is called once, with the output of the one before, without options, and training as the model is called. */
function isChain({ inputs, layers, nodes, outputs }: GraphPlan): boolean {
  if (inputs.length !== 1 || outputs.length !== 1 || outputs[0] !== nodes.length) return false;
  if (nodes.length !== layers.length) return false;
  return nodes.every(
    ({ layer, inputs, shapes, steps, training, options = {} }, i) =>
      layer === i &&
      Object.keys(options).length === 0 &&
      inputs.length === 1 &&
      inputs[0] === i &&
      shapes.length === 1 &&
      (training === undefined || steps.every((step) => isDense(step) || step.kind === "activation")),
  );
}
