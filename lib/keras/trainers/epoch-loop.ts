import { Pacer } from "../../event-loop.ts";
import type { CallbackList } from "../callbacks/callback-list.ts";
import type { Logs, PredictLogs } from "../callbacks/index.ts";
import type { BatchArrays } from "./batch-source.ts";
import { isValidated } from "./options.ts";

/** Loss and metrics of the validation of an epoch. */
export type Validation = (epoch: number) => Promise<Logs>;

/** The parts of a `fit` that do not depend on where its batches come from. */
export interface EpochLoop {
  /** The first epoch, from 0; asked for after `onTrainBegin`, which may set it. */
  firstEpoch(): number;
  /** Number of the last epoch. */
  epochs: number;
  callbacks: CallbackList;
  /** Asked after each epoch. */
  isOver(): boolean;
  validate: Validation | undefined;
  /** Number of epochs from one validation to the next, or the epochs with one, from 1. */
  validationFreq: number | readonly number[];
}

/**
 * The epochs of `fit`, with their validations and callbacks.
 *
 * @param steps.hasEnded true if there are no batches left for another epoch
 * @param steps.train trains for an epoch and returns its loss and metrics
 * @param steps.finish called after the last epoch, before `onTrainEnd`
 */
export async function runEpochLoop(
  { firstEpoch, epochs, callbacks, isOver, validate, validationFreq }: EpochLoop,
  steps: {
    hasEnded?(): Promise<boolean>;
    train(epoch: number): Promise<Logs>;
    finish(): void;
  },
): Promise<void> {
  let logs: Logs = {};
  await callbacks.begin();
  for (let epoch = firstEpoch(); epoch < epochs && !isOver(); epoch++) {
    if (steps.hasEnded && (await steps.hasEnded())) break;
    await callbacks.epochBegin(epoch);
    logs = await steps.train(epoch);
    if (validate && isValidated(epoch, validationFreq)) Object.assign(logs, await validate(epoch));
    await callbacks.epochEnd(epoch, { ...logs });
  }
  if (epochs > 0) steps.finish();
  await callbacks.end(logs);
}

/** Batches, epoch after epoch. */
export interface Batches {
  /** Batches of an epoch; null: not known yet. */
  readonly count: number | null;
  epoch(): AsyncIterable<BatchArrays>;
  hasEnded(): Promise<boolean>;
}

/** A pass over batches, one step for each. */
export interface BatchPass {
  readonly batches: Batches;
  readonly callbacks: CallbackList;
  /** Asked after each batch. */
  isOver(): unknown;
}

/**
 * Runs the next epoch of batches, until one of the callbacks ends it.
 *
 * @param pass named in errors
 * @param check makes of a batch what the step takes, before the callbacks are told of it
 * @returns the logs of the last batch
 */
export async function eachBatch<Checked, BatchLogs extends Logs | PredictLogs>(
  { batches, callbacks, isOver }: BatchPass,
  pass: string,
  check: (batch: BatchArrays, where: string) => Promise<Checked> | Checked,
  step: (batch: Checked, where: string) => Promise<BatchLogs> | BatchLogs,
): Promise<BatchLogs | undefined> {
  const pacer = new Pacer();
  let logs: BatchLogs | undefined;
  let batch = 0;
  for await (const arrays of batches.epoch()) {
    const where = `${pass}, batch ${batch + 1}`;
    const checked = await check(arrays, where);
    if (callbacks.hasBatchHooks) await callbacks.batchBegin(batch);
    logs = await step(checked, where);
    if (callbacks.hasBatchHooks) await callbacks.batchEnd(batch, { ...logs });
    batch++;
    await pacer.rest();
    if (isOver()) break;
  }
  callbacks.sawSteps(batch);
  return logs;
}
