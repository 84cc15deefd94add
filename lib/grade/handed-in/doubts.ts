import type { Patch } from "../code/facts.ts";
import { type Layer, layersOf, type Model, type Origin, UNKNOWN } from "../code/value.ts";
import type { Demand } from "../question.ts";
import type { Candidate } from "./candidate.ts";
import { hasCode, name } from "./cells.ts";
import { fitDoubts } from "./fit-doubts.ts";
import type { CellPassage, Source } from "./passages.ts";
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
    ...(read ? [] : made(candidate, passage, demand)),
    ...brought(passage, demand, own),
    ...spelled(candidate, passage),
  ]);
  return [...new Set([...doubts, ...found])];
}

/** A layer's class of the notebook's own concerns the layers that it makes, and every model. */
function replaced({ source: { facts, cells }, index }: CellPassage, demand: Demand): string[] {
  // Cells below have not run yet; but printing is trusted in the whole notebook or not at all.
  const isAbove = ({ cell, ofPrinting }: { cell: number; ofPrinting?: boolean }) =>
    cell <= index || ofPrinting;
  const concerns = ({ layer }: Patch) =>
    layer === undefined ||
    demand.kind !== "layer" ||
    new RegExp(String.raw`\b${layer}\b`).test(cells[index].source);
  return [
    ...facts.patches.filter((patch) => isAbove(patch) && concerns(patch)).map(({ what }) => what),
    ...facts.opaque.map(({ what }) => `code runs text as code: ${what}`),
    ...facts.writes.filter(isAbove).map(({ what }) => what),
  ];
}

/** Doubts that the cell's code computes its output. */
function made(candidate: Candidate, passage: CellPassage, demand: Demand): string[] {
  const { source, index } = passage;
  const { facts } = source;
  const shown = facts.shown.filter(({ cell }) => cell === index);
  const from = new Set(shown.flatMap(({ from }) => [...from]));
  switch (demand.kind) {
    case "computed":
      return hasCode(source.cells[index].source)
        ? inAnyCase(candidate, passage)
        : [`${name(source, index)} shows an output and has no code`];
    case "layer": {
      const layers = [...from].flatMap(layersFrom);
      if (layers.length === 0) return [`the code of ${name(source, index)} shows nothing of a layer`];
      const right = layers.filter(
        (layer) =>
          is(layer.units, demand.units) &&
          is(layer.activation, demand.activation) &&
          (demand.input === undefined || is(layer.input, demand.input)),
      );
      return right.length > 0 ? [] : [`the code makes ${[...new Set(layers.map(layerWords))].join(", ")}`];
    }
    case "model": {
      const models = [...from].filter(
        (origin): origin is Model => typeof origin === "object" && origin.kind === "model",
      );
      if (models.length === 0) return [`the code of ${name(source, index)} shows nothing of a Sequential`];
      return demand.layers === undefined || models.some((model) => fits(model, demand))
        ? []
        : [`the code makes ${models.map(modelWords).join("; ")}`];
    }
    case "fit":
      return fitDoubts(candidate, passage, from, name(source, index), demand);
  }
}

/** Files of the person's own in the place of the day's. */
function brought({ source, index }: CellPassage, demand: Demand, own: OwnFiles): string[] {
  if (demand.kind === "computed") return [];
  const doubts = own.lib.map((path) => `${path} is the person's own, not the day's`);
  const imports = source.facts.imports.filter(({ cell }) => cell <= index);
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
    const read = source.facts.reads.map(({ path }) => path);
    for (const path of own.data) {
      if (read.some((name) => name.endsWith(path.split("/").at(-1)!)) || path.includes("datasets/"))
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

type Import = Source["facts"]["imports"][number];

/** The asked word stands in the code as it is, and nothing there decides on it. */
function inAnyCase({ say }: Candidate, { source, index }: CellPassage): string[] {
  if (say === undefined) return [];
  const says = new RegExp(String.raw`:\s*${say}\s*$`, "m");
  const found = source.facts.texts.find(({ cell, text, sure }) => cell === index && sure && says.test(text));
  return found
    ? [
        `the code of ${name(source, index)} says so in any case: ${JSON.stringify(found.text.trim().slice(0, 80))}`,
      ]
    : [];
}

/** Doubts because the code has the answer as a literal. */
function spelled({ words, figure }: Candidate, { source, index }: CellPassage): string[] {
  if (
    figure !== undefined &&
    source.facts.numbers.some(({ cell, value }) => cell <= index && value === figure)
  )
    return [`the code spells the figure ${figure}`];
  const texts = source.facts.texts.filter(({ cell }) => cell <= index);
  const found = texts.find(({ text }) => words.some((word) => word.test(text)));
  return found ? [`the code spells it: ${JSON.stringify(found.text.trim().slice(0, 80))}`] : [];
}

function layersFrom(origin: Origin): Layer[] {
  if (typeof origin === "string" || origin.kind === "fit") return [];
  return origin.kind === "layer" ? [origin] : layersOf(origin);
}

function fits({ layers, complete, input }: Model, demand: Demand & { kind: "model" }): boolean {
  const asked = demand.layers!;
  if (demand.input !== undefined && input !== null && !is(input, demand.input)) return false;
  if (!complete) return true;
  return (
    layers.length === asked.length &&
    layers.every(
      (layer, at) =>
        is(layer.units, asked[at].units) &&
        (asked[at].activation === undefined || is(layer.activation, asked[at].activation!)),
    )
  );
}

const is = (found: unknown, asked: unknown) => found === UNKNOWN || found === asked;
const layerWords = ({ className, units, activation, input }: Layer) =>
  `${className}(${units}, ${activation}${input === null ? "" : `, ${input} inputs`})`;
const modelWords = ({ layers, input }: Model) =>
  `a model of ${input ?? "unknown"} inputs: ${layers.map(layerWords).join(", ") || "no layers"}`;
