import { randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { kernelApi } from "../../kernel-api.ts";

/** The methods of a display, and the MIME types that they show. */
const types = {
  javascript: "text/javascript",
  html: "text/html",
  markdown: "text/markdown",
  latex: "text/latex",
  svg: "image/svg+xml",
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  pdf: "application/pdf",
  text: "text/plain",
};

type Content = string | Uint8Array;

/** Shows one MIME type. With an id, each call replaces the output of the one before. */
function newDisplay(displayId?: string) {
  let shown = false;
  const raw = (type: string, content: Content): void => {
    kernelApi()!.display({ [type]: content }, { displayId, update: shown && displayId !== undefined });
    shown = true;
  };
  const methods = Object.entries(types).map(([name, type]) => [
    name,
    (content: Content) => raw(type, content),
  ]);
  return { ...Object.fromEntries(methods), raw };
}

const { version } = createRequire(import.meta.url)("typescript/package.json");

/** The module "tslab" in cells: the API of tslab's own kernel. */
export const tslabApi = {
  display: newDisplay(),
  newDisplay: () => newDisplay(randomUUID()),
  versions: { tslab: "1.0.22", typescript: version, node: process.version },
};
