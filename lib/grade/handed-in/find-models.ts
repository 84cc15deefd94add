import { type Layer, type Model, UNKNOWN } from "../code/value.ts";
import type { BuiltModel } from "../evidence.ts";
import type { Literal } from "../question.ts";
import type { Candidate } from "./candidate.ts";
import { name } from "./cells.ts";
import { modelCandidate } from "./find.ts";
import type { CellPassage } from "./passages.ts";

/** Models of one notebook that are looked at, from the last; rows of a summary. */
const MOST = 200;

/** The models that the code builds, in the cells that ran to their end. */
export function modelCandidates(predicate: Literal, passages: readonly CellPassage[]): Candidate[] {
  return [...new Set(passages.map(({ source }) => source))].flatMap((source) => {
    const its = passages.filter((passage) => passage.source === source);
    const total = its
      .map(({ text }) => /Total params:\s*([\d,]+)/.exec(text)?.[1])
      .find((shown) => shown !== undefined);
    const untold = source.facts.models.some(({ complete, layers }) => !complete || layers.some(isUntold));
    const found = source.facts.models.slice(-MOST).flatMap((model) => {
      const passage = its.find(({ index }) => index === model.cell);
      if (!passage || passage.failed) return [];
      // A model that is put together over several cells is shown by the cell that begins it and those that go on.
      const cells = new Set([model.cell, ...model.layers.map(({ cell }) => cell)]);
      const building = its.filter(({ index, failed }) => cells.has(index) && !failed);
      const candidate = modelCandidate(predicate, asBuilt(model), building);
      const weights = parameters(model);
      if (
        total !== undefined &&
        weights !== undefined &&
        Number(total.replaceAll(",", "")) !== weights &&
        candidate.met
      ) {
        candidate.doubts.push(`the summary shows ${total} parameters, the code's network has ${weights}`);
      }
      if (!model.complete) candidate.met = false;
      return [candidate];
    });
    return [...found, ...summaries(predicate, its, untold)];
  });
}

const isUntold = ({ className, units, activation }: Layer) =>
  className === "Dense" && (units === UNKNOWN || activation === UNKNOWN);

/**
 * The networks that summaries show: where the code has no model, they look right, and nothing bears them out; where it does
 * not tell all of one, they tell the rest.
 */
function summaries(predicate: Literal, passages: readonly CellPassage[], untold: boolean): Candidate[] {
  return passages.flatMap((passage) => {
    const { source, index, text, failed } = passage;
    const isOfModel = source.facts.shown.some(
      ({ cell, from }) =>
        cell === index && [...from].some((origin) => typeof origin === "object" && origin.kind === "model"),
    );
    const layers = failed || (isOfModel && !untold) ? [] : summarized(text);
    if (layers.length === 0) return [];
    // A summary tells no activation: that of a network whose code is read has to be shown beside it.
    const last = isOfModel ? (text.match(ACTIVATIONS)?.at(-1) ?? UNKNOWN) : "linear";
    const candidate = modelCandidate(predicate, { name: "sequential", ...asSummarized(layers, last) }, [
      passage,
    ]);
    if (!isOfModel) candidate.doubts.push(`the code of ${name(source, index)} shows nothing of a Sequential`);
    return [candidate];
  });
}

const ACTIVATIONS = /\b(?:linear|sigmoid|relu|tanh|softmax|elu|selu|gelu|swish)\b/g;

/** The rows of a summary's Dense layers. */
function summarized(text: string): { units: number; parameters: number }[] {
  const rows = text.matchAll(/\(Dense\)[^\n\d]{0,60}(\d{1,9})\)[^\n\d]{0,60}([\d,]{1,12})/g);
  return [...rows].slice(0, MOST).map(([, units, parameters]) => ({
    units: Number(units),
    parameters: Number(parameters.replaceAll(",", "")),
  }));
}

function asSummarized(
  rows: readonly { units: number; parameters: number }[],
  last: string,
): Omit<BuiltModel, "name"> {
  const [{ units, parameters }] = rows;
  return {
    input_shape: [null, parameters / units - 1],
    layers: rows.map((row, at) => ({
      class_name: "Dense",
      units: row.units,
      activation: at === rows.length - 1 ? last : UNKNOWN,
    })),
  };
}

function asBuilt({ layers, input }: Model): BuiltModel {
  return {
    name: "sequential",
    input_shape: [null, typeof input === "number" ? input : null],
    layers: layers.map(({ className, units, activation }) => ({ class_name: className, units, activation })),
  };
}

function parameters({ layers, input }: Model): number | undefined {
  let before = input;
  let sum = 0;
  for (const { className, units } of layers) {
    if (className !== "Dense" || typeof before !== "number" || units === UNKNOWN) return undefined;
    sum += (before + 1) * units;
    before = units;
  }
  return sum;
}
