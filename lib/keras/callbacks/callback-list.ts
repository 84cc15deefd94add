import { received, ValueError } from "../../errors.ts";
import { floats } from "../python-repr.ts";
import { Callback, type CallbackParams, History, type Logs } from "./callback.ts";
import { ProgbarLogger } from "./progbar-logger.ts";
import { TerminateOnNaN } from "./terminate-on-nan.ts";
import type { TrainedModel } from "./trained-model.ts";

/** What is going on: Keras names the hooks after it. */
export type Mode = "Train" | "Test" | "Predict";

/** Calls the hooks of several callbacks, in their order, and waits for each. */
export class CallbackList {
  /** @throws ValueError for an entry that is no callback */
  constructor(
    private readonly mode: Mode,
    private readonly callbacks: readonly Callback[],
    private readonly model: TrainedModel,
    private readonly params: CallbackParams,
  ) {
    for (const callback of callbacks) {
      if (typeof callback?.setModel !== "function") {
        throw new ValueError(`Expected every callback to be a \`Callback\`. Received: ${received(callback)}`);
      }
      callback.setParams(params);
      callback.setModel(model);
    }
    this.endsOnNaN = callbacks.some((one) => one instanceof TerminateOnNaN && !one.options.raiseError);
    this.shows = callbacks.some((one) => one.constructor !== History);
    this.hasBatchHooks = callbacks.some(
      (one) => overrides(one, `on${mode}BatchBegin`) || overrides(one, `on${mode}BatchEnd`),
    );
  }

  /** Whether a callback does anything at a batch; if none does, batches need not wait. */
  readonly hasBatchHooks: boolean;

  /** Whether a callback ends the training when the loss is no number, so that it is no failure. */
  readonly endsOnNaN: boolean;

  /** Whether a callback may print what it is given. A history keeps the numbers alone. */
  private readonly shows: boolean;

  /** Those that hear of the validation within a `fit`: the progress shown is the training's. */
  ofValidation(): CallbackList {
    const callbacks = this.callbacks.filter((one) => !(one instanceof ProgbarLogger));
    return new CallbackList("Test", callbacks, this.model, this.params);
  }

  async begin(): Promise<void> {
    for (const callback of this.callbacks) await callback[`on${this.mode}Begin`]();
  }

  async end(logs?: Logs): Promise<void> {
    if (logs) this.show(logs);
    for (const callback of this.callbacks) await callback[`on${this.mode}End`](logs);
  }

  async epochBegin(epoch: number): Promise<void> {
    for (const callback of this.callbacks) await callback.onEpochBegin(epoch);
  }

  async epochEnd(epoch: number, logs: Logs): Promise<void> {
    this.show(logs);
    for (const callback of this.callbacks) await callback.onEpochEnd(epoch, logs);
  }

  async batchBegin(batch: number): Promise<void> {
    for (const callback of this.callbacks) await callback[`on${this.mode}BatchBegin`](batch);
  }

  async batchEnd(batch: number, logs: Logs): Promise<void> {
    this.show(logs);
    for (const callback of this.callbacks) await callback[`on${this.mode}BatchEnd`](batch, logs);
  }

  /** Lets the figures print as Python's. */
  private show(logs: Logs): void {
    if (this.shows) floats(logs);
  }
}

function overrides(callback: Callback, hook: keyof Callback): boolean {
  return callback[hook] !== Callback.prototype[hook];
}
