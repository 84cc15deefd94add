import { toActivation } from "../../activation-names.ts";
import * as activations from "../../activations.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { activated } from "../activations.ts";
import { RECURRENT, type RecurrentOptions } from "./options.ts";
import { Recurrent } from "./recurrent.ts";

export interface GatedOptions extends RecurrentOptions {
  /** Activation of the gates, default `"sigmoid"`. */
  recurrentActivation?: activations.Activation | null;
}

const { units, activation, ...rest } = RECURRENT;

/** Defaults of the options of every layer with gates, in Keras' order. */
export const GATED = { units, activation, recurrentActivation: "sigmoid", ...rest } as const;

/** A recurrent layer with gates, factors from 0 to 1. */
export abstract class Gated<
  Options extends Omit<GatedOptions, "units">,
  State extends boolean,
> extends Recurrent<Options, State> {
  #recurrentActivation: activations.Activation = "linear";

  constructor(
    gates: number,
    args: readonly unknown[],
    defaults: Required<Options>,
    seedFirst = false,
    sizeOption = "units",
  ) {
    super(gates, args, defaults, seedFirst, sizeOption);
    const { recurrentActivation } = this.options as Required<Options> & Required<GatedOptions>;
    this.recurrentActivation = recurrentActivation;
  }

  /** Applied to the gates. It can be set as `activation` can. */
  get recurrentActivation(): activations.Activation {
    return this.#recurrentActivation;
  }

  /** @throws ValueError for an unknown name */
  set recurrentActivation(identifier: activations.Activation | null) {
    this.#recurrentActivation = toActivation(identifier);
  }

  protected gate(sums: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    return activated(this.recurrentActivation, sums, context);
  }

  protected override get ownConfig() {
    const recurrentActivation = activations.serialize(this.recurrentActivation);
    return withEntries(super.ownConfig, "activation", { recurrent_activation: recurrentActivation });
  }
}

/** A configuration with more entries after one of its own, in Keras' order. */
export function withEntries(
  config: Readonly<Record<string, unknown>>,
  after: string,
  added: object,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(config).flatMap((entry) =>
    entry[0] === after ? [entry, ...Object.entries(added)] : [entry],
  );
  return Object.fromEntries(entries);
}
