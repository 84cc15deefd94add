import { randomUUID } from "node:crypto";
import { mimeBundle, textOf } from "../kernel/session/mime-bundle.ts";
import type { MimeBundle } from "../kernel-api.ts";
import { kernelApi } from "../kernel-api.ts";
import { DisplayHandle } from "./display-handle.ts";

export type { MimeBundle };

export interface DisplayOptions {
  /** `true`, or an id of one's own: what is shown can be replaced later. */
  displayId?: true | string;
  /** The value is a MIME bundle itself. */
  raw?: boolean;
}

/**
 * Shows a value in the output of the cell, richly if it knows how to (a method `[Symbol.for("Jupyter.display")]`, which
 * gives its MIME bundle). Outside a notebook its text goes to the console.
 *
 * @returns with `displayId`, the handle that replaces it
 * @example
 * const shown = await display("0%", { displayId: true });
 * await shown.update("100%");
 * await display({ "text/html": "<b>bold</b>" }, { raw: true });
 */
export function display(
  value: unknown,
  options: DisplayOptions & { displayId: true | string },
): Promise<DisplayHandle>;
export function display(value: unknown, options?: DisplayOptions): Promise<undefined>;
export function display(value: unknown, options: DisplayOptions = {}): Promise<DisplayHandle | undefined> {
  const shown = show(value, options);
  // A cell that ends with it, not awaited, shows nothing more.
  return Object.defineProperty(shown, Symbol.for("Jupyter.display"), {
    value: async (): Promise<MimeBundle> => {
      await shown;
      return {};
    },
  });
}

async function show(
  value: unknown,
  { displayId, raw = false }: DisplayOptions,
): Promise<DisplayHandle | undefined> {
  const id = displayId === true ? randomUUID() : displayId;
  const bundle = raw ? asBundle(value) : await mimeBundle(value);
  const api = kernelApi();
  if (api === undefined) console.log(bundle["text/plain"]);
  else api.display(bundle, { displayId: id });
  return id === undefined ? undefined : new DisplayHandle(id);
}

function asBundle(value: unknown): MimeBundle {
  const isBundle =
    typeof value === "object" && value !== null && Object.keys(value).every((type) => type.includes("/"));
  if (isBundle) return value as MimeBundle;
  throw new TypeError(
    `Expected with \`raw: true\` an object of contents by MIME type, such as { "text/html": "<b>text</b>" }, received ${textOf(value)} (${typeof value}).`,
  );
}

/** Empties the output of the cell; with `wait`, only when the next output comes. Does nothing outside a notebook. */
export function clearOutput({ wait = false }: { wait?: boolean } = {}): void {
  kernelApi()?.clearOutput(wait);
}
