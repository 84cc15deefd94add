import { randomUUID } from "node:crypto";
import { type MimeBundle, mimeBundle } from "../kernel/cells/mime-bundle.ts";
import { DisplayHandle } from "./display-handle.ts";
import { kernel } from "./seam.ts";

export type { MimeBundle };

/**
 * Shows a value in the output of the cell, richly if it knows how to (a method `[Symbol.for("Jupyter.display")]`, which
 * gives its MIME bundle). Outside a notebook its text goes to the console.
 *
 * @param displayId `true`, or an id of one's own: what is shown can be replaced later
 * @returns with `displayId`, the handle that replaces it
 * @example
 * const shown = await display("0%", { displayId: true });
 * await shown.update("100%");
 */
export async function display(value: unknown): Promise<undefined>;
export async function display(value: unknown, options: { displayId: true | string }): Promise<DisplayHandle>;
export async function display(
  value: unknown,
  { displayId }: { displayId?: true | string } = {},
): Promise<DisplayHandle | undefined> {
  const id = displayId === true ? randomUUID() : displayId;
  const bundle = await mimeBundle(value);
  const seam = kernel();
  if (seam === undefined) console.log(bundle["text/plain"]);
  else seam.display(bundle, { displayId: id });
  return id === undefined ? undefined : new DisplayHandle(id);
}

/** Empties the output of the cell; with `wait`, only when the next output comes. Does nothing outside a notebook. */
export function clearOutput({ wait = false }: { wait?: boolean } = {}): void {
  kernel()?.clearOutput(wait);
}
