import { received, ValueError } from "../errors.ts";
import { type ArrayInput, asArray } from "../ndarray.ts";
import { PALETTE, SYMBOLS } from "./palette.ts";

/** A class of samples, and how it is drawn. */
export interface ClassGroup {
  label: number | string;
  name: string;
  /** Which samples are of it. */
  indices: number[];
  color: string;
  symbol: string;
}

/**
 * Samples by class, in the labels' order; without labels all of them as one class.
 *
 * @param y `[n]` labels, numbers or words
 * @param count how many samples there are
 * @param targetNames what to call the classes, in the labels' order
 * @throws ValueError when labels and samples differ in number, for more than eight classes, for too few names
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
      `Expected at most ${SYMBOLS.length} classes, as more cannot be told apart. Received: ${unique.length} different ` +
        "labels. If they are measurements, make classes of them first.",
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
    // A single class has the colour of other bars.
    color: PALETTE[unique.length === 1 ? 1 : i % PALETTE.length],
    symbol: SYMBOLS[i],
  }));
}

/** Names are by label where labels count from 0, as scikit-learn's `target_names` do; else by order. */
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
  return Array.from(asArray(y as ArrayInput, "float64", "y").values);
}
