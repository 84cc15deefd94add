import { received, ValueError } from "../../errors.ts";
import type { ArrayInput, NDArray } from "../../ndarray.ts";
import { floats, PythonObject } from "../../python-repr.ts";
import type { Variable } from "../layers/index.ts";
import type { Metric } from "../metrics/index.ts";
import type { Optimizer } from "../optimizers/index.ts";
import { clock, pace } from "../state.ts";
import { Progbar } from "../utils.ts";

/** What a callback sees of the model. */
export interface TrainedModel {
  readonly name: string;
  /** Set to true, it ends the training after the batch. */
  stopTraining: boolean;
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
  readonly weights: readonly Variable[];
  getWeights(): NDArray[];
  setWeights(weights: readonly ArrayInput[]): void;
}

/** Figures by name: `loss`, the metrics, and with a `val_` in front those of the validation data. */
export type Logs = Record<string, number>;

/** A hook may take its time: `fit`, `evaluate` and `predict` wait for what it returns. */
export type HookResult = void | Promise<void>;

/** How `fit`, `evaluate` or `predict` was called. */
export interface CallbackParams {
  verbose: 0 | 1 | 2;
  epochs: number;
  /** Batches per epoch. */
  steps: number;
}

/**
 * Takes part in training: override what is needed. `this.model` is the model; setting `this.model.stopTraining` ends
 * the training after the batch, `this.model.optimizer.learningRate` may be changed, weights read and set.
 */
export class Callback extends PythonObject {
  model!: TrainedModel;
  params!: CallbackParams;

  protected get pythonClass(): string {
    return `tensorflow.python.keras.callbacks.${this.constructor.name}`;
  }

  setModel(model: TrainedModel): void {
    this.model = model;
  }

  setParams(params: CallbackParams): void {
    this.params = params;
  }

  onTrainBegin(_logs?: Logs): HookResult {}
  onTrainEnd(_logs?: Logs): HookResult {}
  onEpochBegin(_epoch: number, _logs?: Logs): HookResult {}
  /** @param _epoch from 0 */
  onEpochEnd(_epoch: number, _logs: Logs): HookResult {}
  onTrainBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  /** @param _logs the means over the epoch so far */
  onTrainBatchEnd(_batch: number, _logs: Logs): HookResult {}
  onTestBegin(_logs?: Logs): HookResult {}
  onTestEnd(_logs?: Logs): HookResult {}
  onTestBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  onTestBatchEnd(_batch: number, _logs: Logs): HookResult {}
  onPredictBegin(_logs?: Logs): HookResult {}
  onPredictEnd(_logs?: Logs): HookResult {}
  onPredictBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  onPredictBatchEnd(_batch: number, _logs: Logs): HookResult {}
}

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

/** The hooks that a `LambdaCallback` takes. */
export type LambdaHooks = Partial<
  Pick<
    Callback,
    "onEpochBegin" | "onEpochEnd" | "onTrainBegin" | "onTrainEnd" | "onTrainBatchBegin" | "onTrainBatchEnd"
  >
>;

/** A callback from functions: `new LambdaCallback({ onEpochEnd: (epoch, logs) => … })`. */
export class LambdaCallback extends Callback {
  constructor(hooks: LambdaHooks) {
    super();
    Object.assign(this, hooks);
  }
}

/** Prints the progress: a bar for `verbose` 1, a line per epoch for 2. `fit`, `evaluate` and `predict` add it themselves. */
export class ProgbarLogger extends Callback {
  private progbar: Progbar | undefined;

  constructor(private readonly verbose: 1 | 2) {
    super();
    // Only a bar that moves needs the batches: else there is nothing to wait for between them.
    if (verbose === 2 || (clock() === null && pace() === null)) return;
    const update = (batch: number, logs: Logs) => this.progbar?.update(batch + 1, logs, false);
    this.onTrainBatchEnd = update;
    this.onTestBatchEnd = update;
    this.onPredictBatchEnd = update;
  }

  override onEpochBegin(epoch: number): void {
    this.restart();
    if (this.params.epochs > 1) {
      process.stdout.write(`Epoch ${epoch + 1}/${this.params.epochs}\n`);
    }
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    this.finish(logs);
  }

  override onTestBegin(): void {
    this.restart();
  }

  override onTestEnd(logs: Logs = {}): void {
    this.finish(logs);
  }

  override onPredictBegin(): void {
    this.restart();
  }

  override onPredictEnd(logs: Logs = {}): void {
    this.finish(logs);
  }

  private restart(): void {
    this.progbar = new Progbar(this.params.steps, this.verbose);
  }

  private finish(logs: Logs): void {
    this.progbar?.update(this.params.steps, logs, true);
  }
}

/**
 * Ends the training at the batch whose loss is no finite number, instead of failing: the history keeps that loss, and the
 * weights are those before that batch's update. Without it `fit` throws an error that names the epoch and the batch.
 */
export class TerminateOnNaN extends Callback {
  /** @param options.raiseError throw that error all the same; default false */
  constructor(readonly options: { raiseError?: boolean } = {}) {
    super();
  }

  override onTrainBatchEnd(batch: number, logs: Logs): void {
    if (logs.loss === undefined || Number.isFinite(logs.loss)) return;
    process.stdout.write(`Batch ${batch}: Invalid loss, terminating training\n`);
    this.model.stopTraining = true;
  }
}

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
    this.atEpochBegin = callbacks.filter((one) => overrides(one, "onEpochBegin"));
    this.hasBatchHooks = callbacks.some(
      (one) => overrides(one, `on${mode}BatchBegin`) || overrides(one, `on${mode}BatchEnd`),
    );
  }

  /** Those that do anything when an epoch begins. */
  private readonly atEpochBegin: readonly Callback[];

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
    for (const callback of this.atEpochBegin) await callback.onEpochBegin(epoch);
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
