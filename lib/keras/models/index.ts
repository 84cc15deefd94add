import type { KerasTensor, Structure } from "../layers/keras-tensor.ts";
import { Model as ModelClass } from "./model.ts";

export type { ModelConfig } from "./model-config.ts";
export type { ModelOptions } from "./model-options.ts";
export { Sequential } from "./sequential.ts";
export type { SummaryOptions } from "./summary.ts";

/**
 * A graph of layers. Inputs and outputs are a tensor, a list or a dictionary; layers may be shared, and models are layers.
 *
 * As a type, it is a model of any outputs: `const all: Model[] = [first, second]`.
 *
 * The engine trains a chain of layers that it knows, with the same bits as a `Sequential` of them. TensorFlow.js trains other graphs,
 * and graphs with a call that fixes `training`, such as `base.apply(x, { training: false })`. As in Keras 2, a fixed `training` applies
 * however the model is called. (Keras 3.15.1 stores it, but its `fit`, `evaluate` and `predict` override it.)
 *
 * @example
 * const left = Input({ shape: [3], name: "left" });
 * const right = Input({ shape: [3], name: "right" });
 * const hidden = new Dense(4, { activation: "relu" });
 * const merged = layers.concatenate([hidden.apply(left), hidden.apply(right)]);
 * const model = new Model({ inputs: [left, right], outputs: new Dense(1).apply(merged) });
 * model.compile({ optimizer: "adam", loss: "mse" });
 */
export const Model = ModelClass;
// biome-ignore lint/suspicious/noExplicitAny: with `any`, models of one output and of several are assignable
export type Model<Form extends Structure<KerasTensor> = any> = ModelClass<Form>;
