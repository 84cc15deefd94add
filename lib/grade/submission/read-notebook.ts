import { codeOf, type Notebook } from "../../nbformat/notebook.ts";
import { parseNotebook } from "../../nbformat/parse-notebook.ts";
import type { Language } from "../code/parse.ts";
import { readWhole } from "./open-file.ts";

/** Bytes of the largest notebook that is read. A normal one is below half a megabyte without images. */
export const LARGEST = 50_000_000;

/** A notebook with the language of its code, or why it cannot be graded, as the end of a sentence. */
type Reading = { notebook: Notebook; language?: Language; trouble?: string } | { trouble: string };

/** Reads an untrusted notebook file. Never throws. */
export function readNotebookFile(path: string): Reading {
  let text: string;
  try {
    text = decoded(readWhole(path, LARGEST));
  } catch (error) {
    return { trouble: (error as Error).message };
  }
  const parsed = parseNotebook(text);
  if ("trouble" in parsed) return parsed;
  const { notebook } = parsed;
  const language = languageOf(notebook);
  if (language === undefined) {
    return { notebook, trouble: `it is written for ${kernelOf(notebook)}, whose code is not read here` };
  }
  return { notebook, language };
}

/** Windows writes some files in UTF-16, with a mark in front. */
const decoded = (bytes: Buffer) =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8");

/** Statements of Python that no other language of notebooks has. */
const PYTHON = /^(?:import [\w.]+(?: as \w+)?|from [\w.]+ import .*|\s*def \w+\(.*\):.*|print\(.*\))$/m;

/** An import as JavaScript and TypeScript have it. */
const TYPESCRIPT = /^import [^\n]{1,300} from ["'][^"'\n]{1,300}["'];?$/m;

function languageOf(notebook: Notebook): Language | undefined {
  const { metadata } = notebook;
  const [kernel, info] = [metadata.kernelspec, metadata.language_info].map(fields);
  const words = [kernel.language, info.name, kernel.name, kernel.display_name].map((word) =>
    String(word ?? "").toLowerCase(),
  );
  if (words.some((word) => /^(?:typescript|javascript|tslab|jslab|deno)/.test(word))) return "typescript";
  if (words.some((word) => /^(?:i?python|conda)/.test(word))) return "python";
  if (words.some((word) => word !== "")) return undefined;
  const code = codeOf(notebook);
  return PYTHON.test(code) ? "python" : TYPESCRIPT.test(code) ? "typescript" : undefined;
}

function kernelOf({ metadata }: Notebook): string {
  const kernel = fields(metadata.kernelspec).name;
  return typeof kernel === "string"
    ? `the kernel ${JSON.stringify(kernel.slice(0, 40))}`
    : "no kernel that it names";
}

/** Metadata is untrusted: anything but an object has no fields. */
const fields = (data: unknown): Record<string, unknown> => Object(data);
