import type { KerasTensor, Structure } from "../layers/keras-tensor.ts";
import { Model as ModelClass } from "./model.ts";

export type { ModelConfig } from "./model-config.ts";
export type { ModelOptions } from "./model-options.ts";
export { Sequential } from "./sequential.ts";
export type { SummaryOptions } from "./summary.ts";

/**
 * The class of models; as a type, a model of any outputs.
 *
 * @example
 * const inputs = Input({ shape: [3] });
 * const code = new Dense(2).apply(inputs);
 * const both: Model[] = [new Model({ inputs, outputs: code }), new Model({ inputs, outputs: [code, inputs] })];
 * console.log(both.length); // 2
 */
export const Model = ModelClass;
// biome-ignore lint/suspicious/noExplicitAny: with `any`, models of one output and of several are assignable
export type Model<Form extends Structure<KerasTensor> = any> = ModelClass<Form>;
