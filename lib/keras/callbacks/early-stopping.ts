import type { NDArray } from "../../ndarray.ts";
import { atLeisure } from "../../pieces.ts";
import type { Logs } from "./callback.ts";
import { countFrom0, MonitorCallback, type MonitorOptions } from "./monitor-callback.ts";

/** `minDelta` is 0 by default. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement after which training stops, default 0. */
  patience?: number;
  /** 1 prints a message when training stops, default 0. */
  verbose?: 0 | 1;
  /** Value that the monitored one has to beat; default none. */
  baseline?: number | null;
  /** Restore the weights of the best epoch at the end, default false. */
  restoreBestWeights?: boolean;
  /** Number of the first epoch, from 0, that counts; default 0. */
  startFromEpoch?: number;
}

/**
 * Stops training when the monitored value no longer improves.
 *
 * @example
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ loss: "mse" });
 * const stop = new callbacks.EarlyStopping({ monitor: "loss", patience: 2, restoreBestWeights: true });
 * await model.fit([[0], [1]], [0, 1], { epochs: 5, callbacks: stop, verbose: 0 });
 */
export class EarlyStopping extends MonitorCallback {
  /** Number of the epoch after which training stopped, from 0; 0 if it did not stop. */
  stoppedEpoch = 0;
  /** Number of the epoch with the best value, from 0. */
  bestEpoch = 0;
  private wait = 0;
  private bestWeights: NDArray[] | undefined;
  private readonly options: EarlyStoppingOptions;
  private readonly patience: number;

  /** @throws ValueError for an unknown mode or a number out of range */
  constructor(options: EarlyStoppingOptions = {}) {
    super(options);
    this.options = options;
    this.patience = countFrom0("patience", options.patience ?? 0);
  }

  override onTrainBegin(): void {
    super.onTrainBegin();
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.bestEpoch = 0;
    this.bestWeights = undefined;
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const { restoreBestWeights, startFromEpoch = 0, baseline } = this.options;
    const current = this.current(logs, "Early stopping");
    if (current === undefined || epoch < startFromEpoch) return;
    if (restoreBestWeights && this.bestWeights === undefined) await this.keep(epoch);
    this.wait++;
    if (this.isBetter(current)) {
      this.best = current;
      await this.keep(epoch);
      if (baseline === undefined || baseline === null || this.isBetter(current, baseline)) this.wait = 0;
    } else if (this.wait >= this.patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override async onTrainEnd(): Promise<void> {
    const { verbose = 0 } = this.options;
    if (this.stoppedEpoch > 0 && verbose > 0) {
      process.stdout.write(`Epoch ${String(this.stoppedEpoch + 1).padStart(5, "0")}: early stopping\n`);
    }
    if (this.bestWeights === undefined) return;
    if (verbose > 0) process.stdout.write("Restoring model weights from the end of the best epoch.\n");
    for (const [i, values] of this.bestWeights.entries()) {
      await atLeisure(this.model.weights[i].assign(values));
    }
  }

  /** Remembers the best epoch and, if they are to be restored, its weights. */
  private async keep(epoch: number): Promise<void> {
    this.bestEpoch = epoch;
    if (!this.options.restoreBestWeights) return;
    const weights: NDArray[] = [];
    for (const variable of this.model.weights) weights.push(await atLeisure(variable.copy()));
    this.bestWeights = weights;
  }
}
