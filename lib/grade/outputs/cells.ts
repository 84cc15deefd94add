import { withoutComments } from "../code/parse.ts";
import type { Source } from "./passages.ts";

/** Comments alone are no code. */
export function hasCode(source: string): boolean {
  return withoutComments(source).trim() !== "" || /^[^\S\n]*[!%]/m.test(source);
}

/** Without imports, something has to be left that shows an output: a call, or an expression. */
export function shows(source: string): boolean {
  const rest = withoutComments(source)
    .replaceAll(/^[^\S\n]*(?:from\s+\S+\s+)?import\b(?!\s*\()(?:[^\n{(]|\{[^}]*\}|\([^)]*\))*/gm, "")
    .replaceAll(/^[^\S\n]*;?\s*$/gm, "");
  return rest.trim() !== "" || /^[^\S\n]*[!%]/m.test(source);
}

/** A cell as people know it: `ex04_optimize [3]`. */
export function name({ submitted, cells }: Source, index: number): string {
  const count = cells[index].cell.execution_count;
  const notebook = submitted.path
    .split("/")
    .at(-1)!
    .replace(/\.ipynb$/, "");
  return `${notebook} ${count === null ? `cell ${index + 1}` : `[${count}]`}`;
}
