import { builtModels, type Sequential } from "../keras/index.ts";
import { kernelApi } from "../kernel-api.ts";
import type { BuiltModel } from "./evidence.ts";
import { MODELS_MIME } from "./probe-cell.ts";

/** This process' models as they were built, whatever was printed of them. */
export function describeModels(): BuiltModel[] {
  return builtModels().map(describeModel);
}

/** One model, which must be built. */
export function describeModel({ name, inputShape, layers }: Sequential): BuiltModel {
  return {
    name,
    input_shape: [...inputShape!],
    layers: layers.map((layer) => ({ class_name: layer.className, ...layer.getConfig() })),
  };
}

/** Runs inside the kernel, in the cell that `withProbe` adds. */
export function showBuiltModels(): void {
  const models = describeModels();
  kernelApi()?.display({ [MODELS_MIME]: models, "text/plain": `${models.length} built` });
}
