/** The number of samples that a model which is built by its first data shows. */
import { batchSizeOf, type PassOptions } from "./options.ts";

/** Takes the number of all samples; null stands for any. */
export type SeenSamples = (samples: number) => number | null;

/** The size of the batches of a pass. */
export const sizeOfBatches = (options: PassOptions, samples: number, steps?: number | null) =>
  batchSizeOf("batchSize", options.batchSize, samples, steps ?? undefined);

/** The number of samples that Keras sees in a pass over arrays: that of a batch, unless the last one is smaller. */
export function wholeBatches(options: PassOptions, steps?: number | null, split?: number): SeenSamples {
  return (all) => {
    const samples = Math.floor(all * (1 - (split ?? 0)));
    const size = sizeOfBatches(options, samples, steps);
    return samples % size === 0 ? size : null;
  };
}
