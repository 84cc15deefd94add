import { randomUUID } from "node:crypto";
import type { MimeBundle } from "./kernel-api.ts";
import { kernelApi } from "./kernel-api.ts";
import { mimeBundle, textOf } from "./table/mime-bundle.ts";

/** Options of `display`. */
export interface DisplayOptions {
  /** `true`, or an id of your own: makes the output replaceable. */
  displayId?: true | string;
  /** The value is already a MIME bundle. Default: `false`. */
  raw?: boolean;
}

/**
 * Shows a value in the output of the cell. A value with a method `[Symbol.for("Jupyter.display")]`, which returns its MIME
 * bundle, is shown as rich output. Outside a notebook the text goes to the console.
 *
 * @param value anything
 * @param options display id, and whether the value is a MIME bundle
 * @returns with `displayId`, a handle that replaces the output
 * @throws TypeError if `raw` is set and the value is not a MIME bundle
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
  // A cell may end with a `display` that is not awaited: its promise is then the cell's result, and shows nothing.
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
  const bundle = raw ? asBundle(value) : mimeBundle(value);
  // At once where possible: `display` need not be awaited to come before the next output.
  send(bundle instanceof Promise ? await bundle : bundle, id);
  return id === undefined ? undefined : new DisplayHandle(id, raw);
}

/**
 * A handle to an output with a display id, returned by `display`.
 *
 * @example
 * const handle = await display("0%", { displayId: true });
 * await handle?.update("100%");
 */
export class DisplayHandle {
  readonly #raw: boolean;

  /**
   * @param displayId id of the output, unique in the notebook
   * @param raw the `raw` of each `update` that gives none. Default: `false`
   */
  constructor(
    readonly displayId: string,
    raw = false,
  ) {
    this.#raw = raw;
  }

  /**
   * Replaces the output, wherever it is shown. Outside a notebook, prints `value` below it.
   *
   * @param options whether the value is a MIME bundle. Default: as it was in `display`
   * @throws TypeError if `raw` is set and the value is not a MIME bundle
   */
  async update(value: unknown, { raw = this.#raw }: { raw?: boolean } = {}): Promise<void> {
    const bundle = raw ? asBundle(value) : mimeBundle(value);
    send(bundle instanceof Promise ? await bundle : bundle, this.displayId, true);
  }
}

function send(bundle: MimeBundle, displayId: string | undefined, update = false): void {
  const api = kernelApi();
  if (api === undefined) console.log(bundle["text/plain"]);
  else api.display(bundle, { displayId, update });
}

function asBundle(value: unknown): MimeBundle {
  const isBundle =
    typeof value === "object" && value !== null && Object.keys(value).every((type) => type.includes("/"));
  if (isBundle) return value as MimeBundle;
  throw new TypeError(
    `Expected an object of contents by MIME type with \`raw: true\`, such as { "text/html": "<b>text</b>" }. Received: ${textOf(value)} (${typeof value}).`,
  );
}

interface ClearOptions {
  /** Clear only when the next output arrives, which avoids flicker; default false. */
  wait?: boolean;
}

/**
 * Clears the output of the cell. Does nothing outside a notebook.
 *
 * @param options `wait` for the next output
 * @example
 * clearOutput({ wait: true });
 * await display("new output");
 */
export function clearOutput({ wait = false }: ClearOptions = {}): void {
  kernelApi()?.clearOutput(wait);
}
