import { appendFileSync, existsSync, statSync, writeFileSync } from "node:fs";
import { ValueError } from "../../errors.ts";
import { atLeisure } from "../../pieces.ts";
import { floats, pythonRepr } from "../../python-repr.ts";
import type { Optimizer } from "../optimizers/index.ts";
import { Callback, type Logs } from "./callback.ts";
import { countFrom0, MonitorCallback, type MonitorOptions } from "./early-stopping.ts";

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

/** Sets the learning rate at the start of each epoch. The history has the rate of each epoch, `learning_rate`. */
export class LearningRateScheduler extends Callback {
  /**
   * @param schedule the epoch, from 0, and the present rate, to the rate of that epoch
   * @param options.verbose 1 says so in each epoch; default 0
   */
  constructor(
    private readonly schedule: (epoch: number, learningRate: number) => number,
    private readonly options: { verbose?: 0 | 1 } = {},
  ) {
    super();
  }

  /** @throws ValueError when the schedule gives no number */
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

/** Writes the rates into the figures of an epoch. */
export function logRates(logs: Logs, optimizer: Callback["model"]["optimizer"]): void {
  for (const rated of ratedOptimizers(optimizer)) {
    logs[rated.key] = Math.fround(rated.optimizer.learningRate);
  }
}

/** Keras 2.4.3's words for a change of the learning rate. */
export function announceRate(
  epoch: number,
  callback: string,
  rate: number,
  { label }: Pick<RatedOptimizer, "label">,
): void {
  const number = String(epoch + 1).padStart(5, "0");
  const shown = pythonRepr(floats([rate])).slice(1, -1);
  process.stdout.write(`\nEpoch ${number}: ${callback} reducing ${label}learning rate to ${shown}.\n`);
}

/** An optimizer that has a learning rate. */
export interface RatedOptimizer {
  readonly optimizer: Optimizer;
  /** The history's name of its rate. */
  readonly key: string;
  /** What a line about its rate begins with: nothing, or its name and a space. */
  readonly label: string;
}

/**
 * Those of a model whose learning rates a callback changes: its optimizer, or each of a `MultiOptimizer`, whose rates the
 * history then has as `learning_rate_NAME`; a second one of a name has `learning_rate_NAME_1`.
 */
export function ratedOptimizers(optimizer: Optimizer): RatedOptimizer[] {
  if (!("optimizers" in optimizer)) return [{ optimizer, key: "learning_rate", label: "" }];
  const counts = new Map<string, number>();
  return (optimizer.optimizers as readonly Optimizer[]).map((one) => {
    const count = counts.get(one.name) ?? 0;
    counts.set(one.name, count + 1);
    const name = count === 0 ? one.name : `${one.name}_${count}`;
    return { optimizer: one, key: `learning_rate_${name}`, label: `${name} ` };
  });
}

/** `minDelta` is 1e-4 by default. */
export interface ReduceLROnPlateauOptions extends MonitorOptions {
  /** What the learning rate is multiplied with, from 0 to below 1; default 0.1. */
  factor?: number;
  /** Epochs without improvement until that happens; default 10. */
  patience?: number;
  /** 1 says so when it does; default 0. */
  verbose?: 0 | 1;
  /** Epochs after it in which nothing is counted; default 0. */
  cooldown?: number;
  /** The learning rate falls no further; default 0. */
  minLr?: number;
}

/** Lowers the learning rate when a figure no longer gets better. The history has the rate of each epoch, `learning_rate`. */
export class ReduceLROnPlateau extends MonitorCallback {
  private readonly factor: number;
  private readonly patience: number;
  private readonly cooldown: number;
  private readonly minLr: number;
  private readonly verbose: 0 | 1;
  private wait = 0;
  private cooling = 0;

  /** @throws ValueError for another mode, and numbers out of range */
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
