import type { KerasTensor, Structure } from "../layers/keras-tensor.ts";
import { state } from "../state.ts";
import type { Model } from "./model.ts";

/**
 * The built models among the newest 100 since `clearSession`, oldest first.
 *
 * @example
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * console.log(builtModels().at(-1) === model); // true
 */
export function builtModels(): Model<Structure<KerasTensor>>[] {
  return (state.models as Model<Structure<KerasTensor>>[]).filter((model) => model.built);
}
