import { builtModels, type Sequential } from "../keras/index.ts";
import type { BuiltModel } from "./evidence.ts";
import { MODELS_MIME } from "./probe-cell.ts";

/** The kernel's door for rich output. */
interface Kernel {
  display(bundle: Record<string, unknown>): void;
}

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
  const kernel = (globalThis as { [name: symbol]: unknown })[Symbol.for("tslab.kernel")] as Kernel;
  kernel.display({ [MODELS_MIME]: models, "text/plain": `${models.length} built` });
}
