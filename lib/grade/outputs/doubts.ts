import type { Candidate } from "../predicates/candidate.ts";
import type { Demand } from "../question.ts";
import { unsupported } from "../replay/support.ts";
import { hasCode, name, shows } from "./cells.ts";
import { disagreements } from "./code-agrees.ts";
import type { CellPassage, Source } from "./passages.ts";
import { reachesOut } from "./reaches-out.ts";
import { countDoubts, orderDoubts } from "./run-order.ts";

/** Files in the person's folder that may replace files of the day. */
export interface OwnFiles {
  /** Files of a `lib` of its own that differ from the day's, and files that take a package's name. */
  lib: string[];
  /** Python's modules of the person's own. */
  modules: string[];
  /** Data files that are not the day's, or that differ from it. */
  data: string[];
}

/**
 * Everything that keeps this answer from being taken at its word; nothing for honest work.
 *
 * @param read the code itself is the evidence, so that it need not show anything
 */
export function doubtsOn(candidate: Candidate, demand: Demand, own: OwnFiles, read = false): string[] {
  const { doubts, passages } = candidate;
  const found = passages.flatMap((passage) => [
    ...countDoubts(passage),
    ...orderDoubts(passage),
    ...replaced(passage, demand),
    ...(read ? [] : bornOut(candidate, passage, demand)),
    ...brought(passage, demand, own),
    ...spelled(candidate, passage),
  ]);
  return [...new Set([...doubts, ...found])];
}

/**
 * Replacements above the answer; those of printing count wherever they stand. A layer's class of the notebook's own concerns the
 * layers that it makes, and every model.
 */
function replaced({ source: { reading, cells }, index }: CellPassage, demand: Demand): string[] {
  return reading.replaced.flatMap(({ cell, what, everywhere }) => {
    const own = demand.kind === "layer" ? /^class (\w+)(?: extends|\s*\()/.exec(what)?.[1] : undefined;
    if (own !== undefined && !new RegExp(String.raw`\b${own}\b`).test(cells[index].source)) return [];
    return cell <= index || everywhere ? [what] : [];
  });
}

/** Doubts that the output is what the cell computes: by what it did when it was run again, else by what its code names. */
function bornOut(candidate: Candidate, passage: CellPassage, demand: Demand): string[] {
  const { source, index } = passage;
  const { source: text } = source.cells[index];
  if (demand.kind === "computed") {
    if (!hasCode(text)) return [`${name(source, index)} shows an output and has no code`];
    return inAnyCase(candidate, passage);
  }
  if (source.session) return [...unsupported(candidate, demand, source.session), ...reachesOut(passage)];
  if (!hasCode(text) || !shows(text)) return [`${name(source, index)} shows an output and has no code`];
  return disagreements(candidate, passage, demand);
}

/** Files of the person's own in the place of the day's. */
function brought({ source, index }: CellPassage, demand: Demand, own: OwnFiles): string[] {
  if (demand.kind === "computed") return [];
  const doubts = own.lib.map((path) => `${path} is the person's own, not the day's`);
  const imports = source.reading.imports.filter(({ cell }) => cell <= index);
  const modules = imports
    .map(({ module }) => module)
    .filter(
      (module) =>
        /^(?:\.{0,2}\/|data:|file:|blob:|https?:)/.test(module) && !/^(?:\.\.\/)+lib\//.test(module),
    );
  for (const module of new Set(modules)) doubts.push(`${module} is imported, which is not the day's`);
  for (const path of usedModules(imports, source.cells[index].source, own))
    doubts.push(`${path} is imported and used, which is not the day's`);
  if (demand.kind === "fit") {
    const texts = source.reading.texts.map(({ text }) => text);
    for (const path of own.data) {
      if (texts.some((text) => text.endsWith(path.split("/").at(-1)!)) || path.includes("datasets/"))
        doubts.push(`the data are read from ${path}, which is not the day's dataset`);
    }
  }
  return doubts;
}

/** Modules of the person's own that a cell uses. */
function usedModules(imports: readonly Import[], source: string, own: OwnFiles): Set<string> {
  const used = imports.flatMap(({ module, local }) => {
    if (local === undefined) return [];
    // `import *` brings whatever is there.
    if (/^\w+$/.test(local) && !new RegExp(String.raw`\b${local}\b`).test(source)) return [];
    const path = module.replace(/^\.+/, "").replaceAll(".", "/");
    const ends = [`${path}.py`, `${path}/__init__.py`];
    return own.modules.filter((file) => ends.some((end) => file === end || file.endsWith(`/${end}`)));
  });
  return new Set(used);
}

type Import = Source["reading"]["imports"][number];

/** The asked word stands in the code as it is, and nothing there decides on it. */
function inAnyCase({ say }: Candidate, { source, index }: CellPassage): string[] {
  if (say === undefined) return [];
  const says = new RegExp(String.raw`:\s*${say}\s*$`, "m");
  const found = source.reading.texts.find(
    ({ cell, text, sure }) => cell === index && sure && says.test(text),
  );
  return found
    ? [
        `the code of ${name(source, index)} says so in any case: ${JSON.stringify(found.text.trim().slice(0, 80))}`,
      ]
    : [];
}

/** A figure of two digits may stand in the code for another reason, as a limit or an option. */
const hasDigits = (figure: number) => /\.\d{3,}$/.test(String(figure));
const percent = (figure: number) => Number((100 * figure).toFixed(10));

/** Doubts because the code has the answer as a literal. */
function spelled({ words, figure }: Candidate, { source, index }: CellPassage): string[] {
  if (
    figure !== undefined &&
    source.reading.numbers.some(
      ({ cell, value, isSetting }) =>
        (hasDigits(figure) ? cell <= index : cell === index && !isSetting) &&
        (value === figure || value === percent(figure)),
    )
  )
    return [`the code spells the figure ${figure}`];
  const texts = source.reading.texts.filter(({ cell }) => cell <= index);
  const found = texts.find(({ text }) => words.some((word) => word.test(text)));
  return found ? [`the code spells it: ${JSON.stringify(found.text.trim().slice(0, 80))}`] : [];
}
