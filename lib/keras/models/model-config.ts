import type { LayerConfig } from "../layers/layer.ts";

/** A layer in a model's configuration. */
export interface LayerEntry {
  class_name: string;
  config: LayerConfig;
  /** In a graph: the layer's name, and its calls. */
  name?: string;
  inbound_nodes?: unknown[];
}

/** A model's configuration under Python's keys; the layers of a `Sequential` begin with the `InputLayer`, once there is one. */
export interface ModelConfig extends LayerConfig {
  layers: LayerEntry[];
}
