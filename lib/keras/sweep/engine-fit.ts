import { createTrainer, type Epoch } from "../../engine/index.ts";
import { isValidated } from "../trainers/options.ts";
import type { FitAsData } from "../trainers/trainer.ts";

/** A training as data for a program without Keras. */
export type EngineFit = Omit<
  FitAsData,
  "metrics" | "shapes" | "shuffle" | "stepsPerEpoch" | "validationSteps"
>;

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
