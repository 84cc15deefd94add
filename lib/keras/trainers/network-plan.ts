import { type AnyLayerPlan, type GraphPlan, isDense, type NodePlan } from "../backend/plan.ts";
import { layerOf, layersOf } from "../layers/graph.ts";
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

/** The plan of a graph; nested models are taken apart into their layers. */
export function networkPlan(graph: Graph): NetworkPlan {
  const leaves = leafLayers(graph);
  const index = new Map(leaves.map((layer, i) => [layer, i]));
  const nodes: NodePlan[] = [];
  let count = graph.inputs.length;
  const inline = (
    { inputs, outputs, nodes: calls }: Graph,
    given: readonly number[],
    outer?: boolean,
  ): number[] => {
    const numbers = new Map<KerasTensor, number>(inputs.map((tensor, i) => [tensor, given[i]]));
    const numbersOf = (tensors: readonly KerasTensor[]) =>
      tensors.map((tensor) => numbers.get(tensor) as number);
    for (const node of calls) {
      const layer = layerOf(node);
      const taken = numbersOf(node.parents);
      const training = node.training ?? outer;
      if (layer.graph) {
        const results = inline(layer.graph, taken, training);
        node.outputs.forEach((tensor, i) => {
          numbers.set(tensor, results[i]);
        });
        continue;
      }
      for (const tensor of node.outputs) numbers.set(tensor, count++);
      const shapes = node.parents.map(({ shape }) => shape);
      // The plan of a shared layer depends on the shape of the call.
      if (layer.inboundNodes.length > 1) layer.build((shapes.length === 1 ? shapes[0] : shapes) as Shape);
      const form = node.inputs as NonNullable<typeof node.inputs>;
      nodes.push({
        layer: index.get(layer) as number,
        steps: layer.plans(),
        inputs: taken,
        pack: (parts) => (isKerasTensor(form) ? parts[0] : packAs(form, parts)),
        shapes: node.outputs.map(({ shape }) => shape.slice(1) as number[]),
        ...(training !== undefined && { training }),
      });
    }
    return numbersOf(outputs);
  };
  const outputs = inline(
    graph,
    graph.inputs.map((_, i) => i),
  );
  const inputs = graph.inputs.map(({ shape }) => shape.slice(1) as number[]);
  const first = leaves.map((_, i) => nodes.find(({ layer }) => layer === i) as NodePlan);
  const features = leaves.map(({ inputShape }) => sampleSize(inputShape ?? []));
  const plan: GraphPlan = {
    inputs,
    layers: first.map(({ steps }, i) => ({ steps, features: features[i] })),
    nodes,
    outputs,
  };
  const all = {
    inputs: graph.inputs.reduce((sum, { shape }) => sum + sampleSize(shape), 0),
    layers: plan.layers.flatMap(({ steps }) => steps),
  };
  return isChain(plan) ? all : { ...all, graph: plan };
}

/** True if each layer is called once, with the output of the one before, and training as the model is called. */
function isChain({ inputs, layers, nodes, outputs }: GraphPlan): boolean {
  if (inputs.length !== 1 || outputs.length !== 1 || outputs[0] !== nodes.length) return false;
  if (nodes.length !== layers.length) return false;
  return nodes.every(
    ({ layer, inputs, shapes, steps, training }, i) =>
      layer === i &&
      inputs.length === 1 &&
      inputs[0] === i &&
      shapes.length === 1 &&
      (training === undefined || steps.every((step) => isDense(step) || step.kind === "activation")),
  );
}
