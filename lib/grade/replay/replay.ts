import { type Sequential, sweep } from "../../keras/index.ts";
import { inFreshSession } from "../../keras/sweep/fresh-session.ts";
import { NDArray } from "../../ndarray.ts";
import { sha256 } from "../../project.ts";
import { areHarder, dataDoubts, trainedRows } from "../doubts/data-doubts.ts";
import { arrayOf, denseOf, type SessionRecord, type TrainingRecord } from "../record/session-record.ts";
import { EPOCH } from "../rubric.ts";
import { type DaySamples, dayData, recognise } from "./day-data.ts";
import { hasLogits, networkOf, optimizerOf, sizeOf, thresholdOf, withAdapted } from "./network.ts";

/** A recorded training that the grader has repeated. */
export interface Repeated {
  /** Units of its Dense layers. */
  units: number[];
  /** Epochs that the network had been trained on the day's scaled data before. */
  before: number;
  /** Its own epochs. */
  epochs: number;
  /** It was a loop over batches, of which nothing tells the mean accuracy of an epoch. */
  isLoop: boolean;
  /** The accuracy of each of its epochs; empty without that metric. */
  accuracies: number[];
  /** Accuracies of the trained network on the training's samples, on all of the day's, and on the others. */
  final: number[];
  /** The least and the highest accuracy of each epoch, up to the 50th, of the same training with other seeds. */
  range: { least: number[]; highest: number[] };
  /** False if it was seeded and yet could only be compared with other seeds; `undefined` without a seed. */
  isRepeated?: boolean;
  /** Why it is not what was asked for, or does not hold; empty if it does. */
  doubts: string[];
}

/** The record of a notebook's second run, and its trainings as the grader repeated them. */
export interface Session {
  record: SessionRecord;
  trainings: Repeated[];
}

const SEEDS = 200;
/** How much worse the samples that a split left out may be. */
const CHOSEN = 0.2;
/** How far an accuracy may lie outside of what the seeds give: 200 of them do not cover every outcome. */
const LUCK = 0.03;
/** How far the mean accuracy of the last epoch may lie above that of the weights at its end. */
export const WITHIN_EPOCH = 0.012;
/** Epochs by which a training may be slower than that with any of the seeds: some stay at the larger class for long. */
const SLOW = 10;
/** How far a loss or an accuracy of Python's Keras may differ from the engine's. */
const TOLERANCE = 1e-4;
/** A loss that differs by more from that of a training whose weights began with other last bits depends on rounding. */
const GROWN = 1e-5;
/** Trainings of one notebook that are repeated; honest ones have a handful, or one epoch after the other. */
const MOST = 300;

/** Work for one submission, in weights × samples: some five minutes of a processor. The day's own training takes 1/350 of it. */
const MOST_WORK = 1e12;
/** Work of an update, in samples. */
const UPDATE = 10;
/** Samples that are compared with the day's; loops over batches are recorded up to 2,000. */
const MOST_SAMPLES = 5_000;

/** The work that the trainings of one submission may still ask for. */
export interface ReplayBudget {
  left: number;
  /** Keys of the ranges that it has paid for: whether somebody else's work has the same does not count. */
  ranges: Set<string>;
}

export const replayBudget = (): ReplayBudget => ({ left: MOST_WORK, ranges: new Set() });

const ranges = new Map<string, Promise<Repeated["range"]>>();

/**
 * Repeats the trainings of a record with the engine, outside of the sandbox. Seeded ones have to give the recorded history, in
 * TypeScript to the bit, in Python to 1e-4; all have to lie within what 200 seeds give.
 *
 * @param isExact true for TypeScript, false for Python, whose Keras rounds otherwise
 * @param budget the same for all notebooks of a submission
 */
export async function repeatTrainings(
  record: SessionRecord,
  isExact: boolean,
  budget: ReplayBudget = replayBudget(),
): Promise<Repeated[]> {
  const repeated: Repeated[] = [];
  const networks = new Map<number, { epochs: number; weights: string | null }>();
  const recognised = new Map<string, DaySamples | string>();
  for (const training of record.trainings.slice(0, MOST)) {
    const key = `${training.x} ${training.y}`;
    const x = arrayOf(record, training.x);
    const known = training.y === null ? null : arrayOf(record, training.y);
    const samples =
      recognised.get(key) ??
      (training.count > MOST_SAMPLES
        ? `the training was given ${training.count} samples`
        : recognise(x, known, training.count));
    recognised.set(key, samples);
    const own = typeof samples === "string" ? [] : samples.rows;
    const y = known ?? Float32Array.from(own, (row) => dayData().labels[row]);
    const earlier = networks.get(training.model);
    const continues = earlier !== undefined && earlier.weights === training.before;
    const before = continues ? earlier.epochs : 0;
    const sampleWeight = training.weights === null ? undefined : [...arrayOf(record, training.weights)];
    const given = { x, y, sampleWeight, samples, before, continues, isExact, budget };
    const one = await repeat(record, training, given);
    const isOfDay = typeof samples !== "string" && samples.isScaled;
    networks.set(training.model, {
      epochs: before + (isOfDay ? one.epochs : 0),
      weights: training.after,
    });
    repeated.push(one);
  }
  return repeated;
}

type History = Record<"accuracy" | "loss", number[]>;

interface Given {
  x: Float32Array;
  y: Float32Array;
  sampleWeight: number[] | undefined;
  samples: DaySamples | string;
  before: number;
  continues: boolean;
  isExact: boolean;
  budget: ReplayBudget;
}

async function repeat(record: SessionRecord, recorded: TrainingRecord, given: Given): Promise<Repeated> {
  const { samples, before, continues, isExact } = given;
  const { features } = dayData();
  const weights = arrayOf(record, recorded.before);
  const { training, adapted } = withAdapted(recorded, weights, features);
  const units = denseOf(training.layers).map((config) => Number(config.units));
  const none = { accuracies: [], final: [], range: { least: [], highest: [] } };
  const epochs = epochsOf(training, given.x);
  const isLoop = training.updates > 0;
  const one: Repeated = { units, before, epochs, isLoop, ...none, doubts: [] };
  if (recorded.after === recorded.before)
    return { ...one, epochs: 0, doubts: ["the training changes no weight"] };
  if (typeof samples === "string") return { ...one, doubts: [samples] };
  const trained = trainedRows(samples, given.y, given.sampleWeight);
  one.doubts.push(...dataDoubts(samples, trained, training));
  if (one.doubts.length > 0) return one;
  try {
    const initial = weights.subarray(adapted);
    const network = inFreshSession(0, () => networkOf(training, features));
    checkLength(network, initial);
    if (!continues && !isFresh(network, initial)) {
      one.doubts.push("the network's weights were not as they are drawn when the training began");
      return one;
    }
    one.accuracies = accuracies(training);
    if (one.accuracies.length > 0) one.range = await rangeOf(training, given);
    one.doubts.push(...historyDoubts(one, training));
    if (training.seed !== null && training.updates === 0) {
      one.isRepeated =
        training.isRepeatable && !training.hasCallbacks && !continues && !hasUnknownThreshold(training);
      if (one.isRepeated) {
        const history = await seeded(training, given, initial);
        if (training.after === null) one.accuracies = history.accuracy;
        // Without an accuracy to compare, the loss tells, which a training by TensorFlow.js rounds otherwise.
        const isOther =
          isExact && one.accuracies.length > 0
            ? one.accuracies.some((value, epoch) => value !== history.accuracy[epoch])
            : differs(training, history, await seeded(training, given, nudged(initial)));
        if (isOther)
          one.doubts.push(
            "repeated with the same seed, the training gives another history than was recorded",
          );
      }
    }
    if (training.after === null) {
      // A sweep records no network.
      if (!one.isRepeated) one.doubts.push("the record does not tell how the training ended");
    } else {
      const after = arrayOf(record, training.after).subarray(adapted);
      const end = { samples, trained, threshold: thresholdOf(training) };
      const { final, isChosen } = await finalFigures(network, after, end, given);
      one.final = final;
      if (isChosen)
        one.doubts.push(
          "the samples that were left out were chosen: the trained network is less sure of them",
        );
    }
    one.doubts.push(...endDoubts(one, training));
  } catch (error) {
    one.doubts.push(`the training cannot be repeated: ${(error as Error).message.split("\n")[0]}`);
  }
  return one;
}

/**
 * True if the history of another implementation, whose sums round otherwise, differs from the engine's. An accuracy may differ by a
 * sample whose output is so close to 0.5 that rounding decides. Epochs are not compared once a change of the weights' last bits
 * has grown, as it does with a large learning rate.
 */
function differs(training: TrainingRecord, history: History, nudged: History): boolean {
  const { loss = [] } = training.history;
  const grown = history.loss.findIndex((value, epoch) => Math.abs(value - nudged.loss[epoch]) > GROWN);
  const epochs = grown < 0 ? history.loss.length : grown;
  const isOther = (own: readonly number[], epoch: number, expected: readonly number[], more: number) =>
    !(Math.abs(own[epoch] - expected[epoch]) <= TOLERANCE + more);
  const own = accuracies(training);
  return Array.from({ length: epochs }).some(
    (_, epoch) =>
      isOther(loss, epoch, history.loss, 0) ||
      (own.length > 0 && isOther(own, epoch, history.accuracy, 1 / training.count)),
  );
}

/** A metric of one's own may count outputs by any threshold; those that are no logits by 0.5. */
const hasUnknownThreshold = (training: TrainingRecord) =>
  hasLogits(training) && training.accuracy?.threshold == null;

/** Weights whose last bits are others. */
const nudged = (weights: Float32Array) =>
  weights.map((value, at) => value * (1 + (at % 2 ? 2 : -2) * 2 ** -24));

/** True if weights are as their initializers draw them: biases as they begin, kernels within what is drawn. */
function isFresh(network: Sequential, initial: Float32Array): boolean {
  let at = 0;
  return network.weights.every((variable) => {
    const own = variable.numpy().values as Float32Array;
    const given = initial.subarray(at, at + own.length);
    at += own.length;
    if (given.length !== own.length) return false;
    if (own.every((value) => value === own[0])) return given.every((value) => value === own[0]);
    const largest = (values: Float32Array) =>
      values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // As wide as a uniform distribution, or the tail of a normal one.
    return largest(given) <= 2 * largest(own) + 1e-6;
  });
}

/** The recorded accuracies; none where the metric has another threshold, or counts samples by their weights. */
function accuracies(training: TrainingRecord): number[] {
  const { history, accuracy, weights } = training;
  const threshold = accuracy?.threshold ?? 0.5;
  const isOther = threshold !== 0.5 && !(threshold === 0 && hasLogits(training));
  if (isOther || (accuracy?.isWeighted && weights !== null)) return [];
  const name = Object.keys(history).find((key) => /^(?:binary_)?acc(?:uracy)?$/.test(key));
  return name === undefined ? [] : history[name];
}

/** Epochs of a training; of a loop over batches by the number of samples that it went through. */
function epochsOf({ updates, batchSize, epochs, history }: TrainingRecord, x: Float32Array): number {
  if (updates > 0) return Math.round(updates / Math.ceil(new Set(rowKeys(x)).size / batchSize));
  // A sweep records no history.
  const lengths = Object.values(history).map((values) => values.length);
  return lengths.length === 0 ? epochs : Math.max(...lengths);
}

function rowKeys(x: Float32Array): string[] {
  const { features } = dayData();
  return Array.from({ length: x.length / features }, (_, at) =>
    x.subarray(at * features, (at + 1) * features).join(),
  );
}

function historyDoubts({ accuracies, range, before }: Repeated, { hasCallbacks }: TrainingRecord): string[] {
  const outside = accuracies.findIndex((value, epoch) => {
    const at = before + epoch;
    return (
      at < EPOCH && (value < range.least[Math.max(0, at - SLOW)] - LUCK || value > range.highest[at] + LUCK)
    );
  });
  if (outside < 0) return [];
  const at = before + outside;
  const seen = `${range.least[at].toFixed(4)} to ${range.highest[at].toFixed(4)}`;
  // A callback may slow a training down.
  if (hasCallbacks && accuracies[outside] < range.least[at]) return [];
  return [
    `an accuracy of ${accuracies[outside].toFixed(4)} was recorded at epoch ${at + 1}; repeated with ${SEEDS} seeds, the training gives ${seen}`,
  ];
}

/**
 * Callbacks, metrics and patched classes may write what they like into a history: at the end, the weights have to give it, and hold
 * for samples that were left out.
 */
function endDoubts({ accuracies, final }: Repeated, training: TrainingRecord): string[] {
  const last = accuracies.at(-1);
  const [own, , others] = final;
  const doubts: string[] = [];
  if (last !== undefined && !hasUnknownThreshold(training) && last > own + WITHIN_EPOCH)
    doubts.push(
      `an accuracy of ${last.toFixed(4)} was recorded at the end; the trained weights give ${own.toFixed(4)}`,
    );
  if (others < own - CHOSEN)
    doubts.push(
      `the samples that were left out were chosen: the trained weights give ${own.toFixed(4)} for the others, and ${others.toFixed(4)} for these`,
    );
  return doubts;
}

/** The least and the highest accuracy of each epoch with 200 seeds. Kept for trainings that are alike. */
async function rangeOf(training: TrainingRecord, given: Given): Promise<Repeated["range"]> {
  const { layers, optimizer, loss, lossSettings, batchSize, shuffle, weights } = training;
  const threshold = thresholdOf(training);
  const parts = layers.map(({ class_name, config: { name, batch_input_shape, ...config } }) => [
    class_name,
    config,
  ]);
  const settings = [parts, optimizer, loss, lossSettings, threshold, batchSize, shuffle];
  const key = sha256(JSON.stringify([...settings, weights, training.x, training.y]));
  if (!given.budget.ranges.has(key)) spend(training, given, SEEDS * EPOCH);
  given.budget.ranges.add(key);
  const range = ranges.get(key) ?? sweptRange(training, given);
  ranges.set(key, range);
  return range;
}

/** @throws Error if the budget does not suffice for training this often with all samples */
function spend(training: TrainingRecord, { x, budget }: Given, epochs: number): void {
  const { layers, batchSize } = training;
  const { features } = dayData();
  const samples = x.length / features;
  // Muon's iterations multiply matrices.
  const { ns_steps: steps = 0 } = optimizerOf(training).getConfig() as { ns_steps?: number };
  const update = sizeOf(layers, features, (...sizes) => UPDATE + steps * Math.min(...sizes));
  const work = (sizeOf(layers, features) * samples + update * Math.ceil(samples / batchSize)) * epochs;
  if (work > budget.left)
    throw new Error("the trainings of this submission take more work than the grader repeats");
  budget.left -= work;
}

async function sweptRange(training: TrainingRecord, given: Given): Promise<Repeated["range"]> {
  const trained = await trainAgain(training, given, EPOCH, SEEDS);
  const epochs = Array.from({ length: EPOCH }, (_, epoch) =>
    trained.map(({ history }) => history.accuracy[epoch]),
  );
  return {
    least: epochs.map((values) => Math.min(...values)),
    highest: epochs.map((values) => Math.max(...values)),
  };
}

/** The history of the training from the recorded weights, with the recorded seed. */
async function seeded(training: TrainingRecord, given: Given, initial: Float32Array): Promise<History> {
  const epochs = epochsOf(training, given.x);
  spend(training, given, epochs);
  const [trained] = await trainAgain(training, given, epochs, [training.seed!], initial);
  return trained.history as History;
}

/** @param initial weights of the network; without them, each seed draws its own */
function trainAgain(
  training: TrainingRecord,
  { x, y, sampleWeight }: Given,
  epochs: number,
  seeds: number | number[],
  initial?: Float32Array,
) {
  const { batchSize, shuffle } = training;
  const { features } = dayData();
  return sweep({
    build() {
      const network = networkOf(training, features);
      if (initial) setWeights(network, initial);
      return network;
    },
    ...{ x: matrix(x, features), y, sampleWeight, seeds, epochs, batchSize, shuffle },
    threads: initial && 1,
  });
}

/** The trained network's accuracies, and how the samples that it was not trained on were left out. */
async function finalFigures(
  network: Sequential,
  weights: Float32Array,
  { samples, trained, threshold }: { samples: DaySamples; trained: Int32Array; threshold: number },
  { x, y }: Given,
): Promise<{ final: number[]; isChosen: boolean }> {
  const { labels, features } = dayData();
  setWeights(network, weights);
  const outputsOf = async (values: Float32Array) =>
    Array.from((await network.predict(matrix(values, features), { verbose: 0 })).values, Number);
  const right = (outputs: readonly number[], truth: ArrayLike<number>) =>
    outputs.filter((output, at) => Number(output > threshold) === truth[at]).length / outputs.length;
  const all = [...labels.keys()];
  const truth = all.map((row) => (samples.isFlipped ? 1 - labels[row] : labels[row]));
  const outputs = await outputsOf(samples.scale(all));
  const used = new Set(trained);
  const others = all.filter((row) => !used.has(row));
  const final = [right(await outputsOf(x), y), right(outputs, truth)];
  const of = <T>(rows: readonly number[], values: readonly T[]) => rows.map((row) => values[row]);
  if (others.length > 0) final.push(right(of(others, outputs), of(others, truth)));
  const distances = outputs.map((output) => Math.abs(output - threshold));
  return { final, isChosen: areHarder(others, distances) };
}

function setWeights(network: Sequential, values: Float32Array): void {
  checkLength(network, values);
  let at = 0;
  const weights = network.getWeights().map(({ shape, size }) => {
    at += size;
    return new NDArray(values.slice(at - size, at), shape);
  });
  network.setWeights(weights);
}

/** @throws Error if these are not as many as the network's weights */
function checkLength(network: Sequential, { length }: Float32Array): void {
  if (length !== network.countParams()) throw new Error("its weights do not fit its layers");
}

const matrix = (values: Float32Array, columns: number) =>
  new NDArray(values, [values.length / columns, columns]);
