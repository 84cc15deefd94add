import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { kernelApi } from "../../kernel-api.ts";

/** Shows one MIME type. With an id, each call replaces the output of the one before. */
class Display {
  readonly #displayId: string | undefined;
  #shown = false;

  constructor(displayId?: string) {
    this.#displayId = displayId;
  }

  javascript(text: string): void {
    this.raw("text/javascript", text);
  }
  html(text: string): void {
    this.raw("text/html", text);
  }
  markdown(text: string): void {
    this.raw("text/markdown", text);
  }
  latex(text: string): void {
    this.raw("text/latex", text);
  }
  svg(text: string): void {
    this.raw("image/svg+xml", text);
  }
  png(bytes: Uint8Array): void {
    this.raw("image/png", bytes);
  }
  jpeg(bytes: Uint8Array): void {
    this.raw("image/jpeg", bytes);
  }
  gif(bytes: Uint8Array): void {
    this.raw("image/gif", bytes);
  }
  pdf(bytes: Uint8Array): void {
    this.raw("application/pdf", bytes);
  }
  text(text: string): void {
    this.raw("text/plain", text);
  }
  raw(contentType: string, content: string | Uint8Array): void {
    const update = this.#shown && this.#displayId !== undefined;
    kernelApi()!.display({ [contentType]: content }, { displayId: this.#displayId, update });
    this.#shown = true;
  }
}

const { version } = createRequire(import.meta.url)("typescript/package.json");

/** The module "tslab" in cells: the API of tslab's own kernel. */
export const tslabApi = {
  display: new Display(),
  newDisplay: () => new Display(randomUUID()),
  versions: { tslab: "1.0.22", typescript: version, node: process.version },
};
