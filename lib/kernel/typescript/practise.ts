import type { createAnswers } from "./answers.ts";

/**
 * Goes through what the first cells of a notebook will need, for the snapshot: V8 keeps the functions that
 * have run, in compiled form, and `SourceFiles` the parsed files of lib.
 */
export function practise({ convert }: ReturnType<typeof createAnswers>): void {
  const cells = [
    'import * as keras from "../lib/keras";\nnew keras.Dense(1)',
    "const numbers = [1, 2];\nfor (const number of numbers) console.log(number * 2, [...numbers]);\nawait Promise.resolve(numbers.length)",
    "const text: number = 'not a number';",
  ];
  let declarations = "";
  for (const cell of cells) {
    const conversion = convert("Cell [1]", declarations, cell);
    if (conversion.status === "ok") declarations = conversion.declarations;
  }
}
