import { state } from "../keras/state";
import type { BuiltModel } from "./evidence";
import { MODELS_MIME } from "./probe-cell";

/** What a model is asked for here. */
interface Sequential {
  name: string;
  inputShape?: readonly (number | null)[] | null;
  layers: { constructor: { name: string }; getConfig(): Record<string, unknown> }[];
}

/** The kernel's door for rich output. */
interface Kernel {
  display(bundle: Record<string, unknown>): void;
}

/** The models that this process has built since the last `clearSession`, as they are, whatever was printed of them. */
export function builtModels(): BuiltModel[] {
  return (state.models as Sequential[]).map(({ name, inputShape, layers }) => ({
    name,
    input_shape: inputShape ? [...inputShape] : null,
    layers: layers.map((layer) => ({ class_name: layer.constructor.name, ...layer.getConfig() })),
  }));
}

/** Runs inside the kernel, in the cell that `withProbe` adds. */
export function showBuiltModels(): void {
  const models = builtModels();
  const kernel = (globalThis as { [name: symbol]: unknown })[Symbol.for("tslab.kernel")] as Kernel;
  kernel.display({ [MODELS_MIME]: models, "text/plain": `${models.length} built` });
}
