import type { EngineTrainer } from "../engine/index.ts";
import type { TensorLike } from "../ndarray.ts";
import type { Layer } from "./layers/layer.ts";
import type { ModelPlan } from "./trainers/model-engine.ts";

/**
 * A tensor of TensorFlow.js in a function of the user's. Its type is left open: reading TensorFlow.js' declarations
 * makes a notebook's type check slow. Write `(x: tf.Tensor) => …` for its types.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
export type TensorFlowTensor = any;

/** A step of a network in TensorFlow.js' operations. */
export type TensorFunction = (x: TensorFlowTensor) => TensorFlowTensor;

/** A number per sample from targets and outputs, in TensorFlow.js' operations. */
export type ScoreFunction = (yTrue: TensorFlowTensor, yPred: TensorFlowTensor) => TensorFlowTensor;

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
