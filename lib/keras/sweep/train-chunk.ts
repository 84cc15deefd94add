import { sampleOrderSoon } from "../../engine/index.ts";
import { type EngineFit, type Trained, trainOnEngine } from "./engine-fit.ts";

/** Trainings that travel together. */
export interface Chunk {
  /** The parts that several trainings have in common, once. */
  shared: SharedFit[];
  trainings: {
    /** Index in `shared`. */
    shared: number;
    seed: number;
    parameters: Float32Array;
  }[];
}

/** A training without what differs from seed to seed. */
export interface SharedFit extends Omit<EngineFit, "parameters" | "order" | "learningRate"> {
  /** The order of the samples is drawn from the seed. */
  shuffle: boolean;
  /** A number, or the rate of each update. */
  learningRate: number | Float64Array;
}

/** Trains a chunk, in a process of a worker. */
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
