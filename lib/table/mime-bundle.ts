import { formatWithOptions } from "node:util";
import type { MimeBundle } from "../kernel-api.ts";
import { dataFrameTable, isDataFrame } from "./data-frame-table.ts";

const displaySymbol = Symbol.for("Jupyter.display");

/**
 * A value by MIME type, as Jupyter shows it. Uses the value's own `[Symbol.for("Jupyter.display")]()` if it has one,
 * then the formats known for danfojs and TensorFlow.js, then the text that `console.log` would print. Always includes
 * `text/plain`, except that an empty bundle stays empty: `lib/keras` shows Python's `None` that way, as nothing.
 *
 * @returns a promise only if that method returns one, so that other values can be shown at once
 * @throws whatever the value's own method throws; TypeError if that method returns no object
 */
export function mimeBundle(value: unknown): MimeBundle | Promise<MimeBundle> {
  const show = (value as { [displaySymbol]?: unknown } | null | undefined)?.[displaySymbol];
  if (typeof show !== "function") return knownBundle(value) ?? { "text/plain": textOf(value) };
  const shown: unknown = show.call(value);
  const isLater = typeof (shown as PromiseLike<unknown> | null | undefined)?.then === "function";
  return isLater ? Promise.resolve(shown).then((bundle) => whole(value, bundle)) : whole(value, shown);
}

/** The bundle that a value's own method returned, with `text/plain`. */
function whole(value: unknown, bundle: unknown): MimeBundle {
  if (typeof bundle !== "object" || bundle === null) {
    throw new TypeError(
      `[Symbol.for("Jupyter.display")]() should return an object of contents by MIME type, received ${textOf(bundle)}.`,
    );
  }
  if (Object.keys(bundle).length === 0) return {};
  return { "text/plain": (bundle as MimeBundle)["text/plain"] ?? textOf(value), ...bundle };
}

/** The text that `console.log` prints for a value, without colours. */
export function textOf(value: unknown): string {
  return formatWithOptions({ colors: false }, value);
}

/**
 * Formats values of packages that do not know Jupyter: danfojs' DataFrame as HTML and text, its Series and TensorFlow.js'
 * tensors as text. They are recognised by their properties, so the packages need not be loaded.
 */
function knownBundle(value: unknown): MimeBundle | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isDataFrame(value)) {
    return { "text/plain": String(value), "text/html": dataFrameTable(value).toHtml() };
  }
  // A timer, of which Node prints its own bookkeeping.
  if ("_idleTimeout" in value || "_onImmediate" in value)
    return { "text/plain": `${value.constructor.name} {}` };
  if ("$isSeries" in value && "$index" in value && "columns" in value && "dtypes" in value)
    return { "text/plain": seriesText(value as SeriesLike) };
  const isTensor = "dataId" in value && "rankType" in value && "dataSync" in value;
  return isTensor ? { "text/plain": String(value) } : undefined;
}

interface SeriesLike {
  columns: readonly unknown[];
  dtypes: readonly unknown[];
}

/** A danfojs `Series` with its name and type below, as pandas shows them. danfojs calls one without a name "0". */
function seriesText(series: SeriesLike): string {
  const [name, type] = [series.columns[0], series.dtypes[0]];
  return `${series}${String(name) === "0" ? "" : `Name: ${name}, `}dtype: ${type}`;
}
