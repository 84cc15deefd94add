import { Callback, type Logs } from "./callback.ts";

/**
 * Ends the training at the batch whose loss is no finite number, instead of failing: the history keeps that loss, and the
 * weights are those before that batch's update. Without it `fit` throws an error that names the epoch and the batch.
 */
export class TerminateOnNaN extends Callback {
  /** @param options.raiseError throw that error all the same; default false */
  constructor(readonly options: { raiseError?: boolean } = {}) {
    super();
  }

  override onTrainBatchEnd(batch: number, logs: Logs): void {
    if (logs.loss === undefined || Number.isFinite(logs.loss)) return;
    process.stdout.write(`Batch ${batch}: Invalid loss, terminating training\n`);
    this.model.stopTraining = true;
  }
}
