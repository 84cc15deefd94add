import type { Candidate } from "../predicates/candidate.ts";
import type { Demand } from "../question.ts";
import { name } from "./cells.ts";
import type { CellPassage } from "./passages.ts";

/** Words of which code needs one to make a thing of this kind, outside of strings. */
const NAMES = {
  layer: /dense|\bget_?layer|getattr|import_module/i,
  model: /sequential|\bmodel|getattr|import_module/i,
  fit: /\b(?:fit|sweep|train_?on_?batch|GradientTape)\b|getattr/i,
};
/** Ways to standardize: a scaler, a layer, or a formula with a mean or a range. */
const SCALES =
  /scal|normali|standar|z_?score|\bstd\b|sigma|écart|mean\b|average|min_?max|ptp|robust|quantile|whiten|preprocess|rescal/i;
const LOOPS = /\b(?:for|while|repeat|map|forEach|reduce|initial_?epoch)\b/i;
const STOPS = /EarlyStopping|stop_?training|initial_?epoch/i;
/** A loop that takes one epoch out of a history. */
const PICKS = /\[\s*:?\s*(?:49|50)\s*\]|\b(?:49|50)\b/;
/** The highest accuracy of any of 100 seeds of the day's network at epoch 50, with ten times Adam's default learning rate. */
const HIGHEST = 0.9983;
/** Most epochs of a trial. */
const TRIAL = 10;

/** Contradictions between an output and the code above it, where the notebook was not run again. */
export function disagreements(candidate: Candidate, passage: CellPassage, demand: Demand): string[] {
  if (demand.kind === "computed") return [];
  const { source, index } = passage;
  const code = source.reading.bare.slice(0, index + 1);
  if (!code.some((cell) => NAMES[demand.kind].test(cell)))
    return [`the code of ${name(source, index)} names nothing that would make a ${demand.kind}`];
  switch (demand.kind) {
    case "layer":
      return [...otherSizes(demand, passage), ...otherInput(candidate, demand, passage)];
    case "model":
      return [];
    case "fit":
      return ofTraining(candidate, passage);
  }
}

const SIZE = /\bdense\s*\(\s*(?:\{\s*)?(?:units\s*[:=]\s*)?(\d+)\s*[,)}]/gi;

/** The cell's code names sizes, but not the shown one; or it writes the size into a dictionary. */
function otherSizes({ units }: Demand & { kind: "layer" }, { source, index }: CellPassage): string[] {
  const cell = source.reading.plain[index];
  const sizes = [...cell.matchAll(SIZE)].map(([, size]) => Number(size));
  if (sizes.length > 0 && !sizes.includes(units) && !/\bdense\s*\(\s*(?!\d)[^)\s]/i.test(cell))
    return [`the code makes layers of ${[...new Set(sizes)].join(", ")} units, the output shows ${units}`];
  const spellsIt = new RegExp(String.raw`["']units["']\s*:\s*${units}\b`).test(cell);
  const reads = /config|units(?!["'\w])|json|\bvars\b|__dict__|dense\s*\(/i.test(
    source.reading.bare[index].replaceAll(/["']units["']/g, ""),
  );
  return spellsIt && !reads ? [`the code of ${name(source, index)} spells the dictionary that it shows`] : [];
}

const FEATURES =
  /(?:shape|dim)\s*[:=]\s*[[(]?\s*(?:(?:None|null)\s*,\s*)?(\d+)\b|\bInput\s*\(\s*[[(]\s*(\d+)/gi;

/** Keras 3 does not show a layer's input: the code has to. */
function otherInput(
  { found }: Candidate,
  { units, input }: Demand & { kind: "layer" },
  { source, index }: CellPassage,
): string[] {
  if (input === undefined || /shape/.test(found)) return [];
  const cells = [source.reading.plain[index], ...source.reading.plain.slice(0, index).reverse()];
  for (const cell of cells) {
    const given = [...cell.matchAll(FEATURES)].map(([, shape, list]) => Number(shape ?? list));
    if (given.includes(input)) return [];
    if (given.length > 0)
      return [`the code gives the layer of ${units} units ${given[0]} inputs, not ${input}`];
  }
  return [];
}

function ofTraining({ points, epoch, found }: Candidate, { source, index }: CellPassage): string[] {
  const { plain, bare, epochs } = source.reading;
  const code = bare.slice(0, index + 1).join("\n");
  const doubts: string[] = [];
  if (!SCALES.test(plain.join("\n"))) doubts.push("nothing in the code scales the data");
  if (/\bfit\(\s*\w*[xX]?_?test\w*\s*,/i.test(bare[index]) || isFittedToTestPart(code))
    doubts.push("it is trained on the part for testing");
  const [other] = code.match(OTHER_DATA) ?? [];
  if (other !== undefined && !DAY_DATA.test(plain.join("\n")))
    doubts.push(`the data are those of ${other}, not the day's`);
  if (SCORE.test(bare[index]) && !KERAS_FIGURE.test(bare[index]))
    doubts.push("the accuracy comes from `score`, which no network of Keras has");
  if (points === 1 && ROUNDS.test(bare[index])) doubts.push("the accuracy is rounded to a whole number");
  if (SETS_WEIGHTS.test(code) && !/get_?weights/i.test(code))
    doubts.push("the code sets weights that it did not get from a network");
  const isLog = /^accuracy [\d.]+ at epoch/.test(found);
  if (isLog && points > HIGHEST)
    doubts.push(
      `an accuracy of ${points} is more than such a training gives: not run again, it has no support`,
    );
  const spelled = epochs.slice(0, index + 1).flat();
  const nearest = epochs.slice(0, index + 1).findLast((cell) => cell.length > 0) ?? [];
  if (!isRepeated(bare.slice(0, index + 1)) && spelled.length > 0 && Math.max(...spelled) < FEWEST)
    doubts.push(`the code trains for ${Math.max(...spelled)} epochs at most`);
  else if (
    epoch === undefined &&
    !/\b(?:4\d|50)\b/.test(found) &&
    nearest.length > 0 &&
    Math.min(...nearest) > EPOCHS &&
    !STOPS.test(code) &&
    !PICKS.test(bare[index])
  )
    doubts.push(`the accuracy is that of ${Math.min(...nearest)} epochs`);
  return [...doubts, ...trainedBefore(code)];
}

/** Datasets of scikit-learn and Keras. */
const OTHER_DATA =
  /\bload_?(?:iris|wine|digits|diabetes|linnerud)\b|\bfetch_(?!ucirepo|openml)\w+|\bmake_(?:classification|moons|circles|blobs|regression)\b/i;
/** The day's dataset: its name, or a file of it. */
const DAY_DATA = /breast|cancer|wdbc|wisconsin|\.(?:csv|data|json|parquet)\b|ucirepo|openml/i;
/** A method of scikit-learn's estimators. */
const SCORE = /(?<!\w)\w+\.score\s*\(/;
const KERAS_FIGURE = /\bhistory\b|\.(?:evaluate|predict)\s*\(|verbose\s*[:=]\s*[12]/;
const ROUNDS = /\bceil\b|\bMath\.round\s*\(|(?<![\w.])round\s*\((?:[^(),]|\([^()]*\))*\)/;
const SETS_WEIGHTS = /\.set_?weights\s*\(/i;
const SPLIT =
  /(\w+)\s*,\s*(\w+)\s*,\s*\w+\s*,\s*\w+\s*\]?\s*=\s*(?:await\s+)?(?:\w+\.)*train_?test_?split\s*\(/gi;

/** True if `fit` is given what a split made for testing, whatever its name. */
function isFittedToTestPart(code: string): boolean {
  const isFitted = (name: string) => new RegExp(String.raw`\.fit\s*\(\s*${name}\s*,`).test(code);
  return [...code.matchAll(SPLIT)].some(([, train, test]) => isFitted(test) && !isFitted(train));
}

/** True if a loop, or a function that a loop may call, holds a training. */
function isRepeated(cells: readonly string[]): boolean {
  const before = cells.flatMap((cell) => {
    const at = Math.max(
      ...[...cell.matchAll(/\b(?:fit|train_?on_?batch|GradientTape)\b/gi)].map(({ index }) => index),
    );
    return at >= 0 ? [cell.slice(0, at)] : [];
  });
  return (
    before.some((code) => LOOPS.test(code)) ||
    (before.some((code) => FUNCTION.test(code)) && cells.some((cell) => LOOPS.test(cell)))
  );
}

const FUNCTION = /\bdef\b|\bfunction\b|\blambda\b|=>|\bclass\b/;
const EPOCHS = 50;
/** A shorter training that stopped early is enough. */
const FEWEST = 25;
const EVENT =
  /\b(\w+)\s*=(?!=)\s*(?:await\s+)?(?:new\s+)?[\w.]*(?:sequential|model|build|create|make|net)\w*\s*\(|\b(\w+)\.fit\(\s*(\w+)\s*,((?:[^()]|\([^()]*\)){0,400})\)/gi;

/** A network that was fitted to the same data before, for more than a trial. */
function trainedBefore(code: string): string[] {
  const before = new Map<string, number>();
  for (const [, made, network, data, options] of code.matchAll(EVENT)) {
    if (made !== undefined) {
      for (const key of before.keys()) if (key.startsWith(`${made} `)) before.delete(key);
      continue;
    }
    const key = `${network} ${data}`;
    const epochs = Number(/\bepochs\s*[:=]\s*(\d+)/.exec(options)?.[1] ?? 0);
    const earlier = before.get(key) ?? 0;
    if (earlier > TRIAL && earlier + epochs > EPOCHS && !/initial_?epoch/i.test(options))
      return [`the network is trained for ${earlier} epochs before`];
    before.set(key, earlier + epochs);
  }
  return [];
}
