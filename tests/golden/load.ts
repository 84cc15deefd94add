import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A file of figures from another implementation; `README.md` beside it says which.
 *
 * @param reviver as of `JSON.parse`
 */
export function golden<T>(file: string, reviver?: (key: string, value: unknown) => unknown): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8"), reviver) as T;
}
