/** The loop of recurrent layers over the steps of a sequence. */
import { ValueError } from "../../../errors.ts";
import type { NDArray } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import type { KerasTensor, Shape, Structure } from "../keras-tensor.ts";
import type { SequenceOptions } from "./options.ts";

/** A layer that goes over the steps of a sequence, whatever computes a step. */
export interface SequenceLayer extends Readonly<Required<SequenceOptions>> {
  readonly name: string;
  /** The sizes of the parts of the state. */
  readonly stateSizes: readonly number[];
  /** The number of features of its outputs. */
  readonly outputSize: number;
  zeroOutputForMask: boolean;
  copyWith(changes: { name?: string; goBackwards?: boolean }): SequenceLayer;
  resetState(): void;
}

/** One step: the output, and the state after it. */
type Step = (
  inputs: TensorFlowTensor,
  state: readonly TensorFlowTensor[],
) => { output: TensorFlowTensor; state: TensorFlowTensor[] };

/** Takes the steps of a batch `[samples, steps, …]` one after the other. */
export function overSteps(
  x: TensorFlowTensor,
  first: readonly TensorFlowTensor[],
  outputSize: number,
  step: Step,
  options: Required<SequenceOptions>,
  context: CallContext,
): { output: TensorFlowTensor; state: readonly TensorFlowTensor[] } {
  const { tf, mask } = context;
  // Reversed copies: TensorFlow.js needs its own lists in their order for the gradient.
  const inOrder = (parts: TensorFlowTensor[]) => (options.goBackwards ? [...parts].reverse() : parts);
  const steps = inOrder(stepsOf(x, context));
  const counted = mask === null ? undefined : inOrder(stepsOf(mask.toFloat().expandDims(-1), context));
  const zeros = tf.zeros([x.shape[0], outputSize]);
  let state = first;
  let output = zeros;
  const outputs = steps.map((inputs: TensorFlowTensor, i: number) => {
    const next = step(inputs, state);
    if (counted === undefined) {
      state = next.state;
      output = next.output;
    } else {
      const isStep = counted[i];
      const kept = (now: TensorFlowTensor, before: TensorFlowTensor) =>
        now.mul(isStep).add(before.mul(tf.sub(1, isStep)));
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
  sizes: readonly number[],
  samples: number,
  last: readonly NDArray[] | null,
  { tf }: CallContext,
): TensorFlowTensor[] {
  if (last === null) return sizes.map((size) => tf.zeros([samples, size]));
  if (last[0].shape[0] === samples) return last.map(({ values, shape }) => tf.tensor(values, [...shape]));
  throw new ValueError(
    "If an RNN is stateful, the batch size of the input sequences must be the same as the batch size of the initial state.\n" +
      `- Expected batch size: ${last[0].shape[0]}\n- Received batch size: ${samples}\n` +
      `Call \`resetState()\` of layer '${name}' before batches of another size.`,
  );
}

/** The shapes of a call's inputs: of the sequences and of the initial state, without the mask. */
export function sequenceShapes(
  layer: Pick<SequenceLayer, "name">,
  sizes: readonly number[],
  given: Shape | Shape[],
  isMasked: unknown,
): Shape {
  const shapes = Array.isArray(given[0]) ? (given as Shape[]) : [given as Shape];
  const [inputShape, ...initial] = isMasked ? shapes.slice(0, -1) : shapes;
  const isState = initial.every((shape, i) => shape.length === 2 && shape[1] === sizes[i]);
  if (initial.length === 0 || (isState && initial.length === sizes.length)) return inputShape;
  const expected = sizes.map((size) => `(None, ${size})`).join(", ");
  throw new ValueError(
    `Expected \`initialState\` of layer '${layer.name}' to be ${sizes.length === 1 ? "one tensor" : `${sizes.length} tensors`} of shape ` +
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
