import { type Trainer as Engine, sampleOrder } from "../../engine";
import { ValueError } from "../../errors";
import type { Logs } from "../callbacks";
import type { CallbackList } from "../callbacks/callback-list";
import type { Metric } from "../metrics";
import type { Optimizer } from "../optimizers";
import { freshSeed, state } from "../state";
import { runBatches } from "./batches";
import { means, noTotals } from "./figures";
import type { Samples } from "./samples";

/** A training that is about to begin. */
export interface Training {
  engine: Engine;
  optimizer: Optimizer;
  metrics: readonly Metric[];
  samples: Samples;
  validation: Samples | undefined;
  batchSize: number;
  initialEpoch: number;
  epochs: number;
  shuffle: boolean;
  callbacks: CallbackList;
  /** Asked after each batch and each epoch. */
  isOver(): boolean;
}

/**
 * The epochs of `fit`.
 *
 * @throws ValueError when the loss or a weight stops being a finite number
 */
export async function runEpochs(training: Training): Promise<void> {
  const { engine, optimizer, metrics, samples, validation, batchSize, callbacks } = training;
  // After setRandomSeed TensorFlow starts its shuffle anew in each epoch, so that every epoch has the same order.
  const seeded = state.seed === undefined ? undefined : sampleOrder(state.seed, samples.count);
  let logs: Logs = {};
  await callbacks.begin();
  for (let epoch = training.initialEpoch; epoch < training.epochs && !training.isOver(); epoch++) {
    await callbacks.epochBegin(epoch);
    const order = training.shuffle ? (seeded ?? sampleOrder(freshSeed(), samples.count)) : null;
    const totals = noTotals(metrics);
    await runBatches({
      samples: samples.count,
      batchSize,
      callbacks,
      step(start, end, batch) {
        engine.learningRate = optimizer.learningRate;
        engine.train(samples.x, samples.y, order, start, end, batchSize, totals);
        optimizer.iterations = engine.iterations;
        checkFinite([totals.loss], "loss", `epoch ${epoch + 1}, batch ${batch + 1}`);
      },
      logs: () => means(totals, metrics),
      isOver: training.isOver,
    });
    checkFinite(engine.parameters, "weights", `the end of epoch ${epoch + 1}`);
    logs = means(totals, metrics);
    if (validation) {
      Object.assign(logs, await runEvaluation(engine, metrics, validation, batchSize, undefined, "val_"));
    }
    await callbacks.epochEnd(epoch, logs);
  }
  await callbacks.end(logs);
}

/** The figures over samples, without an update. */
export async function runEvaluation(
  engine: Engine,
  metrics: readonly Metric[],
  samples: Samples,
  batchSize: number,
  callbacks: CallbackList | undefined,
  prefix = "",
): Promise<Logs> {
  const totals = noTotals(metrics);
  await runBatches({
    samples: samples.count,
    batchSize,
    callbacks,
    step: (start, end) => engine.evaluate(samples.x, samples.y, start, end, batchSize, totals),
    logs: () => means(totals, metrics),
    isOver: () => false,
  });
  return means(totals, metrics, prefix);
}

/** @throws ValueError for a value that is not finite, with the place where it appeared */
export function checkFinite(values: ArrayLike<number>, what: "loss" | "weights", where: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new ValueError(
      `The ${what} became ${values[i]} at ${where}: the training has diverged. ` +
        "Scale the data, or lower the learning rate, and make the model anew.",
    );
  }
}
