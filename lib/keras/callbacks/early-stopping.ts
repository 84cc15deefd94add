import { ValueError } from "../../errors.ts";
import type { NDArray } from "../../ndarray.ts";
import { atLeisure } from "../../pieces.ts";
import { Callback, type Logs } from "./callback.ts";

export interface MonitorOptions {
  /** The figure to watch, default `"val_loss"`. */
  monitor?: string;
  /** A smaller change is no improvement. */
  minDelta?: number;
  /** Whether smaller (`"min"`) or larger (`"max"`) is better; default `"auto"`: by the figure. */
  mode?: "auto" | "min" | "max";
}

/** A callback that watches whether a figure gets better. */
export abstract class MonitorCallback extends Callback {
  readonly monitor: string;
  /** The best figure so far; NaN before there is one. */
  best = Number.NaN;
  private readonly mode: "auto" | "min" | "max";
  private readonly minDelta: number;
  private sign: 1 | -1 = 1;

  /** @throws ValueError for another mode, and numbers that are none */
  constructor({ monitor = "val_loss", mode = "auto", minDelta = 0 }: MonitorOptions) {
    super();
    if (!["auto", "min", "max"].includes(mode)) {
      throw new ValueError(`Expected \`mode\` to be "auto", "min" or "max". Received: mode=${mode}`);
    }
    if (!Number.isFinite(minDelta)) {
      throw new ValueError(`Expected \`minDelta\` to be a finite number. Received: minDelta=${minDelta}`);
    }
    this.monitor = monitor;
    this.mode = mode;
    this.minDelta = Math.abs(minDelta);
  }

  override onTrainBegin(): void {
    this.sign = this.direction();
    this.best = Number.NaN;
  }

  /** The figure that is watched; undefined, after a warning, where there is none. */
  protected current(logs: Logs, what: string): number | undefined {
    const current = logs[this.monitor];
    if (current !== undefined) return current;
    console.warn(
      `${what} conditioned on metric \`${this.monitor}\` which is not available. ` +
        `Available metrics are: ${Object.keys(logs).join(",")}`,
    );
    return undefined;
  }

  /** Whether a figure is better than another; the first one always is. */
  protected isBetter(value: number, reference = this.best): boolean {
    return Number.isNaN(reference) || this.sign * (reference - value) > this.minDelta;
  }

  /** 1 when smaller is better, -1 when larger is. */
  private direction(): 1 | -1 {
    if (this.mode !== "auto") return this.mode === "min" ? 1 : -1;
    const name = this.monitor.replace(/^val_/, "");
    if (name === "loss") return 1;
    const metric = this.model.metrics.find((candidate) => candidate.name === name);
    if (metric !== undefined && metric.direction !== null) return metric.direction === "down" ? 1 : -1;
    const own = this.constructor.name;
    throw new ValueError(
      `${own} callback received \`monitor=${this.monitor}\`, but Keras isn't able to automatically determine ` +
        "whether that metric should be maximized or minimized. Pass `mode: 'max'` in order to monitor based on the " +
        "highest metric value, or pass `mode: 'min'` in order to use the lowest value.",
    );
  }
}

/** @throws ValueError unless `value` is a whole number from 0 */
export function countFrom0(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new ValueError(`Expected \`${name}\` to be an integer from 0. Received: ${name}=${value}`);
}

/** `minDelta` is 0 by default. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement until training stops; default 0. */
  patience?: number;
  /** 1 says so when it stops; default 0. */
  verbose?: 0 | 1;
  /** What the figure has to beat in any case. */
  baseline?: number | null;
  /** End with the weights of the best epoch; default false. */
  restoreBestWeights?: boolean;
  /** The first epoch, from 0, that counts; default 0. */
  startFromEpoch?: number;
}

/** Stops the training when a figure no longer gets better. */
export class EarlyStopping extends MonitorCallback {
  /** The epoch after which training stopped, from 0; 0 if it did not. */
  stoppedEpoch = 0;
  /** The epoch with the best figure, from 0. */
  bestEpoch = 0;
  private wait = 0;
  private bestWeights: NDArray[] | undefined;
  private readonly options: EarlyStoppingOptions;
  private readonly patience: number;

  /** @throws ValueError for another mode, and numbers out of range */
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

  /** Copies of the weights, the event loop having its turn where they are large. */
  private async keep(epoch: number): Promise<void> {
    this.bestEpoch = epoch;
    if (!this.options.restoreBestWeights) return;
    const weights: NDArray[] = [];
    for (const variable of this.model.weights) weights.push(await atLeisure(variable.copy()));
    this.bestWeights = weights;
  }
}
