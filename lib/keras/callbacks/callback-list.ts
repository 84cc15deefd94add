import { received, ValueError } from "../../errors.ts";
import { floats } from "../../python-repr.ts";
import { dialect } from "../dialects/dialect.ts";
import {
  Callback,
  type CallbackParams,
  History,
  type Logs,
  type PredictLogs,
  TerminateOnNaN,
  type TrainedModel,
} from "./callback.ts";
import { ProgbarLogger } from "./progbar-logger.ts";

/** The running method, as it occurs in the names of the hooks: `onTrainBegin`, `onTestBegin`, `onPredictBegin`. */
export type Mode = "Train" | "Test" | "Predict";

/** The models whose callbacks are running. */
const inCallbacks = new WeakSet<TrainedModel>();

/** True while a callback of the model runs or is awaited. */
export function isInCallback(model: TrainedModel): boolean {
  return inCallbacks.has(model);
}

/** Calls the hooks of several callbacks in order, and waits for each. */
export class CallbackList {
  /** @throws ValueError for an entry that is not a callback */
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
    this.terminatesOnNaN = callbacks.some((one) => one instanceof TerminateOnNaN && !one.raiseError);
    this.mayPrint = callbacks.some((one) => one.constructor !== History);
    this.atEpochBegin = callbacks.filter((one) => overrides(one, "onEpochBegin"));
    const hooks = [`on${mode}BatchBegin`, `on${mode}BatchEnd`] as const;
    const batchHooks = mode === "Train" ? ([...hooks, "onBatchBegin", "onBatchEnd"] as const) : hooks;
    this.hasBatchHooks = callbacks.some((one) => batchHooks.some((hook) => overrides(one, hook)));
  }

  /** The callbacks that override `onEpochBegin`. */
  private readonly atEpochBegin: readonly Callback[];

  /** True if a callback overrides a batch hook; if none does, several batches train in one call. */
  readonly hasBatchHooks: boolean;

  /** True if a `TerminateOnNaN` handles a loss that is not finite, which otherwise is an error. */
  readonly terminatesOnNaN: boolean;

  /** True if a callback may print the logs: any but a `History`. */
  private readonly mayPrint: boolean;

  /** The callbacks for the validation within a `fit`: all but the progress bar, which shows the training. */
  ofValidation(): CallbackList {
    const callbacks = this.callbacks.filter((one) => !(one instanceof ProgbarLogger));
    return new CallbackList("Test", callbacks, this.model, this.params);
  }

  /** Sets the number of batches per epoch, if it was not known. */
  sawSteps(steps: number): void {
    this.params.steps ??= steps;
  }

  async begin(): Promise<void> {
    await this.each(this.callbacks, (callback) => callback[`on${this.mode}Begin`]({}));
  }

  async end(logs: Logs = {}): Promise<void> {
    this.prepare(logs);
    await this.each(this.callbacks, (callback) => callback[`on${this.mode}End`](logs));
  }

  async epochBegin(epoch: number): Promise<void> {
    await this.each(this.atEpochBegin, (callback) => callback.onEpochBegin(epoch, {}));
  }

  async epochEnd(epoch: number, logs: Logs): Promise<void> {
    this.prepare(logs);
    await this.each(this.callbacks, (callback) => callback.onEpochEnd(epoch, logs));
  }

  async batchBegin(batch: number): Promise<void> {
    await this.each(this.callbacks, (callback) => callback[`on${this.mode}BatchBegin`](batch, {}));
  }

  async batchEnd(batch: number, logs: Logs | PredictLogs): Promise<void> {
    this.prepare(logs);
    await this.each(this.callbacks, (callback) =>
      callback[`on${this.mode}BatchEnd`](batch, logs as Logs & PredictLogs),
    );
  }

  private async each(callbacks: readonly Callback[], call: (callback: Callback) => unknown): Promise<void> {
    const isOutermost = !inCallbacks.has(this.model);
    inCallbacks.add(this.model);
    try {
      for (const callback of callbacks) {
        const result = call(callback);
        // Most hooks return nothing, and waiting for that takes time in each epoch.
        if (result !== undefined) await result;
      }
    } finally {
      if (isOutermost) inCallbacks.delete(this.model);
    }
  }

  /** Puts the logs in order, and makes them print as Python floats. */
  private prepare(logs: Logs | PredictLogs): void {
    if (this.mode !== "Predict") dialect().order(logs as Logs);
    if (this.mayPrint) floats(logs);
  }
}

function overrides(callback: Callback, hook: keyof Callback): boolean {
  return callback[hook] !== Callback.prototype[hook];
}
