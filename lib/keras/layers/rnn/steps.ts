/** The loop of recurrent layers over the steps of a sequence. */
import { ValueError } from "../../../errors.ts";
import type { NDArray } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { type KerasTensor, type Shape, type Structure, shapesIn } from "../keras-tensor.ts";
import type { SequenceOptions } from "./options.ts";

/** A layer that goes over the steps of a sequence, whatever computes a step. */
export interface SequenceLayer extends Readonly<Required<SequenceOptions>> {
  readonly name: string;
  /** The shapes of the parts of a sample's state, for inputs of that shape. */
  stateShapes(inputShape: Shape): readonly (readonly number[])[];
  zeroOutputForMask: boolean;
  copyWith(changes: { name?: string; goBackwards?: boolean }): SequenceLayer;
  resetState(): void;
}

/** One step: the output, and the state after it. */
type Step = (
  inputs: TensorFlowTensor,
  state: readonly TensorFlowTensor[],
) => { output: TensorFlowTensor; state: TensorFlowTensor[] };

/**
 * Takes the steps of a batch `[samples, steps, …]` one after the other.
 *
 * @param outputShape of one sample
 */
export function overSteps(
  x: TensorFlowTensor,
  first: readonly TensorFlowTensor[],
  outputShape: readonly number[],
  step: Step,
  options: Required<SequenceOptions>,
  context: CallContext,
): { output: TensorFlowTensor; state: readonly TensorFlowTensor[] } {
  const { tf, mask } = context;
  // Reversed copies: TensorFlow.js needs its own lists in their order for the gradient.
  const inOrder = (parts: TensorFlowTensor[]) => (options.goBackwards ? [...parts].reverse() : parts);
  const steps = inOrder(stepsOf(x, context));
  const counted = mask === null ? undefined : inOrder(stepsOf(mask.toFloat(), context));
  const zeros = tf.zeros([x.shape[0], ...outputShape]);
  let state = first;
  let output = zeros;
  const outputs = steps.map((inputs: TensorFlowTensor, i: number) => {
    const next = step(inputs, state);
    if (counted === undefined) {
      state = next.state;
      output = next.output;
    } else {
      const kept = (now: TensorFlowTensor, before: TensorFlowTensor) => {
        const isStep = counted[i].reshape([-1, ...now.shape.slice(1).fill(1)]);
        return now.mul(isStep).add(before.mul(tf.sub(1, isStep)));
      };
      output = kept(next.output, options.zeroOutputForMask ? zeros : output);
      state = next.state.map((now, part) => kept(now, state[part]));
    }
    return output;
  });
  if (!options.returnSequences) context.mask = null;
  return { output: options.returnSequences ? tf.stack(outputs, 1) : output, state };
}

/** The steps of a batch, one tensor each. TensorFlow.js' `unstack` has no gradient for a single one. */
export function stepsOf(x: TensorFlowTensor, { tf }: Pick<CallContext, "tf">): TensorFlowTensor[] {
  return x.shape[1] === 1 ? [x.squeeze([1])] : tf.unstack(x, 1);
}

/** The state before the first step: zeros, or of a stateful layer the last one. */
export function firstState(
  name: string,
  shapes: readonly (readonly number[])[],
  samples: number,
  last: readonly NDArray[] | null,
  { tf }: CallContext,
): TensorFlowTensor[] {
  if (last === null) return shapes.map((shape) => tf.zeros([samples, ...shape]));
  if (last[0].shape[0] === samples) return last.map(({ values, shape }) => tf.tensor(values, [...shape]));
  throw new ValueError(
    "If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the initial state.\n" +
      `- Expected batch size: ${last[0].shape[0]}\n- Received batch size: ${samples}\n` +
      `Call \`resetState()\` of layer '${name}' before batches of another size.`,
  );
}

/**
 * The shape of the sequences among those of a call's inputs, and those of the state.
 *
 * @param given shape of the sequences, or a list of it, those of the initial state and that of the mask
 */
export function sequenceShapes(
  layer: Pick<SequenceLayer, "name" | "stateShapes">,
  given: Shape | Shape[],
  isMasked: unknown,
): { inputShape: Shape; states: Shape[] } {
  const shapes = shapesIn(given);
  const [inputShape, ...initial] = isMasked ? shapes.slice(0, -1) : shapes;
  const states = layer.stateShapes(inputShape).map((shape): Shape => tuple([inputShape[0], ...shape]));
  const isState = initial.every((shape, i) => String(shape.slice(1)) === String(states[i]?.slice(1)));
  if (initial.length === 0 || (isState && initial.length === states.length)) return { inputShape, states };
  const expected = states.map((shape) => tuple([null, ...shape.slice(1)])).join(", ");
  throw new ValueError(
    `Expected \`initialState\` of layer '${layer.name}' to be ${states.length === 1 ? "one tensor" : `${states.length} tensors`} of shape ` +
      `${expected}. Received: shapes ${initial.map((shape) => tuple([...shape])).join(", ")}`,
  );
}

/** The arguments of a call of a recurrent layer as configurations have them. */
export function sequenceForm(inputs: Structure<KerasTensor>, isMasked: unknown) {
  if (!Array.isArray(inputs)) return { args: [inputs], kwargs: {} };
  const [x, ...others] = inputs as readonly KerasTensor[];
  const mask = isMasked ? others.pop() : undefined;
  return {
    args: [x as Structure<KerasTensor>],
    kwargs: {
      ...(others.length > 0 && { initial_state: others.length === 1 ? others[0] : others }),
      ...(mask && { mask }),
    },
  };
}
