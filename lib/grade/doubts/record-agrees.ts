import type { Candidate } from "../predicates/candidate.ts";
import { entryOf } from "../python-literal.ts";
import type { DemandOfKeras } from "../question.ts";
import { denseOf, featuresOf, joinActivations, type LayerRecord } from "../record/session-record.ts";
import { type Repeated, type Session, WITHIN_EPOCH } from "../replay/replay.ts";
import { listed } from "../report/plain-text.ts";
import { EARLIEST, EPOCH } from "../rubric.ts";

/** Epochs that a network may have been trained before: a few are a trial. */
const TRIAL = 10;
/** Reasons of trainings that are listed. */
const MOST = 3;

/**
 * Why the record, or what was repeated, does not bear an answer out; nothing if it does.
 *
 * @param others another library that the notebook imports, whose trainings are not recorded
 */
export function unsupported(
  candidate: Candidate,
  demand: DemandOfKeras,
  { record, trainings }: Session,
  others?: string,
): string[] {
  switch (demand.kind) {
    case "layer": {
      const layers = record.layers.filter((layer) => typeof layer.units === "number");
      const name = candidate.literal && entryOf(candidate.literal, "name");
      // Another exercise may make a layer of these settings.
      const named = layers.filter((layer) => name?.type === "scalar" && layer.name === name.value);
      const isMade = (named.length > 0 ? named : layers).some(
        (layer) =>
          layer.units === demand.units &&
          layer.activation === demand.activation &&
          (demand.input === undefined || featuresOf(layer) === demand.input),
      );
      return isMade ? [] : [`run again, the code makes ${models(layers.map(layerWords)) || "no layer"}`];
    }
    case "model": {
      const { layers, input } = demand;
      if (layers === undefined) {
        const shown = identity(candidate.found);
        return record.printed.some((printed) => identity(printed) === shown)
          ? []
          : ["run again, what is shown is none of the models that the code makes"];
      }
      const isMade = record.models.some((model) => isModel(model, layers, input));
      return isMade
        ? []
        : [`run again, the code makes ${models(record.models.map(modelWords)) || "no Sequential"}`];
    }
    case "fit":
      if (trainings.length > 0) return ofTrainings(candidate, trainings, demand.units);
      return [
        `run again, no training with Keras was recorded${others === undefined ? "" : `; the notebook imports ${others}, whose own trainings are not recorded`}`,
      ];
  }
}

/** The shown accuracy has to be one that a training gave which holds when it is repeated. */
function ofTrainings(
  { points: shown, epoch }: Candidate,
  trainings: readonly Repeated[],
  units: readonly number[] | undefined,
): string[] {
  const holding = trainings.filter((training) => doubtsOf(training, units).length === 0);
  if (holding.length === 0) {
    const doubts = new Set(trainings.flatMap((training) => doubtsOf(training, units)));
    return [...doubts].slice(0, MOST).map((doubt) => `run again, ${doubt}`);
  }
  const near = holding.flatMap((training) =>
    figuresOf(training).filter(
      ({ figure }) => isNear(shown, figure) || (training.isLoop && Math.abs(shown - figure) <= WITHIN_EPOCH),
    ),
  );
  // The words may name the epoch.
  if (near.some((one) => epoch === undefined || Math.abs(one.epoch - epoch) <= 1)) return [];
  // A mean of several networks, each at the end of its training.
  const ends = holding.filter(({ before, epochs }, i) => holding[i + 1]?.before !== before + epochs);
  const last = ends.flatMap(({ accuracies, final }) => [...accuracies.slice(-1), ...final]);
  if (ends.length > 2 && shown >= Math.min(...last) && shown <= Math.max(...last)) return [];
  if (near.length > 0)
    return [
      `run again, ${shown} is the accuracy of epoch ${near.at(-1)!.epoch}; it is called epoch ${epoch}`,
    ];
  const before = holding.find((training) => training.before + training.epochs > EPOCH);
  if (before)
    return [
      `run again, the network is trained for ${before.before + before.epochs} epochs before it shows ${shown}`,
    ];
  return [
    `run again, it shows ${shown}, and the training gives ${last.map((value) => value.toFixed(4)).join(", ")}`,
  ];
}

function doubtsOf(
  { doubts, units, before, epochs }: Repeated,
  asked: readonly number[] | undefined,
): string[] {
  if (before + epochs < EARLIEST) return [...doubts, `the network is trained for ${before + epochs} epochs`];
  return asked !== undefined && isOtherNetwork(units, asked)
    ? [...doubts, `the network that is trained has ${units.join(", ")} units, not ${asked.join(", ")}`]
    : doubts;
}

/** One hidden layer of another size is a slip, which the question on the layers deals with. */
export function isOtherNetwork(units: readonly number[], asked: readonly number[]): boolean {
  return (
    units.length !== asked.length ||
    units.at(-1) !== asked.at(-1) ||
    units.filter((size, at) => size !== asked[at]).length > 1
  );
}

/** The accuracies that may be called those of epoch 50, or of the last epoch of a shorter training, with their epochs. */
function figuresOf({ before, accuracies, final, epochs }: Repeated): { figure: number; epoch: number }[] {
  const isContinued = before > TRIAL || epochs === 1;
  const all = accuracies.map((figure, at) => ({ figure, epoch: (isContinued ? before : 0) + at + 1 }));
  const last = (isContinued ? before : 0) + epochs;
  return [...all, ...final.map((figure) => ({ figure, epoch: last }))].filter(({ epoch }) => epoch <= EPOCH);
}

/** The same but for rounding to the digits that are shown, or cutting them off. */
export function isNear(shown: number, figure: number): boolean {
  const digits = /\.(\d+)/.exec(String(shown))?.[1].length ?? 0;
  const unit = shown === 1 ? 1e-4 : 10 ** -digits;
  return Math.abs(shown - figure) <= unit * 1.0001 + 1e-7;
}

/** The part of a printed object that tells it from others: its address, or its name. */
function identity(printed: string): string | undefined {
  return /0x([0-9a-f]+)/i.exec(printed)?.[1].replace(/^0+/, "") ?? /\bname=\w+/.exec(printed)?.[0];
}

function isModel(
  model: readonly LayerRecord[],
  layers: readonly { units: number; activation?: string }[],
  input: number | undefined,
): boolean {
  const dense = denseOf(joinActivations(model));
  return (
    dense.length === layers.length &&
    layers.every(
      ({ units, activation }, at) =>
        dense[at].units === units && (activation === undefined || dense[at].activation === activation),
    ) &&
    (input === undefined || model.map(({ config }) => featuresOf(config)).find(Boolean) === input)
  );
}

const layerWords = (layer: Record<string, unknown>) => {
  const features = featuresOf(layer);
  return `Dense(${layer.units}, ${layer.activation}${features === undefined ? "" : `, ${features} inputs`})`;
};
const modelWords = (model: readonly LayerRecord[]) =>
  `a model of ${denseOf(model).map(layerWords).join(", ") || "no layers"}`;
const models = (words: readonly string[]) => listed([...new Set(words)], MOST, "; ");
