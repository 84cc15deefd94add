import { clock, pace } from "../state.ts";
import { Progbar } from "../utils.ts";
import { Callback, type Logs } from "./callback.ts";

/**
 * Prints the progress. `fit`, `evaluate` and `predict` add it by themselves.
 *
 * @example
 * const logger = new callbacks.ProgbarLogger(2);
 */
export class ProgbarLogger extends Callback {
  private progbar: Progbar | undefined;

  /** @param verbose 1 for a progress bar, 2 for one line per epoch */
  constructor(private readonly verbose: 1 | 2) {
    super();
    // Only a moving bar needs the batch hooks; without them several batches train in one call.
    if (verbose === 2 || (clock() === null && pace() === null)) return;
    const update = (batch: number, logs: Logs) => this.progbar?.update(batch + 1, logs, false);
    this.onTrainBatchEnd = update;
    this.onTestBatchEnd = update;
    this.onPredictBatchEnd = (batch) => update(batch, {});
  }

  override onEpochBegin(epoch: number): void {
    this.restart();
    if (this.params.epochs > 1) {
      process.stdout.write(`Epoch ${epoch + 1}/${this.params.epochs}\n`);
    }
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.finish(logs);
  }

  override onTestBegin(): void {
    this.restart();
  }

  override onTestEnd(logs: Logs = {}): void {
    this.finish(logs);
  }

  override onPredictBegin(): void {
    this.restart();
  }

  override onPredictEnd(logs: Logs = {}): void {
    this.finish(logs);
  }

  private restart(): void {
    this.progbar = new Progbar(this.params.steps, this.verbose);
  }

  private finish(logs: Logs): void {
    if (this.params.steps !== null) this.progbar?.finish(this.params.steps, logs);
  }
}
