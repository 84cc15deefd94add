import { received, ValueError } from "../errors.ts";
import { type ArrayInput, asArray } from "../ndarray.ts";
import { PALETTE, SYMBOLS } from "./palette.ts";

/** The samples of one class, and how to draw them. */
export interface ClassGroup {
  label: number | string;
  name: string;
  /** Indices of its samples. */
  indices: number[];
  color: string;
  symbol: string;
}

/**
 * Groups samples by class, sorted by label. Without labels, all samples form one class.
 *
 * @param y `[n]` labels, numbers or strings
 * @param count number of samples
 * @param targetNames names of the classes, in the order of their labels
 * @throws ValueError if there is not one label per sample, for a label that is NaN, for more than eight classes, and for too few names
 */
export function classGroups(
  y: ArrayInput | readonly string[] | undefined,
  count: number,
  targetNames?: readonly string[],
): ClassGroup[] {
  const labels = y === undefined ? new Array<number>(count).fill(0) : readLabels(y);
  if (labels.length !== count) {
    throw new ValueError(`Expected a label for each of ${count} samples. Received: ${labels.length} labels`);
  }
  const unique = [...new Set(labels)].sort((a, b) => (a < b ? -1 : 1));
  if (unique.length > SYMBOLS.length) {
    throw new ValueError(
      `Expected at most ${SYMBOLS.length} classes, because more could not be told apart. Received: ${unique.length} different ` +
        "labels. If they are continuous values, bin them into classes first.",
    );
  }
  if (targetNames !== undefined && targetNames.length < unique.length) {
    throw new ValueError(
      `Expected a name for each of ${unique.length} classes. Received: ${targetNames.length} in targetNames`,
    );
  }
  const names = namesOf(unique, targetNames);
  return unique.map((label, i) => ({
    label,
    name: names[i],
    indices: labels.flatMap((other, index) => (other === label ? [index] : [])),
    // A single class gets the same colour as other bar charts.
    ...(unique.length === 1 ? { color: PALETTE[1], symbol: SYMBOLS[0] } : classLook(i)),
  }));
}

/** Colour and symbol of the class with this number. */
export function classLook(number: number): { color: string; symbol: string } {
  return { color: PALETTE[number % PALETTE.length], symbol: SYMBOLS[number % SYMBOLS.length] };
}

/** Names are looked up by label if labels are indices, as with scikit-learn's `target_names`; otherwise by order. */
function namesOf(labels: readonly (number | string)[], names: readonly string[] = []): string[] {
  const areIndices = labels.every((label) => Number.isInteger(label) && label in names);
  return labels.map((label, i) => names[areIndices ? (label as number) : i] ?? String(label));
}

function readLabels(y: ArrayInput | readonly string[]): (number | string)[] {
  if (Array.isArray(y) && typeof y[0] === "string") {
    const odd = (y as unknown[]).find((label) => typeof label !== "string");
    if (odd !== undefined)
      throw new ValueError(`Expected every label to be a string. Received: ${received(odd)}`);
    return (y as unknown[]).slice() as string[];
  }
  const labels = Array.from(asArray(y as ArrayInput, "float64", "y").values);
  const missing = labels.findIndex(Number.isNaN);
  if (missing !== -1) {
    throw new ValueError(
      `Expected a label for each sample. Received: NaN at index ${missing}. Leave out the samples without a label.`,
    );
  }
  return labels;
}
