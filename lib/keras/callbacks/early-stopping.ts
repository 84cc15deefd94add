import { ValueError } from "../../errors";
import type { NDArray } from "../../ndarray";
import { Callback, type Logs } from "./callback";

export interface EarlyStoppingOptions {
  /** The figure to watch, default `"val_loss"`. */
  monitor?: string;
  /** A smaller change is no improvement; default 0. */
  minDelta?: number;
  /** Epochs without improvement until training stops; default 0. */
  patience?: number;
  /** 1 says so when it stops; default 0. */
  verbose?: 0 | 1;
  /** Whether smaller (`"min"`) or larger (`"max"`) is better; default `"auto"`: by the figure. */
  mode?: "auto" | "min" | "max";
  /** What the figure has to beat in any case. */
  baseline?: number;
  /** End with the weights of the best epoch; default false. */
  restoreBestWeights?: boolean;
  /** The first epoch, from 0, that counts; default 0. */
  startFromEpoch?: number;
}

/** Stops the training when a figure no longer gets better. */
export class EarlyStopping extends Callback {
  readonly monitor: string;
  /** The epoch after which training stopped, from 0; 0 if it did not. */
  stoppedEpoch = 0;
  /** The epoch with the best figure, from 0. */
  bestEpoch = 0;
  /** The best figure. */
  best = Number.NaN;
  private wait = 0;
  private sign: 1 | -1 = 1;
  private bestWeights: NDArray[] | undefined;
  private readonly options: Required<Omit<EarlyStoppingOptions, "baseline">> & { baseline?: number };

  constructor(options: EarlyStoppingOptions = {}) {
    super();
    this.options = {
      monitor: "val_loss",
      minDelta: 0,
      patience: 0,
      verbose: 0,
      mode: "auto",
      restoreBestWeights: false,
      startFromEpoch: 0,
      ...options,
    };
    this.monitor = this.options.monitor;
  }

  override onTrainBegin(): void {
    this.sign = this.direction();
    this.best = this.sign * Number.POSITIVE_INFINITY;
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.bestEpoch = 0;
    this.bestWeights = undefined;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    const { restoreBestWeights, startFromEpoch, baseline, patience } = this.options;
    const current = logs[this.monitor];
    if (current === undefined) {
      console.warn(
        `Early stopping conditioned on metric \`${this.monitor}\` which is not available. ` +
          `Available metrics are: ${Object.keys(logs).join(",")}`,
      );
      return;
    }
    if (epoch < startFromEpoch) return;
    if (restoreBestWeights && this.bestWeights === undefined) this.keep(epoch);
    this.wait++;
    if (this.isBetter(current, this.best)) {
      this.best = current;
      this.keep(epoch);
      if (baseline === undefined || this.isBetter(current, baseline)) this.wait = 0;
    } else if (this.wait >= patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override onTrainEnd(): void {
    const { verbose } = this.options;
    if (this.stoppedEpoch > 0 && verbose > 0) {
      process.stdout.write(`Epoch ${String(this.stoppedEpoch + 1).padStart(5, "0")}: early stopping\n`);
    }
    if (this.bestWeights === undefined) return;
    if (verbose > 0) process.stdout.write("Restoring model weights from the end of the best epoch.\n");
    this.model.setWeights(this.bestWeights);
  }

  private keep(epoch: number): void {
    this.bestEpoch = epoch;
    if (this.options.restoreBestWeights) this.bestWeights = this.model.getWeights();
  }

  private isBetter(value: number, reference: number): boolean {
    return this.sign * (reference - value) > this.options.minDelta;
  }

  /** 1 when smaller is better, -1 when larger is. */
  private direction(): 1 | -1 {
    if (this.options.mode !== "auto") return this.options.mode === "min" ? 1 : -1;
    const name = this.monitor.replace(/^val_/, "");
    if (name === "loss") return 1;
    const metric = this.model.metrics.find((candidate) => candidate.name === name);
    if (metric !== undefined && metric.direction !== null) return metric.direction === "down" ? 1 : -1;
    throw new ValueError(
      `EarlyStopping callback received \`monitor=${this.monitor}\`, but Keras isn't able to automatically determine ` +
        "whether that metric should be maximized or minimized. Pass `mode: 'max'` in order to do early stopping based " +
        "on the highest metric value, or pass `mode: 'min'` in order to use the lowest value.",
    );
  }
}
