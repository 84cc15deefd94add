import type { Fit, Layer, Model, Origin } from "./value.ts";

/** A place where Keras, or what prints, is replaced by something else. */
export interface Patch {
  cell: number;
  what: string;
  /** The name of a layer's class of the notebook's own, which replaces what it makes and nothing else. */
  layer?: string;
  /** Of what every cell prints with: it concerns those above as well. */
  ofPrinting?: boolean;
  /** It is not known what is done there. */
  isVague?: boolean;
}

/** The effects of the code of a notebook, as far as reading it tells. Cells are indices among the code cells. */
export interface Facts {
  layers: Layer[];
  models: Model[];
  fits: Fit[];
  /** Printed, displayed, or a cell's last value: what it was computed from. */
  shown: { cell: number; from: ReadonlySet<Origin> }[];
  /** Every text that the code spells out, joined where it joins them; `sure` where nothing decides whether it comes to it. */
  texts: { cell: number; text: string; sure: boolean }[];
  /** Every number that is no whole one. */
  numbers: { cell: number; value: number }[];
  /** `local` is the name that the module, or what is taken of it, has in the notebook. */
  imports: { cell: number; module: string; local?: string }[];
  /** Files that it reads, by the names it gives. */
  reads: { cell: number; path: string }[];
  /** Places that write to a file of the day's own. */
  writes: { cell: number; what: string }[];
  patches: Patch[];
  /** Places that run text as code. */
  opaque: { cell: number; what: string }[];
}

export const noFacts = (): Facts => ({
  layers: [],
  models: [],
  fits: [],
  shown: [],
  texts: [],
  numbers: [],
  imports: [],
  reads: [],
  writes: [],
  patches: [],
  opaque: [],
});
