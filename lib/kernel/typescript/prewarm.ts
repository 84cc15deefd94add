import { readFileSync } from "node:fs";
import type { createMethods } from "./methods.ts";

/** Environment variable with the path of a JSON file of additional notebooks, each a list of cells. */
export const PREWARM_NOTEBOOKS = "TSLAB_PREWARM";

const FIRST_CELLS = [
  'import * as keras from "../lib/keras";\nnew keras.Dense(1)',
  "const numbers = [1, 2];\nfor (const number of numbers) console.log(number * 2, [...numbers]);\nawait Promise.resolve(numbers.length)",
  "const text: number = 'not a number';",
];

/**
 * Converts typical first cells before the snapshot is made: it then contains the compiled code of the functions that ran, and
 * the parsed files of `lib`. Saves 401 ms until a kernel's first import of `lib/keras` (median of 7 pairs on two quiet
 * cores).
 */
export function prewarm({ convert }: ReturnType<typeof createMethods>): void {
  const more = process.env[PREWARM_NOTEBOOKS];
  const notebooks: string[][] = more === undefined ? [] : JSON.parse(readFileSync(more, "utf8"));
  for (const cells of [FIRST_CELLS, ...notebooks]) {
    let declarations = "";
    for (const cell of cells) {
      const conversion = convert("Cell [1]", declarations, cell);
      if (conversion.status === "ok") declarations = conversion.declarations;
    }
  }
}
