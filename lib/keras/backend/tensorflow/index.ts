import { loadTensorFlow } from "../../../tfjs/index.ts";
import type { TensorFlowBackend } from "../load-tensorflow.ts";
import { layersModel } from "./layers-model.ts";

/** Keras on TensorFlow.js, on the best back end that this machine has. */
export async function loadBackend(): Promise<TensorFlowBackend> {
  const { tf } = await loadTensorFlow();
  return {
    toLayersModel: (name, inputShape, layers) => layersModel(tf, name, inputShape, layers),
  };
}
