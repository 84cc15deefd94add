import { NoTranslation } from "./syntax.ts";
import { simple } from "./typescript-text.ts";

/** A file that a `with` has opened. */
export interface OpenFile {
  path: string;
  isRead: boolean;
  /** The position of the code that reads it. */
  readAt?: number;
}

/** @throws NoTranslation for a second place that reads a file: Python goes on where the first has ended */
export function readOnce(file: OpenFile, position: number): void {
  if (!file.isRead) return;
  file.readAt ??= position;
  if (file.readAt !== position) throw new NoTranslation("a file's position");
}

const textOf = (path: string) => `readFileSync(${path}, "utf8")`;

/** The value of a file: the lines that it goes over, with their line breaks. */
export const linesOf = (path: string) => `${textOf(path)}.split(/(?<=\\n)/).filter(Boolean)`;

/** `open(path)` outside of a `with`. @throws NoTranslation for a file that is written */
export function openedLines(path: string, mode = '"r"'): string {
  if (!/^.rt?.$/.test(mode)) throw new NoTranslation("a mode of a file");
  return linesOf(path);
}

/** The path of a file by that value. @throws NoTranslation for other values */
function pathOf(lines: string): string {
  const [, path] = /^readFileSync\((.*), "utf8"\)\.split\(.*\)$/.exec(lines) ?? [];
  if (path === undefined) throw new NoTranslation("a file");
  return path;
}

/** The call of a method of the file at a path. What is written is added to its end. */
export function fileMethod(path: string, name: string, values: string[]): string {
  const [value] = values;
  if (name === "read" && value === undefined) return textOf(path);
  if (name === "readlines" && value === undefined) return linesOf(path);
  if (name === "write" && values.length === 1) return `appendFileSync(${path}, ${value})`;
  if (name === "writelines" && values.length === 1)
    return `appendFileSync(${path}, ${simple(value)}.join(""))`;
  throw new NoTranslation(name);
}

/** `read` and `readlines` of a file, by its value. */
export const readBy = (name: string) => (lines: string) => fileMethod(pathOf(lines), name, []);

export const readJson = (lines: string) => `JSON.parse(${textOf(pathOf(lines))})`;

export const writeJson = (value: string, lines: string) =>
  `appendFileSync(${pathOf(lines)}, JSON.stringify(${value}))`;

/** The statements with an open file, of which the first empties it. */
export function emptiedFirst(path: string, statements: string[]): string[] {
  const [first = "", ...rest] = statements;
  return first.startsWith(`appendFileSync(${path}, `)
    ? [first.replace("append", "write"), ...rest]
    : [`writeFileSync(${path}, "");`, ...statements];
}
