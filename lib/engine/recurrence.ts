/** Recurrent layers over the steps of sequences, computed by the kernels of `assembly/recurrence.ts`. */
import { RecurrentKind } from "./assembly/kinds.ts";
import { kernels, Memory } from "./memory.ts";
import { RECURRENCE } from "./record-fields.ts";
import { writeRecord } from "./records.ts";

export type RecurrentKindName = keyof typeof RecurrentKind;

/** The sizes of a batch. A row of its arrays has `blocksOf(steps)` blocks of `paddedSamples(samples)` values. */
export interface RecurrencePlan {
  readonly kind: RecurrentKindName;
  readonly units: number;
  readonly steps: number;
  readonly samples: number;
}

/** The values of a batch, in rows. Step n, from 1 on, is in block n; block 0 belongs to the state before the first step. */
export interface RecurrentValues {
  /** `[gates · units]` rows: the products of the inputs with their kernel, plus the bias; after `recur` the gates, after `recurGradient` the gradients of the sums. */
  readonly sums: Float32Array;
  /** For a GRU, as many rows: the biases of the products with the state; then these products, or their gradients. */
  readonly products?: Float32Array;
  /** Rows of the outputs, then those of the LSTM's memory. Before `recur` only block 0 is read. */
  readonly states: Float32Array;
}

/** Number of gates by kind, and of parts of the state. */
export const GATES = { simpleRNN: 1, gru: 3, lstm: 4 } as const;
export const STATES = { simpleRNN: 1, gru: 1, lstm: 2 } as const;

/** Blocks of a row. An odd number: rows that lie a power of two apart would share few places in the processor's cache. */
export const blocksOf = (steps: number) => steps + 1 + (steps % 2);

/** Samples of a block. */
export const paddedSamples = (samples: number) => Math.ceil(samples / 8) * 8;

/**
 * Computes the states of all steps.
 *
 * @param kernel of the state, `[units, gates · units]`
 * @param mask one row: 0 where a step does not count, and the state stays
 */
export function recur(
  plan: RecurrencePlan,
  values: RecurrentValues,
  kernel: Float32Array,
  mask?: Float32Array,
): RecurrentValues {
  const { gradients: _, ...computed } = compute(kernels.recur, plan, values, kernel, mask);
  return computed;
}

/**
 * The gradients of the sums, products and states.
 *
 * @param values as `recur` returned them
 * @param gradients rows of the gradients of `values.states`
 */
export function recurGradient(
  plan: RecurrencePlan,
  values: RecurrentValues,
  kernel: Float32Array,
  mask: Float32Array | undefined,
  gradients: Float32Array,
): RecurrentValues & { readonly gradients: Float32Array } {
  return compute(kernels.recurGradient, plan, values, kernel, mask, gradients);
}

/** The kernels read, but do not use, up to four rows after those of an array. */
function compute(
  kernel: (recurrence: number) => void,
  { kind, units, steps, samples }: RecurrencePlan,
  values: RecurrentValues,
  weights: Float32Array,
  mask: Float32Array | undefined,
  gradients: Float32Array = new Float32Array(0),
): RecurrentValues & { gradients: Float32Array } {
  const memory = new Memory(false);
  const columns = GATES[kind] * units;
  const row = blocksOf(steps) * paddedSamples(samples);
  const copyIn = (array: Float32Array, columns = row) => {
    const address = memory.take(4 * (array.length + 4 * columns));
    memory.floats(address, array.length).set(array);
    return address;
  };
  try {
    const record = memory.take(4 * RECURRENCE.length);
    const sums = copyIn(values.sums);
    const products = values.products === undefined ? sums : copyIn(values.products);
    const states = copyIn(values.states);
    const gradientsAt = copyIn(gradients);
    writeRecord(memory, record, RECURRENCE, {
      kind: RecurrentKind[kind],
      units,
      gates: GATES[kind],
      steps,
      block: 4 * paddedSamples(samples),
      stride: 4 * row,
      sums,
      products,
      states,
      kernel: copyIn(weights, columns),
      mask: mask === undefined ? 0 : memory.copyIn(mask),
      gradients: gradientsAt,
      panel: memory.take(4 * columns * (units + 5)),
    });
    kernel(record);
    const copyOut = (address: number, { length }: Float32Array) => memory.floats(address, length).slice();
    return {
      sums: copyOut(sums, values.sums),
      ...(values.products && { products: copyOut(products, values.products) }),
      states: copyOut(states, values.states),
      gradients: copyOut(gradientsAt, gradients),
    };
  } finally {
    memory.release();
  }
}
