import { Callback, type Logs } from "./callback";

/** Sets the learning rate at the start of each epoch. */
export class LearningRateScheduler extends Callback {
  /** @param schedule the epoch, from 0, and the present rate, to the rate of that epoch */
  constructor(private readonly schedule: (epoch: number, learningRate: number) => number) {
    super();
  }

  override onEpochBegin(epoch: number): void {
    this.model.optimizer.learningRate = this.schedule(epoch, this.model.optimizer.learningRate);
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    logs.learning_rate = this.model.optimizer.learningRate;
  }
}
