import { builtModels } from "../keras/index.ts";
import { kernelApi } from "../kernel-api.ts";
import type { BuiltModel } from "./evidence.ts";
import { MODELS_MIME } from "./probe-cell.ts";

/** The models that this process has built, whether printed or not. */
export function describeModels(): BuiltModel[] {
  return builtModels()
    .filter(({ inputs }) => inputs.length === 1)
    .map(describeModel);
}

/** Describes a model of one input, which must be built. */
export function describeModel({
  name,
  inputShape,
  layers,
}: ReturnType<typeof builtModels>[number]): BuiltModel {
  return {
    name,
    input_shape: [...inputShape!],
    layers: layers
      .filter(({ className }) => className !== "InputLayer")
      .map((layer) => ({ class_name: layer.className, ...layer.getConfig() })),
  };
}

/** Displays the models. Runs inside the kernel, in the cell that `withProbe` adds. */
export function showBuiltModels(): void {
  const models = describeModels();
  kernelApi()?.display({ [MODELS_MIME]: models, "text/plain": `${models.length} built` });
}
