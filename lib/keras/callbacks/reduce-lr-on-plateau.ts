import { ValueError } from "../../errors.ts";
import type { Logs } from "./callback.ts";
import { announceRate, logRates, ratedOptimizers } from "./learning-rates.ts";
import { countFrom0, MonitorCallback, type MonitorOptions } from "./monitor-callback.ts";

/** `minDelta` is 1e-4 by default. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** Factor by which the learning rate is multiplied, from 0 to below 1; default 0.1. */
  factor?: number;
  /** Epochs without improvement after which the rate is reduced, default 10. */
  patience?: number;
  /** 1 prints a message for each reduction, default 0. */
  verbose?: 0 | 1;
  /** Epochs after a reduction that do not count, default 0. */
  cooldown?: number;
  /** Lower bound of the learning rate, default 0. */
  minLr?: number;
}

/**
 * Reduces the learning rate when the monitored value no longer improves. The history gets the rates as `learning_rate`.
 *
 * @example
 * const reduce = new callbacks.ReduceLROnPlateau({ monitor: "loss", factor: 0.5, patience: 3 });
 */
export class ReduceLROnPlateau extends MonitorCallback {
  private readonly factor: number;
  private readonly patience: number;
  private readonly cooldown: number;
  private readonly minLr: number;
  private readonly verbose: 0 | 1;
  private wait = 0;
  private cooling = 0;

  /** @throws ValueError for an unknown mode or a number out of range */
  constructor(options: ReduceLROnPlateauOptions = {}) {
    super({ minDelta: 1e-4, ...options });
    const { factor = 0.1, patience = 10, verbose = 0, cooldown = 0, minLr = 0 } = options;
    if (!(factor < 1)) {
      throw new ValueError(`ReduceLROnPlateau does not support a factor >= 1.0. Received factor=${factor}`);
    }
    if (!(factor >= 0 && minLr >= 0)) {
      throw new ValueError(
        `Expected \`factor\` and \`minLr\` to be numbers from 0. Received: factor=${factor}, minLr=${minLr}`,
      );
    }
    this.factor = factor;
    this.patience = countFrom0("patience", patience);
    this.cooldown = countFrom0("cooldown", cooldown);
    this.minLr = minLr;
    this.verbose = verbose;
  }

  override onTrainBegin(): void {
    super.onTrainBegin();
    this.wait = 0;
    this.cooling = 0;
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    logRates(logs, this.model.optimizer);
    const current = this.current(logs, "Learning rate reduction is");
    if (current === undefined) return;
    if (this.cooling > 0) {
      this.cooling--;
      this.wait = 0;
    }
    if (this.isBetter(current)) {
      this.best = current;
      this.wait = 0;
    } else if (this.cooling === 0 && ++this.wait >= this.patience) this.reduce(epoch);
  }

  private reduce(epoch: number): void {
    const reducible = ratedOptimizers(this.model.optimizer).filter(
      ({ optimizer }) => Math.fround(optimizer.learningRate) > Math.fround(this.minLr),
    );
    if (reducible.length === 0) return;
    for (const rated of reducible) {
      const { optimizer } = rated;
      optimizer.learningRate = Math.max(Math.fround(optimizer.learningRate) * this.factor, this.minLr);
      if (this.verbose > 0) announceRate(epoch, "ReduceLROnPlateau", optimizer.learningRate, rated);
    }
    this.cooling = this.cooldown;
    this.wait = 0;
  }
}
