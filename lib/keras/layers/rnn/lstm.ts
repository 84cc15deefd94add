import { NDArray } from "../../../ndarray.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { Initializer, initialValues } from "../../initializers/initializer.ts";
import { activated } from "../activations.ts";
import { GATED, Gated, type GatedOptions, withEntries } from "./gated.ts";
import type { RecurrentArguments } from "./options.ts";
import type { Masks } from "./recurrent.ts";

export interface LSTMOptions extends GatedOptions {
  /** Start the biases of the forget gate at 1, default true. */
  unitForgetBias?: boolean;
}

/** Defaults of the options, in Keras' order. */
export const LSTM_DEFAULTS = { ...GATED, unitForgetBias: true } as const;

/** A layer whose state is an output and a memory, which three gates read and write. */
export abstract class MemoryLayer<
  Options extends Omit<LSTMOptions, "units">,
  State extends boolean,
> extends Gated<Options, State> {
  readonly unitForgetBias: boolean;
  protected override readonly stateCount = 2;

  constructor(
    args: readonly unknown[],
    defaults: Required<Options>,
    seedFirst = false,
    sizeOption = "units",
  ) {
    super(4, args, defaults, seedFirst, sizeOption);
    this.unitForgetBias = (this.options as Required<Omit<LSTMOptions, "units">>).unitForgetBias;
  }

  protected override get firstBias(): Initializer {
    return this.unitForgetBias ? new ForgetBias(this.biasInitializer, this.units) : this.biasInitializer;
  }

  protected step(
    inputs: TensorFlowTensor,
    [output, carry]: readonly TensorFlowTensor[],
    masks: Masks,
    context: CallContext,
  ): TensorFlowTensor[] {
    const change = (sums: TensorFlowTensor) => activated(this.activation, sums, context);
    const sums = inputs.add(this.recurrent(output, masks, context));
    const [i, f, c, o] = context.tf.split(sums, 4, this.featureAxis);
    const next = this.gate(f, context)
      .mul(carry)
      .add(this.gate(i, context).mul(change(c)));
    return [this.gate(o, context).mul(change(next)), next];
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    const added = { unit_forget_bias: this.unitForgetBias };
    return { ...withEntries(super.ownConfig, "bias_initializer", added), seed: this.givenSeed };
  }
}

/**
 * Long short-term memory ([Hochreiter & Schmidhuber 1997](https://www.bioinf.jku.at/publications/older/2604.pdf)):
 * `[batch, steps, features]` becomes `[batch, units]`, the last output.
 *
 * `i, f, o = σ(…)`, `c = f · c + i · tanh(…)`, `output = o · tanh(c)`, each `…` a sum of products with inputs and outputs.
 *
 * @example
 * const model = new Sequential([new layers.LSTM(8, { inputShape: [10, 3] }), new Dense(1)]);
 */
export class LSTM<State extends boolean = false> extends MemoryLayer<LSTMOptions, State> {
  /**
   * @param args `units`, a positive integer, and options
   * @throws ValueError for other units, an unknown option or name
   */
  constructor(...args: RecurrentArguments<LSTMOptions, State>) {
    super(args, LSTM_DEFAULTS);
  }

  protected override get engineKind() {
    return this.activation === "tanh" && this.recurrentActivation === "sigmoid" ? "lstm" : undefined;
  }
}

/** Ones for the forget gate, the second of four, and the given initializer for the others. */
class ForgetBias extends Initializer {
  constructor(
    private readonly others: Initializer,
    private readonly units: number,
  ) {
    super();
  }

  call(shape: readonly number[]): NDArray {
    const { units } = this;
    const values = new Float32Array(4 * units).fill(1);
    values.set(initialValues(this.others, [units]));
    values.set(initialValues(this.others, [2 * units]), 2 * units);
    return new NDArray(values, [...shape]);
  }

  override getConfig(): Record<string, never> {
    return {};
  }
}
