import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../setup/paths.mjs";

/** The samples of the day's dataset, and which of them a training was given. */
export interface DayData {
  /** Row after row, `features` values each. */
  values: Float64Array;
  labels: Uint8Array;
  features: number;
}

/** The samples of a training, recognised as the day's. */
export interface DaySamples {
  /** The row in the dataset of each sample. */
  rows: Int32Array;
  /** The features were scaled, each for itself. */
  isScaled: boolean;
  /** 0 and 1 are exchanged in the labels. */
  isFlipped: boolean;
  /** The dataset's other samples, scaled alike. */
  scale(rows: readonly number[]): Float32Array;
}

let loaded: DayData | undefined;

/** The day's own dataset, without danfojs. */
export function dayData(): DayData {
  if (loaded) return loaded;
  const lines = readFileSync(join(root, "datasets/breast_cancer.csv"), "utf8").trim().split(/\r?\n/).slice(1);
  const rows = lines.map((line) => line.split(",").map(Number));
  const features = rows[0].length - 1;
  loaded = {
    values: Float64Array.from(rows.flatMap((row) => row.slice(0, features))),
    labels: Uint8Array.from(rows, (row) => row[features]),
    features,
  };
  return loaded;
}

/** Rounding of float32, as a share of a feature's spread; raw values of one decimal may have been rounded to four digits. */
const EXACT = 2e-3;
/** Spread of a feature that counts as scaled; the day's raw ones reach 569. */
const SCALED = 20;
/** Assignments of samples to rows that are tried, each better than the one before. */
const ROUNDS = 6;

/**
 * Recognises the day's samples in the data of a training: every feature is one of the dataset's, scaled linearly or by any
 * monotonic function; the labels are the samples' own, or not known. The samples may be some of the dataset's, in any order.
 *
 * @returns the samples, or why they are not the day's
 */
export function recognise(
  x: Float32Array,
  y: Float32Array | null,
  count: number,
  day: DayData = dayData(),
): DaySamples | string {
  const { features } = day;
  if (x.length !== count * features)
    return `the training was given ${x.length / count} features, the day's data have ${features}`;
  if (y && y.length !== count) return "the training was given other labels than one per sample";
  const found = assigned(x, count, day);
  if (found === undefined) return "the data of the training are not the day's, scaled feature by feature";
  const { rows, lines } = found;
  const wrong = y?.reduce((sum, label, at) => sum + Number(label !== day.labels[rows[at]]), 0) ?? 0;
  if (wrong !== 0 && wrong !== count)
    return `${wrong} of ${count} labels of the training are not the samples' own`;
  return {
    rows,
    isScaled: lines.every(({ spread }) => spread < SCALED),
    isFlipped: wrong === count,
    scale: (others) =>
      Float32Array.from(
        others.flatMap((row) =>
          lines.map(({ slope, offset }, feature) => slope * day.values[row * features + feature] + offset),
        ),
      ),
  };
}

interface Line {
  slope: number;
  offset: number;
  /** Standard deviation of the scaled feature. */
  spread: number;
}

/** The row of each sample, and how each feature is scaled; undefined if the samples are not the day's. */
function assigned(
  x: Float32Array,
  count: number,
  day: DayData,
): { rows: Int32Array; lines: Line[] } | undefined {
  const { features, labels } = day;
  if (count === labels.length) {
    const rows = Int32Array.from(labels.keys());
    const { lines, isExact } = fitted(x, rows, day);
    if (isExact || keepsOrder(x, day)) return { rows, lines };
  }
  // As if all samples had the dataset's mean and spread, then with what the nearest rows tell.
  let lines = Array.from({ length: features }, (_, feature) => {
    const given = moments(x, feature, features);
    const own = moments(day.values, feature, features);
    const slope = given.spread / own.spread;
    return { slope, offset: given.mean - slope * own.mean, spread: given.spread };
  });
  for (let round = 0; round < ROUNDS; round++) {
    const rows = nearest(x, count, lines, day);
    const fit = fitted(x, rows, day);
    if (fit.isExact) return { rows, lines: fit.lines };
    lines = fit.lines;
  }
  return undefined;
}

/** The straight line through each feature's values over the dataset's. */
function fitted(x: Float32Array, rows: Int32Array, day: DayData): { lines: Line[]; isExact: boolean } {
  const { features, values } = day;
  let isExact = true;
  const lines = Array.from({ length: features }, (_, feature) => {
    let [sumA, sumB, sumAA, sumAB, sumBB] = [0, 0, 0, 0, 0];
    const n = rows.length;
    const center = values[rows[0] * features + feature];
    for (let at = 0; at < n; at++) {
      const a = values[rows[at] * features + feature] - center;
      const b = x[at * features + feature];
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumAB += a * b;
      sumBB += b * b;
    }
    const slope = (n * sumAB - sumA * sumB) / (n * sumAA - sumA * sumA || 1);
    const offset = (sumB - slope * sumA) / n - slope * center;
    const spread = Math.sqrt(Math.max(0, sumBB / n - (sumB / n) ** 2));
    for (let at = 0; at < n && isExact; at++) {
      const expected = slope * values[rows[at] * features + feature] + offset;
      isExact = Math.abs(x[at * features + feature] - expected) <= EXACT * spread;
    }
    if (!(spread > 0)) isExact = false;
    return { slope, offset, spread };
  });
  return { lines, isExact };
}

/** For each sample, the row that is nearest to it after the same scaling. */
function nearest(x: Float32Array, count: number, lines: readonly Line[], day: DayData): Int32Array {
  const { features, values, labels } = day;
  const scaled = Float64Array.from(values, (value, at) => {
    const { slope, offset, spread } = lines[at % features];
    return (slope * value + offset) / (spread || 1);
  });
  return Int32Array.from({ length: count }, (_, at) => {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let row = 0; row < labels.length; row++) {
      let distance = 0;
      for (let feature = 0; feature < features && distance < least; feature++) {
        const difference =
          x[at * features + feature] / (lines[feature].spread || 1) - scaled[row * features + feature];
        distance += difference * difference;
      }
      if (distance < least) [best, least] = [row, distance];
    }
    return best;
  });
}

/** Every feature rises, or falls, with the dataset's: scaled by logarithms, powers or quantiles. */
function keepsOrder(x: Float32Array, { features, values, labels }: DayData): boolean {
  return Array.from({ length: features }, (_, feature) => feature).every((feature) => {
    const order = [...labels.keys()].sort(
      (a, b) => values[a * features + feature] - values[b * features + feature],
    );
    const given = order.map((row) => x[row * features + feature]);
    const direction = Math.sign(given[given.length - 1] - given[0]);
    // Half of the values, at least, have to be apart from each other: two groups would tell the labels.
    const kinds = new Set(given).size;
    const own = new Set(order.map((row) => values[row * features + feature])).size;
    return (
      direction !== 0 &&
      kinds > own / 2 &&
      given.every((value, at) => at === 0 || direction * (value - given[at - 1]) >= 0)
    );
  });
}

function moments(
  values: ArrayLike<number>,
  feature: number,
  features: number,
): { mean: number; spread: number } {
  const n = values.length / features;
  let sum = 0;
  for (let at = feature; at < values.length; at += features) sum += values[at];
  const mean = sum / n;
  let squares = 0;
  for (let at = feature; at < values.length; at += features) squares += (values[at] - mean) ** 2;
  return { mean, spread: Math.sqrt(squares / n) };
}
