import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The output of real Keras; `README.md` beside it says of which program. */
export function goldenText(file: string): string {
  return readFileSync(join(import.meta.dirname, file), "utf8");
}
