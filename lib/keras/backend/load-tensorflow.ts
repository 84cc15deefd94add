import type { EngineTrainer } from "../../engine/index.ts";
import type { TensorLike } from "../../ndarray.ts";
import type { Layer } from "../layers/index.ts";
import type { ModelPlan } from "../trainers/model-engine.ts";

/**
 * A `tf.LayersModel`, as far as it can be said without TensorFlow.js' types: reading their declarations makes a
 * notebook's type check slow. Cast it to `tf.LayersModel` for the rest.
 */
export interface TensorFlowModel {
  readonly name: string;
  predict(x: unknown, options?: { batchSize?: number }): TensorLike | TensorLike[];
  getWeights(): TensorLike[];
  countParams(): number;
  summary(): void;
  dispose(): unknown;
}

/** The part of Keras that needs TensorFlow.js. */
export interface TensorFlowBackend {
  createTrainer(plan: ModelPlan): EngineTrainer;
  toLayersModel(name: string, inputShape: readonly number[], layers: readonly Layer[]): TensorFlowModel;
}

/** Loads TensorFlow.js, which takes a second, when it is asked for. */
export async function loadTensorFlowBackend(): Promise<TensorFlowBackend> {
  // A name in a variable is not followed by TypeScript, which would read TensorFlow.js' declarations for every notebook.
  const module: string = "./tensorflow";
  const { loadBackend } = (await import(module)) as { loadBackend(): Promise<TensorFlowBackend> };
  return loadBackend();
}
