import { floats, PythonObject } from "../python-repr.ts";
import type { TrainedModel } from "./trained-model.ts";

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
