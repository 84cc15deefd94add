import { readFileSync, statSync } from "node:fs";
import { findSourceMap, SourceMap } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { debuglog } from "node:util";
import type { Cell } from "../thread-messages.ts";

/** A position in TypeScript, counted from 1. */
export interface Place {
  line: number;
  column: number;
}

const cells = new Map<string, { source: string; map: () => SourceMap }>();
/** The folder of the built kernel. */
const kernelFolder = new URL(".", import.meta.url).href;
const projectFolder = fileURLToPath(new URL("../../../", kernelFolder));
/** The folder of the built files of `lib`, each with its source map. */
const libraryFolder = new URL("../../library/", kernelFolder).href;
const libraryMaps = new Map<string, SourceMap>();
/** Enough to reach the cell through `lib`; Node's own limit is 10. */
const stackTraceLimit = 50;
/** Frames of the learner's code that are shown. */
const shownFrames = 10;
const showsAll = debuglog("keras-day:kernel").enabled;
/** Packages that load the modules of cells. */
const loaders = ["tsx", "esbuild"].map((name) => new URL(`../../../node_modules/${name}/`, import.meta.url));
/** Frames in these files are hidden from the learner. */
const internalFiles = [
  "node:internal/",
  "node:events",
  "node:vm",
  kernelFolder,
  ...loaders.flatMap((url) => [url.href, fileURLToPath(url)]),
];

/** Remembers a cell's source map, for frames in the cell. */
export function rememberCell({ name, source, map }: Cell): void {
  let parsed: SourceMap | undefined;
  cells.set(name, { source, map: () => (parsed ??= new SourceMap(JSON.parse(map))) });
}

/** The TypeScript of the cell with this name. */
export function cellSource(name: string): string | undefined {
  return cells.get(name)?.source;
}

/** Maps a position in a cell's JavaScript to its TypeScript. */
function cellPlace(name: string, line: number, column: number): Place | undefined {
  const entry = cells
    .get(name)
    ?.map()
    .findEntry(line - 1, column - 1);
  if (entry === undefined || !("originalLine" in entry)) return undefined;
  // tslab adds a line (`export {}`) above the cell, which makes up for counting from 0.
  return { line: entry.originalLine, column: entry.originalColumn + 1 };
}

/** For example `Cell [3], line 5, column 7`. */
function cellLocation(name: string, { line, column }: Place): string {
  return `${name}, line ${line}, column ${column}`;
}

/**
 * Makes stack traces refer to TypeScript: cells by line and column, files by their path relative to the notebook, without
 * the frames of the kernel and of Node. Frames in `lib` and in packages are folded into one line, below the learner's own.
 */
export function installStackTraces(): void {
  Error.stackTraceLimit = stackTraceLimit;
  Error.prepareStackTrace = (error, frames) => {
    const files = frames.map((frame) => fileOf(frame) ?? "");
    // Frames below the outermost cell are the kernel's.
    const end = files.map((file) => cells.has(file)).lastIndexOf(true) + 1;
    const kernel = files.findIndex((file) => file.startsWith(kernelFolder));
    const own = frames.slice(0, end || (kernel < 0 ? undefined : kernel));
    const lines = own.flatMap((frame, index) => {
      const line = frameLine(frame);
      return line === undefined ? [] : [{ line, file: files[index] }];
    });
    return [heading(error), ...folded(lines)].join("\n");
  };
}

/** The learner's own frames, and a line for the others. */
function folded(frames: { line: string; file: string }[]): string[] {
  const text = ({ line }: { line: string }) => `    at ${line}`;
  if (showsAll) return frames.map(text);
  // A frame without a file is one of JavaScript's own functions.
  const inFiles = frames.filter(({ file }) => file !== "");
  const own = inFiles.filter(({ file }) => foreignCode(file) === undefined);
  const shown = own.length === 0 ? frames.slice(0, 1) : own.slice(0, shownFrames);
  const hidden = inFiles.filter((frame) => !shown.includes(frame));
  if (hidden.length === 0) return shown.map(text);
  const places = new Set(hidden.map(({ file }) => foreignCode(file) ?? "your code"));
  const count = `${hidden.length} ${hidden.length === 1 ? "frame" : "frames"}`;
  return [
    ...shown.map(text),
    `    … ${count} in ${[...places].join(", ")}; NODE_DEBUG=keras-day:kernel shows them`,
  ];
}

/** The part of `lib` or the package that a file belongs to; `undefined` if it is the learner's. */
export function foreignCode(file: string): string | undefined {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const [, name] = /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path) ?? [];
  if (name !== undefined) return name;
  const [, part] = /^(?:lib|\.day[\\/]library)[\\/]([^\\/]+)/.exec(relative(projectFolder, path)) ?? [];
  if (part !== undefined) return `lib/${part.replace(/\.ts(?:\.mjs)?$/, "")}`;
  return path.startsWith("node:") ? "Node" : undefined;
}

/** Removes internal frames from text: `prepareStackTrace` does not apply to errors from the thread of Node's loader. */
export function withoutInternalFrames(text: string): string {
  const isInternal = (frame: string) =>
    internalFiles.some((start) => frame.startsWith(start) || frame.includes(`(${start}`));
  return text.replace(/\n +at (?:async )?([^\n]*?)( \{)?(?=\n|$)/g, (line, frame, brace = "") =>
    isInternal(frame) ? brace : line,
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
  if (internalFiles.some((start) => file.startsWith(start))) return undefined;
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
  const isBuilt = file.startsWith(libraryFolder);
  const entry = (isBuilt ? libraryMap(file) : findSourceMap(file))?.findEntry(line - 1, column - 1);
  const mapped = entry !== undefined && "originalSource" in entry ? entry : undefined;
  const where =
    mapped === undefined ? `${line}:${column}` : `${mapped.originalLine + 1}:${mapped.originalColumn + 1}`;
  const source = isBuilt && mapped !== undefined ? mapped.originalSource : file;
  const path = source.startsWith("file:") ? fileURLToPath(source) : source;
  return `${path.startsWith("/") || /^[A-Z]:\\/.test(path) ? relative(process.cwd(), path) : path}:${where}`;
}

/** The source map of a built file, read once an error needs it; `undefined` if it may be of a later build than the loaded code. */
function libraryMap(file: string): SourceMap | undefined {
  const known = libraryMaps.get(file);
  if (known !== undefined) return known;
  try {
    const url = new URL(file.replace(/\.mjs$/, ".map"));
    if (statSync(url).mtimeMs > performance.timeOrigin) return undefined;
    const map = new SourceMap(JSON.parse(readFileSync(url, "utf8")));
    libraryMaps.set(file, map);
    return map;
  } catch {
    return undefined; // set-up is writing it
  }
}
