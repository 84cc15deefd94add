import { NoTranslation } from "./syntax.ts";
import { simple } from "./typescript-text.ts";

const textOf = (path: string) => `readFileSync(${path}, "utf8")`;

/** The value of a file: the lines that it goes over, with their line breaks. */
export const linesOf = (path: string) => `${textOf(path)}.split(/(?<=\\n)/)`;

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

export const readJson = (lines: string) => `JSON.parse(${textOf(pathOf(lines))})`;

export const writeJson = (value: string, lines: string) =>
  `appendFileSync(${pathOf(lines)}, JSON.stringify(${value}))`;

/** The statements with an open file, of which the first empties it. */
export function emptiedFirst(path: string, statements: string[]): string[] {
  const [first = "", ...rest] = statements;
  return first.startsWith("appendFileSync(")
    ? [first.replace("append", "write"), ...rest]
    : [`writeFileSync(${path}, "");`, ...statements];
}
