import { firstNotFinite } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import type { NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyLossPlan } from "../backend/plan.ts";
import { takesClassNumbers } from "../losses/loss-of-batch.ts";

/** Checks the values `from … to)` of `count`; throws if one is wrong. */
export interface Check {
  readonly count: number;
  run(from: number, to: number): void;
}

/** @throws ValueError at once for an array without values, and later for a value that is not finite */
export function contentCheck(array: NDArray, name: string): Check {
  if (array.size === 0) {
    throw new ValueError(
      `Expected \`${name}\` to hold at least one sample. Received: shape ${tuple([...array.shape])}`,
    );
  }
  const { values } = array;
  const run = (from: number, to: number) => {
    const at = firstNotFinite(values, from, to);
    if (at === -1) return;
    const perSample = array.size / array.shape[0];
    const column = perSample === 1 ? "" : `, column ${at % perSample}`;
    throw new ValueError(
      `Expected every value of \`${name}\` to be finite. Received: ${values[at]} at row ` +
        `${Math.floor(at / perSample)}${column}. Fill in such values, or leave those samples out.`,
    );
  };
  return { count: values.length, run };
}

/** Losses whose labels are probabilities. */
const PROBABILITIES: readonly string[] = [
  "binaryCrossentropy",
  "binaryFocalCrossentropy",
  "categoricalCrossentropy",
  "categoricalFocalCrossentropy",
];

export function labelChecks(y: NDArray, loss: AnyLossPlan, units: number): Check[] {
  const isClass = takesClassNumbers(loss.kind);
  if (!isClass && !PROBABILITIES.includes(loss.kind)) return [];
  const ignored = "ignoreClass" in loss ? loss.ignoreClass : undefined;
  // The outputs of this loss are an embedding, not one per class.
  const classes = loss.kind === "circle" ? Number.POSITIVE_INFINITY : units;
  const fits = isClass
    ? (label: number) => (Number.isInteger(label) && label >= 0 && label < classes) || label === ignored
    : (label: number) => label >= 0 && label <= 1;
  const expected = isClass
    ? `class numbers from 0${classes === units ? ` to ${units - 1}` : ""}`
    : "labels from 0 to 1";
  const run = (from: number, to: number) => {
    for (let at = from; at < to; at++) {
      if (fits(y.values[at])) continue;
      throw new ValueError(
        `Expected \`y\` to hold ${expected} for this loss. Received: ${y.values[at]} at row ` +
          `${Math.floor((at * y.shape[0]) / y.size)}`,
      );
    }
  };
  return [{ count: y.size, run }];
}
