import { checkOptions, received, ValueError } from "../../errors.ts";
import { isKerasTensor, type KerasTensor, type Structure } from "../layers/keras-tensor.ts";

export interface ModelSettings {
  /** `name: "mine"`; default `model`, `model_1`, … */
  name?: string;
  /** If false, training does not change the weights; default true. */
  trainable?: boolean;
}

export interface ModelOptions<Form extends Structure<KerasTensor>> extends ModelSettings {
  /** Symbolic tensors of `Input`: one, a list, or a dictionary. */
  inputs: Structure<KerasTensor>;
  /** The tensors to compute from them: one, a list, or a dictionary. */
  outputs: Form;
}

/**
 * The arguments of `new Model`: none, an object, or inputs and outputs one after the other.
 *
 * @throws ValueError for unknown options, and for inputs without outputs or the reverse
 */
export function modelOptions<Form extends Structure<KerasTensor>>(
  args: readonly unknown[],
): Partial<ModelOptions<Form>> {
  if (args.length === 0) return {};
  const [first, second, third = {}] = args;
  let options = first as Partial<ModelOptions<Form>>;
  if (args.length >= 2 || isKerasTensor(first) || Array.isArray(first)) {
    checkOptions("Model", third, { name: true, trainable: true });
    options = { ...(third as object), inputs: first as Structure<KerasTensor>, outputs: second as Form };
  } else checkOptions("Model", first, { inputs: true, outputs: true, name: true, trainable: true });
  for (const name of ["inputs", "outputs"] as const) {
    const other = name === "inputs" ? options.outputs : options.inputs;
    if (options[name] === undefined && other !== undefined) {
      throw new ValueError(
        `Expected a Model to get \`inputs\` and \`outputs\`. Received: ${name}=${received(options[name])}`,
      );
    }
  }
  return options;
}
