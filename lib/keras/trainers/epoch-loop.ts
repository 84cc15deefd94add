import type { CallbackList } from "../callbacks/callback-list.ts";
import type { Logs } from "../callbacks/index.ts";
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
    if (await steps.hasEnded?.()) break;
    await callbacks.epochBegin(epoch);
    logs = await steps.train(epoch);
    if (validate && isValidated(epoch, validationFreq)) Object.assign(logs, await validate(epoch));
    await callbacks.epochEnd(epoch, logs);
  }
  if (epochs > 0) steps.finish();
  await callbacks.end(logs);
}
