import { formatWithOptions } from "node:util";
import type { MimeBundle } from "../../kernel-api.ts";
import { knownBundle } from "./known-values.ts";

const displaySymbol = Symbol.for("Jupyter.display");

/**
 * The forms of a value as Jupyter shows it, `text/plain` among them: its own
 * `[Symbol.for("Jupyter.display")]()` if it has one, those of a table or tensor of a well-known package, else
 * the words of `console.log`, without colours. An empty bundle stays empty: Python's `None` of lib/keras
 * keeps silent by it.
 *
 * @throws whatever the value's own method throws
 */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  const show = (value as { [displaySymbol]?: unknown } | null | undefined)?.[displaySymbol];
  if (typeof show !== "function") return knownBundle(value) ?? { "text/plain": textOf(value) };
  const bundle = await show.call(value);
  if (typeof bundle !== "object" || bundle === null) {
    throw new TypeError(
      `[Symbol.for("Jupyter.display")]() should give an object of contents by MIME type, received ${textOf(bundle)}.`,
    );
  }
  if (Object.keys(bundle).length === 0) return {};
  return { "text/plain": bundle["text/plain"] ?? textOf(value), ...bundle };
}

/** A value in the words of `console.log`, without colours. */
export function textOf(value: unknown): string {
  return formatWithOptions({ colors: false }, value);
}
