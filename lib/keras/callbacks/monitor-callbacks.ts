import { fromArguments, ValueError } from "../../errors.ts";
import type { NDArray } from "../../ndarray.ts";
import { wholeNumber } from "../checks.ts";
import { dialect } from "../dialects/dialect.ts";
import { Callback, type Logs } from "./callback.ts";
import { announceRate, logRates, ratedOptimizers } from "./learning-rate-scheduler.ts";

export interface MonitorOptions {
  /** Name of the value to watch, `monitor: "loss"`; default `"val_loss"`. */
  monitor?: string;
  /** Smallest change that counts as an improvement, `minDelta: 0.001`; default 0, of `ReduceLROnPlateau` 1e-4. */
  minDelta?: number;
  /** `"min"` if a smaller value is better, `mode: "max"` if a larger one; default `"auto"`: decided by the metric. */
  mode?: "auto" | "min" | "max";
}

/** A callback that watches whether a value improves. */
export abstract class MonitorCallback extends Callback {
  readonly monitor: string;
  /** The best value so far; NaN before the first. */
  best = Number.NaN;
  private readonly mode: "auto" | "min" | "max";
  private readonly minDelta: number;
  private sign: 1 | -1 = 1;

  /** @throws ValueError for an unknown mode or an infinite `minDelta` */
  constructor({ monitor, mode, minDelta }: Required<MonitorOptions>) {
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

  /** The watched value; undefined, after a warning, if the logs have none. */
  protected current(logs: Logs, action: string, end = ""): number | undefined {
    const current = logs[this.monitor];
    if (current !== undefined) return current;
    console.warn(
      `${action} conditioned on metric \`${this.monitor}\` which is not available. ` +
        `Available metrics are: ${Object.keys(logs).join(",")}${end}`,
    );
    return undefined;
  }

  /** True if `value` is better than `reference`; the first value always is. */
  protected isBetter(value: number, reference = this.best): boolean {
    if (Number.isNaN(reference)) return true;
    // Keras compares in float32.
    const [current, best] = [value + this.sign * this.minDelta, reference].map(Math.fround);
    return this.sign === 1 ? current < best : current > best;
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

/** `minDelta` is 0 by default. */
export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without improvement after which training stops, `patience: 5`; default 0. */
  patience?: number;
  /** 1 prints a message when training stops, `verbose: 1`; default 0. */
  verbose?: 0 | 1;
  /** Value that the monitored one has to beat, `baseline: 0.9`; default none. */
  baseline?: number | null;
  /** Restore the weights of the best epoch at the end, default false. */
  restoreBestWeights?: boolean;
  /** Number of the first epoch, from 0, that counts, `startFromEpoch: 3`; default 0. */
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
  /** The number of epochs since the last improvement. */
  wait = 0;
  private bestWeights: NDArray[] | undefined;
  private readonly options: Required<EarlyStoppingOptions>;

  /** @throws ValueError for an unknown mode or a number out of range */
  constructor(...args: [options?: EarlyStoppingOptions] | [monitor: string, options?: EarlyStoppingOptions]) {
    const options = fromArguments<EarlyStoppingOptions>("EarlyStopping", args, {
      monitor: "val_loss",
      minDelta: 0,
      patience: 0,
      verbose: 0,
      mode: "auto",
      baseline: null,
      restoreBestWeights: false,
      startFromEpoch: 0,
    });
    super(options);
    wholeNumber("patience", options.patience, 0);
    this.options = options;
  }

  override onTrainBegin(): void {
    super.onTrainBegin();
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.bestEpoch = 0;
    this.bestWeights = undefined;
  }

  override async onEpochEnd(epoch: number, logs: Logs): Promise<void> {
    const { patience, restoreBestWeights, startFromEpoch, baseline } = this.options;
    const current = this.current(logs, "Early stopping");
    if (current === undefined || epoch < startFromEpoch) return;
    if (restoreBestWeights && this.bestWeights === undefined) await this.keep(epoch);
    this.wait++;
    if (this.isBetter(current)) {
      this.best = current;
      await this.keep(epoch);
      if (baseline === null || this.isBetter(current, baseline)) this.wait = 0;
    } else if (this.wait >= patience && epoch > 0) {
      this.stoppedEpoch = epoch;
      this.model.stopTraining = true;
    }
  }

  override onTrainEnd(): void {
    const { verbose } = this.options;
    if (this.stoppedEpoch > 0 && verbose > 0) {
      process.stdout.write(`${dialect().earlyStopping(this.stoppedEpoch + 1)}\n`);
    }
    if (this.bestWeights === undefined) return;
    if (verbose > 0) process.stdout.write(`${dialect().restoringBestWeights(this.bestEpoch + 1)}\n`);
    for (const [i, values] of this.bestWeights.entries()) {
      this.model.weights[i].assign(values);
    }
  }

  /** Remembers the best epoch and, if they are to be restored, its weights. */
  private async keep(epoch: number): Promise<void> {
    this.bestEpoch = epoch;
    if (!this.options.restoreBestWeights) return;
    const weights: NDArray[] = [];
    for (const variable of this.model.weights) weights.push(await variable.copy());
    this.bestWeights = weights;
  }
}

/** `minDelta` is 1e-4 by default. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** Factor by which the learning rate is multiplied, from 0 to below 1, `factor: 0.2`; default 0.1. */
  factor?: number;
  /** Epochs without improvement after which the rate is reduced, `patience: 5`; default 10. */
  patience?: number;
  /** 1 prints a message for each reduction, `verbose: 1`; default 0. */
  verbose?: 0 | 1;
  /** Epochs after a reduction that do not count, `cooldown: 2`; default 0. */
  cooldown?: number;
  /** Lower bound of the learning rate, `minLr: 1e-5`; default 0. */
  minLr?: number;
}

/**
 * Reduces the learning rate when the monitored value no longer improves. The history gets the rates as `learning_rate`.
 *
 * @example
 * const reduce = new callbacks.ReduceLROnPlateau({ monitor: "loss", factor: 0.5, patience: 3 });
 */
export class ReduceLROnPlateau extends MonitorCallback {
  private readonly options: Required<ReduceLROnPlateauOptions>;
  /** The number of epochs since the last improvement or reduction. */
  wait = 0;
  private cooling = 0;

  /** @throws ValueError for an unknown mode or a number out of range */
  constructor(
    ...args: [options?: ReduceLROnPlateauOptions] | [monitor: string, options?: ReduceLROnPlateauOptions]
  ) {
    const options = fromArguments<ReduceLROnPlateauOptions>("ReduceLROnPlateau", args, {
      monitor: "val_loss",
      factor: 0.1,
      patience: 10,
      verbose: 0,
      mode: "auto",
      minDelta: 1e-4,
      cooldown: 0,
      minLr: 0,
    });
    super(options);
    const { factor, minLr } = options;
    if (!(factor < 1)) {
      throw new ValueError(`ReduceLROnPlateau does not support a factor >= 1.0. Received factor=${factor}`);
    }
    if (!(factor >= 0 && minLr >= 0)) {
      throw new ValueError(
        `Expected \`factor\` and \`minLr\` to be numbers from 0. Received: factor=${factor}, minLr=${minLr}`,
      );
    }
    wholeNumber("patience", options.patience, 0);
    wholeNumber("cooldown", options.cooldown, 0);
    this.options = options;
  }

  override onTrainBegin(): void {
    super.onTrainBegin();
    this.wait = 0;
    this.cooling = 0;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    logRates(logs, this.model.optimizer);
    const current = this.current(logs, "Learning rate reduction is", ".");
    if (current === undefined) return;
    if (this.cooling > 0) {
      this.cooling--;
      this.wait = 0;
    }
    if (this.isBetter(current)) {
      this.best = current;
      this.wait = 0;
    } else if (this.cooling === 0 && ++this.wait >= this.options.patience) this.reduce(epoch);
  }

  private reduce(epoch: number): void {
    const { factor, minLr, verbose, cooldown } = this.options;
    const reducible = ratedOptimizers(this.model.optimizer).filter(
      ({ optimizer }) => Math.fround(optimizer.learningRate) > Math.fround(minLr),
    );
    if (reducible.length === 0) return;
    for (const rated of reducible) {
      const { optimizer } = rated;
      optimizer.learningRate = Math.max(Math.fround(optimizer.learningRate) * factor, minLr);
      if (verbose > 0) announceRate(epoch, "ReduceLROnPlateau", optimizer.learningRate, rated);
    }
    this.cooling = cooldown;
    this.wait = 0;
  }
}
