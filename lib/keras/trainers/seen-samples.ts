/** The number of samples that a model shows if its first data build it: as in Keras the size of the batches. */
import { batchSizeOf, type FitOptions, type PassOptions } from "./options.ts";

/** Takes the number of all samples; null stands for any. */
export type SeenSamples = (samples: number) => number | null;

/** The samples of the validation are not counted. */
export const seenInFit = ({ validationData, validationSplit = 0, ...options }: FitOptions): SeenSamples => {
  const trained = validationData ? 1 : 1 - validationSplit;
  const seen = seenInEvaluation({ ...options, steps: options.stepsPerEpoch });
  return (samples) => seen(Math.floor(samples * trained));
};

/** The last batch may be smaller: then any number is shown. */
export const seenInEvaluation = (options: PassOptions): SeenSamples => {
  return (samples) => {
    const size = sizeOfBatches(options, samples);
    return samples % size === 0 ? size : null;
  };
};

/** Keras shows the first batch. */
export const seenInPrediction = (options: PassOptions): SeenSamples => {
  return (samples) => Math.min(samples, sizeOfBatches(options, samples));
};

const sizeOfBatches = ({ batchSize, steps }: PassOptions, samples: number) =>
  batchSizeOf("batchSize", batchSize, samples, steps ?? undefined);
