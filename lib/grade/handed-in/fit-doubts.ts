import { type Fit, type Mark, type Model, type Origin, UNKNOWN } from "../code/value.ts";
import type { Demand } from "../question.ts";
import type { Candidate } from "./candidate.ts";
import type { CellPassage } from "./passages.ts";

/** Samples of the day's dataset. */
const SAMPLES = 569;
/** An old Keras counts samples in its log, not batches: more than this are no batches. */
const MOST_STEPS = 200;

/** Epochs that a network may have been trained before: a few are a trial. */
const TRIAL = 10;

/** Objections from the code to a figure that is said to come from a fit. */
export function fitDoubts(
  candidate: Candidate,
  { source: { facts, cells }, index }: CellPassage,
  from: ReadonlySet<Origin>,
  name: string,
  { units }: Demand & { kind: "fit" },
): string[] {
  const shown = facts.fits.filter((fit) => from.has(fit));
  if (shown.length === 0) return [`the code of ${name} shows nothing of a fit`];
  const doubts: string[] = [];
  if (shown.every(({ uniformLabels }) => uniformLabels))
    doubts.push("every label that the fit is given is the same");
  if (shown.every(({ scaled }) => !scaled)) doubts.push("the code does not scale the data of the fit");
  const marks: [Mark, string][] = [
    ["labels", "the data of the fit are made with the labels"],
    ["of features", "the labels of the fit are made of its data"],
    ["chosen", "the samples of the fit are chosen by their labels"],
    ["few", "the fit is given few of the samples"],
    ["invented", "the data of the fit are drawn at random, not read"],
    ["of own", "the labels of the fit are a model's own predictions"],
  ];
  for (const [mark, words] of marks) if (shown.every(({ data }) => data.has(mark))) doubts.push(words);
  if (shown.every(({ ownMetric }) => ownMetric)) doubts.push("the metric is not Keras' accuracy");
  if (shown.every(({ weighted }) => weighted))
    doubts.push("the accuracy counts the samples by their weights");
  const given = shown.find(({ given }) => given)?.given;
  if (given && shown.every((fit) => fit.given))
    doubts.push(`weights are put into the network before it is trained: ${given}`);
  const rewritten = shown.find(({ rewritten }) => rewritten)?.rewritten;
  if (rewritten) doubts.push(`a figure is put into the history: ${rewritten}`);
  if (from.has("of few") && shown.every(({ verbose }) => verbose === 0))
    doubts.push("what is shown was evaluated on few of the samples");
  if (from.has("of chosen"))
    doubts.push("what is shown was evaluated on samples that were chosen by their labels");
  if (from.has("of own")) doubts.push("what is shown was evaluated with a model's own predictions as labels");
  if (from.has("by labels")) doubts.push("what is shown was decided with the labels, sample by sample");
  return [
    ...doubts,
    ...networkDoubts(shown, from, units),
    ...epochDoubts(candidate, shown),
    ...stepDoubts(candidate, shown),
  ];

  /** The code calls it an epoch of that number, whichever it is. */
  function epochDoubts({ epoch }: Candidate, fits: readonly Fit[]): string[] {
    if (epoch === undefined) return [];
    const isNamed = new RegExp(String.raw`epoch\D{0,12}0*${epoch}(?!\d)`, "i");
    if (!facts.texts.some(({ cell, text }) => cell <= index && isNamed.test(text))) return [];
    if (fits.every(({ untilGood }) => untilGood))
      return [`the training goes on until its figures are good; what is shown is called epoch ${epoch}`];
    const epochs = fits.map(({ epochs }) => epochs);
    const picks = new RegExp(String.raw`(?<!\d)(?:${epoch}|${epoch - 1})(?!\d)`);
    const picked = cells
      .slice(0, index + 1)
      .flatMap(({ source }) => source.match(/\[[^[\]\n]{1,80}\]|\bat\([^()\n]{1,80}\)/g) ?? [])
      .some((part) => picks.test(part));
    const others = epochs.every(
      (number) => typeof number === "number" && (number < epoch - 1 || (number > epoch && !picked)),
    );
    return others && fits.every(({ repeated }) => !repeated) && fits.length === 1
      ? [`the fit is of ${epochs.join(", ")} epochs; what is shown is called epoch ${epoch}`]
      : [];
  }
}

/** Another network than the one that was asked for, or one that had been trained before. */
function networkDoubts(
  fits: readonly Fit[],
  from: ReadonlySet<Origin>,
  units: number[] | undefined,
): string[] {
  const trained = [...from].filter(
    (origin): origin is Model =>
      typeof origin === "object" && origin.kind === "model" && origin.fits.some((fit) => fits.includes(fit)),
  );
  const doubts: string[] = [];
  const sizes = trained.map(({ layers }) =>
    layers.filter(({ className }) => className === "Dense").map((layer) => layer.units),
  );
  // One layer of another size is a slip, which the question on the layers deals with.
  const isOther = (of: readonly unknown[]) =>
    !of.includes(UNKNOWN) &&
    units !== undefined &&
    (of.length !== units.length || of.filter((size, at) => size !== units[at]).length > 1);
  if (units && trained.length > 0 && trained.every(({ complete }) => complete) && sizes.every(isOther))
    doubts.push(`the network that was trained has ${sizes[0].join(", ")} units, not ${units.join(", ")}`);
  const before = trained.map((model) => {
    const earlier = model.fits.slice(
      0,
      model.fits.findIndex((fit) => fits.includes(fit)),
    );
    return earlier.reduce((sum, { epochs, scaled }) => sum + (scaled ? Number(epochs) || 0 : 0), 0);
  });
  if (before.length > 0 && before.every((epochs) => epochs > TRIAL))
    doubts.push(`the network had been trained for ${before[0]} epochs before`);
  return doubts;
}

/** More batches an epoch than the samples make. */
function stepDoubts({ steps }: Candidate, fits: readonly Fit[]): string[] {
  if (steps === undefined || steps > MOST_STEPS) return [];
  const impossible = fits.every(
    ({ batchSize, data }) =>
      typeof batchSize === "number" && !data.has("grown") && steps > Math.ceil(SAMPLES / batchSize),
  );
  const [{ batchSize }] = fits;
  return impossible
    ? [
        `the log has ${steps} batches an epoch, the samples make ${Math.ceil(SAMPLES / Number(batchSize))} of ${batchSize}`,
      ]
    : [];
}
