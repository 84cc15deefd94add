import { clock } from "../utils/clock";
import { Progbar } from "../utils/progbar";
import { Callback, type Logs } from "./callback";

/** Prints the progress that `verbose` asks for. `fit`, `evaluate` and `predict` add it themselves. */
export class ProgbarLogger extends Callback {
  private progbar: Progbar | undefined;

  constructor() {
    super();
    // A bar that moves: without a clock there are only finished lines, and batches need not wait for this callback.
    if (clock() === null) return;
    const update = (batch: number, logs: Logs) => this.progbar?.update(batch + 1, logs, false);
    this.onTrainBatchEnd = update;
    this.onTestBatchEnd = update;
    this.onPredictBatchEnd = update;
  }

  override onEpochBegin(epoch: number): void {
    this.restart();
    if (this.params.verbose > 0 && this.params.epochs > 1) {
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
    const { verbose, steps } = this.params;
    this.progbar = verbose === 0 ? undefined : new Progbar(steps, verbose);
  }

  private finish(logs: Logs): void {
    this.progbar?.update(this.params.steps, logs, true);
  }
}
