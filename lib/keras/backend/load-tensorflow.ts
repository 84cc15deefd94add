import type { Layer } from "../layers/layer.ts";
import type { TensorFlowModel } from "./tensor-types.ts";

/** The part of Keras that needs TensorFlow.js. */
export interface TensorFlowBackend {
  toLayersModel(name: string, inputShape: readonly number[], layers: readonly Layer[]): TensorFlowModel;
}

/** Loads TensorFlow.js on first use, which takes about a second. */
export async function loadTensorFlowBackend(): Promise<TensorFlowBackend> {
  // In a variable, so that TypeScript does not follow the import and read TensorFlow.js' declarations for every notebook.
  const module: string = "./tensorflow/index.ts";
  const { loadBackend } = (await import(module)) as { loadBackend(): Promise<TensorFlowBackend> };
  return loadBackend();
}
