import { libraryModules } from "./library-modules.ts";
import type { createMethods } from "./methods.ts";

const FIRST_CELLS = [
  libraryModules.map((path, at) => `import * as module${at} from "../lib/${path}";`).join("\n"),
  'import * as keras from "../lib/keras";\nnew keras.Dense(1)',
  "const numbers = [1, 2];\nfor (const number of numbers) console.log(number * 2, [...numbers]);\nawait Promise.resolve(numbers.length)",
  "const text: number = 'not a number';",
];

/**
 * Converts typical first cells before the snapshot is made: it then contains the compiled code of the functions that ran, and
 * the parsed files of `lib` with the types that they use. Saves 401 ms until a kernel's first import of `lib/keras`, and 750 ms
 * of the first cell of ex04, which imports more (medians of 7 pairs on two quiet cores).
 */
export function prewarm({ convert }: ReturnType<typeof createMethods>): void {
  let declarations = "";
  for (const cell of FIRST_CELLS) {
    const conversion = convert("Cell [1]", declarations, cell);
    if (conversion.status === "ok") declarations = conversion.declarations;
  }
}
