import type { ActivationName } from "../../lib/engine/index.ts";
import { golden } from "../golden/load.ts";

type Nested = number | Nested[];

/** A fit of Keras on TensorFlow with shuffle off: where it began, and where it came to. */
export interface KerasCase {
  readonly layers: readonly (readonly [number, ActivationName])[];
  readonly epochs: number;
  readonly batch: number;
  readonly W0: Nested[];
  readonly W: Nested[];
  readonly history: { readonly loss: number[]; readonly accuracy?: number[] };
}

export function flat(values: Nested): number[] {
  return typeof values === "number" ? [values] : values.flatMap(flat);
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  let largest = 0;
  // Not Math.max alone: a NaN must be the largest difference, not none.
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) <= largest)) largest = Math.abs(a[i] - b[i]);
  return largest;
}

/**
 * How far a case's weights may be from Keras on TensorFlow: twice as far as Keras' own other back ends are, and at
 * least 1e-6.
 */
export function tolerance(file: string, name: string): number {
  return Math.max(2 * crossBackend[`${file}:${name}`], 1e-6);
}
const crossBackend = golden<Record<string, number>>("cross_backend.json");

/** The small nets' data: 64 samples of 5 features, with targets of several kinds. */
export function smallData(file: string): Record<string, Float32Array> {
  const { data } = golden<{ data: Record<string, Nested> }>(file);
  return Object.fromEntries(
    Object.entries(data).map(([name, values]) => [name, Float32Array.from(flat(values))]),
  );
}
