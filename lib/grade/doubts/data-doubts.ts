import type { TrainingRecord } from "../record/session-record.ts";
import { type DaySamples, dayData } from "../replay/day-data.ts";

/** Fewer samples prove little, and a part for testing leaves at least half. */
const FEWEST = 0.5;
/** Nobody trains on a larger part than this: beyond it, samples were left out. */
const MOST_OF_SPLIT = 0.925;
/** Copies of the smaller class make up for less than half of the samples. */
const MOST_COPIES = 1.5;
/** Weight of a sample that is left out, as a share of the largest of its label. */
const NOTHING = 0.01;
/** How far the share of a class may lie from that of the dataset, or from a half. */
const SHARE = 0.12;

/** The rows of the samples that count: those whose weight is next to nothing, beside others of their label, are left out. */
export function trainedRows(
  { rows }: DaySamples,
  y: Float32Array,
  sampleWeight: readonly number[] | undefined,
): Int32Array {
  if (sampleWeight?.length !== rows.length) return rows;
  const largest = [0, 1].map((label) => Math.max(0, ...sampleWeight.filter((_, at) => y[at] === label)));
  return rows.filter((_, at) => sampleWeight[at] > NOTHING * largest[y[at]]);
}

/**
 * Why the samples of a training are not what was asked for.
 *
 * @param rows of the samples that count, in the dataset
 */
export function dataDoubts(
  { isScaled }: DaySamples,
  rows: Int32Array,
  { layers, updates }: TrainingRecord,
): string[] {
  const doubts: string[] = [];
  const normalizes = layers.some(({ class_name }) => /Normalization/.test(class_name));
  if (!isScaled && !normalizes) doubts.push("the data of the training are not scaled");
  const { labels } = dayData();
  const distinct = new Set(rows).size;
  // The epochs of a loop over batches are counted by their distinct samples.
  if (updates === 0 && rows.length > MOST_COPIES * distinct)
    doubts.push(`an epoch goes through ${rows.length} samples, which are ${distinct} and copies of them`);
  const share = distinct / labels.length;
  const of = `${distinct} of ${labels.length} samples`;
  if (share < FEWEST) doubts.push(`the training was given ${of}`);
  else if (share > MOST_OF_SPLIT && share < 1)
    doubts.push(`some samples were left out: the training was given ${of}`);
  const ones = (all: Iterable<number>) => {
    const list = [...all];
    return list.filter((row) => labels[row] === 1).length / list.length;
  };
  const [given, all] = [ones(rows), ones(labels.keys())];
  // Classes of the same size are no choice.
  if (Math.abs(given - all) > SHARE && Math.abs(given - 0.5) > SHARE)
    doubts.push("the samples of the training were chosen by their labels");
  return doubts;
}

/** Samples of a label that were left out; fewer prove nothing. */
const FEW = 10;
/**
 * Standard deviations of both labels together, which samples left out at random or in the dataset's order keep below 3. One label alone
 * reaches 4.7 in that order, where the limit is 7.1.
 */
const CHOSEN = 5;

/**
 * True if a network is less sure of the samples that it was not trained on than a random choice explains: those were hard to tell,
 * and left out for that. By the rank test of Mann and Whitney within each label.
 *
 * @param others rows of the samples that were left out
 * @param distances of the network's output from its threshold, by row
 */
export function areHarder(others: readonly number[], distances: readonly number[]): boolean {
  if (!distances.every(Number.isFinite)) return false;
  const { labels } = dayData();
  const left = new Set(others);
  const deviations = [0, 1].flatMap((label) => {
    const rows = [...labels.keys()].filter((row) => labels[row] === label);
    const of = (isLeft: boolean) =>
      rows.filter((row) => left.has(row) === isLeft).map((row) => distances[row]);
    const [away, given] = [of(true), of(false)];
    if (away.length < FEW || given.length < FEW) return [];
    // Equal distances, as those of a saturated network, prove nothing.
    const nearer = away.reduce(
      (sum, own) => given.reduce((so, other) => so + Math.sign(other - own) / 2, sum),
      0,
    );
    return [nearer / Math.sqrt((away.length * given.length * (rows.length + 1)) / 12)];
  });
  const sum = deviations.reduce((total, one) => total + one, 0);
  // Easy samples of the other label do not make up for the hard ones of one.
  return Math.max(sum, ...deviations) > CHOSEN * Math.sqrt(deviations.length);
}
