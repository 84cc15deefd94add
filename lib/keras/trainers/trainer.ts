import { type Trainer as Engine, type Plan, sampleOrderSoon } from "../../engine/index.ts";
import { checkOptions, ValueError } from "../../errors.ts";
import { interruption } from "../../event-loop.ts";
import { enginePlan } from "../backend/plan.ts";
import { BackupAndRestore } from "../callbacks/backup-and-restore.ts";
import { History, type Logs } from "../callbacks/callback.ts";
import { isInCallback } from "../callbacks/callback-list.ts";
import { dialect } from "../dialects/dialect.ts";
import type { Arrays, KerasTensor, Structure } from "../layers/keras-tensor.ts";
import { recordBatch, recordFit } from "../record.ts";
import {
  type BatchArrays,
  BatchReader,
  type BatchSource,
  checkBatchArguments,
  isBatchSource,
} from "./batch-source.ts";
import type { Compiled } from "./compile-utils.ts";
import { type LoadedSamples, load } from "./compiled-model.ts";
import { type DataArguments, dataArguments } from "./data-arguments.ts";
import type { Validation } from "./epoch-loop.ts";
import { type CompiledMetric, type Figures, returned } from "./metric-totals.ts";
import type { FitSettings } from "./model-data.ts";
import {
  batchSizeOf,
  callbackList,
  checkValidationData,
  type EvaluateOptions,
  type FitOptions,
  fitCounts,
  OPTIONS,
  optionalWholeNumber,
  type PassOptions,
} from "./options.ts";
import {
  type BatchTraining,
  evaluateSource,
  predictSource,
  trainOnSource,
  validationOnSource,
} from "./run-batches.ts";
import { firstBatches, runEpochs, runEvaluation, runPrediction, validationOn } from "./run-epochs.ts";
import { RunningFit } from "./running-fit.ts";
import type { Samples } from "./samples.ts";
import { seenInEvaluation, seenInFit, seenInPrediction } from "./seen-samples.ts";
import { StepTrainer } from "./step-trainer.ts";
import type { DataTuple, ModelArrays, TargetArrays } from "./structured-data.ts";

/** A `fit` as data, without its model. */
export interface FitAsData extends FitSettings {
  readonly plan: Plan;
  readonly metrics: readonly CompiledMetric[];
  /** The initial weights, one after the other. */
  readonly parameters: Float32Array;
  readonly shapes: readonly (readonly number[])[];
  /** Order of the samples in each epoch; null: unshuffled. */
  readonly order: Uint32Array | null;
  readonly learningRate: number | ((step: number) => number);
}

/**
 * The training that `model.fit` would do after `setRandomSeed(seed)`, as data for a thread without Keras. Does not train.
 *
 * @throws ValueError for data that does not fit, and for parts that the engine cannot compute
 */
export let fitAsData: (
  model: Trainer,
  x: ModelArrays,
  y: TargetArrays,
  options: FitOptions,
  seed: number,
) => Promise<FitAsData>;

/** Training, evaluation and prediction of a model: Keras' `Trainer`. */
export abstract class Trainer<Form extends Structure<KerasTensor> = KerasTensor> extends StepTrainer<Form> {
  private readonly running = new RunningFit();

  static {
    fitAsData = async (model, x, y, options, seed) => {
      const data = model.newData();
      const settings = data.forFit(x, y, options);
      await data.checkSoon(() => {});
      const { optimizer } = model.engine.compiled;
      recordFit(model, model.engine.compiled, settings, undefined, model.engine.prepared, seed);
      const { schedule } = optimizer;
      const { weights } = model;
      const parameters = new Float32Array(weights.reduce((sum, { size }) => sum + size, 0));
      let offset = 0;
      for (const variable of weights) {
        await variable.copyTo(parameters, offset);
        offset += variable.size;
      }
      return {
        ...settings,
        plan: enginePlan(model.engine.plan()),
        metrics: model.engine.metrics,
        parameters,
        shapes: weights.map(({ shape }) => shape),
        order: settings.shuffle ? await sampleOrderSoon(seed, settings.samples.count) : null,
        learningRate: schedule === null ? optimizer.learningRate : (step) => optimizer.rateAt(step),
      };
    };
  }

  /**
   * Trains for a number of epochs, each of them a pass over all samples in batches.
   *
   * Instead of arrays, `x` may be a source of batches with targets and sample weights: a generator, an async generator, any other
   * iterable of `[x, y]` or `[x, y, sampleWeight]`, a `utils.PyDataset`, or a `tf.data` dataset of TensorFlow.js, whose tensors are
   * disposed of after use. Batches keep their order; only a `PyDataset` is shuffled. An endless source needs
   * `stepsPerEpoch`.
   *
   * Porting note: an exhausted generator ends the training, with Keras' warning; Keras would continue with its first two batches.
   *
   * @param x samples × features, or a source of batches
   * @param y a target per sample; for several outputs a row of targets, for sparse losses a class number
   * @returns loss and metrics of each epoch
   * @throws ValueError for data that does not fit, if the loss becomes NaN or infinite, and while another `fit` runs
   * @throws KeyboardInterrupt when it is stopped, in a notebook or by `signal`
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ optimizer: "sgd", loss: "mse" });
   * const history = await model.fit([[0], [1], [2]], [1, 3, 5], { epochs: 5, verbose: 0 });
   *
   * function* batches() {
   *   for (let i = 0; ; i++) yield [[[i % 2]], [1 + 2 * (i % 2)]] as const;
   * }
   * await model.fit(batches(), { epochs: 5, stepsPerEpoch: 10, verbose: 0 });
   */
  fit(x: ModelArrays, y: TargetArrays, options?: FitOptions): Promise<History>;
  fit(x: BatchSource | ModelArrays, options?: FitOptions): Promise<History>;
  fit(x: BatchSource | ModelArrays, y: null | undefined, options?: FitOptions): Promise<History>;
  async fit(...args: DataArguments<FitOptions>): Promise<History> {
    const { x, y, options } = dataArguments(args, this.needsNoTargets);
    return this.running.run(options.signal, () => {
      for (const one of callbackList(options.callbacks))
        if (one instanceof BackupAndRestore) one.checkBuilt(this);
      if (this.hasOwnSteps) return this.fitBySteps(x, y, options);
      return isBatchSource(x) ? this.fitBatches(x, options) : this.fitArrays(x, y as ModelArrays, options);
    });
  }

  private get needsNoTargets(): boolean {
    return this.hasOwnSteps || this.engine.isWithoutLoss;
  }

  /** @throws ValueError while the model is being trained, except in a callback of that `fit` and once it is stopped */
  protected checkNotTraining(method: string): void {
    if (!isInCallback(this)) this.running.check(method);
  }

  private async fitArrays(x: ModelArrays, y: ModelArrays, options: FitOptions): Promise<History> {
    checkOptions("fit", options, OPTIONS.fit);
    const { compiled } = this.engine;
    const { optimizer } = compiled;
    this.engine.checkTrainable();
    const isStopped = interruption(options.signal);
    const { validationData } = options;
    const data = this.newData(seenInFit(options));
    const source = isBatchSource(validationData) ? validationData : undefined;
    const settings = data.forFit(x, y, source ? { ...options, validationData: undefined } : options);
    await data.checkSoon(isStopped);
    const { samples, validation, batchSize } = settings;
    const reader = source && this.validationReader(source, options);
    const steps = settings.stepsPerEpoch ?? Math.ceil(samples.count / batchSize);
    const { run, history } = await this.begin(compiled, options, settings, steps, isStopped);
    const { engine } = run;
    const loaded: LoadedSamples[] = [];
    const ended = recordFit(this, this.engine.compiled, settings, options.callbacks, this.engine.prepared);
    try {
      const training = await load(engine, samples);
      loaded.push(training);
      const validating = validation && (await load(engine, validation));
      if (validating) loaded.push(validating);
      const { validationBatchSize, validationSteps: steps } = settings;
      const validate = reader
        ? validationOnSource({
            ...run,
            batches: reader,
            samplesOf: (batch) => this.samplesOf(batch, isStopped),
          })
        : validating && validationOn(validating, { ...run, batchSize: validationBatchSize, steps });
      await runEpochs({
        ...settings,
        ...run,
        firstEpoch: () => this.initialEpoch,
        optimizer,
        training,
        validate,
      });
    } finally {
      await reader?.close();
      for (const { loaded: one } of loaded) engine.release(one);
      // Even if the epoch was stopped.
      if (this.engine.is(engine)) optimizer.follow(engine);
      ended?.(history.history);
    }
    return history;
  }

  /** `fit` on batches from a source. */
  private async fitBatches(x: BatchSource, options: FitOptions): Promise<History> {
    checkOptions("fit", options, OPTIONS.fit);
    checkBatchArguments(x, { ...options });
    const { compiled } = this.engine;
    const { optimizer } = compiled;
    this.engine.checkTrainable();
    const isStopped = interruption(options.signal);
    const { classWeight, validationData } = options;
    const settings = fitCounts(options);
    const { stepsPerEpoch: steps, validationSteps, epochs } = settings;
    const shuffle = options.shuffle ?? true;
    const readers = [new BatchReader(x, { steps, stepsName: "stepsPerEpoch", shuffle })];
    const [reader] = readers;
    const loaded: LoadedSamples[] = [];
    try {
      await this.samplesOf(await reader.first(), isStopped, classWeight);
      const source = isBatchSource(validationData);
      if (source) readers.push(this.validationReader(validationData, options));
      const validation = source ? undefined : await this.validationSamples(validationData, isStopped);
      const { run, history } = await this.begin(compiled, options, settings, reader.count, isStopped);
      const { engine } = run;
      let validate: Validation | undefined;
      if (source) {
        const samplesOf = (batch: BatchArrays) => this.samplesOf(batch, isStopped);
        validate = validationOnSource({ ...run, batches: readers[1], samplesOf });
      } else if (validation) {
        const validating = await load(engine, validation);
        loaded.push(validating);
        const given = options.validationBatchSize ?? options.batchSize;
        const batchSize = batchSizeOf("validationBatchSize", given, validation.count, validationSteps);
        validate = validationOn(validating, { ...run, batchSize, steps: validationSteps });
      }
      const training: BatchTraining = {
        ...run,
        validationFreq: settings.validationFreq,
        epochs,
        firstEpoch: () => this.initialEpoch,
        optimizer,
        validate,
        batches: reader,
        samplesOf: (batch) => this.samplesOf(batch, isStopped, classWeight),
        onBatch: (samples) => recordBatch(this, this.engine.compiled, samples),
      };
      try {
        await trainOnSource(training);
      } finally {
        for (const { loaded: one } of loaded) engine.release(one);
        if (this.engine.is(engine)) optimizer.follow(engine);
      }
      return history;
    } finally {
      for (const reader of readers) await reader.close();
    }
  }

  /** Prepares the engine for a `fit` and resets the state of the previous one. @param steps batches per epoch; null: unknown */
  private async begin(
    compiled: Compiled,
    options: FitOptions,
    { epochs, initialEpoch }: Pick<FitSettings, "epochs" | "initialEpoch">,
    steps: number | null,
    isStopped: () => unknown,
  ) {
    const engine = await this.engine.ready(isStopped);
    const isOver = this.endOf(engine, compiled, isStopped);
    isOver();
    const history = new History();
    const callbacks = this.callbacksFor("Train", options, 1, epochs, steps, history);
    this.history = history;
    this.stopTraining = false;
    this.initialEpoch = initialEpoch;
    return { run: { engine, metrics: this.engine.metrics, callbacks, isOver }, history };
  }

  /** True once the running `fit` is over. @throws ValueError if the model was changed meanwhile */
  private endOf(engine: Engine, compiled: Compiled, isStopped: () => unknown): () => boolean {
    return () => {
      isStopped();
      if (this.engine.is(engine) && this.engine.compiled === compiled) return this.stopTraining;
      throw new ValueError("This `fit` has ended: the model was changed or compiled while it ran.");
    };
  }

  private validationReader(source: BatchSource, { validationSteps }: FitOptions): BatchReader {
    const steps = optionalWholeNumber("validationSteps", validationSteps);
    return new BatchReader(source, { steps, stepsName: "validationSteps" });
  }

  private async validationSamples(
    given: FitOptions["validationData"],
    isStopped: () => unknown,
  ): Promise<Samples | undefined> {
    if (!given) return undefined;
    checkValidationData(given);
    const [x, y, sampleWeight] = given as DataTuple;
    return this.samplesOf({ x, y: y ?? undefined, sampleWeight }, isStopped);
  }

  /** The checked samples of a batch. */
  private async samplesOf(
    { x, y, sampleWeight }: BatchArrays,
    isStopped: () => unknown,
    classWeight?: FitOptions["classWeight"],
  ): Promise<Samples> {
    if (y === undefined && !this.engine.isWithoutLoss) {
      throw new ValueError("Expected targets in each batch, as in [x, y]. Received: a batch of inputs alone");
    }
    const data = this.newData(() => null);
    const samples = data.samples(x, y as ModelArrays, sampleWeight);
    await data.checkSoon(isStopped);
    return data.weighted(samples, { classWeight, sampleWeight });
  }

  /**
   * The loss and the metrics over samples, in the order of `metricsNames`; without metrics the loss alone, a number; with
   * `returnDict` by their names. As for `fit`, `x` may be a source of batches; `steps` is the number of batches to take.
   *
   * Porting note: if two figures have the same name, Keras' list has the first one in both places, and the second one at
   * the end.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
   * const [loss, mae] = await model.evaluate([[0], [1]], [1, 3], { verbose: 0 });
   */
  evaluate(x: ModelArrays, y: TargetArrays, options: EvaluateOptions & { returnDict: true }): Promise<Logs>;
  evaluate(x: ModelArrays, y: TargetArrays, options?: EvaluateOptions): Promise<Figures>;
  evaluate(x: BatchSource, options: EvaluateOptions & { returnDict: true }): Promise<Logs>;
  evaluate(x: BatchSource, options?: EvaluateOptions): Promise<Figures>;
  evaluate(x: BatchSource, y: null | undefined, options?: EvaluateOptions): Promise<Figures>;
  async evaluate(...args: DataArguments<EvaluateOptions>): Promise<Figures | Logs> {
    this.checkNotTraining("evaluate");
    const { x, y, options } = dataArguments(args, this.needsNoTargets);
    checkOptions("evaluate", options, OPTIONS.evaluate);
    if (this.hasOwnSteps) return this.evaluateBySteps(x, y, options);
    if (isBatchSource(x)) return this.evaluateBatches(x, options);
    const isStopped = interruption(options.signal);
    const data = this.newData(seenInEvaluation(options));
    const samples = data.samples(x, y as ModelArrays, options.sampleWeight);
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

  private async evaluateBatches(x: BatchSource, options: EvaluateOptions): Promise<Figures | Logs> {
    checkBatchArguments(x, { ...options });
    const isStopped = interruption(options.signal);
    const steps = optionalWholeNumber("steps", options.steps);
    const reader = new BatchReader(x, { steps, stepsName: "steps" });
    try {
      await this.samplesOf(await reader.first(), isStopped);
      const evaluation = {
        engine: await this.engine.ready(isStopped),
        metrics: this.engine.metrics,
        callbacks: this.callbacksFor("Test", options, 1, 1, reader.count),
        isOver: isStopped,
        batches: reader,
        samplesOf: (batch: BatchArrays) => this.samplesOf(batch, isStopped),
      };
      return returned(await evaluateSource(evaluation, "the evaluation"), options);
    } finally {
      await reader.close();
    }
  }

  /**
   * The outputs for samples, `[samples, units]`. The model need not be compiled. As for `fit`, `x` may be a source of batches,
   * each `[x]`, whose targets, if there are any, are ignored.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * const outputs = await model.predict([[0], [1]]);
   * console.log(outputs.shape); // (2, 1)
   */
  async predict(x: ModelArrays | BatchSource, options: PassOptions = {}): Promise<Arrays<Form>> {
    this.checkNotTraining("predict");
    checkOptions("predict", options, OPTIONS.predict);
    if (this.hasOwnPrediction) return this.predictBySteps(x, options);
    if (isBatchSource(x)) return this.predictBatches(x, options);
    const isStopped = interruption(options.signal);
    const data = this.newData(seenInPrediction(options));
    const rows = data.inputs(x);
    await data.checkSoon(isStopped);
    const steps = optionalWholeNumber("steps", options.steps);
    const batchSize = batchSizeOf("batchSize", options.batchSize, rows.shape[0], steps);
    const range = firstBatches(rows.shape[0], batchSize, steps);
    const outputs = await runPrediction({
      engine: await this.engine.ready(isStopped),
      rows,
      range,
      batchSize,
      isStateful: this.engine.isStateful,
      callbacks: this.callbacksFor("Predict", options, dialect().predictVerbose, 1, range.steps),
      isOver: isStopped,
      shapes: data.shapes,
      units: this.unitsFor(data.shapes),
      arraysOf: (values, count) => this.arrays(values, count, data.shapes),
    });
    return this.arrays(outputs, range.end, data.shapes);
  }

  private async predictBatches(x: BatchSource, options: PassOptions): Promise<Arrays<Form>> {
    const isStopped = interruption(options.signal);
    const steps = optionalWholeNumber("steps", options.steps);
    const reader = new BatchReader(x, { steps, stepsName: "steps" });
    const inputsOf = async ({ x }: BatchArrays) => {
      const data = this.newData();
      const rows = data.inputs(x);
      await data.checkSoon(isStopped);
      return { rows, shapes: data.shapes };
    };
    try {
      const { shapes } = await inputsOf(await reader.first());
      const [outputs, samples] = await predictSource({
        engine: await this.engine.ready(isStopped),
        callbacks: this.callbacksFor("Predict", options, dialect().predictVerbose, 1, reader.count),
        isOver: isStopped,
        batches: reader,
        inputsOf,
        // All batches have outputs of one shape, whatever the length of their samples.
        units: this.unitsFor(shapes),
        arraysOf: (values, count) => this.arrays(values, count, shapes),
      });
      return this.arrays(outputs, samples, shapes);
    } finally {
      await reader.close();
    }
  }
}
