import { sampleOrderSoon } from "../../engine/index.ts";
import { type EngineFit, type Trained, trainOnEngine } from "./engine-fit.ts";

/** Trainings that travel together. */
export interface Chunk {
  /** Parts that several trainings share. */
  shared: SharedFit[];
  trainings: {
    /** Index in `shared`. */
    shared: number;
    seed: number;
    parameters: Float32Array;
  }[];
}

/** The part of a training that does not depend on the seed. */
export interface SharedFit extends Omit<EngineFit, "parameters" | "order" | "learningRate"> {
  /** The order of the samples is drawn from the seed. */
  shuffle: boolean;
  /** A number, or the rate of each update. */
  learningRate: number | Float64Array;
}

/** Trains a chunk, in a worker's process. */
export async function work(input: unknown): Promise<Trained[]> {
  const { shared, trainings } = input as Chunk;
  const results: Trained[] = [];
  for (const { shared: index, seed, parameters } of trainings) {
    const { shuffle, learningRate, ...fit } = shared[index];
    const rate = typeof learningRate === "number" ? learningRate : (step: number) => learningRate[step];
    const order = shuffle ? await sampleOrderSoon(seed, fit.samples.count) : null;
    results.push(await trainOnEngine({ ...fit, parameters, order, learningRate: rate }, () => false));
  }
  return results;
}
