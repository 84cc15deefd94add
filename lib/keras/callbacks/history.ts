import { floats } from "../../python-repr.ts";
import { Callback, type Logs } from "./callback.ts";

/**
 * Loss and metrics of every epoch; `fit` returns it.
 *
 * @example
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ loss: "mse" });
 * const history = await model.fit([[0], [1]], [0, 1], { epochs: 2, verbose: 0 });
 * console.log(history.history.loss, history.epoch);
 */
export class History extends Callback {
  /** Numbers of the epochs, from 0. */
  readonly epoch: number[] = [];
  /** By name a list with one value per epoch: `history.loss`, `history.accuracy`, `history.val_loss`. */
  readonly history: Record<string, number[]> = floats({});

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= floats([]);
      this.history[name].push(value);
    }
  }
}
