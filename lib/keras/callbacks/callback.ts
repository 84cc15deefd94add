import type { ArrayInput, NDArray } from "../../ndarray.ts";
import type { Metric } from "../metrics/metric.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { PythonObject } from "../python-object.ts";
import type { Variable } from "../variable.ts";

/** The members of a model that a callback can use. */
export interface TrainedModel {
  readonly name: string;
  /** Set it to true to end training after the current batch. */
  stopTraining: boolean;
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
  readonly weights: readonly Variable[];
  getWeights(): NDArray[];
  setWeights(weights: readonly ArrayInput[]): void;
}

/** Loss and metrics by name; those of the validation data have the prefix `val_`. */
export type Logs = Record<string, number>;

/** `fit`, `evaluate` and `predict` wait for a promise that a hook returns. */
export type HookResult = void | Promise<void>;

/** The arguments of the running `fit`, `evaluate` or `predict`. */
export interface CallbackParams {
  verbose: 0 | 1 | 2;
  epochs: number;
  /** Batches per epoch. */
  steps: number;
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
  /** @param _epoch number of the epoch, from 0 */
  onEpochEnd(_epoch: number, _logs: Logs): HookResult {}
  onTrainBatchBegin(_batch: number, _logs?: Logs): HookResult {}
  /** @param _logs means over the epoch so far */
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
