import type { TrainingRecord } from "../record/session-record.ts";
import { type DaySamples, dayData } from "./day-data.ts";

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
