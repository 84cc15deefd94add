import { checkOptions, strictDictionary, strictList, withDefaults } from "../../errors.ts";
import type { ArrayInput, NDArray } from "../../ndarray.ts";
import { floats } from "../../python-repr.ts";
import type { ApplyOptions, Layer } from "../layers/layer.ts";
import type { Metric } from "../metrics/metric.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { PythonObject } from "../python-object.ts";
import type { Variable } from "../variable.ts";

/** The members of a model that a callback can use. */
export interface TrainedModel {
  readonly name: string;
  /** Set it to true to end training after the current batch. */
  stopTraining: boolean;
  /** The epoch with which the running `fit` begins, from 0; `onTrainBegin` may set it. */
  initialEpoch: number;
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
  readonly weights: readonly Variable[];
  readonly layers: readonly Layer[];
  getLayer<Found extends Layer = Layer>(
    ...args: [name: string, index?: number] | [options: { name?: string; index?: number }]
  ): Found;
  summary(): unknown;
  // The types of the inputs and outputs are those of the model, which a callback does not know.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  apply(inputs: any, options?: ApplyOptions): any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  predict(x: any, options?: { verbose?: 0 | 1 | 2 | "auto"; batchSize?: number }): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  evaluate(x: any, y?: any, options?: { verbose?: 0 | 1 | 2 | "auto"; batchSize?: number }): Promise<any>;
  /** The configuration as JSON text. */
  toJson?(): string;
  getWeights(): NDArray[];
  setWeights(weights: readonly ArrayInput[]): void;
  save(filepath: string): Promise<void>;
  saveWeights(filepath: string): Promise<void>;
  loadWeights(filepath: string): Promise<void>;
}

/**
 * Loss and metrics by name; those of the validation data have the prefix `val_`. A metric with a list of thresholds has an array.
 */
export type Logs = Record<string, number>;

/** The outputs of one batch of `predict`. */
export interface PredictLogs {
  readonly outputs: NDArray;
}

/** `fit`, `evaluate` and `predict` wait for a promise that a hook returns. */
export type HookResult = void | Promise<void>;

/** The arguments of the running `fit`, `evaluate` or `predict`. */
export interface CallbackParams {
  verbose: 0 | 1 | 2;
  epochs: number;
  /** Batches per epoch; null: not known before the end of the first one. */
  steps: number | null;
}

/**
 * Base class of callbacks: override the hooks that you need.
 *
 * In a hook, `this.model` is the model and `this.params` the arguments of the call. A hook may set
 * `this.model.stopTraining` and `this.model.optimizer.learningRate`, and read or set the weights.
 *
 * @example
 * class StopBelow extends callbacks.Callback {
 *   override onEpochEnd(epoch: number, logs: Record<string, number>): void {
 *     if (logs.loss < 0.1) this.model.stopTraining = true;
 *   }
 * }
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ loss: "mse" });
 * await model.fit([[0], [1]], [0, 1], { epochs: 2, callbacks: new StopBelow(), verbose: 0 });
 */
export class Callback extends PythonObject {
  model!: TrainedModel;
  params!: CallbackParams;

  protected readonly pythonClass: string = `tensorflow.python.keras.callbacks.${this.constructor.name}`;

  setModel(model: TrainedModel): void {
    this.model = model;
  }

  setParams(params: CallbackParams): void {
    this.params = params;
  }

  /** Called once, before the first epoch; default: nothing. */
  onTrainBegin(_logs?: Logs): HookResult {}
  /** Called once, after the last epoch; default: nothing. */
  onTrainEnd(_logs?: Logs): HookResult {}
  /** Called before each epoch, with its number from 0; default: nothing. */
  onEpochBegin(_epoch: number, _logs?: Logs): HookResult {}
  /** Called after each epoch, with its number from 0, loss and metrics; default: nothing. */
  onEpochEnd(_epoch: number, _logs: Logs): HookResult {}
  /** Called before each batch, with its number in the epoch, from 0; by default calls `onBatchBegin`, an older name. */
  onTrainBatchBegin(batch: number, logs?: Logs): HookResult {
    return this.onBatchBegin(batch, logs);
  }
  /**
   * Called after each batch, with its number in the epoch, from 0; by default calls `onBatchEnd`, an older name.
   *
   * @param logs means over the epoch so far
   */
  onTrainBatchEnd(batch: number, logs: Logs): HookResult {
    return this.onBatchEnd(batch, logs);
  }
  onBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  onBatchEnd(_batch: number, _logs: Logs): HookResult {}
  onTestBegin(_logs?: Logs): HookResult {}
  onTestEnd(_logs?: Logs): HookResult {}
  onTestBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  onTestBatchEnd(_batch: number, _logs: Logs): HookResult {}
  onPredictBegin(_logs?: Logs): HookResult {}
  onPredictEnd(_logs?: Logs): HookResult {}
  onPredictBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  onPredictBatchEnd(_batch: number, _logs: PredictLogs): HookResult {}
}

/** Names in a history: losses, metrics, learning rates, and their validation counterparts. */
const METRIC =
  /^val_|acc|acur|curac|loss|err|mae|mse|mape|msle|auc|precision|recall|score|entropy|iou|rate|^lr$/i;

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
  /** `history` without its checks, which cost more than the rest of an epoch. */
  readonly #lists: Record<string, number[]> = floats({});
  /**
   * A list with one value per epoch, by name: `history.loss`, `history.accuracy`, `history.val_loss`.
   *
   * Reading a metric that was not recorded throws a ValueError; `"val_loss" in history` tells whether it was recorded.
   */
  readonly history: Record<string, number[]> = strictDictionary(this.#lists, "The history", METRIC);

  readonly #epochs = new Map<string, number[]>();

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const name in logs) {
      if (!Object.hasOwn(this.#lists, name)) {
        this.#lists[name] = strictList(floats([]), `history.${name}`);
        this.#epochs.set(name, []);
      }
      this.#lists[name].push(logs[name]);
      this.#epochs.get(name)?.push(epoch);
    }
  }

  /** The epochs, from 0, of the values of `history[name]`: validation may run only every few. @internal */
  epochsOf(name: string): readonly number[] {
    return this.#epochs.get(name) ?? [];
  }
}

/** The hooks of a `LambdaCallback`; see `Callback` for their arguments. Values that they return are ignored, but for promises. */
export interface LambdaHooks {
  /** At the start of each epoch, `onEpochBegin: (epoch) => console.log(epoch)`; default: nothing. */
  readonly onEpochBegin?: (...args: Parameters<Callback["onEpochBegin"]>) => unknown;
  /** After each epoch, with its loss and metrics, `onEpochEnd: (epoch, logs) => console.log(logs.loss)`; default: nothing. */
  readonly onEpochEnd?: (...args: Parameters<Callback["onEpochEnd"]>) => unknown;
  /** Before the first epoch, `onTrainBegin: () => console.log("start")`; default: nothing. */
  readonly onTrainBegin?: (...args: Parameters<Callback["onTrainBegin"]>) => unknown;
  /** After the last epoch, `onTrainEnd: () => console.log("done")`; default: nothing. */
  readonly onTrainEnd?: (...args: Parameters<Callback["onTrainEnd"]>) => unknown;
  /** Before each batch of an epoch, `onTrainBatchBegin: (batch) => console.log(batch)`; default: nothing. */
  readonly onTrainBatchBegin?: (...args: Parameters<Callback["onTrainBatchBegin"]>) => unknown;
  /** After each batch, with the loss so far, `onTrainBatchEnd: (batch, logs) => console.log(logs.loss)`; default: nothing. */
  readonly onTrainBatchEnd?: (...args: Parameters<Callback["onTrainBatchEnd"]>) => unknown;
}

/**
 * A callback made of functions.
 *
 * @example
 * const print = new callbacks.LambdaCallback({ onEpochEnd: (epoch, logs) => console.log(epoch, logs.loss) });
 */
export class LambdaCallback extends Callback {
  /** @throws ValueError for anything but hooks */
  constructor(hooks: LambdaHooks = {}) {
    super();
    const names = Object.getOwnPropertyNames(Callback.prototype).filter((name) => name.startsWith("on"));
    checkOptions("LambdaCallback", hooks, Object.fromEntries(names.map((name) => [name, true])));
    Object.assign(this, hooks);
  }
}

/**
 * Ends training at the first batch whose loss is NaN or infinite. The history contains that loss, and the weights are as they were
 * before the batch. Without this callback `fit` throws an error that names the epoch and the batch.
 *
 * @example
 * const terminate = new callbacks.TerminateOnNaN();
 */
export class TerminateOnNaN extends Callback {
  /** Throw that error anyway. */
  readonly raiseError: boolean;

  constructor(
    options: {
      /** Throw that error anyway, default false. */
      raiseError?: boolean;
    } = {},
  ) {
    super();
    this.raiseError = withDefaults("TerminateOnNaN", options, { raiseError: false }).raiseError;
  }

  override onTrainBatchEnd(batch: number, logs: Logs): void {
    if (logs.loss === undefined || Number.isFinite(logs.loss)) return;
    process.stdout.write(`Batch ${batch}: Invalid loss, terminating training\n`);
    this.model.stopTraining = true;
  }
}
