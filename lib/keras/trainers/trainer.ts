import { ValueError } from "../../errors";
import { type ArrayInput, NDArray } from "../../ndarray";
import { type Callback, History, ProgbarLogger, type TrainedModel } from "../callbacks";
import { CallbackList, type Mode } from "../callbacks/callback-list";
import type { Dense, Shape, Variable } from "../layers";
import * as losses from "../losses";
import type { Metric } from "../metrics";
import * as metrics from "../metrics";
import type { Optimizer } from "../optimizers";
import * as optimizers from "../optimizers";
import { PythonObject } from "../python-object";
import { floats, tuple } from "../python-repr";
import { runBatches } from "./batches";
import { means, noTotals } from "./figures";
import { ModelEngine } from "./model-engine";
import {
  type CompileOptions,
  callbackList,
  type FitOptions,
  fraction,
  type PassOptions,
  verbosity,
  wholeNumber,
} from "./options";
import { checkFinite, runEpochs, runEvaluation } from "./run-epochs";
import { checkCardinality, inputs, type Samples, split, targets } from "./samples";

/** Training, evaluation and prediction of a model: Keras' `Trainer`. */
export abstract class Trainer extends PythonObject implements TrainedModel {
  abstract readonly name: string;
  abstract readonly layers: readonly Dense[];
  abstract readonly weights: readonly Variable[];
  abstract readonly inputShape: Shape | undefined;
  abstract build(inputShape: Shape): void;
  abstract getWeights(): NDArray[];
  abstract setWeights(weights: readonly ArrayInput[]): void;

  /** Set to true, by a callback, it ends `fit` after the batch. */
  stopTraining = false;
  /** Of the last `fit`. */
  history: History | undefined;
  protected readonly engine = new ModelEngine(this);
  /** Counts the calls of `fit`: only the newest may go on. */
  private fits = 0;

  /**
   * Says how to train: by which optimizer, to make which loss small, reporting which metrics. The weights stay; what an
   * optimizer has gathered starts anew.
   *
   * @throws ValueError for unknown names
   */
  compile(options: CompileOptions): void {
    const { optimizer, loss, metrics: reported = [], jitCompile = "auto" } = options;
    if (jitCompile !== "auto" && typeof jitCompile !== "boolean") {
      throw new ValueError(`Expected \`jitCompile\` to be "auto", true or false. Received: ${jitCompile}`);
    }
    reported.forEach(metrics.check);
    this.engine.compile({
      optimizer: optimizers.get(optimizer),
      loss: losses.get(loss).plan(),
      metrics: reported,
      jitCompile: jitCompile !== false,
    });
  }

  /** @throws ValueError before `compile` */
  get optimizer(): Optimizer {
    return this.engine.compiled.optimizer;
  }

  /** Whether the engine computes, and not TensorFlow.js. */
  get jitCompile(): boolean {
    return this.engine.compiled.jitCompile;
  }

  /** The metrics for this network; empty until it has seen data. */
  get metrics(): readonly Metric[] {
    return this.engine.metrics;
  }

  /** `loss`, then the metrics: what `evaluate` returns. */
  get metricsNames(): string[] {
    return ["loss", ...this.metrics.map(({ name }) => name)];
  }

  /**
   * Trains for a number of epochs, each once through all samples in batches.
   *
   * @param x samples × features
   * @param y a target per sample; for more outputs a row each, for the sparse loss a class number
   * @throws ValueError for data that does not fit, and when the loss stops being a finite number
   */
  async fit(x: ArrayInput, y: ArrayInput, options: FitOptions = {}): Promise<History> {
    const { optimizer } = this.engine.compiled;
    const batchSize = wholeNumber("batchSize", options.batchSize ?? 32, 1);
    const epochs = wholeNumber("epochs", options.epochs ?? 1, 0);
    const initialEpoch = wholeNumber("initialEpoch", options.initialEpoch ?? 0, 0);
    const [samples, validation] = this.fitSamples(x, y, options);
    const engine = await this.engine.ready();
    const history = new History();
    const callbacks = this.callbacksFor("Train", options, 1, epochs, samples.count, batchSize, history);
    this.history = history;
    this.stopTraining = false;
    const thisFit = ++this.fits;
    await runEpochs({
      engine,
      optimizer,
      metrics: this.metrics,
      samples,
      validation,
      batchSize,
      initialEpoch,
      epochs,
      shuffle: options.shuffle ?? true,
      callbacks,
      isOver: () => {
        if (this.fits !== thisFit)
          throw new Error("This `fit` has ended: the model was given to another `fit`.");
        return this.stopTraining;
      },
    });
    return history;
  }

  /**
   * The loss and the metrics over samples, in the order of `metricsNames`.
   *
   * Porting note: a list also when there is no metric, where Keras returns the number alone.
   */
  async evaluate(x: ArrayInput, y: ArrayInput, options: PassOptions = {}): Promise<number[]> {
    const batchSize = wholeNumber("batchSize", options.batchSize ?? 32, 1);
    const samples = this.samples(x, y);
    const engine = await this.engine.ready();
    const callbacks = this.callbacksFor("Test", options, 1, 1, samples.count, batchSize);
    await callbacks.begin();
    const logs = await runEvaluation(engine, this.metrics, samples, batchSize, callbacks);
    await callbacks.end(logs);
    return floats(Object.values(logs));
  }

  /** The outputs for samples, `[samples, units]`. The model need not be compiled for it. */
  async predict(x: ArrayInput, options: PassOptions = {}): Promise<NDArray> {
    const batchSize = wholeNumber("batchSize", options.batchSize ?? 32, 1);
    const rows = this.inputs(x);
    const [count, features] = rows.shape;
    const engine = await this.engine.ready();
    const { units } = this.layers[this.layers.length - 1];
    const outputs = new Float32Array(count * units);
    const callbacks = this.callbacksFor("Predict", options, 0, 1, count, batchSize);
    await callbacks.begin();
    await runBatches({
      samples: count,
      batchSize,
      callbacks,
      step(start, end) {
        const batch = rows.values.subarray(start * features, end * features) as Float32Array;
        outputs.set(engine.predict(batch), start * units);
      },
      logs: () => ({}),
      isOver: () => false,
    });
    await callbacks.end();
    return new NDArray(outputs, tuple([count, units]));
  }

  /** One update with these samples, at once and without callbacks: the loss before it, and the metrics. */
  trainOnBatch(x: ArrayInput, y: ArrayInput): number[] {
    const { optimizer } = this.engine.compiled;
    const { x: rows, y: labels, count } = this.samples(x, y);
    const engine = this.engine.readyNow();
    const totals = noTotals(this.metrics);
    engine.learningRate = optimizer.learningRate;
    engine.train(rows, labels, null, 0, count, count, totals);
    optimizer.iterations = engine.iterations;
    checkFinite([totals.loss], "loss", `update ${optimizer.iterations}`);
    return floats(Object.values(means(totals, this.metrics)));
  }

  /** The outputs for samples, at once. */
  predictOnBatch(x: ArrayInput): NDArray {
    const rows = this.inputs(x);
    const outputs = this.engine.readyNow().predict(rows.values as Float32Array);
    return new NDArray(outputs, tuple([rows.shape[0], outputs.length / rows.shape[0]]));
  }

  /** Checks inputs; the first ones build a model that does not know its input shape. */
  private inputs(x: ArrayInput): NDArray {
    const rows = inputs(x, this.inputShape, this.layers[0]?.name ?? this.name);
    this.build([null, rows.shape[1]]);
    return rows;
  }

  private samples(x: ArrayInput, y: ArrayInput): Samples {
    const { loss } = this.engine.compiled;
    const rows = this.inputs(x);
    const { units } = this.layers[this.layers.length - 1];
    const labels = targets(y, loss, units);
    checkCardinality(rows, labels);
    return { x: rows.values as Float32Array, y: labels.values as Float32Array, count: rows.shape[0] };
  }

  private fitSamples(x: ArrayInput, y: ArrayInput, options: FitOptions): [Samples, Samples | undefined] {
    const share = fraction("validationSplit", options.validationSplit ?? 0);
    const samples = this.samples(x, y);
    if (options.validationData) return [samples, this.samples(...options.validationData)];
    return share === 0 ? [samples, undefined] : split(samples, share);
  }

  private callbacksFor(
    mode: Mode,
    options: PassOptions,
    defaultVerbose: 0 | 1,
    epochs: number,
    samples: number,
    batchSize: number,
    ...last: Callback[]
  ): CallbackList {
    const verbose = verbosity(options.verbose ?? defaultVerbose);
    const progress = verbose === 0 ? [] : [new ProgbarLogger(verbose)];
    const steps = Math.ceil(samples / batchSize);
    const all = [...callbackList(options.callbacks), ...progress, ...last];
    return new CallbackList(mode, all, this, { verbose, epochs, steps });
  }
}
