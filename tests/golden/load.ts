import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of figures from another implementation; `README.md` beside it says which. */
export function golden<T>(file: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, file), "utf8")) as T;
}
