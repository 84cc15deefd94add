import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { activated } from "../activations.ts";
import { GATED, Gated, type GatedOptions } from "./gated.ts";
import type { RecurrentArguments } from "./options.ts";
import type { Masks } from "./recurrent.ts";

export interface GRUOptions extends GatedOptions {
  /** Apply the reset gate after the product with the state, not before; default true. */
  resetAfter?: boolean;
}

/** Defaults of the options, in Keras' order. */
export const GRU_DEFAULTS = { ...GATED, resetAfter: true } as const;

/**
 * Gated recurrent unit ([Cho et al. 2014](https://arxiv.org/abs/1406.1078)): `[batch, steps, features]` becomes `[batch, units]`, the
 * last state.
 *
 * `z, r = σ(…)`, `state = z · state + (1 − z) · tanh(…)`, where `r` multiplies the state's part of the last sum.
 *
 * @example
 * const model = new Sequential([new layers.GRU(8, { inputShape: [10, 3] }), new Dense(1)]);
 */
export class GRU<State extends boolean = false> extends Gated<GRUOptions, State> {
  readonly resetAfter: boolean;

  /**
   * @param args `units`, a positive integer, and options
   * @throws ValueError for other units, an unknown option or name
   */
  constructor(...args: RecurrentArguments<GRUOptions, State>) {
    super(3, args, GRU_DEFAULTS);
    this.resetAfter = this.options.resetAfter;
  }

  protected override get engineKind() {
    const { activation, recurrentActivation, resetAfter } = this;
    return resetAfter && activation === "tanh" && recurrentActivation === "sigmoid" ? "gru" : undefined;
  }

  /** With `resetAfter` the state has biases of its own. */
  protected override get biasShape(): number[] {
    return this.resetAfter ? [2, 3 * this.units] : [3 * this.units];
  }

  protected step(
    inputs: TensorFlowTensor,
    [state]: readonly TensorFlowTensor[],
    masks: Masks,
    context: CallContext,
  ): TensorFlowTensor[] {
    const { tf, weights } = context;
    const [, kernel, bias] = weights;
    const { units } = this;
    const [xz, xr, xh] = tf.split(inputs, 3, 1);
    let products = this.recurrent(state, masks, context);
    if (this.resetAfter && bias !== undefined) products = products.add(bias.slice([1], [1]));
    const [hz, hr, hh] = tf.split(products, 3, 1);
    const z = this.gate(xz.add(hz), context);
    const r = this.gate(xr.add(hr), context);
    const dropped = masks.state.length > 0 ? state.mul(masks.state[2]) : state;
    const change = this.resetAfter
      ? r.mul(hh)
      : r.mul(dropped).matMul(kernel.slice([0, 2 * units], [units, units]));
    const candidate = activated(this.activation, xh.add(change), context);
    return [z.mul(state).add(tf.sub(1, z).mul(candidate))];
  }

  protected override get ownConfig() {
    return { ...super.ownConfig, reset_after: this.resetAfter, seed: this.givenSeed };
  }
}
