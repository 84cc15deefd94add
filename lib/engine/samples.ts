import { ValueError } from "../errors.ts";
import { Memory } from "./memory.ts";
import type { Samples } from "./trainer.ts";

/** Samples in the engine's memory, row-major. */
export interface LoadedSamples extends Samples {
  readonly memory: Memory;
  /** Addresses. */
  readonly x: number;
  readonly y: number;
  /** 0: each is 1. */
  readonly weights: number;
}

/** Reserves memory for samples; the caller copies the values. @throws ValueError if memory is exhausted */
export function reserveSamples(
  rows: number,
  x: Float32Array,
  y: Float32Array,
  weights: Float32Array | null,
): LoadedSamples {
  const memory = new Memory(false);
  try {
    return {
      rows,
      memory,
      x: memory.take(4 * x.length),
      y: memory.take(4 * y.length),
      weights: weights === null ? 0 : memory.take(4 * rows),
    };
  } catch (error) {
    memory.release();
    throw error;
  }
}

/** @throws ValueError unless `values` has `rows` rows of `width` numbers */
export function expectValues(name: string, values: Float32Array, rows: number, width: number): void {
  if (values.length === rows * width) return;
  throw new ValueError(
    `Expected ${name} to hold ${rows} rows of ${width} (${rows * width} numbers). Received: ${values.length} numbers.`,
  );
}

/** @throws ValueError unless `start … end)` is a non-empty range of rows */
export function expectRange(rows: number, start: number, end: number): void {
  if (start >= 0 && start < end && end <= rows) return;
  throw new ValueError(
    `Expected rows from 0 up to ${rows}, at least one. Received: from ${start} up to ${end}.`,
  );
}

/** The error for an order with an index that is not below `rows`. */
export function outOfRange(order: Uint32Array, rows: number): ValueError {
  return new ValueError(
    `Expected an order of rows below ${rows}. Received: ${order.find((i) => i >= rows)}.`,
  );
}
