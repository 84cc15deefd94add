import { isPlainObject, received, ValueError } from "../../errors.ts";
import type { Callback } from "../callbacks/index.ts";
import { wholeNumber } from "../checks.ts";
import type { LossIdentifier } from "../losses/index.ts";
import type { OptimizerIdentifier } from "../optimizers/index.ts";
import type { BatchSource } from "./batch-source.ts";
import type { GivenMetrics, PerOutput } from "./compile-utils.ts";
import type { ModelArrays, TargetArrays } from "./structured-data.ts";

/** 0 prints nothing, 1 draws a progress bar, 2 prints one line per epoch; `"auto"` is 1. */
export type Verbose = 0 | 1 | 2 | "auto";

export interface CompileOptions {
  /**
   * How the weights are changed, `optimizer: "adam"` or, with other settings, `new Adam({ learningRate: 0.01 })`; default
   * `"rmsprop"`, as in Keras.
   */
  optimizer?: OptimizerIdentifier;
  /**
   * Minimized by training, `loss: "binary_crossentropy"`; no default. A name, a loss, or a function of tensors `(yTrue, yPred)`
   * that gives a number per sample. For several outputs a list of them, or a dictionary by the outputs' names; null for an
   * output that is not trained. A model may leave it out whose layers add losses, by `addLoss` or penalties on weights or outputs, or
   * whose `trainStep` computes its own.
   */
  loss?: PerOutput<LossIdentifier | null> | null;
  /** Factors of the outputs' losses in their sum, `lossWeights: [1, 0.2]` or by the outputs' names; default 1 each. */
  lossWeights?: PerOutput<number> | null;
  /** Metrics, `metrics: ["accuracy"]`; for several outputs a list or a dictionary by name; default none. */
  metrics?: GivenMetrics;
  /** The same, averaged with the samples' weights, `weightedMetrics: ["accuracy"]`; default none. */
  weightedMetrics?: GivenMetrics;
  /**
   * Who trains. `true`: the engine, whose results have the same bits on every machine; parts that it does not know are an
   * error. `false`: TensorFlow.js. `"auto"`, the default: the engine if it knows every part of the model, else TensorFlow.js.
   * `model.jitCompile` tells the choice. For example `jitCompile: false`.
   */
  jitCompile?: "auto" | boolean;
}

interface CommonOptions {
  /** Samples per batch, `batchSize: 16`; default 32, or with a number of steps all samples divided by it. */
  batchSize?: number;
  /** Called along the way, `callbacks: [new EarlyStopping({ patience: 3 })]`; default none. */
  callbacks?: Callback | readonly Callback[];
  /** Amount of output, `verbose: 0` for none; default 1, a progress bar. */
  verbose?: Verbose;
  /** Aborting it stops after the current batch and keeps the weights: `signal: AbortSignal.timeout(5000)`; default none. */
  signal?: AbortSignal;
}

export interface PassOptions extends CommonOptions {
  /** Take only this many batches, `steps: 10`; default all. */
  steps?: number | null;
}

interface WeightOptions {
  /** Weight of each sample, `sampleWeight: [1, 0.5]`, or of each step of a sequence, or for each output in a list or by name; default 1. */
  sampleWeight?: TargetArrays;
}

export interface EvaluateOptions extends PassOptions, WeightOptions {
  /** Return the figures by their names, default false: as a list. */
  returnDict?: boolean;
}

/** Options of the methods for a single batch. */
export interface BatchOptions extends WeightOptions {
  /** Return the figures by their names, default false: as a list. */
  returnDict?: boolean;
}

export interface TrainBatchOptions extends BatchOptions, Pick<FitOptions, "classWeight"> {}

export interface FitOptions extends CommonOptions, WeightOptions {
  /** Number of passes over all samples, `epochs: 100`; default 1. With `initialEpoch`, the number of the last epoch. */
  epochs?: number;
  /** Visit the samples in random order, default true. After `setRandomSeed` it is the same order in every epoch. */
  shuffle?: boolean;
  /** Weight of the samples of each class, by class number: `classWeight: { 0: 1, 1: 2 }`; default 1. */
  classWeight?: Readonly<Record<number, number>>;
  /** The fraction of the samples, from the end, that is kept for validation: `validationSplit: 0.2`; default 0. */
  validationSplit?: number;
  /**
   * Samples for validation after each epoch, `validationData: [xTest, yTest]` and, if there are any, weights, or a source of batches as
   * for `fit` itself; default none. It takes precedence over `validationSplit`.
   */
  validationData?:
    | readonly [ModelArrays, TargetArrays | null]
    | readonly [ModelArrays, TargetArrays | null, TargetArrays]
    | BatchSource;
  /** Samples per batch of the validation, `validationBatchSize: 64`; default `batchSize`. */
  validationBatchSize?: number;
  /**
   * Batches per epoch, `stepsPerEpoch: 10`; default all. The next epoch continues where the last one ended, and starts over
   * after the last batch.
   */
  stepsPerEpoch?: number | null;
  /** Validate with only this many batches, the first ones: `validationSteps: 5`; default all. */
  validationSteps?: number | null;
  /** Validate every N epochs, `validationFreq: 5`, or after those of a list, counted from 1: `[1, 10]`; default 1. */
  validationFreq?: number | readonly number[];
  /** The epoch to begin with, from 0: `initialEpoch: 10`; default 0. */
  initialEpoch?: number;
}

const COMPILE = {
  optimizer: true,
  loss: true,
  lossWeights: true,
  metrics: true,
  weightedMetrics: true,
  jitCompile: true,
} as const satisfies Record<keyof CompileOptions, true>;

const COMMON = { batchSize: true, callbacks: true, verbose: true, signal: true } as const;

const PREDICT = { ...COMMON, steps: true } as const satisfies Record<keyof PassOptions, true>;

const EVALUATE = {
  ...PREDICT,
  sampleWeight: true,
  returnDict: true,
} as const satisfies Record<keyof EvaluateOptions, true>;

const FIT = {
  epochs: true,
  ...COMMON,
  sampleWeight: true,
  shuffle: true,
  classWeight: true,
  validationSplit: true,
  validationData: true,
  validationBatchSize: true,
  stepsPerEpoch: true,
  validationSteps: true,
  validationFreq: true,
  initialEpoch: true,
} as const satisfies Record<keyof FitOptions, true>;

const BATCH = { sampleWeight: true, returnDict: true } as const satisfies Record<keyof BatchOptions, true>;

const TRAIN_BATCH = {
  ...BATCH,
  classWeight: true,
} as const satisfies Record<keyof TrainBatchOptions, true>;

/** The options of each method, for `checkOptions`. */
export const OPTIONS = {
  compile: COMPILE,
  fit: FIT,
  evaluate: EVALUATE,
  predict: PREDICT,
  trainOnBatch: TRAIN_BATCH,
  testOnBatch: BATCH,
};

function validationFrequency(value: number | readonly number[]): number | readonly number[] {
  if (!Array.isArray(value)) return wholeNumber("validationFreq", value as number, 1);
  return value.map((epoch: number) => wholeNumber("validationFreq", epoch, 1));
}

/** True if an epoch, counted from 0, is one after which the model is validated. */
export function isValidated(epoch: number, frequency: number | readonly number[]): boolean {
  return typeof frequency === "number" ? (epoch + 1) % frequency === 0 : frequency.includes(epoch + 1);
}

/** The numbers among the options of `fit`, checked. */
export function fitCounts(options: FitOptions) {
  return {
    validationFreq: validationFrequency(options.validationFreq ?? 1),
    epochs: wholeNumber("epochs", options.epochs ?? 1, 0),
    initialEpoch: wholeNumber("initialEpoch", options.initialEpoch ?? 0, 0),
    stepsPerEpoch: optionalWholeNumber("stepsPerEpoch", options.stepsPerEpoch),
    validationSteps: optionalWholeNumber("validationSteps", options.validationSteps),
  };
}

/** The same for an option that may be left out. */
export function optionalWholeNumber(name: string, value: number | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : wholeNumber(name, value, 1);
}

/**
 * The batch size; by default all samples divided into `steps` batches, or 32 without steps.
 *
 * @throws ValueError unless a size that is given is a positive integer
 */
export function batchSizeOf(
  name: "batchSize" | "validationBatchSize",
  value: number | undefined,
  samples: number,
  steps: number | undefined,
): number {
  return wholeNumber(name, value ?? (steps === undefined ? 32 : Math.ceil(samples / steps)), 1);
}

/** @returns the share of the samples for the validation. @throws ValueError unless it is at least 0 and below 1 */
export function validationShare({ validationSplit }: FitOptions): number {
  const share = validationSplit ?? 0;
  if (share >= 0 && share < 1) return share;
  throw new ValueError(
    `Expected \`validationSplit\` to be a number from 0 to below 1. Received: validationSplit=${share}`,
  );
}

/** @throws ValueError for another word */
export function verbosity(verbose: Verbose): 0 | 1 | 2 {
  if (verbose === "auto") return 1;
  if (verbose === 0 || verbose === 1 || verbose === 2) return verbose;
  throw new ValueError(`Expected \`verbose\` to be 0, 1, 2 or "auto". Received: verbose=${verbose}`);
}

/** @throws ValueError unless the metrics are a list or a dictionary */
export function checkMetrics(name: "metrics" | "weightedMetrics", given: unknown): void {
  if (Array.isArray(given) || isPlainObject(given)) return;
  throw new ValueError(
    `Expected \`${name}\` argument to be a list. Received instead: ${name}=${received(given)}. ` +
      "Put brackets around a single one.",
  );
}

/** @throws ValueError unless it is a list of x, and, if there are any, y and weights */
export function checkValidationData(given: unknown): void {
  if (Array.isArray(given) && given.length >= 1 && given.length <= 3) return;
  throw new ValueError(
    "Data is expected to be in format `[x, y]` or `[x, y, sampleWeight]`, " +
      `found: validationData=${Array.isArray(given) ? `a list of ${given.length}` : received(given)}`,
  );
}

/** @throws ValueError for another choice */
export function checkJitCompile(jitCompile: "auto" | boolean): void {
  if (jitCompile === "auto" || typeof jitCompile === "boolean") return;
  throw new ValueError(`Expected \`jitCompile\` to be "auto", true or false. Received: ${jitCompile}`);
}

export function callbackList(callbacks: Callback | readonly Callback[] | undefined): Callback[] {
  if (callbacks === undefined) return [];
  return Array.isArray(callbacks) ? [...callbacks] : [callbacks as Callback];
}
