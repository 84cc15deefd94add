import { findSourceMap, SourceMap } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Cell } from "../thread-messages.ts";

/** A place in TypeScript, counted from 1. */
export interface Place {
  line: number;
  column: number;
}

const cells = new Map<string, { source: string; map: SourceMap }>();
/** The built kernel. */
const kernelFolder = new URL(".", import.meta.url).href;
/** What loads the modules of cells. */
const loaders = ["tsx", "esbuild"].map((name) => new URL(`../../../node_modules/${name}/`, import.meta.url));
/** What a learner has not written and does not see. */
const machinery = [
  "node:internal/",
  "node:events",
  "node:vm",
  kernelFolder,
  ...loaders.flatMap((url) => [url.href, fileURLToPath(url)]),
];

/** Remembers a cell, so that its frames can be led back to what was typed. */
export function rememberCell({ name, source, map }: Cell): void {
  cells.set(name, { source, map: new SourceMap(JSON.parse(map)) });
}

/** What was typed in the cell of that name. */
export function cellSource(name: string): string | undefined {
  return cells.get(name)?.source;
}

/** The place in the TypeScript of a cell that a place in its JavaScript comes from. */
function cellPlace(name: string, line: number, column: number): Place | undefined {
  const entry = cells.get(name)?.map.findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalLine" in entry)) return undefined;
  // TypeScript sees one line before the cell's first (`export {}`), which makes up for counting from 0.
  return { line: entry.originalLine, column: entry.originalColumn + 1 };
}

/** `Cell [3], line 5, column 7`: the form of a place in a cell wherever one is shown. */
export function cellLocation(name: string, { line, column }: Place): string {
  return `${name}, line ${line}, column ${column}`;
}

/**
 * Makes every error's stack speak of TypeScript: places in cells by line and column of what was typed,
 * files by their path from the notebook, without the kernel's and Node's own frames.
 */
export function installStackTraces(): void {
  Error.prepareStackTrace = (error, frames) => {
    const files = frames.map((frame) => fileOf(frame) ?? "");
    // What called the first cell is the kernel.
    const end = files.map((file) => cells.has(file)).lastIndexOf(true) + 1;
    const kernel = files.findIndex((file) => file.startsWith(kernelFolder));
    const own = frames.slice(0, end || (kernel < 0 ? undefined : kernel));
    const lines = own.map(frameLine).filter((line) => line !== undefined);
    return [heading(error), ...lines.map((line) => `    at ${line}`)].join("\n");
  };
}

/** A stack as text, without such frames: one from Node's loader, in another thread, is not made by the above. */
export function withoutMachinery(text: string): string {
  const isMachinery = (frame: string) =>
    machinery.some((start) => frame.startsWith(start) || frame.includes(`(${start}`));
  return text.replace(/\n +at (?:async )?([^\n]*?)( \{)?(?=\n|$)/g, (line, frame, brace = "") =>
    isMachinery(frame) ? brace : line,
  );
}

function heading(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

function fileOf(frame: NodeJS.CallSite): string | undefined {
  return frame.getScriptNameOrSourceURL() ?? undefined;
}

function frameLine(frame: NodeJS.CallSite): string | undefined {
  const file = fileOf(frame);
  const text = frame.toString();
  if (file === undefined || frame.isNative()) return text;
  if (machinery.some((start) => file.startsWith(start))) return undefined;
  const line = frame.getLineNumber() ?? 0;
  const column = frame.getColumnNumber() ?? 0;
  const raw = `${file}:${line}:${column}`;
  if (cells.has(file)) {
    const place = cellPlace(file, line, column);
    return place === undefined ? undefined : text.replace(raw, () => cellLocation(file, place));
  }
  return text.replace(raw, () => fileLocation(file, line, column));
}

function fileLocation(file: string, line: number, column: number): string {
  const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
  const mapped = entry !== undefined && "originalSource" in entry ? entry : undefined;
  const where =
    mapped === undefined ? `${line}:${column}` : `${mapped.originalLine + 1}:${mapped.originalColumn + 1}`;
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  return `${path.startsWith("/") || /^[A-Z]:\\/.test(path) ? relative(process.cwd(), path) : path}:${where}`;
}
