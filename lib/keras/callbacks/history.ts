import { floats } from "../python-repr.ts";
import { Callback, type Logs } from "./callback.ts";

/** What `fit` returns: the figures of every epoch. */
export class History extends Callback {
  /** The numbers of the epochs, from 0. */
  readonly epoch: number[] = [];
  /** One list per figure, an entry per epoch: `history.loss`, `history.accuracy`, `history.val_loss`. */
  readonly history: Record<string, number[]> = floats({});

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      this.history[name] ??= floats([]);
      this.history[name].push(value);
    }
  }
}
