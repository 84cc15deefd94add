import { type CellPassage, isBefore, nameOf, type Source } from "../outputs/passages.ts";
import type { Candidate } from "../predicates/candidate.ts";
import type { Demand } from "../question.ts";
import { disagreements } from "./code-agrees.ts";
import { unsupported } from "./record-agrees.ts";
import { CLASSES } from "./replacements.ts";

/**
 * Everything that keeps this answer from being taken at its word; nothing for honest work.
 *
 * Here: a cell that was not run, modules of the person's own, an answer that the code spells, files and processes. Beside it:
 * - `code-agrees.ts`: the code makes or trains nothing of the kind, where it was not run again;
 * - `record-agrees.ts`: run again, something else was made or trained, or (`data-doubts.ts`) on other samples than the day's;
 * - `replacements.ts`, `replaced-members.ts`: parts of a library or the language that are replaced, code that is a text;
 * - `log-doubts.ts`: a log that contradicts itself, its code or a sentence.
 *
 * @param read the code itself is the evidence, so that it need not show anything
 */
export function doubtsOn(candidate: Candidate, demand: Demand, read = false): string[] {
  const { doubts = [], passages } = candidate;
  const found = passages.flatMap((passage) => [
    ...notRun(passage),
    ...replacements(passage, demand),
    ...(read ? [] : notBorneOut(candidate, passage, demand)),
    ...ownModules(passage, demand),
    ...literalAnswers(candidate, passage),
  ]);
  return [...new Set([...doubts, ...found])];
}

/** Some tools leave out the numbers of cells: an output shows that one ran. Empty cells are never run. */
function notRun({ source, index }: CellPassage): string[] {
  const { execution_count: count, outputs } = source.cells[index].cell;
  return count === null && outputs.length === 0 && source.cells[index].source.trim() !== ""
    ? [`${nameOf(source, index)} was not run: it has no execution count`]
    : [];
}

/**
 * Replacements above the answer; those of printing count wherever they stand. A layer's class of the notebook's own concerns the
 * layers that it makes, and every model.
 */
function replacements({ source, index }: CellPassage, demand: Demand): string[] {
  const { reading, cells } = source;
  return reading.replaced.flatMap(({ cell, what, everywhere }) => {
    // No version or import comes of a class or function named like one of Keras'.
    if (demand.kind === "computed" && OF_KERAS.test(what)) return [];
    const own = demand.kind === "layer" ? /^class (\w+)(?: extends|\s*\()/.exec(what)?.[1] : undefined;
    if (own !== undefined && !new RegExp(String.raw`\b${own}\b`).test(cells[index].source)) return [];
    return everywhere || isBefore(source, cell, index) ? [what] : [];
  });
}

const OF_KERAS = new RegExp(String.raw`^(?:class|def|function|const|let|var) (?:${CLASSES})\b`);
const OTHER_LIBRARY = /^(?:@tensorflow\/tfjs|torch|jax|sklearn\.(?:neural_network|linear_model))/;

/** Doubts that the output is what the cell computes: by what it did when it was run again, else by what its code names. */
function notBorneOut(candidate: Candidate, passage: CellPassage, demand: Demand): string[] {
  const { source, index } = passage;
  if (demand.kind === "computed") {
    if (!hasCode(source, index)) return [`${nameOf(source, index)} shows an output and has no code`];
    return constantVerdicts(candidate, passage);
  }
  if (source.session) {
    const other = source.reading.imports.find(({ module }) => OTHER_LIBRARY.test(module))?.module;
    return [...unsupported(candidate, demand, source.session, other), ...reachesOut(passage)];
  }
  if (!hasOutputCode(source, index)) return [`${nameOf(source, index)} shows an output and has no code`];
  return disagreements(candidate, passage, demand);
}

/** Modules of the person's own that the answer uses, and whose code was not read. */
function ownModules({ source, index }: CellPassage, demand: Demand): string[] {
  if (demand.kind === "computed") return [];
  const { submitted, reading, cells } = source;
  const used = reading.imports.flatMap(({ cell, module, local, importer, unread = [] }) => {
    // `import *` brings whatever is there, and every answer needs Keras.
    const isUsed =
      importer !== undefined ||
      submitted.language === "typescript" ||
      /^(?:keras|tensorflow)\b/.test(module) ||
      (local !== undefined &&
        (!/^\w+$/.test(local) || new RegExp(String.raw`\b${local}\b`).test(cells[index].source)));
    return isUsed && isBefore(source, cell, index) ? unread : [];
  });
  return [...new Set(used)].map((module) => `${module} is imported, which is not the day's`);
}

/** The asked word stands in the code as it is, and nothing there decides on it. */
function constantVerdicts({ say }: Candidate, { source, index }: CellPassage): string[] {
  if (say === undefined) return [];
  const says = new RegExp(String.raw`:\s*${say}\s*(?:\([^()\n]*\)\s*)?$`, "m");
  const found = source.reading.texts.find(
    ({ cell, text, sure }) => cell === index && sure && says.test(text) && !isImported(source, text, say),
  );
  return found
    ? [
        `the code of ${nameOf(source, index)} says so in any case: ${JSON.stringify(found.text.trim().slice(0, 80))}`,
      ]
    : [];
}

/** True for lines such as `import tslab: ok` of modules that the second run imported. */
function isImported({ session }: Source, text: string, say: string | undefined): boolean {
  const lines = text.trim().split("\n");
  return lines.every((line) => {
    const [, module, word] = /^import (\S+): (\w+)$/.exec(line.trim()) ?? [];
    return word !== undefined && word === say && session?.record.modules.includes(module);
  });
}

/** A figure of two digits may stand in the code for another reason, as a limit or an option. */
const hasDigits = (figure: number) => /\.\d{3,}$/.test(String(figure));
const percent = (figure: number) => Number((100 * figure).toFixed(10));

/** Doubts because the code has the answer as a literal. */
function literalAnswers({ words = [], figure, say }: Candidate, { source, index }: CellPassage): string[] {
  if (
    figure !== undefined &&
    source.reading.numbers.some(
      ({ cell, value, isSetting }) =>
        (hasDigits(figure) ? isBefore(source, cell, index) : cell === index && !isSetting) &&
        (value === figure || value === percent(figure)),
    )
  )
    return [`the code spells the figure ${figure}`];
  const texts = source.reading.texts.filter(({ cell }) => isBefore(source, cell, index));
  const found = texts.find(
    ({ text }) => words.some((word) => word.test(text)) && !isImported(source, text, say),
  );
  return found ? [`the code spells it: ${JSON.stringify(found.text.trim().slice(0, 80))}`] : [];
}

/** Comments alone are no code. */
const hasCode = ({ reading }: Source, index: number): boolean => reading.withoutComments[index].trim() !== "";

/** Without imports, something has to be left that shows an output: a call, or an expression. */
function hasOutputCode({ reading }: Source, index: number): boolean {
  const rest = reading.withoutComments[index]
    .replaceAll(/^[^\S\n]*(?:from\s+\S+\s+)?import\b(?!\s*\()(?:[^\n{(]|\{[^}]*\}|\([^)]*\))*/gm, "")
    .replaceAll(/^[^\S\n]*;?\s*$/gm, "");
  return rest.trim() !== "";
}

/** Files, child processes, threads, descriptors and encoded texts, whose output no library of ours has made. */
const OUTSIDE =
  /\b(?:child_process|worker_threads|getBuiltinModule|mainModule|process\.binding|createReadStream|readFile(?:Sync)?|writeSync|spawn(?:Sync)?|exec(?:File)?Sync|execFile|fork|atob|b64decode)\b|new\s+Worker\b|["']base64["']/;
/** Modules by a name that the code computes, or by a `require` under another name. */
const COMPUTED = /\bimport\s*\(\s*(?!["'])|\brequire\b(?!\s*\(\s*["'])|\bcreateRequire\b/;

/** Doubts about a cell that may show files, a text that was brought along, or the output of other processes and threads. */
function reachesOut({ source, index }: CellPassage): string[] {
  const modules = source.reading.modules.filter(({ cell }) => isBefore(source, cell, index));
  const code = [source.cells[index].source, ...modules.map(({ code }) => code)].join("\n");
  const found = OUTSIDE.exec(code) ?? COMPUTED.exec(code);
  return found
    ? [
        `${nameOf(source, index)} may show what was brought along, or what other processes or modules print: ${found[0].trim()}`,
      ]
    : [];
}
