import {
  blocksOf,
  GATES,
  paddedSamples,
  type RecurrencePlan,
  type RecurrentKindName,
  recur,
  recurGradient,
  STATES,
} from "../../../engine/index.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import type { SequenceLayer } from "./steps.ts";

/** True if the gradient of a gradient is being computed, which the engine does not know. */
export const isNestedGradient = ({ tf }: CallContext): boolean => tf.engine().state.gradientDepth > 1;

/**
 * Takes the steps of a batch one after the other in the engine, for which TensorFlow.js needs some forty operations a step.
 *
 * @param x `[samples, steps, features]`
 * @param weights the kernel of the inputs, that of the state, and the biases, if there are any; a GRU has those of the state apart
 * @param first the state before the first step
 */
export function recurrence(
  kind: RecurrentKindName,
  x: TensorFlowTensor,
  [inputKernel, stateKernel, bias]: readonly TensorFlowTensor[],
  first: readonly TensorFlowTensor[],
  layer: Pick<SequenceLayer, "returnSequences" | "goBackwards" | "zeroOutputForMask">,
  context: CallContext,
): { output: TensorFlowTensor; state: readonly TensorFlowTensor[] } {
  const { tf } = context;
  const [samples, steps, features] = x.shape;
  const units = stateKernel.shape[0];
  const plan: RecurrencePlan = { kind, units, steps, samples };
  const shape = [blocksOf(steps), paddedSamples(samples)];
  const rowSize = shape[0] * shape[1];
  const inOrder = (x: TensorFlowTensor) => (layer.goBackwards ? x.reverse(1) : x);
  const samplesLast = [0, shape[1] - samples];
  const padding = [[1, shape[0] - 1 - steps], samplesLast];
  const mask = context.mask && inOrder(context.mask.toFloat());
  const counts = mask?.transpose().pad(padding).dataSync();
  const rows = (array: Float32Array) => tf.tensor(array, [array.length / rowSize, rowSize]);
  const states = tf
    .customGrad(
      (
        sums: TensorFlowTensor,
        kernel: TensorFlowTensor,
        initial: TensorFlowTensor,
        stateBias: TensorFlowTensor,
      ) => {
        const weights = kernel.dataSync();
        const given = { sums: sums.dataSync(), states: withFirst(initial.dataSync(), shape) };
        const products = kind === "gru" ? { products: rowsOf(stateBias.dataSync(), rowSize) } : {};
        const values = recur(plan, { ...given, ...products }, weights, counts);
        const gradient = (dy: TensorFlowTensor) => {
          const back = recurGradient(plan, values, weights, counts, dy.dataSync());
          const ofProducts = rows(back.products ?? back.sums);
          // A step's products are those of the output before it.
          const before = new Float32Array(units * rowSize);
          before.set(values.states.subarray(0, before.length - shape[1]), shape[1]);
          return [
            rows(back.sums),
            rows(before).matMul(ofProducts, false, true),
            rows(back.gradients).slice([0, 0], [-1, shape[1]]),
            kind === "gru" ? ofProducts.sum(1) : tf.zeros([GATES[kind] * units]),
          ];
        };
        return { value: rows(values.states), gradFunc: gradient };
      },
    )(
      sumsOf(
        inOrder(x)
          .transpose([2, 1, 0])
          .pad([[0, 0], ...padding])
          .reshape([features, -1]),
      ),
      stateKernel,
      tf
        .concat([...first], 1)
        .transpose()
        .pad([[0, 0], samplesLast]),
      bias?.rank === 2 ? bias.slice([1], [1]).squeeze([0]) : tf.zeros([GATES[kind] * units]),
    )
    .reshape([-1, ...shape]);

  /** The products of all steps with the kernel, plus the bias, in rows. */
  function sumsOf(inputs: TensorFlowTensor): TensorFlowTensor {
    const products = inputKernel.matMul(inputs, true);
    return bias === undefined
      ? products
      : products.add(bias.slice([0], bias.rank === 2 ? [1] : [-1]).reshape([-1, 1]));
  }

  const state = Array.from({ length: STATES[kind] }, (_, part) =>
    states
      .slice([part * units, steps], [units, 1, samples])
      .squeeze([1])
      .transpose(),
  );
  // Before the first step that counts the output is zero, whatever the state.
  const factors = layer.zeroOutputForMask ? mask : mask?.cumsum(1).greater(0).toFloat();
  if (layer.returnSequences) {
    const outputs = states.slice([0, 1], [units, steps, samples]).transpose([2, 1, 0]);
    return { output: factors ? outputs.mul(factors.expandDims(2)) : outputs, state };
  }
  context.mask = null;
  return { output: factors ? state[0].mul(factors.slice([0, steps - 1])) : state[0], state };
}

/** Rows with these values in their first blocks. */
function withFirst(values: Float32Array, [blocks, samples]: readonly number[]): Float32Array {
  const rows = new Float32Array(values.length * blocks);
  for (let at = 0; at < values.length; at += samples)
    rows.set(values.subarray(at, at + samples), at * blocks);
  return rows;
}

/** Rows of one value each. */
function rowsOf(values: Float32Array, row: number): Float32Array {
  const rows = new Float32Array(values.length * row);
  for (const [index, value] of values.entries()) rows.fill(value, index * row, (index + 1) * row);
  return rows;
}
