import { type Plan, sampleOrderSoon } from "../../engine/index.ts";
import { checkOptions, ValueError } from "../../errors.ts";
import { interruption, Pacer } from "../../event-loop.ts";
import type { NDArray } from "../../ndarray.ts";
import { enginePlan } from "../backend/plan.ts";
import { type Callback, History, type Logs, type TrainedModel } from "../callbacks/callback.ts";
import { CallbackList, isInCallback, type Mode } from "../callbacks/callback-list.ts";
import { ProgbarLogger } from "../callbacks/progbar-logger.ts";
import { fitCallbacks } from "../config.ts";
import { dialect } from "../dialects/dialect.ts";
import type { Arrays, KerasTensor, Structure } from "../layers/keras-tensor.ts";
import { recordFit } from "../record.ts";
import { CompiledModel, type LoadedSamples, load } from "./compiled-model.ts";
import { type CompiledMetric, checkOutputs, type Figures, returned } from "./metric-totals.ts";
import type { FitSettings } from "./model-data.ts";
import {
  batchSizeOf,
  callbackList,
  type EvaluateOptions,
  type FitOptions,
  known,
  optionalWholeNumber,
  type PassOptions,
  verbosity,
} from "./options.ts";
import { firstBatches, type Pass, runBatches, runEpochs, runEvaluation } from "./run-epochs.ts";
import type { ModelArrays } from "./structured-data.ts";

/** A `fit` as data, without its model. */
export interface FitAsData extends FitSettings {
  readonly plan: Plan;
  readonly metrics: readonly CompiledMetric[];
  /** The initial weights. */
  readonly parameters: readonly NDArray[];
  /** Order of the samples in each epoch; null: unshuffled. */
  readonly order: Uint32Array | null;
  readonly learningRate: number | ((step: number) => number);
}

/**
 * The training that `model.fit` would do after `setRandomSeed(seed)`, as data for a thread that has only the engine. Trains nothing.
 *
 * @throws ValueError for data that does not fit, and for parts that the engine cannot compute
 */
export let fitAsData: (
  model: Trainer,
  x: ModelArrays,
  y: ModelArrays,
  options: FitOptions,
  seed: number,
) => Promise<FitAsData>;

/** Training, evaluation and prediction of a model: Keras' `Trainer`. */
export abstract class Trainer<Form extends Structure<KerasTensor> = KerasTensor>
  extends CompiledModel<Form>
  implements TrainedModel
{
  /** Set to true by a callback, it ends `fit` after the current batch. */
  stopTraining = false;
  /** The epoch with which the running `fit` begins, from 0; a callback may set it in `onTrainBegin`. */
  initialEpoch = 0;
  /** The history of the last `fit`. */
  history: History | undefined;
  private isTraining = false;

  static {
    fitAsData = async (model, x, y, options, seed) => {
      const data = model.newData();
      const settings = data.forFit(x, y, options);
      await data.checkSoon(() => {});
      const { optimizer } = model.engine.compiled;
      recordFit(model, model.engine.compiled, settings, undefined, seed);
      const { schedule } = optimizer;
      const parameters: NDArray[] = [];
      for (const variable of model.weights) parameters.push(await variable.copy());
      return {
        ...settings,
        plan: enginePlan(model.engine.plan()),
        metrics: model.engine.metrics,
        parameters,
        order: settings.shuffle ? await sampleOrderSoon(seed, settings.samples.count) : null,
        learningRate: schedule === null ? optimizer.learningRate : (step) => schedule.call(step),
      };
    };
  }

  /**
   * Trains for a number of epochs, each of which passes over all samples in batches.
   *
   * @param x samples × features
   * @param y a target per sample; for several outputs a row of targets, for sparse losses a class number
   * @returns loss and metrics of each epoch
   * @throws ValueError for data that does not fit, if the loss becomes NaN or infinite, and while another `fit` runs
   * @throws KeyboardInterrupt when it is stopped, in a notebook or by `signal`
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ optimizer: "sgd", loss: "mse" });
   * const history = await model.fit([[0], [1], [2]], [1, 3, 5], { epochs: 5, verbose: 0 });
   */
  async fit(x: ModelArrays, y: ModelArrays, options: FitOptions = {}): Promise<History> {
    if (this.isTraining) throw stillTraining("fit");
    this.isTraining = true;
    try {
      return await this.train(x, y, options);
    } finally {
      this.isTraining = false;
    }
  }

  /** @throws ValueError while the model is being trained, except in a callback of that `fit` */
  protected checkNotTraining(method: string): void {
    if (this.isTraining && !isInCallback(this)) throw stillTraining(method);
  }

  private async train(x: ModelArrays, y: ModelArrays, options: FitOptions): Promise<History> {
    checkOptions("fit", options, known.fit);
    const { optimizer } = this.engine.compiled;
    this.engine.checkTrainable();
    const isStopped = interruption(options.signal);
    const data = this.newData();
    const settings = data.forFit(x, y, options);
    await data.checkSoon(isStopped);
    const { samples, validation, batchSize, epochs } = settings;
    const engine = await this.engine.ready(isStopped);
    const isOver = () => {
      isStopped();
      if (!this.engine.is(engine))
        throw new ValueError("This `fit` has ended: the model was changed or compiled while it ran.");
      return this.stopTraining;
    };
    isOver();
    const history = new History();
    const steps = settings.stepsPerEpoch ?? Math.ceil(samples.count / batchSize);
    const callbacks = this.callbacksFor("Train", options, 1, epochs, steps, history);
    this.history = history;
    this.stopTraining = false;
    this.initialEpoch = settings.initialEpoch;
    const loaded: LoadedSamples[] = [];
    const ended = recordFit(this, this.engine.compiled, settings, options.callbacks);
    try {
      const training = await load(engine, samples);
      loaded.push(training);
      const validating = validation && (await load(engine, validation));
      if (validating) loaded.push(validating);
      await runEpochs({
        ...settings,
        firstEpoch: () => this.initialEpoch,
        engine,
        optimizer,
        metrics: this.engine.metrics,
        training,
        validation: validating,
        callbacks,
        isOver,
      });
    } finally {
      for (const { loaded: one } of loaded) engine.release(one);
      // Also of an epoch that was stopped.
      if (this.engine.is(engine)) optimizer.follow(engine);
      ended?.(history.history);
    }
    return history;
  }

  /**
   * The loss and the metrics over samples, in the order of `metricsNames`; without metrics the loss alone, a number; with
   * `returnDict` by their names.
   *
   * Porting note: where two figures have one name, Keras' list has the first in the place of the second too, and the second
   * at the end.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
   * const [loss, mae] = await model.evaluate([[0], [1]], [1, 3], { verbose: 0 });
   */
  evaluate(x: ModelArrays, y: ModelArrays, options: EvaluateOptions & { returnDict: true }): Promise<Logs>;
  evaluate(x: ModelArrays, y: ModelArrays, options?: EvaluateOptions): Promise<Figures>;
  async evaluate(x: ModelArrays, y: ModelArrays, options: EvaluateOptions = {}): Promise<Figures | Logs> {
    this.checkNotTraining("evaluate");
    checkOptions("evaluate", options, known.evaluate);
    const isStopped = interruption(options.signal);
    const data = this.newData();
    const samples = data.samples(x, y, options.sampleWeight);
    await data.checkSoon(isStopped);
    const steps = optionalWholeNumber("steps", options.steps);
    const batchSize = batchSizeOf("batchSize", options.batchSize, samples.count, steps);
    const range = firstBatches(samples.count, batchSize, steps);
    const engine = await this.engine.ready(isStopped);
    const callbacks = this.callbacksFor("Test", options, 1, 1, range.steps);
    const loaded = await load(engine, samples);
    try {
      const logs = await runEvaluation({
        engine,
        metrics: this.engine.metrics,
        loaded,
        range,
        batchSize,
        callbacks,
        isOver: isStopped,
        where: "the evaluation",
      });
      return returned(logs, options);
    } finally {
      engine.release(loaded.loaded);
    }
  }

  /**
   * The outputs for samples, `[samples, units]`. The model need not be compiled for it.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * const outputs = await model.predict([[0], [1]]);
   * console.log(outputs.shape); // (2, 1)
   */
  async predict(x: ModelArrays, options: PassOptions = {}): Promise<Arrays<Form>> {
    this.checkNotTraining("predict");
    checkOptions("predict", options, known.predict);
    const isStopped = interruption(options.signal);
    const data = this.newData();
    const rows = data.inputs(x);
    await data.checkSoon(isStopped);
    const features = rows.size / rows.shape[0];
    const wanted = optionalWholeNumber("steps", options.steps);
    const batchSize = batchSizeOf("batchSize", options.batchSize, rows.shape[0], wanted);
    const range = firstBatches(rows.shape[0], batchSize, wanted);
    const engine = await this.engine.ready(isStopped);
    const units = this.unitsPerSample;
    let outputs: Float32Array | undefined;
    const arraysOf = (values: Float32Array, samples: number) => this.arrays(values, samples);
    let batchOutputs = arraysOf(new Float32Array(0), 0);
    const callbacks = this.callbacksFor("Predict", options, dialect().predictVerbose, 1, range.steps);
    await callbacks.begin();
    const pass: Pass = {
      batchSize,
      callbacks,
      pacer: new Pacer(),
      async step(start, end) {
        const batch = rows.values.subarray(start * features, end * features) as Float32Array;
        const some = await engine.predictSoon(isStopped, batch);
        checkOutputs(some, start, units);
        batchOutputs = arraysOf(some, end - start);
        if (end - start === range.end) outputs = some;
        else {
          outputs ??= new Float32Array(range.end * units);
          outputs.set(some, start * units);
        }
      },
      logs: () => ({ outputs: batchOutputs as NDArray }),
      isOver: isStopped,
    };
    await runBatches(pass, range);
    await callbacks.end();
    return this.arrays(outputs as Float32Array, range.end);
  }

  private callbacksFor(
    mode: Mode,
    options: Pick<PassOptions, "verbose" | "callbacks">,
    defaultVerbose: 0 | 1,
    epochs: number,
    steps: number,
    ...last: Callback[]
  ): CallbackList {
    const verbose = verbosity(options.verbose ?? defaultVerbose);
    const own = callbackList(options.callbacks);
    const everyFit = mode === "Train" ? fitCallbacks({ verbose, callbacks: own }) : [];
    const all = [...everyFit, ...own, ...(verbose === 0 ? [] : [new ProgbarLogger(verbose)]), ...last];
    return new CallbackList(mode, all, this, { verbose, epochs, steps });
  }
}

const stillTraining = (method: string) =>
  new ValueError(
    `\`${method}\` was called while the model is being trained. ` +
      "`fit` returns a Promise: write `await model.fit(…)`, which waits for its end.",
  );
