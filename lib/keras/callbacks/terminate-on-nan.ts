import { Callback, type Logs } from "./callback.ts";

/**
 * Ends training at the first batch whose loss is NaN or infinite. The history contains that loss, and the weights are those
 * before the batch. Without this callback `fit` throws an error that names the epoch and the batch.
 *
 * @example
 * const terminate = new callbacks.TerminateOnNaN();
 */
export class TerminateOnNaN extends Callback {
  /** @param options.raiseError throw that error nevertheless; default false */
  constructor(readonly options: { raiseError?: boolean } = {}) {
    super();
  }

  override onTrainBatchEnd(batch: number, logs: Logs): void {
    if (logs.loss === undefined || Number.isFinite(logs.loss)) return;
    process.stdout.write(`Batch ${batch}: Invalid loss, terminating training\n`);
    this.model.stopTraining = true;
  }
}
