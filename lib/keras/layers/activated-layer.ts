import { toActivation } from "../activation-names.ts";
import type { Activation } from "../activations.ts";
import type { KerasTensor, Structure } from "./keras-tensor.ts";
import { REVISION } from "./layer-options.ts";
import { TensorLayer } from "./tensor-layer.ts";

/** A layer with an activation, which can be set at any time: the model's next call computes with it. */
export abstract class ActivatedLayer<
  Form extends Structure<KerasTensor> = KerasTensor,
> extends TensorLayer<Form> {
  #activation: Activation = "linear";
  #revision = 0;

  /** Applied to the outputs: a name, or a function of tensors. Null sets `"linear"`. */
  get activation(): Activation {
    return this.#activation;
  }

  /** @throws ValueError for an unknown name */
  set activation(identifier: Activation | null) {
    this.#activation = toActivation(identifier);
    this.#revision++;
  }

  override get [REVISION](): number {
    return this.#revision;
  }
}
