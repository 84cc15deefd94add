import type { RandomState } from "../../engine/random/mt19937.ts";
import { ValueError } from "../../errors.ts";

export interface TextOptions {
  /** The file's name in the cache. */
  path?: string;
  /** Keep only this many of the most frequent words, default all. */
  numWords?: number | null;
  /** Leave out this many of the most frequent words, default 0. */
  skipTop?: number;
  /** Leave out texts of this many words or more, default none. */
  maxlen?: number | null;
  /** Seed of the order, default 113. */
  seed?: number;
  /** The index at the start of each text, default 1. */
  startChar?: number | null;
  /** Replaces a word that is left out, default 2; null: nothing. */
  oovChar?: number | null;
  /** Added to the index of each word, default 3. */
  indexFrom?: number;
}

/** Defaults of the options without the path. */
export const TEXT = {
  numWords: null,
  skipTop: 0,
  maxlen: null,
  seed: 113,
  startChar: 1,
  oovChar: 2,
  indexFrom: 3,
};

/** Texts as lists of word indices, and their labels. */
export interface Texts {
  readonly x: number[][];
  readonly y: number[];
}

/** Texts and labels, shuffled as by NumPy's `RandomState(seed)`. */
export function shuffled(random: RandomState, { x, y }: Texts): Texts {
  const order = random.permutation(x.length);
  return { x: order.map((row) => x[row]), y: order.map((row) => y[row]) };
}

/** Adds the start, shifts the indices, and leaves out texts that are too long. */
export function marked({ x, y }: Texts, { startChar, indexFrom, maxlen }: Required<TextOptions>): Texts {
  const moved = x.map((words) => {
    if (startChar !== null) return [startChar, ...words.map((word) => word + indexFrom)];
    return indexFrom ? words.map((word) => word + indexFrom) : [...words];
  });
  if (!maxlen) return { x: moved, y };
  const rows = [...moved.keys()].filter((row) => moved[row].length < maxlen);
  if (rows.length === 0) {
    throw new ValueError(
      `After filtering for sequences shorter than maxlen=${maxlen}, no sequence was kept. Increase maxlen.`,
    );
  }
  return { x: rows.map((row) => moved[row]), y: rows.map((row) => y[row]) };
}

/** Leaves out words that are too rare or too frequent. */
export function limited(x: readonly number[][], options: Required<TextOptions>): number[][] {
  const { skipTop, oovChar } = options;
  const most = (list: readonly number[]) => list.reduce((a, b) => Math.max(a, b), 0);
  const numWords = options.numWords || x.reduce((largest, words) => Math.max(largest, most(words)), 0);
  const isKept = (word: number) => skipTop <= word && word < numWords;
  return x.map((words) =>
    oovChar === null ? words.filter(isKept) : words.map((word) => (isKept(word) ? word : oovChar)),
  );
}
