import {
  type ActivationName,
  createTrainer,
  type Plan,
  type Totals,
  type Trainer,
} from "../../lib/engine/index.ts";
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

export interface Fit {
  readonly trainer: Trainer;
  readonly loss: number[];
  readonly accuracy: number[];
}

/** The case's fit by the engine, from the case's weights. */
export function fit(
  { layers, epochs, batch, W0 }: Pick<KerasCase, "layers" | "epochs" | "batch" | "W0">,
  { x, y }: { x: Float32Array; y: Float32Array },
  rest: Omit<Plan, "inputs" | "layers">,
  learningRate: number | ((step: number) => number),
  order: Uint32Array | null = null,
): Fit {
  const inputs = (W0[0] as Nested[]).length;
  const trainer = createTrainer({
    inputs,
    layers: layers.map(([units, activation]) => ({ units, activation, useBias: true })),
    ...rest,
  });
  trainer.parameters.set(flat(W0));
  if (typeof learningRate === "number") trainer.learningRate = learningRate;
  else trainer.schedule = learningRate;
  const samples = trainer.load(x, y);
  const loss: number[] = [];
  const accuracy: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const totals: Totals = { samples: 0, loss: 0, metrics: rest.metrics.map(() => 0) };
    for (let start = 0; start < x.length / inputs; start += batch) {
      const end = Math.min(start + batch, x.length / inputs);
      trainer.train(samples, order, start, end, batch, totals);
    }
    loss.push(totals.loss / totals.samples);
    accuracy.push(totals.metrics[0] / totals.samples);
  }
  return { trainer, loss, accuracy };
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
