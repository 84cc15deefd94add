import type { SyntaxNode } from "@lezer/common";
import type { Language } from "./parse.ts";

/** A value, as far as it is known from reading the code without running it. Unknown parts are left out. */
export interface Value {
  constant?: string | number | boolean | null;
  /** A list or tuple whose items are known. */
  items?: Value[];
  /** An object or dictionary, by key. */
  entries?: Map<string, Value>;
  thing?: Thing;
  /** Each element of a list of unknown length. */
  each?: Value;
  /** A list or array whose elements are all the same. */
  uniform?: boolean;
  /** It says of features whether they are above or below something. */
  isComparison?: boolean;
  /** It is the labels and nothing else, or was picked or computed from them alone. */
  isLabels?: boolean;
  /** The column of a table that the labels were written into. */
  labelled?: string;
  /** The origins that it was computed from. */
  from: ReadonlySet<Origin>;
}

export type Origin = Layer | Model | Fit | Mark;

/**
 * What became of data: they went through something that scales; they are the labels, or hold them; samples were chosen by
 * their labels; they are few of the samples, or one piece after the other; they were drawn at random; some were added;
 * labels were made of features. What became of a figure: it was evaluated on few or on chosen samples; with a model's own
 * predictions as labels; it is called accuracy and is another one; what is right was decided by the labels; it was taken
 * out of a history, as its accuracy or as another of its figures. A model was read from a file.
 */
export type Mark =
  | "scaled"
  | "labels"
  | "chosen"
  | "few"
  | "piece"
  | "invented"
  | "grown"
  | "of features"
  | "of few"
  | "of chosen"
  | "of own"
  | "by labels"
  | "loaded"
  | "called accuracy"
  | "accuracy"
  | "loss";

/** Not known from the code. */
export const UNKNOWN = "?";
type Known<T> = T | typeof UNKNOWN;

export interface Layer {
  kind: "layer";
  className: string;
  units: Known<number>;
  activation: Known<string>;
  /** Features of its input where it is told: `null` if it is not. */
  input: Known<number> | null;
  /** Index of the cell that makes it. */
  cell: number;
}

export interface Model {
  kind: "model";
  layers: Layer[];
  /** False once something was added that is not known. */
  complete: boolean;
  input: Known<number> | null;
  fits: Fit[];
  /** A metric is a function of the notebook's own, and none is Keras' accuracy. */
  ownMetric: boolean;
  /** Its accuracy counts samples by their weights. */
  weightedMetric: boolean;
  /** How weights were put into it before it was trained. */
  given?: string;
  cell: number;
}

/** A call of `fit`. */
export interface Fit {
  kind: "fit";
  cell: number;
  epochs: Known<number>;
  batchSize: Known<number>;
  /** Its option `verbose`: with 0 it prints nothing. */
  verbose: Known<number>;
  /** Its data went through something that scales. */
  scaled: boolean;
  /** Its labels are all the same. */
  uniformLabels: boolean;
  /** The origins of its data, beside the day's. */
  data: ReadonlySet<Origin>;
  ownMetric: boolean;
  /** Its samples have weights, by which its accuracy counts them. */
  weighted: boolean;
  /** How weights were put into its model before. */
  given?: string;
  /** In a loop of which it is not known how often it turns. */
  repeated: boolean;
  /** The loop ends when the result of the fit is good enough. */
  untilGood?: boolean;
  /** The place where a figure was put into its history. */
  rewritten?: string;
}

export type Thing =
  | { kind: "module"; path: string }
  | { kind: "class"; name: string }
  | { kind: "function"; node: SyntaxNode; source: string; language: Language }
  /** Layers called one on the other, as in Keras' functional style. */
  | { kind: "chain"; layers: Layer[] }
  | Layer
  | Model;

/** A model's layers; only the first of them takes the model's input, which an `Input` may have told. */
export const layersOf = ({ layers, input }: Model): Layer[] =>
  layers.map((layer, index) => (index === 0 && layer.input === null ? { ...layer, input } : layer));

const NOTHING: ReadonlySet<Origin> = new Set();

export const unknown = (from: ReadonlySet<Origin> = NOTHING): Value => ({ from });
export const constant = (value: string | number | boolean | null): Value => ({
  constant: value,
  from: NOTHING,
});
export const thing = (value: Thing, from: ReadonlySet<Origin> = NOTHING): Value => ({ thing: value, from });

/** Of a list of these. */
export const listOrigins = (items: readonly Value[]): ReadonlySet<Origin> =>
  originsOf({ items: [...items], from: NOTHING });

/** Of all of them together. */
export function origins(values: Iterable<Value | undefined>): ReadonlySet<Origin> {
  const all = new Set<Origin>();
  for (const value of values) for (const origin of value ? originsOf(value) : []) all.add(origin);
  return all.size > 0 ? all : NOTHING;
}

/** Its own and those of what it holds, whose rows may well be short; a layer or a model is its own origin. */
export function originsOf(whole: Value): Set<Origin> {
  const all = new Set<Origin>();
  // A list may hold another many times.
  const seen = new Set<Value>();
  const look = (value: Value) => {
    if (seen.has(value)) return;
    seen.add(value);
    for (const origin of value.from) if (origin !== "few" || value === whole) all.add(origin);
    const { thing: is } = value;
    if (is?.kind === "layer") all.add(is);
    if (is?.kind === "model") for (const origin of [is, ...is.fits]) all.add(origin);
    if (is?.kind === "chain") for (const layer of is.layers) all.add(layer);
    for (const item of value.items ?? []) look(item);
    for (const item of value.entries?.values() ?? []) look(item);
  };
  look(whole);
  return all;
}
