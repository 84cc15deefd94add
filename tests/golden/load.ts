import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Reads a file of figures from another implementation; `README.md` beside it says which.
 *
 * @param reviver as of `JSON.parse`
 * @throws Error when one of the file's parts is empty: a test that loops over it would check nothing
 */
export function golden<T extends object>(file: string, reviver?: (key: string, value: unknown) => unknown): T {
  const parts: T = JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8"), reviver);
  for (const [name, part] of Object.entries(parts)) {
    if (typeof part === "object" && Object.keys(part ?? {}).length === 0) {
      throw new Error(`${name} is empty in ${file}`);
    }
  }
  return parts;
}
