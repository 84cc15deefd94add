import { type Model, UNKNOWN } from "../code/value.ts";
import type { BuiltModel } from "../evidence.ts";
import type { Literal } from "../question.ts";
import type { Candidate } from "./candidate.ts";
import { modelCandidate } from "./find.ts";
import type { CellPassage } from "./passages.ts";

/** The models that the code builds, in the cells that ran to their end. */
export function modelCandidates(predicate: Literal, passages: readonly CellPassage[]): Candidate[] {
  return [...new Set(passages.map(({ source }) => source))].flatMap((source) => {
    const its = passages.filter((passage) => passage.source === source);
    return source.facts.models.flatMap((model) => {
      const passage = its.find(({ index }) => index === model.cell);
      if (!passage || passage.failed) return [];
      // A model that is put together over several cells is shown by the cell that begins it and those that go on.
      const cells = new Set([model.cell, ...model.layers.map(({ cell }) => cell)]);
      const building = its.filter(({ index, failed }) => cells.has(index) && !failed);
      const candidate = modelCandidate(predicate, asBuilt(model), building);
      const total = its
        .map(({ text }) => /Total params:\s*([\d,]+)/.exec(text)?.[1])
        .find((shown) => shown !== undefined);
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
  });
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
