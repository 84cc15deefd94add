import { type CellPassage, isBefore, nameOf, type Source } from "../outputs/passages.ts";
import type { Candidate } from "../predicates/candidate.ts";
import { FEATURES } from "../predicates/models.ts";
import type { DemandOfKeras } from "../question.ts";
import { EARLIEST } from "../rubric.ts";

/** Words of which code needs one to make a thing of this kind, outside of strings. */
const NAMES = {
  layer: /dense|\bget_?layer|getattr|import_module/i,
  model: /sequential|\bmodel|getattr|import_module/i,
  fit: /\b(?:fit|sweep|train_?on_?batch|GradientTape|minimize|apply_?gradients)\b|getattr/i,
};
const SCALES = /scal|normali|standar|z_?score|std|sigma|écart|mean|average|min_?max|ptp|quantile|preprocess/i;
const LOOPS = /\b(?:for|while|repeat|map|forEach|reduce|initial_?epoch)\b/i;
/** The highest accuracy of any of 100 seeds of the day's network at epoch 50, with ten times Adam's default learning rate. */
const HIGHEST = 0.9983;

/** Contradictions between an output and the code above it, where the notebook was not run again: a run tells much more. */
export function disagreements(
  { points, found }: Candidate,
  { source, index }: CellPassage,
  demand: DemandOfKeras,
): string[] {
  const code = before(source, index, source.reading.withoutStrings).join("\n");
  if (!NAMES[demand.kind].test(code))
    return [`the code of ${nameOf(source, index)} names nothing that would make a ${demand.kind}`];
  if (demand.kind === "layer")
    return isOtherInput(source, index, demand.input)
      ? [`the code of ${nameOf(source, index)} gives no layer ${demand.input} inputs`]
      : [];
  if (demand.kind !== "fit") return [];
  const epochs = Math.max(...before(source, index, source.reading.epochs).flat());
  return [
    ...(SCALES.test(source.reading.withoutComments.join("\n"))
      ? []
      : ["nothing in the code scales the data"]),
    ...(points > HIGHEST && /at epoch/.test(found)
      ? [`an accuracy of ${points} is more than such a training gives`]
      : []),
    ...(epochs > 0 && epochs < EARLIEST && !LOOPS.test(code)
      ? [`the code trains for ${epochs} epochs at most`]
      : []),
  ];
}

/** Of what was read of each cell, that of the cells up to this one. */
const before = <T>(source: Source, index: number, read: readonly T[]): T[] =>
  read.filter((_, cell) => isBefore(source, cell, index));

const INPUT = /shape|dim|input|build/i;

/** The code spells the inputs of other layers, or of none. */
function isOtherInput(source: Source, index: number, input: number | undefined): boolean {
  if (input === undefined) return false;
  const code = before(source, index, source.reading.withoutComments).join("\n");
  const spelled = [...code.matchAll(new RegExp(FEATURES, "gi"))].map(([, features]) => Number(features));
  return !INPUT.test(code) || (spelled.length > 0 && !spelled.includes(input));
}
