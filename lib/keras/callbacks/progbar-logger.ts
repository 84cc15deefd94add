import { clock, Progbar, pace } from "../utils/progbar.ts";
import { Callback, type Logs } from "./callback.ts";

/** Prints the progress: a bar for `verbose` 1, a line per epoch for 2. `fit`, `evaluate` and `predict` add it themselves. */
export class ProgbarLogger extends Callback {
  private progbar: Progbar | undefined;

  constructor(private readonly verbose: 1 | 2) {
    super();
    // Only a bar that moves needs the batches: else there is nothing to wait for between them.
    if (verbose === 2 || (clock() === null && pace() === null)) return;
    const update = (batch: number, logs: Logs) => this.progbar?.update(batch + 1, logs, false);
    this.onTrainBatchEnd = update;
    this.onTestBatchEnd = update;
    this.onPredictBatchEnd = update;
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
    this.progbar?.update(this.params.steps, logs, true);
  }
}
