import { sampleOrder } from "../../engine";
import { ValueError } from "../../errors";
import { type ArrayInput, NDArray } from "../../ndarray";
import { atOnce } from "../../pieces";
import { type Callback, History, type Logs, ProgbarLogger, type TrainedModel } from "../callbacks";
import { CallbackList, type Mode } from "../callbacks/callback-list";
import { checkOptions } from "../known-options";
import type { Layer, Shape, Variable } from "../layers";
import { sampleSize } from "../layers/layer";
import * as losses from "../losses";
import type { Metric } from "../metrics";
import * as metrics from "../metrics";
import type { Optimizer } from "../optimizers";
import * as optimizers from "../optimizers";
import { PythonObject } from "../python-object";
import { freshSeed, state } from "../state";
import { inTurns, runBatches, Turns } from "./batches";
import { firstBatches } from "./epoch-steps";
import { Figures, returned } from "./figures";
import { checkLoss } from "./finite";
import { interruption } from "./interruption";
import { allot, load, unload } from "./loaded-samples";
import { type FitAsData, ModelData } from "./model-data";
import { ModelEngine } from "./model-engine";
import { enginePlan } from "./model-plan";
import {
  type BatchOptions,
  batchSizeOf,
  type CompileOptions,
  callbackList,
  checkJitCompile,
  checkMetrics,
  type EvaluateOptions,
  type FitOptions,
  known,
  optionalWholeNumber,
  type PassOptions,
  type TrainBatchOptions,
  verbosity,
} from "./options";
import { OutputShapes } from "./output-shapes";
import { prepare, runEpochs, runEvaluation } from "./run-epochs";

/** Training, evaluation and prediction of a model: Keras' `Trainer`. */
export abstract class Trainer extends PythonObject implements TrainedModel {
  abstract readonly name: string;
  abstract readonly layers: readonly Layer[];
  abstract readonly weights: readonly Variable[];
  abstract readonly inputShape: Shape | undefined;
  abstract readonly outputShape: Shape;
  abstract build(inputShape: Shape): void;
  abstract getWeights(): NDArray[];
  abstract setWeights(weights: readonly ArrayInput[]): void;

  /** Set to true, by a callback, it ends `fit` after the batch. */
  stopTraining = false;
  /** Of the last `fit`. */
  history: History | undefined;
  protected readonly engine = new ModelEngine(this);
  private readonly data = new ModelData(this, this.engine);
  private readonly outputShapes = new OutputShapes();
  /** Counts the calls of `fit`: only the newest may go on. */
  private fits = 0;

  /**
   * Says how to train: by which optimizer, to make which loss small, reporting which metrics. The weights stay; what an
   * optimizer has gathered starts anew.
   *
   * @throws ValueError for unknown names, and with `jitCompile: true` for parts that the engine does not know
   */
  compile(options: CompileOptions): void {
    checkOptions("compile", options, known.compile);
    const { optimizer = "rmsprop", loss, jitCompile = "auto" } = options;
    const { metrics: reported = [], weightedMetrics = [] } = options;
    checkJitCompile(jitCompile);
    checkMetrics("metrics", reported);
    checkMetrics("weightedMetrics", weightedMetrics);
    [...reported, ...weightedMetrics].forEach(metrics.check);
    this.engine.compile({
      optimizer: optimizers.get(optimizer),
      loss: losses.get(loss).plan(),
      metrics: reported,
      weightedMetrics,
      jitCompile,
    });
  }

  /** @throws ValueError before `compile` */
  get optimizer(): Optimizer {
    return this.engine.compiled.optimizer;
  }

  /** Whether the engine computes, and not TensorFlow.js. */
  get jitCompile(): boolean {
    return this.engine.usesEngine;
  }

  /** The metrics for this network; empty until it has seen data. */
  get metrics(): readonly Metric[] {
    return this.engine.metrics.map(({ metric }) => metric);
  }

  /** `loss`, then the metrics: what `evaluate` returns. */
  get metricsNames(): string[] {
    return ["loss", ...this.engine.metrics.map(({ key }) => key)];
  }

  /** Lets the metrics forget what they have seen. Every pass and every single batch begins with it by itself. */
  resetMetrics(): void {
    for (const metric of this.metrics) metric.resetState();
  }

  /**
   * Trains for a number of epochs, each once through all samples in batches.
   *
   * @param x samples × features
   * @param y a target per sample; for more outputs a row each, for the sparse losses a class number
   * @throws ValueError for data that does not fit, and when the loss stops being a finite number
   * @throws KeyboardInterrupt when it is stopped, in a notebook or by `signal`
   */
  async fit(x: ArrayInput, y: ArrayInput, options: FitOptions = {}): Promise<History> {
    checkOptions("fit", options, known.fit);
    const { optimizer } = this.engine.compiled;
    const turns = new Turns();
    const isStopped = interruption(options.signal);
    const settings = await inTurns(this.data.forFit(x, y, options), turns, isStopped);
    const { samples, validation, batchSize, epochs } = settings;
    const engine = await this.engine.ready();
    const history = new History();
    const steps = settings.stepsPerEpoch ?? Math.ceil(samples.count / batchSize);
    const callbacks = this.callbacksFor("Train", options, 1, epochs, steps, history);
    this.history = history;
    this.stopTraining = false;
    const thisFit = ++this.fits;
    const isOver = () => {
      isStopped();
      if (this.fits !== thisFit)
        throw new Error("This `fit` has ended: the model was given to another `fit`.");
      if (!this.engine.is(engine))
        throw new ValueError("This `fit` has ended: the model was changed or compiled while it ran.");
      return this.stopTraining;
    };
    const training = allot(engine, samples);
    const validating = validation && allot(engine, validation);
    try {
      for (const one of [training, validating])
        if (one) await inTurns(engine.fill(one.loaded), turns, isOver);
      await runEpochs({
        ...settings,
        engine,
        optimizer,
        metrics: this.engine.metrics,
        training,
        validation: validating,
        callbacks,
        turns,
        isOver,
      });
    } finally {
      unload(engine, training, validating);
    }
    return history;
  }

  /**
   * What `fit` would do, as data for a thread that has the engine alone; nothing is trained.
   *
   * @throws ValueError for data that does not fit, and for parts that the engine does not know
   */
  fitAsData(x: ArrayInput, y: ArrayInput, options: FitOptions = {}): FitAsData {
    const settings = atOnce(this.data.forFit(x, y, options));
    const { optimizer } = this.engine.compiled;
    const { schedule } = optimizer;
    return {
      ...settings,
      plan: enginePlan(this.engine.plan()),
      metrics: this.engine.metrics,
      parameters: this.weights.map((variable) => variable.numpy()),
      order: settings.shuffle ? sampleOrder(state.seed ?? freshSeed(), settings.samples.count) : null,
      learningRate: schedule === null ? optimizer.learningRate : (step) => schedule.call(step),
    };
  }

  /**
   * The loss and the metrics over samples, in the order of `metricsNames`; with `returnDict` by their names.
   *
   * Porting note: a list also when there is no metric, where Keras returns the number alone. Where two figures have one name,
   * Keras' list has the first in the place of the second too, and the second at the end.
   */
  evaluate(x: ArrayInput, y: ArrayInput, options: EvaluateOptions & { returnDict: true }): Promise<Logs>;
  evaluate(x: ArrayInput, y: ArrayInput, options?: EvaluateOptions): Promise<number[]>;
  async evaluate(x: ArrayInput, y: ArrayInput, options: EvaluateOptions = {}): Promise<number[] | Logs> {
    checkOptions("evaluate", options, known.evaluate);
    const turns = new Turns();
    const isStopped = interruption(options.signal);
    const samples = await inTurns(this.data.samples(x, y, options.sampleWeight), turns, isStopped);
    const steps = optionalWholeNumber("steps", options.steps);
    const batchSize = batchSizeOf("batchSize", options.batchSize, samples.count, steps);
    const range = firstBatches(samples.count, batchSize, steps);
    const engine = await this.engine.ready();
    const callbacks = this.callbacksFor("Test", options, 1, 1, range.steps);
    const loaded = allot(engine, samples);
    try {
      await inTurns(engine.fill(loaded.loaded), turns, isStopped);
      const logs = await runEvaluation({
        engine,
        metrics: this.engine.metrics,
        loaded,
        range,
        batchSize,
        callbacks,
        turns,
        isOver: isStopped,
      });
      return returned(logs, options);
    } finally {
      unload(engine, loaded);
    }
  }

  /** The outputs for samples, `[samples, units]`. The model need not be compiled for it. */
  async predict(x: ArrayInput, options: PassOptions = {}): Promise<NDArray> {
    checkOptions("predict", options, known.predict);
    const turns = new Turns();
    const isStopped = interruption(options.signal);
    const rows = await inTurns(this.data.inputs(x), turns, isStopped);
    const features = rows.size / rows.shape[0];
    const wanted = optionalWholeNumber("steps", options.steps);
    const batchSize = batchSizeOf("batchSize", options.batchSize, rows.shape[0], wanted);
    const { steps, end: count } = firstBatches(rows.shape[0], batchSize, wanted);
    const engine = await this.engine.ready();
    const units = sampleSize(this.outputShape);
    let outputs: Float32Array | undefined;
    const callbacks = this.callbacksFor("Predict", options, 0, 1, steps);
    await callbacks.begin();
    await runBatches({
      start: 0,
      end: count,
      batchSize,
      callbacks,
      turns,
      *step(start, end) {
        const batch = rows.values.subarray(start * features, end * features) as Float32Array;
        const some = yield* engine.predictInPieces(batch);
        if (end - start === count) outputs = some;
        else {
          outputs ??= new Float32Array(count * units);
          outputs.set(some, start * units);
        }
      },
      logs: () => ({}),
      isOver: isStopped,
    });
    await callbacks.end();
    return new NDArray(outputs as Float32Array, this.outputShapes.of(this.outputShape, count));
  }

  /**
   * One update with these samples, at once, nothing else running meanwhile: the loss before it, and the metrics, of this
   * batch alone, in the order of `metricsNames`; with `returnDict` by their names.
   *
   * @throws ValueError for data that does not fit, and when the loss is no finite number
   */
  trainOnBatch(x: ArrayInput, y: ArrayInput, options: TrainBatchOptions & { returnDict: true }): Logs;
  trainOnBatch(x: ArrayInput, y: ArrayInput, options?: TrainBatchOptions): number[];
  trainOnBatch(x: ArrayInput, y: ArrayInput, options: TrainBatchOptions = {}): number[] | Logs {
    checkOptions("trainOnBatch", options, known.trainOnBatch);
    const { optimizer } = this.engine.compiled;
    const samples = atOnce(
      this.data.weighted(atOnce(this.data.samples(x, y, options.sampleWeight)), options),
    );
    const engine = this.engine.readyNow();
    const figures = new Figures(this.engine.metrics);
    const batch = load(engine, samples);
    try {
      prepare(engine, optimizer);
      engine.train(batch.loaded, null, 0, samples.count, samples.count, figures.totals);
      optimizer.follow(engine);
      checkLoss(figures.totals.loss, `update ${optimizer.batches + 1}`);
      atOnce(figures.addOutputs(engine.outputs, samples, null, 0, samples.count));
      return returned(figures.logs(), options);
    } finally {
      unload(engine, batch);
    }
  }

  /** The loss and the metrics of these samples, at once, as `trainOnBatch` returns them; nothing else runs meanwhile. */
  testOnBatch(x: ArrayInput, y: ArrayInput, options: BatchOptions & { returnDict: true }): Logs;
  testOnBatch(x: ArrayInput, y: ArrayInput, options?: BatchOptions): number[];
  testOnBatch(x: ArrayInput, y: ArrayInput, options: BatchOptions = {}): number[] | Logs {
    checkOptions("testOnBatch", options, known.testOnBatch);
    const samples = atOnce(this.data.samples(x, y, options.sampleWeight));
    const engine = this.engine.readyNow();
    const figures = new Figures(this.engine.metrics);
    const batch = load(engine, samples);
    try {
      engine.evaluate(batch.loaded, 0, samples.count, samples.count, figures.totals);
      atOnce(figures.addOutputs(engine.outputs, samples, null, 0, samples.count));
      return returned(figures.logs(), options);
    } finally {
      unload(engine, batch);
    }
  }

  /** The outputs for samples, at once; nothing else runs meanwhile. */
  predictOnBatch(x: ArrayInput): NDArray {
    const rows = atOnce(this.data.inputs(x));
    const outputs = this.engine.readyNow().predict(rows.values as Float32Array);
    return new NDArray(outputs, this.outputShapes.of(this.outputShape, rows.shape[0]));
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
    const everyFit = mode === "Train" ? (state.fitCallbacks?.({ verbose, callbacks: own }) ?? []) : [];
    const all = [...everyFit, ...own, ...(verbose === 0 ? [] : [new ProgbarLogger(verbose)]), ...last];
    return new CallbackList(mode, all, this, { verbose, epochs, steps });
  }
}
