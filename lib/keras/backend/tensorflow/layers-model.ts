import type { TensorFlow } from "../../../backend";
import type { Dense } from "../../layers";
import type { TensorFlowModel } from "../load-tensorflow";

/** A `tf.LayersModel` with the same layers, names and weights. */
export function layersModel(
  tf: TensorFlow,
  name: string,
  inputs: number,
  layers: readonly Dense[],
): TensorFlowModel {
  const model = tf.sequential({
    name,
    layers: layers.map((layer, i) =>
      tf.layers.dense({
        name: layer.name,
        units: layer.units,
        useBias: layer.useBias,
        activation: layer.activation,
        ...(i === 0 && { inputShape: [inputs] }),
      }),
    ),
  });
  const weights = layers
    .flatMap((layer) => layer.getWeights())
    .map((array) => tf.tensor(array.values, [...array.shape], "float32"));
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}
