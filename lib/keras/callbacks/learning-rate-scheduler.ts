import { ValueError } from "../../errors.ts";
import { Callback, type Logs } from "./callback.ts";
import { announceRate, logRates, ratedOptimizers } from "./learning-rates.ts";

/**
 * Sets the learning rate at the start of each epoch. The history gets the rates as `learning_rate`.
 *
 * @example
 * const halve = new callbacks.LearningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
 */
export class LearningRateScheduler extends Callback {
  /**
   * @param schedule returns the rate for an epoch (from 0), given the current rate
   * @param options.verbose 1 prints the rate of each epoch; default 0
   */
  constructor(
    private readonly schedule: (epoch: number, learningRate: number) => number,
    private readonly options: { verbose?: 0 | 1 } = {},
  ) {
    super();
  }

  /** @throws ValueError if the schedule does not return a number */
  override onEpochBegin(epoch: number): void {
    for (const rated of ratedOptimizers(this.model.optimizer)) {
      const rate = this.schedule(epoch, rated.optimizer.learningRate);
      if (typeof rate !== "number") {
        throw new ValueError(`The output of the \`schedule\` function should be a float. Got: ${rate}`);
      }
      rated.optimizer.learningRate = rate;
      if (this.options.verbose) announceRate(epoch, "LearningRateScheduler", rate, rated);
    }
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    logRates(logs, this.model.optimizer);
  }
}
