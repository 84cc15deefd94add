/** The layers that `model.addLoss` and `model.addMetric` of a graph add to it, under the names that they have in files of Keras 2. */
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { type AddMetricOptions, metricName } from "../layers/add-metric.ts";
import { Layer } from "../layers/custom-layer.ts";
import { graphBetween } from "../layers/graph.ts";
import type { Graph, Node } from "../layers/keras-tensor.ts";
import type { LayerConfig } from "../layers/layer.ts";
import type { LayerOptions } from "../layers/layer-options.ts";
import { registered } from "../saving/config.ts";

/** Adds the mean of its inputs to the loss. */
export class AddLoss extends Layer {
  /** Keras has no warning of a lost mask for it. */
  readonly usesMask = true;

  constructor({ unconditional: _, ...options }: LayerOptions & { unconditional?: boolean } = {}) {
    super(options);
  }

  override call(inputs: TensorFlowTensor, { addLoss }: CallContext): TensorFlowTensor {
    addLoss(inputs.mean());
    return inputs;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), unconditional: false };
  }
}

interface AddedMetric extends Pick<AddMetricOptions, "aggregation"> {
  metricName: string;
}

/** Reports the mean of its inputs. */
export class AddMetric extends Layer {
  /** As of `AddLoss`. */
  readonly usesMask = true;
  private readonly metric: string;

  constructor({ metricName: name, aggregation, ...options }: LayerOptions & AddedMetric) {
    super(options);
    this.metric = metricName({ name, aggregation });
    this.addedMetrics.add(this.metric);
  }

  override call(inputs: TensorFlowTensor, { addMetric }: CallContext): TensorFlowTensor {
    addMetric(this.metric, inputs);
    return inputs;
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), aggregation: "mean", metric_name: this.metric };
  }
}

registered.set("AddLoss", AddLoss);
registered.set("AddMetric", AddMetric);

const adds = ({ layer }: Node) => layer instanceof AddLoss || layer instanceof AddMetric;

/** A graph that computes these calls too, if they add losses or metrics. What only they need comes last, as in Keras 2. */
export function withAdded<Of extends Graph>(graph: Of, calls: readonly Node[]): Of {
  const { inputs, outputs } = graph;
  const added = [...graph.nodes, ...calls].filter(adds).flatMap((node) => node.outputs);
  if (added.length === 0) return graph;
  const { nodes, layers } = graphBetween(inputs, [...outputs, ...added]);
  const first = new Set(graph.layers);
  return { ...graph, nodes, layers: [...first, ...layers.filter((layer) => !first.has(layer))] };
}
