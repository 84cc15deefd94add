import { appendFileSync, existsSync, statSync, writeFileSync } from "node:fs";
import { ValueError } from "../../errors.ts";
import { atLeisure } from "../../pieces.ts";
import { floats, pythonRepr } from "../python-repr.ts";
import { Callback, type Logs } from "./callback.ts";

export {
  Callback,
  type CallbackParams,
  History,
  type HookResult,
  LambdaCallback,
  type LambdaHooks,
  type Logs,
  ProgbarLogger,
  TerminateOnNaN,
  type TrainedModel,
} from "./callback.ts";
export { EarlyStopping, type EarlyStoppingOptions, type MonitorOptions } from "./early-stopping.ts";
export { LearningRateScheduler, ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./learning-rate.ts";

/** Writes the figures of each epoch into a CSV file, as Python's `csv` writes them. */
export class CSVLogger extends Callback {
  private readonly separator: string;
  private readonly append: boolean;
  private keys: string[] = [];

  /**
   * @param filename made anew by each `fit`
   * @param options.separator default `","`
   * @param options.append add to the file in the place of making it anew; default false
   */
  constructor(
    private readonly filename: string | URL,
    options: { separator?: string; append?: boolean } = {},
  ) {
    super();
    this.separator = options.separator ?? ",";
    this.append = options.append ?? false;
  }

  override onTrainBegin(): void {
    this.keys = [];
    if (!this.append) writeFileSync(this.filename, "");
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    if (this.keys.length === 0) {
      const keys = Object.keys(logs).sort();
      // Room for a validation that only comes in later epochs.
      const hasValidation = keys.some((key) => key.startsWith("val_"));
      this.keys = hasValidation ? keys : [...keys, ...keys.map((key) => `val_${key}`)];
      const isEmpty = !existsSync(this.filename) || statSync(this.filename).size === 0;
      if (isEmpty) this.write(["epoch", ...this.keys]);
    }
    this.write([String(epoch), ...this.keys.map((key) => (key in logs ? figure(logs[key]) : "NA"))]);
  }

  private write(fields: readonly string[]): void {
    const quoted = fields.map((field) =>
      /["\r\n]/.test(field) || field.includes(this.separator) ? `"${field.replaceAll('"', '""')}"` : field,
    );
    appendFileSync(this.filename, `${quoted.join(this.separator)}\r\n`);
  }
}

/** As Python writes a float. */
function figure(value: number): string {
  return pythonRepr(floats([value])).slice(1, -1);
}

/**
 * Puts the moving average of the weights in the model's place while it is evaluated (also by the validation of `fit`) or
 * predicts, and the weights back after that. For an optimizer with `useEma: true`, or a `MultiOptimizer` of one.
 *
 * Porting note: Keras 3.15.1 leaves the averages in the model after `predict`.
 */
export class SwapEMAWeights extends Callback {
  private readonly swapOnEpoch: boolean;
  private isSwapped = false;

  /** @param options.swapOnEpoch swap at the end of each epoch already, and back at the next one's begin, so that callbacks after this one meet the averages too; default false */
  constructor({ swapOnEpoch = false }: { swapOnEpoch?: boolean } = {}) {
    super();
    this.swapOnEpoch = swapOnEpoch;
  }

  override async onEpochBegin(): Promise<void> {
    if (this.swapOnEpoch) await this.swap(false);
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    if (!this.swapOnEpoch) return;
    await this.swap(true);
    // The fit is about to end with the average, whose place the weights have now.
    if (epoch === this.params.epochs - 1) await atLeisure(this.average.restartAverage());
  }

  override onTestBegin(): Promise<void> {
    return this.swap(true);
  }

  override onTestEnd(): Promise<void> {
    return this.swap(false);
  }

  override onPredictBegin(): Promise<void> {
    return this.swap(true);
  }

  override onPredictEnd(): Promise<void> {
    return this.swap(false);
  }

  /** Lets the model have the averages, or its weights. */
  private async swap(toAverage: boolean): Promise<void> {
    if (this.isSwapped === toAverage) return;
    const swapping = this.average.swapAverage();
    this.isSwapped = toAverage;
    await atLeisure(swapping);
  }

  /** @throws ValueError for an optimizer that keeps no average */
  private get average() {
    const { movingAverage } = this.model.optimizer;
    if (movingAverage !== null) return movingAverage;
    if ("optimizers" in this.model.optimizer) {
      throw new ValueError(
        "SwapEMAWeights must be used when at least one inner optimizer has `useEma: true` set. Received a MultiOptimizer " +
          "with all inner optimizers having `useEma: false`.",
      );
    }
    throw new ValueError(
      "SwapEMAWeights must be used when `useEma: true` is set on the optimizer. Received: useEma=false",
    );
  }
}
