import { inspect } from "node:util";
import { dataFrameTable, isDataFrame } from "../table";

/** One value in several forms, by MIME type; `text/plain` is always among them. */
export type MimeBundle = Record<string, unknown>;

/** What the kernel offers to a cell; absent when a program runs outside a notebook. */
interface KernelSeam {
  display(bundle: MimeBundle, options?: { displayId?: string; update?: boolean }): void;
  clearOutput(wait: boolean): void;
}

const kernel = () => (globalThis as { [key: symbol]: KernelSeam | undefined })[Symbol.for("tslab.kernel")];

/**
 * Shows a value in the output of the cell, richly if it knows how to (a method `[Symbol.for("Jupyter.display")]`, which
 * gives its MIME bundle). Outside a notebook its text goes to the console.
 */
export async function display(value: unknown): Promise<void> {
  const bundle = await mimeBundle(value);
  const seam = kernel();
  if (seam === undefined) console.log(bundle["text/plain"]);
  else seam.display(bundle);
}

/** Empties the output of the cell; with `wait`, only when the next output comes. Does nothing outside a notebook. */
export function clearOutput({ wait = false }: { wait?: boolean } = {}): void {
  kernel()?.clearOutput(wait);
}

/** The forms of a value: its own bundle, a danfojs frame's table, else the text that `console.log` shows. */
async function mimeBundle(value: unknown): Promise<MimeBundle> {
  const text = () => (typeof value === "string" ? value : inspect(value));
  const own = (value as { [key: symbol]: unknown } | null | undefined)?.[Symbol.for("Jupyter.display")];
  if (typeof own !== "function" && isDataFrame(value)) {
    return { "text/html": dataFrameTable(value).toHtml(), "text/plain": String(value) };
  }
  if (typeof own !== "function") return { "text/plain": text() };
  const bundle = (await own.call(value)) as MimeBundle;
  return "text/plain" in bundle ? bundle : { ...bundle, "text/plain": text() };
}
