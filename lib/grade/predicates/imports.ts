import { errorOf } from "../evidence.ts";
import type { CellPassage } from "../outputs/passages.ts";
import type { Imports } from "../question.ts";
import { type Candidate, ofParts } from "./candidate.ts";

/**
 * Each package in some cell's imports, if that cell ran to its end: an import that fails ends a cell. Of a notebook that was run
 * again, also each that was recorded: a loop over names does not spell its imports.
 */
export function findImports({ packages }: Imports, passages: readonly CellPassage[]): Candidate[] {
  const used = new Set<CellPassage>();
  const failing = new Set<CellPassage>();
  const names: string[] = [];
  const parts = packages.map(({ name, pattern }) => {
    const is = new RegExp(pattern, "i");
    const importing = passages.filter(({ source, index }) =>
      source.reading.imports.some(({ cell, module }) => cell === index && is.test(module)),
    );
    const well = importing.filter(({ failed }) => !failed);
    const first =
      importing.length > 0
        ? (well.find(({ cell }) => cell !== null) ?? well[0])
        : passages.findLast(
            ({ source, text, failed }) =>
              !failed && text.trim() !== "" && source.session?.record.modules.some((name) => is.test(name)),
          );
    if (first) {
      used.add(first);
      names.push(name);
    } else for (const passage of importing) failing.add(passage);
    return { text: `import ${name}`, met: first !== undefined };
  });
  if (used.size === 0 && failing.size === 0) return [];
  const errors = [...failing].map(({ source, index }) => errorOf(source.cells[index].cell) ?? "an error");
  return [
    {
      ...ofParts(parts),
      found: [
        ...(names.length > 0 ? [`imported without an error: ${names.join(", ")}`] : []),
        ...errors,
      ].join("\n"),
      passages: failing.size > 0 ? [...failing] : [...used],
    },
  ];
}
