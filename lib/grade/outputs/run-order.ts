import { withoutComments } from "../code/parse.ts";
import { name } from "./cells.ts";
import type { CellPassage, Source } from "./passages.ts";

/**
 * Doubts about the order in which cells ran. A name that the answer uses has to come from the nearest cell above that assigns
 * it. Other cells may have run again, out of order, or not at all. Imports give the same whenever they run.
 */
export function orderDoubts({ source, index }: CellPassage): string[] {
  const { cells } = source;
  const read = cells.map(namesIn);
  const doubts = new Set<string>();
  const seen = new Set<number>();
  const look = (at: number) => {
    if (seen.has(at)) return;
    seen.add(at);
    for (const needed of read[at].needed) {
      const from = assigner(needed, at);
      if (from === undefined) continue;
      const doubt = doubtOn(from, at, needed);
      if (doubt) doubts.add(doubt);
      if (from < at) look(from);
    }
  };
  look(index);
  return [...doubts];

  /** The nearest cell above that assigns the name, or else the first below. */
  function assigner(needed: string, at: number): number | undefined {
    const all = read.flatMap(({ assigned }, cell) => (cell !== at && assigned.has(needed) ? [cell] : []));
    return all.filter((cell) => cell < at).at(-1) ?? all[0];
  }

  function doubtOn(from: number, at: number, needed: string): string | undefined {
    const [ran, count] = [from, at].map((cell) => cells[cell].cell.execution_count);
    // Without a number the notebook does not tell when the cell ran, and its outputs show that it did.
    if (count === null) return undefined;
    if (read[from].imported.has(needed) && count > 1 && ran !== null) return undefined;
    if (ran === null)
      return from < at && cells[from].cell.outputs.length === 0
        ? `${name(source, from)} above was not run`
        : undefined;
    if (from > at)
      return ran < count ? `cells ran out of order: [${ran}] stands below [${count}]` : undefined;
    // After a restart of the kernel the numbers begin again, with a cell that knows nothing of the others.
    const isRestarted = cells.slice(from + 1, at).some(({ cell }) => cell.execution_count === 1);
    if (ran >= count && !isRestarted) return `cells ran out of order: [${count}] stands below [${ran}]`;
    const between = read.flatMap(({ assigned }, cell) => {
      const its = cells[cell].cell.execution_count ?? 0;
      return cell !== from && assigned.has(needed) && its > ran && its < count ? [its] : [];
    });
    return between.length > 0
      ? `cells ran out of order: ${needed} was set by [${between.at(-1)}] when [${count}] ran`
      : undefined;
  }
}

/** The number of the answering cell: missing without an output, or another one than its result's. */
export function countDoubts({ source, index }: CellPassage): string[] {
  const { cell } = source.cells[index];
  const { execution_count: count } = cell;
  if (count === null)
    // Some tools leave out the numbers; its output shows that it ran.
    return cell.outputs.length > 0 ? [] : [`${name(source, index)} was not run: it has no execution count`];
  const isOther = cell.outputs.some(
    (output) =>
      output.output_type === "execute_result" &&
      "execution_count" in output &&
      output.execution_count !== null &&
      output.execution_count !== count,
  );
  return isOther ? [`${name(source, index)} shows the result of another run of the cell`] : [];
}

/** A text without placeholders. */
const TEXT = /(["'`])(?:\\.|(?!\1)[^\\\n{])*\1/g;
/** Statements that give names: assignments, functions and classes. */
const ASSIGNING = [
  /^[^\S\n]*(?:export\s+)?(?:const|let|var)\s+([\w$]+|[{[][^=]{0,400}[}\]])\s*(?::[^=\n]{1,200})?=(?!=)/gm,
  /^[^\S\n]*([\w$]+(?:\s*,\s*[\w$]+){0,20}|\(\s*[\w$]+(?:\s*,\s*[\w$]+){0,20}\s*\))\s*(?::[^=\n(]{1,100})?=(?![=>])/gm,
  /^[^\S\n]*(?:export\s+)?(?:async\s+)?(?:def|class|function)\s+([\w$]+)/gm,
];
const IMPORTING = [
  /^[^\S\n]*import\s+([^'"\n;]{1,400}?)(?:\s+from\b|[;\n]|$)/gm,
  /^[^\S\n]*import\s+(?:type\s+)?(\{[^}]{0,2000}\})/gm,
  /^[^\S\n]*from\s+[\w.]+\s+import\s+(\([^)]{0,2000}\)|[^\n#]{1,400})/gm,
];
/** Statements that change a model which another cell may have assigned. */
const CHANGING = /\b([\w$]+)\.(?:add|pop)\(/g;
const IDENTIFIER = /(?<![\w$.])[A-Za-z_$][\w$]*/g;
/** Characters of a cell that are looked at. */
const MOST = 100_000;

interface Names {
  /** Assigned, imported or changed. */
  assigned: Set<string>;
  imported: Set<string>;
  /** Used, and not assigned by the cell itself. */
  needed: Set<string>;
}

const cache = new WeakMap<object, Names>();

/** The names in a cell's code. Cached: several questions look at the same cells. */
function namesIn(cell: Source["cells"][number]): Names {
  const cached = cache.get(cell);
  if (cached) return cached;
  const text = withoutComments(cell.source.slice(0, MOST)).replaceAll(TEXT, "''");
  const namesOf = (patterns: readonly RegExp[]) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].flatMap(([, words]) => words.match(IDENTIFIER) ?? []),
    );
  const imported = new Set(namesOf(IMPORTING));
  const own = new Set([...namesOf(ASSIGNING), ...imported]);
  const code = IMPORTING.reduce((rest, pattern) => rest.replaceAll(pattern, ""), text);
  const changed = [...text.matchAll(CHANGING)].map(([, model]) => model);
  const names = {
    assigned: new Set([...own, ...changed]),
    imported,
    needed: new Set((code.match(IDENTIFIER) ?? []).filter((word) => !own.has(word))),
  };
  cache.set(cell, names);
  return names;
}
