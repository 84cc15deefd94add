/** The binary interface of the kernels. Kinds are numbered by the enums of `assembly/`; `record-fields.ts` has the fields of records. */
import { Activation } from "./assembly/activations/kinds.ts";
import { Kind as ScoreKind } from "./assembly/scores/kinds.ts";
import type { Totals } from "./trainer.ts";

export type ActivationName = keyof typeof Activation;
type ScoreName = keyof typeof ScoreKind;
type AccuracyName = "accuracy" | (ScoreName & `${string}Accuracy`);
export type LossName = Exclude<ScoreName, AccuracyName>;
/** Metrics are losses or accuracies. */
export type MetricName = ScoreName;

export const ACTIVATIONS = namesOf(Activation);
export const LOSSES = namesOf(ScoreKind).filter((name): name is LossName => !/accuracy$/i.test(name));

/** An enum's member names; at run time it also holds the numbers. */
function namesOf<Enum extends object>(kinds: Enum): readonly (keyof Enum & string)[] {
  return Object.keys(kinds).filter((key): key is keyof Enum & string => !/^\d+$/.test(key));
}

/** True if a loss or metric expects `y` to hold a class number per sample instead of a row. */
export function takesClassNumbers(kind: string): boolean {
  return CLASS_NUMBERS.includes(kind);
}
const CLASS_NUMBERS: readonly string[] = [
  "sparseCategoricalCrossentropy",
  "categoricalGeneralizedCrossEntropy",
  "sparseCategoricalAccuracy",
  "sparseTopKCategoricalAccuracy",
];

/**
 * A control block, by which threads wait for each other (`assembly/thread.ts`): its size, and the offsets of the requested stop and
 * of the number of finished threads.
 */
export const CONTROL = { bytes: 384, stop: 256, finished: 320 } as const;

type Name<Field extends string> = Field extends `${infer Plain}:f32` ? Plain : Field;
/** Values of the fields of a record. */
export type Values<Fields extends readonly string[]> = { readonly [F in Name<Fields[number]>]?: number };

/** Writes the given fields of the record at `address`; others keep their values. */
export function writeRecord<const Fields extends readonly string[]>(
  memory: { readonly buffer: ArrayBuffer },
  address: number,
  fields: Fields,
  values: Values<Fields>,
): void {
  // `buffer` is read only now, because reserving memory for the values may have replaced it.
  const view = new DataView(memory.buffer, address, 4 * fields.length);
  const known = fieldsOf(fields);
  // `Object.entries` makes an array for each field.
  for (const name in values) {
    const value = (values as Record<string, number | undefined>)[name];
    const field = known.get(name);
    if (value === undefined || field === undefined) continue;
    if (field.isFloat) view.setFloat32(field.offset, value, true);
    else view.setInt32(field.offset, value, true);
  }
}

/** Offset of a field in its record, in bytes. */
export function offsetOf<const Fields extends readonly string[]>(
  fields: Fields,
  name: Name<Fields[number]>,
): number {
  return fieldsOf(fields).get(name)?.offset as number;
}

interface Field {
  readonly offset: number;
  readonly isFloat: boolean;
}

const fieldsOfRecord = new Map<readonly string[], Map<string, Field>>();

/** Offsets and types by field name. */
function fieldsOf(fields: readonly string[]): Map<string, Field> {
  let known = fieldsOfRecord.get(fields);
  if (known === undefined) {
    known = new Map(
      fields.map((field, i) => {
        const [name, type] = field.split(":");
        return [name, { offset: 4 * i, isFloat: type === "f32" }];
      }),
    );
    fieldsOfRecord.set(fields, known);
  }
  return known;
}

/**
 * Writes totals in the layout of the kernels: the loss and its weight, then a value and a weight per metric. The kernels add to
 * them, so that the order of summation does not depend on the calls.
 */
export function writeTotals(sums: Float64Array, totals: Totals): void {
  sums[0] = totals.loss;
  for (let at = 2; at < sums.length; at += 2) {
    sums[at] = totals.metrics[at / 2 - 1];
    sums[at + 1] = totals.metricWeights?.[at / 2 - 1] ?? 0;
  }
}

/** Reads the totals at `start … end)` back after training on `samples` more samples. */
export function readTotals(
  sums: Float64Array,
  samples: number,
  totals: Totals,
  start = 0,
  end = sums.length,
): void {
  totals.samples += samples;
  totals.loss = sums[start];
  for (let at = start + 2, i = 0; at < end; at += 2, i++) {
    totals.metrics[i] = sums[at];
    if (totals.metricWeights !== undefined) totals.metricWeights[i] = sums[at + 1];
  }
}
