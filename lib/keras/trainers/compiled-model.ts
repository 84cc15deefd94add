import type { Trainer as Engine, Samples as Loaded, SampleShapes, Totals } from "../../engine/index.ts";
import { checkOptions, isPlainObject, ValueError } from "../../errors.ts";
import { NDArray } from "../../ndarray.ts";
import { dict, tuple } from "../../python-repr.ts";
import type { Logs } from "../callbacks/index.ts";
import { dialect } from "../dialects/dialect.ts";
import { type Arrays, flatten, type KerasTensor, type Structure } from "../layers/keras-tensor.ts";
import { type AnyLayer, Layer, type Shape } from "../layers/layer.ts";
import * as losses from "../losses/index.ts";
import type { Metric } from "../metrics/index.ts";
import type { Optimizer, OptimizerIdentifier } from "../optimizers/index.ts";
import * as optimizers from "../optimizers/index.ts";
import { recordBatch, recordUpdated } from "../record.ts";
import type { LoadWeightsOptions } from "../saving/load-weights.ts";
import { compileArguments, compileForm } from "../saving/model-form.ts";
import type { SaveOptions } from "../saving/save-model.ts";
import type { SavedModel } from "../saving/saveable.ts";
import { type Compiled, checkMetricNames } from "./compile-utils.ts";
import { checkLoss, checkOutputs, type Figures, MetricTotals, returned } from "./metric-totals.ts";
import { ModelData } from "./model-data.ts";
import { ModelEngine } from "./model-engine.ts";
import {
  type BatchOptions,
  type CompileOptions,
  checkJitCompile,
  checkMetrics,
  OPTIONS,
  type TrainBatchOptions,
} from "./options.ts";
import type { Samples } from "./samples.ts";
import type { SeenSamples } from "./seen-samples.ts";
import { isDictionary, type ModelArrays, separated, type TargetArrays } from "./structured-data.ts";

/** The parts of a model that files hold. */
export let savedModel: (model: AnyModel) => SavedModel;

/** A model of any form of inputs and outputs. */
// biome-ignore lint/suspicious/noExplicitAny: no type of outputs includes all others
type AnyModel = CompiledModel<any>;

/** A model that can be compiled, and its synchronous methods for a single batch. */
export abstract class CompiledModel<Form extends Structure<KerasTensor> = KerasTensor> extends Layer<Form> {
  abstract readonly layers: readonly AnyLayer[];
  /** The inputs in the form in which the model was given them. */
  abstract readonly inputForm: Structure<object>;
  abstract readonly outputForm: Structure<object>;
  /** The names of the input layers. */
  abstract readonly inputNames: readonly string[];
  /** The names by which `compile` and data name the outputs: the keys of a dictionary, else those of the layers. */
  abstract readonly outputKeys: readonly string[];

  /** The parts of a subclass that files hold: the layers in its properties by name, and the weights beside them. */
  abstract readonly tracked: SavedModel["tracked"];
  /** True if `fit` and `evaluate` call steps of a subclass. */
  protected abstract readonly hasOwnSteps: boolean;

  abstract readonly takesTraining: boolean;
  /** True if `predict` calls a step of a subclass. */
  protected abstract readonly hasOwnPrediction: boolean;
  /** True if the first data determine the number of inputs. */
  abstract readonly buildsByStructure: boolean;

  protected readonly engine = new ModelEngine(this, () => this.hasOwnSteps);
  protected readonly outputShapes = new OutputShapes();
  /** The loss as `compile` was given it, null before. A subclass may set it to whatever its steps need, and call it. */
  // biome-ignore lint/suspicious/noExplicitAny: a name, an object, or a function of any tensors
  loss: any = null;
  /** As given to `compile`. */
  private compileOptions: CompileOptions | undefined;
  /** As in Keras, a call of `compile` without a loss, or without metrics, keeps the earlier ones. */
  #kept: Pick<CompileOptions, "loss" | "lossWeights" | "metrics" | "weightedMetrics"> = {};

  static {
    savedModel = (model) => ({
      model,
      name: model.name,
      className: model.className,
      built: model.built,
      trainable: model.trainable,
      inputShape: model.inputShape,
      layers: model.layers,
      tracked: model.tracked,
      weights: model.weights,
      trainedVariables: model.engine.trained,
      compiledOptimizer: model.engine.isCompiled ? model.optimizer : null,
      getConfig: () => model.getConfig(),
      getCompileConfig: () => model.getCompileConfig(),
      optimizerState: () => model.engine.optimizerState(),
      restoreOptimizer: (restore) => model.engine.restoreOptimizer(restore),
    });
  }

  /**
   * Sets optimizer, loss and metrics. The weights stay; the state of the optimizer is reset. As in Keras, a second call without a loss
   * keeps the one before, and one without any metrics keeps those before; files hold what the last call was given.
   *
   * @throws ValueError for unknown names, and with `jitCompile: true` for parts that the engine cannot compute
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1, activation: "sigmoid" })]);
   * model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
   */
  compile(options: CompileOptions = {}): void {
    checkOptions("compile", options, OPTIONS.compile);
    const { optimizer = "rmsprop", jitCompile = "auto" } = options;
    const { loss, lossWeights, metrics, weightedMetrics } = options;
    const hasMetrics = metrics != null || weightedMetrics != null;
    const kept = {
      ...this.#kept,
      ...(loss != null && { loss, lossWeights }),
      ...(hasMetrics && { metrics, weightedMetrics }),
    };
    if (optimizer === null) {
      throw new ValueError(
        "Expected `optimizer` to be a name, an object or a function. Received: optimizer=null",
      );
    }
    const { metrics: reported = [], weightedMetrics: weighted = [] } = kept;
    checkJitCompile(jitCompile);
    checkMetrics("metrics", reported ?? []);
    checkMetrics("weightedMetrics", weighted ?? []);
    checkMetricNames(reported ?? []);
    checkMetricNames(weighted ?? []);
    this.engine.compile({
      optimizer: optimizers.get(optimizer),
      loss: planned(kept.loss ?? null),
      givenLoss: kept.loss,
      lossWeights: kept.lossWeights ?? null,
      metrics: reported ?? [],
      weightedMetrics: weighted ?? [],
      jitCompile,
    });
    this.compileOptions = options;
    this.#kept = kept;
    if (loss != null) this.loss = loss;
  }

  /**
   * Saves the model: its layers, weights, the arguments of `compile` and the optimizer's state. Equal models give equal bytes. A file
   * that exists is replaced only when the new one is complete.
   *
   * @param filepath ends in `.keras`, Keras 3's format, or in `.h5`, the legacy one; both load in Keras
   * @param options `overwrite`: replace a file that exists, default true; `includeOptimizer`: default true, for `.h5` files
   * @throws ValueError for another name, and for a layer of a function without a name
   *
   * @example
   * import { tmpdir } from "node:os";
   *
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * await model.save(`${tmpdir()}/example.keras`);
   */
  async save(filepath: string | URL, options: SaveOptions = {}): Promise<void> {
    this.checkNotTraining("save");
    const { saveModel } = await import("../saving/save-model.ts");
    await saveModel(savedModel(this as unknown as AnyModel), filepath, options);
  }

  /**
   * Saves the weights and, of a compiled model, the optimizer's state.
   *
   * @param filepath ends in `.weights.h5`
   * @param options `overwrite`: replace a file that exists, default true
   * @throws ValueError for another name
   *
   * @example
   * import { tmpdir } from "node:os";
   *
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * await model.saveWeights(`${tmpdir()}/example.weights.h5`);
   */
  async saveWeights(filepath: string | URL, options: Pick<SaveOptions, "overwrite"> = {}): Promise<void> {
    this.checkNotTraining("saveWeights");
    const { saveWeights } = await import("../saving/save-model.ts");
    await saveWeights(savedModel(this as unknown as AnyModel), filepath, options);
  }

  /**
   * Loads weights from a `.weights.h5` or `.keras` file or a legacy `.h5` file, and the optimizer's state from the first two, if the
   * model is compiled. Everything is checked before anything is changed.
   *
   * @param options `skipMismatch`: skip layers whose weights do not fit, default false; `byName`: match the layers of a legacy
   *   file by name, not by order, default false
   * @throws ValueError for a damaged file, and for weights of other shapes
   *
   * @example
   * import { tmpdir } from "node:os";
   *
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * await model.saveWeights(`${tmpdir()}/example.weights.h5`);
   * await model.loadWeights(`${tmpdir()}/example.weights.h5`);
   */
  async loadWeights(filepath: string | URL, options: LoadWeightsOptions = {}): Promise<void> {
    this.checkNotTraining("loadWeights");
    const { loadWeights } = await import("../saving/load-weights.ts");
    await loadWeights(savedModel(this as unknown as AnyModel), filepath, options);
  }

  /**
   * Keras' dictionary of the arguments of `compile`; null before it is called.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * model.compile({ optimizer: "adam", loss: "mse" });
   * console.log(model.getCompileConfig().loss); // mse
   */
  getCompileConfig(): Record<string, unknown> | null {
    if (!this.engine.isCompiled) return null;
    return dict(compileForm({ ...this.compileOptions, optimizer: this.optimizer }));
  }

  /**
   * Compiles the model by the dictionary that `getCompileConfig` returned, here or in Keras.
   *
   * @throws ValueError for optimizers, losses and metrics that are not ported
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
   * model.compileFromConfig({ optimizer: "adam", loss: "mse" });
   */
  compileFromConfig(config: Record<string, unknown>): void {
    this.compile(compileArguments(config) as unknown as CompileOptions);
  }

  /** True after `compile`. */
  get compiled(): boolean {
    return this.engine.isCompiled;
  }

  /** The optimizer. A new one begins without state; loss and metrics stay. @throws ValueError if it is read before `compile` */
  get optimizer(): Optimizer {
    return this.engine.compiled.optimizer;
  }

  set optimizer(optimizer: OptimizerIdentifier) {
    // Not `this.compile`, which a subclass may have with other arguments.
    CompiledModel.prototype.compile.call(this, { ...this.compileOptions, optimizer });
  }

  /** The optimizer, once it has trained the model; null before. */
  protected get trainedOptimizer(): Optimizer | null {
    return this.engine.trainedOptimizer;
  }

  /** True if the engine computes, false if TensorFlow.js does. */
  get jitCompile(): boolean {
    return this.engine.usesEngine;
  }

  /** The metrics for this network; empty until it has seen data. */
  get metrics(): readonly Metric[] {
    return this.engine.metrics.map(({ metric }) => metric);
  }

  /**
   * `loss`, then the metrics: what `evaluate` returns. In Keras 3's words the metrics of `compile` have one name, `compile_metrics`, and a
   * model that is not compiled has none.
   */
  get metricsNames(): string[] {
    const { isCompiled, metrics } = this.engine;
    return dialect().metricsNames(isCompiled, ["loss", ...metrics.map(({ key }) => key)]);
  }

  /**
   * Resets the metrics. Every pass and every single batch does so by itself.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
   * model.resetMetrics();
   */
  resetMetrics(): void {
    for (const metric of this.metrics) metric.resetState();
  }

  /**
   * One synchronous update with these samples. Returns the loss before it and the metrics of this batch alone, in the order of
   * `metricsNames`; without metrics the loss alone; with `returnDict` by their names. A model with a
   * `trainStep` of its own calls it.
   *
   * @throws ValueError for data that does not fit, and when the loss is not a finite number
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
   * const [loss, mae] = model.trainOnBatch([[0], [1]], [1, 3]);
   */
  trainOnBatch(x: ModelArrays, y: TargetArrays, options: TrainBatchOptions & { returnDict: true }): Logs;
  trainOnBatch(x: ModelArrays, y?: TargetArrays | null, options?: TrainBatchOptions): Figures;
  trainOnBatch(x: ModelArrays, y?: TargetArrays | null, options: TrainBatchOptions = {}): Figures | Logs {
    checkOptions("trainOnBatch", options, OPTIONS.trainOnBatch);
    const { optimizer } = this.engine.compiled;
    if (this.hasOwnSteps) return this.stepOnBatch("trainStep", x, y, options);
    this.engine.checkTrainable();
    const data = this.newData();
    const samples = data.weighted(data.samples(x, y as ModelArrays, options.sampleWeight), options);
    data.check();
    return this.onBatch(samples, options, (engine, loaded, sums) => {
      recordBatch(this, this.engine.compiled, samples);
      optimizer.prepare(engine);
      engine.train(loaded, null, 0, samples.count, samples.count, sums);
      optimizer.follow(engine);
      recordUpdated(this);
      return `update ${optimizer.batches + 1}`;
    });
  }

  /**
   * The loss and the metrics of these samples, synchronously, as `trainOnBatch` returns them.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
   * const { loss } = model.testOnBatch([[0], [1]], [1, 3], { returnDict: true });
   */
  testOnBatch(x: ModelArrays, y: TargetArrays, options: BatchOptions & { returnDict: true }): Logs;
  testOnBatch(x: ModelArrays, y?: TargetArrays | null, options?: BatchOptions): Figures;
  testOnBatch(x: ModelArrays, y?: TargetArrays | null, options: BatchOptions = {}): Figures | Logs {
    checkOptions("testOnBatch", options, OPTIONS.testOnBatch);
    if (this.hasOwnSteps) return this.stepOnBatch("testStep", x, y, options);
    const data = this.newData();
    const samples = data.samples(x, y as ModelArrays, options.sampleWeight);
    data.check();
    return this.onBatch(samples, options, (engine, loaded, sums) => {
      engine.evaluate(loaded, 0, samples.count, samples.count, sums);
      return "the batch";
    });
  }

  /** The loss and the metrics of samples. @param compute returns what the error names if the loss is not finite */
  private onBatch(
    samples: Samples,
    options: BatchOptions,
    compute: (engine: Engine, loaded: Loaded, sums: Totals) => string,
  ): Figures | Logs {
    const engine = this.engine.readyNow();
    const metricTotals = new MetricTotals(this.engine.metrics);
    const loaded = engine.load(samples.x, samples.y, samples.weights, samples.shapes);
    try {
      const where = compute(engine, loaded, metricTotals.sums);
      checkLoss(metricTotals.sums.loss, where);
      metricTotals.addOutputs(engine.outputs, samples, null, 0, samples.count);
      return returned(metricTotals.logs(), options);
    } finally {
      engine.release(loaded);
    }
  }

  /**
   * The outputs for samples, synchronously.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * console.log(model.predictOnBatch([[0], [1]]).shape); // (2, 1)
   */
  predictOnBatch(x: ModelArrays): Arrays<Form> {
    if (this.hasOwnPrediction) return this.predictByStep(x);
    const data = this.newData();
    const rows = data.inputs(x);
    data.check();
    const outputs = this.engine.readyNow().predict(rows.values as Float32Array, data.shapes);
    checkOutputs(outputs, 0, outputs.length / rows.shape[0]);
    return this.arrays(outputs, rows.shape[0], data.shapes);
  }

  /** `trainOnBatch` and `testOnBatch` by a step of a subclass. */
  protected abstract stepOnBatch(
    method: "trainStep" | "testStep",
    x: ModelArrays,
    y: TargetArrays | null | undefined,
    options: TrainBatchOptions,
  ): Figures | Logs;

  /** `predictOnBatch` by `predictStep`. */
  protected abstract predictByStep(x: ModelArrays): Arrays<Form>;

  /** The numbers that the outputs hold for a sample. */
  protected unitsFor(shapes: SampleShapes | undefined): number {
    return this.engine.outputs(shapes).reduce((sum, { units }) => sum + units, 0);
  }

  /** A trainer's outputs for samples of these shapes, in the form of the model's. */
  protected arrays(outputs: Float32Array, samples: number, shapes?: SampleShapes): Arrays<Form> {
    const { outputForm } = this;
    const known = shapes && this.engine.outputs(shapes).map(({ shape }) => shape);
    if (!isSingle(outputForm)) {
      const each = known ?? flatten(outputForm as Form).map(({ shape }) => shape);
      return separated(outputs, outputForm as Form, each, samples) as Arrays<Form>;
    }
    return new NDArray(
      outputs,
      this.outputShapes.of(known?.[0] ?? this.outputShape, samples),
    ) as Arrays<Form>;
  }

  /** @throws ValueError while the model is being trained, except in a callback of that `fit` */
  protected abstract checkNotTraining(method: string): void;

  /** For the data of one call. */
  protected newData(seen?: SeenSamples): ModelData {
    return new ModelData(this, this.engine, seen);
  }
}

/** The plan of each loss that was given. */
function planned(loss: NonNullable<CompileOptions["loss"]> | null): Compiled["loss"] {
  // As in Keras, a loss may be alone in a list of its own.
  const plan = (one: losses.LossIdentifier | null) =>
    one === null ? null : losses.get(Array.isArray(one) && one.length === 1 ? one[0] : one).plan();
  if (Array.isArray(loss)) return loss.map(plan);
  if (isDictionary(loss)) {
    const byName = Object.entries(loss as Readonly<Record<string, losses.LossIdentifier | null>>);
    return Object.fromEntries(byName.map(([name, one]) => [name, plan(one)]));
  }
  return plan(loss as losses.LossIdentifier | null);
}

/** True for one tensor that is not in a list or dictionary. */
function isSingle(form: Structure<object>): boolean {
  return !Array.isArray(form) && !isPlainObject(form);
}

/** Shapes of outputs. Making a tuple takes longer than predicting a row, so that batches of the same size share one. */
class OutputShapes {
  private last: readonly number[] = [];

  /** The model's output shape with that number of samples in front. */
  of(outputShape: Shape, samples: number): readonly number[] {
    const { last } = this;
    const isLast =
      last.length === outputShape.length &&
      last.every((size, axis) => size === (axis === 0 ? samples : outputShape[axis]));
    if (isLast) return last;
    const [, ...shape] = outputShape as number[];
    this.last = Object.freeze(tuple([samples, ...shape]));
    return this.last;
  }
}

/** Samples, and the engine's copy of them. */
export interface LoadedSamples {
  readonly samples: Samples;
  readonly loaded: Loaded;
}

/** Copies samples into the engine; yields to the event loop if there are many. */
export async function load(engine: Engine, samples: Samples): Promise<LoadedSamples> {
  const { x, y, weights, shapes } = samples;
  return { samples, loaded: await engine.loadSoon(x, y, weights, shapes) };
}
