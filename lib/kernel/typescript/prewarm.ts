import { readFileSync } from "node:fs";
import type { createMethods } from "./methods.ts";

/** Names a JSON file: a list of notebooks to go through beside these, each a list of cells. */
export const PREWARM_NOTEBOOKS = "TSLAB_PREWARM";

const FIRST_CELLS = [
  'import * as keras from "../lib/keras";\nnew keras.Dense(1)',
  "const numbers = [1, 2];\nfor (const number of numbers) console.log(number * 2, [...numbers]);\nawait Promise.resolve(numbers.length)",
  "const text: number = 'not a number';",
];

/**
 * Goes through what the first cells of a notebook will need, for the snapshot: V8 keeps the functions that
 * have run, in compiled form, and `SourceFiles` the parsed files of lib.
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
