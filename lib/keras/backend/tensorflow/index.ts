import { loadTensorFlow } from "../../../backend";
import type { TensorFlowBackend } from "../load-tensorflow";
import { layersModel } from "./layers-model";
import { TensorFlowTrainer } from "./trainer";

/** Keras on TensorFlow.js, on the best back end that this machine has. */
export async function loadBackend(): Promise<TensorFlowBackend> {
  const { tf } = await loadTensorFlow();
  return {
    createTrainer: (plan) => new TensorFlowTrainer(tf, plan),
    toLayersModel: (name, inputShape, layers) => layersModel(tf, name, inputShape, layers),
  };
}
