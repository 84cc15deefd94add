import { ValueError } from "../../errors.ts";
import { flatten } from "../layers/keras-tensor.ts";
import {
  type BatchArrays,
  BatchReader,
  type BatchSource,
  checkBatchArguments,
  isBatchSource,
} from "./batch-source.ts";
import type { Batches } from "./epoch-loop.ts";
import { batchSizeOf, checkValidationData, type FitOptions, validationShare } from "./options.ts";
import { classWeights, splitIndex } from "./samples.ts";
import { eachArray, type StepArrays, sampleCount, stepArrays, taken } from "./step-data.ts";
import { ArrayBatches } from "./steps.ts";
import type { DataTuple, ModelArrays, TargetArrays } from "./structured-data.ts";

/** The batches of a call, and those of its validation. */
interface OpenedBatches {
  /** The batch from which a model is built. */
  readonly first: BatchArrays;
  /** The number of samples, without those of the validation; null: not known. */
  readonly count: number | null;
  readonly batches: Batches;
  readonly validation: Batches | undefined;
  close(): Promise<void>;
}

/**
 * Opens the data of `fit` or another pass by steps.
 *
 * @throws ValueError for options that do not fit the data
 */
export async function stepBatches(
  x: ModelArrays | BatchSource,
  y: TargetArrays | undefined,
  options: FitOptions,
  {
    stepsPerEpoch: steps,
    validationSteps,
    stepsName = "stepsPerEpoch",
  }: { stepsPerEpoch?: number; validationSteps?: number; stepsName?: "stepsPerEpoch" | "steps" },
): Promise<OpenedBatches> {
  const readers: BatchReader[] = [];
  const close = async () => {
    for (const reader of readers) await reader.close();
  };
  const { shuffle = true, validationData } = options;
  if (validationData && !isBatchSource(validationData)) checkValidationData(validationData);
  const split = validationShare(options);
  let first: BatchArrays;
  let batches: Batches;
  let count: number | null = null;
  let rest: StepArrays | undefined;
  try {
    if (isBatchSource(x)) {
      checkBatchArguments(x, { ...options });
      const reader = new BatchReader(x, { steps, stepsName, shuffle });
      readers.push(reader);
      first = await reader.first();
      batches = reader;
    } else {
      let training = stepArrays({ x, y, sampleWeight: options.sampleWeight });
      if (split > 0 && !validationData) [training, rest] = halves(training, split);
      training = withClassWeights(training, options);
      count = sampleCount(training);
      const batchSize = batchSizeOf("batchSize", options.batchSize, count, steps);
      batches = new ArrayBatches(training, batchSize, steps, shuffle);
      first = taken(training, [0]) as unknown as BatchArrays;
    }
    let validation: Batches | undefined;
    if (isBatchSource(validationData)) {
      const reader = new BatchReader(validationData, {
        steps: validationSteps,
        stepsName: "validationSteps",
      });
      readers.push(reader);
      validation = reader;
    } else {
      if (validationData) {
        const [x, y, sampleWeight] = validationData as DataTuple;
        rest = stepArrays({ x, y: y ?? undefined, sampleWeight });
      }
      if (rest) {
        const given = options.validationBatchSize ?? options.batchSize;
        const size = batchSizeOf("validationBatchSize", given, sampleCount(rest), validationSteps);
        const steps = validationSteps && Math.min(validationSteps, Math.ceil(sampleCount(rest) / size));
        const arrays = rest;
        // Each validation starts over.
        validation = {
          count: steps ?? Math.ceil(sampleCount(rest) / size),
          epoch: () => new ArrayBatches(arrays, size, steps, false).epoch(),
          hasEnded: async () => false,
        };
      }
    }
    return { first, count, batches, validation, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function halves(arrays: StepArrays, share: number): [StepArrays, StepArrays] {
  const count = sampleCount(arrays);
  const at = splitIndex(count, share);
  const range = (from: number, to: number) => eachArray(arrays, (array) => array.slice(from, to));
  return [range(0, at), range(at, count)];
}

/** Adds the class weights, if any. */
export function withClassWeights(
  arrays: StepArrays,
  { classWeight }: Pick<FitOptions, "classWeight">,
): StepArrays {
  if (classWeight === undefined) return arrays;
  const { y, sampleWeight } = arrays;
  const targets = y && flatten(y);
  if (sampleWeight !== undefined || targets?.length !== 1) {
    throw new ValueError("`classWeight` goes with targets of a single output, and without `sampleWeight`.");
  }
  const count = sampleCount(arrays);
  const weights = classWeights(targets[0].values as Float32Array, count, classWeight);
  return { ...arrays, sampleWeight: stepArrays({ x: weights }).x };
}
