import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { activated } from "../activations.ts";
import { RECURRENT, type RecurrentArguments, type RecurrentOptions } from "./options.ts";
import { type Masks, Recurrent } from "./recurrent.ts";

/**
 * `state = activation(input · kernel + state · recurrentKernel + bias)` for each step: `[batch, steps, features]` becomes
 * `[batch, units]`, the last state.
 *
 * @example
 * const model = new Sequential([new layers.SimpleRNN(8, { inputShape: [10, 3] }), new Dense(1)]);
 */
export class SimpleRNN<State extends boolean = false> extends Recurrent<RecurrentOptions, State> {
  /**
   * @param args `units`, a positive integer, and options
   * @throws ValueError for other units, an unknown option or name
   */
  constructor(...args: RecurrentArguments<RecurrentOptions, State>) {
    super(1, args, RECURRENT, true);
  }

  protected override get engineKind() {
    return this.activation === "tanh" ? "simpleRNN" : undefined;
  }

  protected override readonly pythonClass: string = "tensorflow.python.keras.layers.recurrent.SimpleRNN";

  protected step(
    inputs: TensorFlowTensor,
    [state]: readonly TensorFlowTensor[],
    masks: Masks,
    context: CallContext,
  ): TensorFlowTensor[] {
    return [activated(this.activation, inputs.add(this.recurrent(state, masks, context)), context)];
  }
}
