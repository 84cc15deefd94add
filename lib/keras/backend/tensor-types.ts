/**
 * TensorFlow.js' types, left open: reading its declarations would slow down the type check of every notebook. Write
 * `(x: tf.Tensor) => …` to have a function checked.
 */
import type { ActivationFunction, ActivationName } from "../../engine/index.ts";
import type { TensorLike } from "../../ndarray.ts";

/** A `tf.Tensor` in a custom function. */
// biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
export type TensorFlowTensor = any;

/** True for a `tf.Tensor`, which computations take as it is; other data become arrays. */
export function isTensor(value: unknown): boolean {
  return typeof value === "object" && value !== null && "dataId" in value && "dataSync" in value;
}

/** A layer, activation or penalty written with TensorFlow.js' operations. */
export type TensorFunction = (x: TensorFlowTensor) => TensorFlowTensor;

/** A loss or metric written with TensorFlow.js' operations; returns one number per sample. */
export type ScoreFunction = (yTrue: TensorFlowTensor, yPred: TensorFlowTensor) => TensorFlowTensor;

/** The members of `tf.LayersModel` that need no types of TensorFlow.js; cast to `tf.LayersModel` for the rest. */
export interface TensorFlowModel {
  readonly name: string;
  predict(x: unknown, options?: { batchSize?: number }): TensorLike | TensorLike[];
  getWeights(): TensorLike[];
  countParams(): number;
  summary(): void;
  dispose(): unknown;
}

/** All that a layer needs to compute a batch, besides its inputs. */
export interface CallContext {
  /** TensorFlow.js. */
  // biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
  readonly tf: any;
  /** In the order of the layer's `weights`. */
  readonly weights: readonly TensorFlowTensor[];
  readonly training: boolean;
  /** Which steps of each sample count, `[samples, steps]`; null: all. A layer replaces it by the mask of its outputs. */
  mask: TensorFlowTensor | null;
  /** The masks of all inputs. */
  masks: readonly (TensorFlowTensor | null)[];
  /** The options of this call that are the layer's own, such as `useCausalMask` of an attention. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Keras' activation by the engine's name. */
  activate(activation: ActivationName | ActivationFunction, x: TensorFlowTensor): TensorFlowTensor;
  /** The outputs of a wrapper's layer. */
  child(index: number, x: TensorFlowTensor, mask?: TensorFlowTensor | null): TensorFlowTensor;
  /** Sets a weight once the batch is done; one that is trained before it is updated. */
  update(weight: number, values: TensorFlowTensor): void;
  /** Adds to the loss that is trained. */
  addLoss(loss: TensorFlowTensor): void;
  /** Reports the mean of values under a name of the layer's `addedMetrics`. */
  addMetric(name: string, values: TensorFlowTensor): void;
}

/** A batch of inputs `[samples, …]` to a batch of outputs. */
export type LayerFunction = (x: TensorFlowTensor, context: CallContext) => TensorFlowTensor;
