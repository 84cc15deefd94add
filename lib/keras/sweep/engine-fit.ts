import { createTrainer, type Epoch, type Plan } from "../../engine/index.ts";
import { isValidated } from "../trainers/options.ts";
import type { Samples } from "../trainers/samples.ts";

/** A training as data for a program without Keras. */
export interface EngineFit {
  readonly plan: Plan;
  /** The initial weights, one after the other. */
  readonly parameters: Float32Array;
  readonly samples: Samples;
  readonly batchSize: number;
  /** Order of the samples in each epoch; null: unshuffled. */
  readonly order: Uint32Array | null;
  readonly initialEpoch: number;
  readonly epochs: number;
  readonly validation: Samples | undefined;
  readonly validationBatchSize: number;
  readonly validationFreq: number | readonly number[];
  readonly learningRate: number | ((step: number) => number);
}

/** A finished training. */
export interface Trained {
  readonly epochs: readonly Epoch[];
  readonly parameters: Float32Array;
}

/** Trains. @param isOver polled; it stops the training by throwing */
export async function trainOnEngine(fit: EngineFit, isOver: () => boolean): Promise<Trained> {
  const { samples, validation, order, learningRate, epochs, initialEpoch } = fit;
  const trainer = createTrainer(fit.plan);
  try {
    if (typeof learningRate === "number") trainer.learningRate = learningRate;
    else trainer.schedule = learningRate;
    trainer.parameters.set(fit.parameters);
    const training = {
      samples: await trainer.loadSoon(samples.x, samples.y, samples.weights),
      batchSize: Math.min(fit.batchSize, samples.count),
      order,
      epochs: Math.max(0, epochs - initialEpoch),
      validation: validation && {
        samples: await trainer.loadSoon(validation.x, validation.y, validation.weights),
        batchSize: Math.min(fit.validationBatchSize, validation.count),
      },
      validates: (epoch: number) => isValidated(initialEpoch + epoch, fit.validationFreq),
    };
    const results = await trainer.runEpochs(training, isOver);
    return { epochs: results, parameters: trainer.parameters.slice() };
  } finally {
    trainer.dispose();
  }
}
