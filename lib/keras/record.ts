import { concatenated } from "../ndarray.ts";
import type { TensorFlowTensor } from "./backend/tensor-types.ts";
import { state } from "./state.ts";

/**
 * A record of what a notebook does with Keras, for the grader, which runs the notebook again and repeats its trainings by itself
 * (`lib/grade/replay`). Nothing is recorded unless the environment variable asks for it.
 */
export const RECORD = "KERAS_DAY_RECORD";

/** The members of a layer or a model that a record reads, most of them when it is requested. */
export interface Recorded {
  readonly className?: string;
  readonly name: string;
  readonly trainable?: boolean;
  readonly layers?: readonly Recorded[];
  readonly weights: readonly { numpy(): { values: ArrayLike<number> } }[];
  readonly trainableWeights?: Recorded["weights"];
  /** Only layers have it: the declared input shape, with the batch axis first. */
  readonly batchInputShape?: readonly (number | null)[] | undefined;
  getConfig(): object;
}

/** A metric, under its name in the history. */
interface RecordedMetric {
  key: string;
  metric: { getConfig(): object };
  weighted: boolean;
}

/** The numbers of a training, which the grader's records have, too. */
export interface TrainingNumbers {
  /** Number of samples. */
  count: number;
  batchSize: number;
  /** The requested epochs. */
  epochs: number;
  shuffle: boolean;
  /** Number of single batches in a custom loop; 0 for `fit`. */
  updates: number;
  /** The seed of `setRandomSeed`; null without one. */
  seed: number | null;
  /** False if more than the weights, the seed and the data decides the result, such as an optimizer that has trained before. */
  isRepeatable: boolean;
  /** It has custom callbacks, which may change the training. */
  hasCallbacks: boolean;
  /** The metric that its history calls accuracy; null without one. */
  accuracy: { threshold: number | null; isWeighted: boolean } | null;
  /** Values per epoch, by the names of the figures. */
  history: Record<string, number[]>;
}

/** A training: its arguments and its results. */
export interface RecordedFit extends TrainingNumbers {
  model: Recorded;
  layers: { layer: Recorded; trainable: boolean | undefined; config: object }[];
  optimizer: { name: string; learningRate: number | null; config: object };
  /** As it was given to `compile`. */
  loss: unknown;
  x: Float32Array;
  /** Null in a loop that computes its own gradients: nothing tells the labels. */
  y: Float32Array | null;
  weights: Float32Array | null;
  /** The weights before and after it, layer by layer. */
  before: Float32Array;
  after: Float32Array | null;
}

/** The most of each kind that are recorded, so that a search over thousands of networks does not fill the memory. */
const MOST = { layers: 3000, models: 1000, fits: 300, samples: 2000 };

const on = process.env[RECORD] === "1";
const layers: Recorded[] = [];
const models: Recorded[] = [];
const fits: RecordedFit[] = [];
/** The trainable weights after the last update of a custom loop; a loop whose weights were set meanwhile begins anew. */
let updated: Float32Array | undefined;
/** The last samples of each model that was called. */
const inputs = new WeakMap<Recorded, { x: Float32Array; count: number }>();

/** All that was recorded in this process; undefined if recording is off. A loop over batches ends here. */
export function recorded() {
  for (const fit of fits) if (fit.updates > 0) fit.after ??= valuesOf(fit.model);
  return on ? { layers, models, fits } : undefined;
}

export function recordLayer(layer: Recorded): void {
  if (on && layers.length < MOST.layers) layers.push(layer);
}

export function recordModel(model: Recorded): void {
  if (on && models.length < MOST.models) models.push(model);
}

/** Records a training that begins. @returns a function to call when it has ended; undefined if nothing is recorded */
export function recordFit(
  model: Recorded,
  compiled: {
    optimizer: { schedule: unknown; learningRate: number; iterations: number; getConfig(): object };
    givenLoss: unknown;
  },
  settings: {
    samples: { x: Float32Array; y: Float32Array | null; weights: Float32Array | null; count: number };
    batchSize: number;
    epochs: number;
    shuffle: boolean;
  },
  callbacks: unknown,
  metrics: readonly RecordedMetric[],
  seed = state.seed,
): ((history: Record<string, number[]>) => void) | undefined {
  if (!on || fits.length >= MOST.fits) return undefined;
  const { optimizer, givenLoss } = compiled;
  const { x, y, weights, count } = settings.samples;
  const fit: RecordedFit = {
    model,
    layers: (model.layers ?? []).map((layer) => ({
      layer,
      trainable: layer.trainable,
      config: drawnConfig(layer),
    })),
    optimizer: {
      name: optimizer.constructor.name,
      learningRate: optimizer.schedule === null ? optimizer.learningRate : null,
      config: settingsBy(() => optimizer.getConfig()),
    },
    loss: givenLoss,
    x: x.slice(),
    y: y?.slice() ?? null,
    weights: weights?.slice() ?? null,
    count,
    batchSize: settings.batchSize,
    epochs: settings.epochs,
    shuffle: settings.shuffle,
    updates: 0,
    seed: seed ?? null,
    isRepeatable: optimizer.iterations === 0,
    hasCallbacks: callbacks !== undefined && !(Array.isArray(callbacks) && callbacks.length === 0),
    accuracy: accuracyOf(metrics),
    before: valuesOf(model),
    after: null,
    history: {},
  };
  fits.push(fit);
  return (history) => {
    fit.history = history;
    fit.after = valuesOf(model);
  };
}

function accuracyOf(metrics: readonly RecordedMetric[]): RecordedFit["accuracy"] {
  const found = metrics.find(({ key }) => /^(?:binary_)?acc(?:uracy)?$/.test(key));
  if (found === undefined) return null;
  const { metric, weighted: isWeighted } = found;
  try {
    const { threshold } = metric.getConfig() as { threshold?: unknown };
    return { threshold: typeof threshold === "number" ? threshold : null, isWeighted };
  } catch {
    return { threshold: null, isWeighted }; // a custom metric
  }
}

/** Settings as JSON holds them; empty if the notebook's own code fails. */
export function settingsBy(read: () => object): object {
  try {
    return JSON.parse(JSON.stringify(read()));
  } catch {
    return {};
  }
}

/** A layer's configuration, with the seed that it has taken for its own draws. */
function drawnConfig(layer: Recorded): object {
  const { generator } = layer as unknown as { generator?: { seed: number } };
  return { ...settingsBy(() => layer.getConfig()), ...(generator && { seed: generator.seed }) };
}

/** Records one update of a custom loop; successive updates of a model count as one training. */
export function recordBatch(
  model: Recorded,
  compiled: Parameters<typeof recordFit>[1],
  samples: Parameters<typeof recordFit>[2]["samples"],
): void {
  if (!on) return;
  let fit = fits.at(-1);
  if (fit?.model !== model || fit.updates === 0 || (updated && !isSame(updated, trainedOf(model)))) {
    updated = undefined;
    recordFit(
      model,
      compiled,
      { samples, batchSize: samples.count, epochs: 0, shuffle: false },
      undefined,
      [],
    );
    fit = fits.at(-1);
    if (fit?.model !== model) return;
  } else if (fit.count < MOST.samples) {
    fit.x = concatenated([fit.x, samples.x]);
    fit.y = fit.y && samples.y && concatenated([fit.y, samples.y]);
    fit.count += samples.count;
  }
  fit.updates++;
}

/** After an update of a custom loop. */
export function recordUpdated(model: Recorded): void {
  const fit = fits.at(-1);
  if (fit?.model !== model || fit.updates === 0) return;
  fit.after = valuesOf(model);
  updated = trainedOf(model);
}

const trainedOf = ({ weights, trainableWeights = weights }: Recorded) =>
  valuesOf({ weights: trainableWeights });
const isSame = (a: Float32Array, b: Float32Array) => Buffer.compare(bytesOf(a), bytesOf(b)) === 0;
const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Remembers what a model is called with. */
export function recordCall(model: Recorded, samples: unknown): void {
  const { shape = [] } = samples as TensorFlowTensor;
  if (!on || shape.length !== 2 || isTraining(model)) return;
  inputs.set(model, { x: Float32Array.from((samples as TensorFlowTensor).dataSync()), count: shape[0] });
}

/** Records an update by gradients that the notebook computes. @returns the model, for `recordUpdated` */
export function recordUpdate(
  optimizer: Parameters<typeof recordFit>[1]["optimizer"],
  [first]: readonly unknown[],
): Recorded | undefined {
  if (!on) return undefined;
  const isTrained = ({ weights }: Recorded) => weights.some((variable) => variable === first);
  const model = models.find((one) => inputs.has(one) && isTrained(one));
  if (model === undefined || isTraining(model)) return undefined;
  recordBatch(
    model,
    { optimizer, givenLoss: "binary_crossentropy" },
    { ...inputs.get(model)!, y: null, weights: null },
  );
  return model;
}

/** True while `fit` trains the model. */
function isTraining(model: Recorded): boolean {
  const last = fits.at(-1);
  return last?.model === model && last.updates === 0 && last.after === null;
}

function valuesOf({ weights }: Pick<Recorded, "weights">): Float32Array {
  return Float32Array.from(weights.flatMap((variable) => Array.from(variable.numpy().values)));
}
