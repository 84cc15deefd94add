import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What real Keras printed; `README.md` beside it says which program. */
export function goldenText(file: string): string {
  return readFileSync(join(import.meta.dirname, file), "utf8");
}
