import { ValueError } from "../../errors.ts";
import { floats, tuple } from "../../python-repr.ts";
import { OutputLoss, tensorFlowNow } from "../backend/eager.js";
import { currentScope, retained } from "../backend/scope.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Logs } from "../callbacks/callback.ts";
import { dialect } from "../dialects/dialect.ts";
import { gradientsOf } from "../gradients.ts";
import { outputsOf as outputRows } from "../layers/eager.ts";
import {
  type Arrays,
  flatten,
  type KerasTensor,
  packAs,
  type Shape,
  type Structure,
} from "../layers/keras-tensor.ts";
import { weightLosses } from "../layers/weight-losses.ts";
import { tensorOf } from "../losses/loss-of-tensors.ts";
import { Mean } from "../metrics/index.ts";
import { Metric } from "../metrics/metric.ts";
import { Optimizer } from "../optimizers/optimizer.ts";
import { VariableScope } from "../variable-scope.ts";
import type { BatchArrays } from "./batch-source.ts";
import { heldMetrics, metricsIn, OutputLossMetric, outputsOf } from "./compile-utils.ts";
import { CompiledModel } from "./compiled-model.ts";
import { type CompiledMetric, checkLoss, type Figures, returned } from "./metric-totals.ts";
import type { TrainBatchOptions } from "./options.ts";
import { withClassWeights } from "./step-batches.ts";
import { stepArrays, stepTensors, unpacked } from "./step-data.ts";
import { JoinedOutputs, stepLogs } from "./steps.ts";
import { areArrays, isDictionary, type ModelArrays, type TargetArrays } from "./structured-data.ts";

/** The second argument of a step, after its data. */
export interface StepContext {
  /** TensorFlow.js. */
  // biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
  readonly tf: any;
}

/** The methods by which a subclass trains in its own way. */
const OWN_STEPS = ["trainStep", "testStep", "computeLoss", "computeMetrics"] as const;
type OwnStep = (typeof OWN_STEPS)[number];

/** The arguments of `computeLoss` and `computeMetrics`; targets and outputs in the form of the model's. */
export interface StepOutputs {
  x?: TensorFlowTensor;
  y?: TensorFlowTensor;
  yPred: TensorFlowTensor;
  sampleWeight?: TensorFlowTensor;
}

/** A model whose steps a subclass may define. */
export abstract class SteppedModel<
  Form extends Structure<KerasTensor> = KerasTensor,
> extends CompiledModel<Form> {
  readonly #lossTracker = new Mean({ name: "loss" });
  readonly #compileMetrics = new CompileMetrics(
    () => this.givenMetrics,
    (...batch) => this.updateMetrics(...batch),
  );

  /** The figures that layers report in own steps by `addMetric`. */
  readonly #addedMetrics = new Map<string, Mean>();

  /** The metrics that `compile` was given, without those that layers report. */
  private get givenMetrics(): readonly CompiledMetric[] {
    return this.engine.metrics.filter(({ source }) => source === undefined);
  }

  /** True if `fit` and `evaluate` call steps of a subclass, a loss or metrics that it computes, or an optimizer that has its own `apply`. */
  protected get hasOwnSteps(): boolean {
    const inherited: Pick<this, OwnStep> = SteppedModel.prototype as never;
    if (OWN_STEPS.some((name) => this[name] !== inherited[name])) return true;
    return this.compiled && this.optimizer.apply !== Optimizer.prototype.apply;
  }

  protected get hasOwnPrediction(): boolean {
    return this.predictStep !== SteppedModel.prototype.predictStep;
  }

  /**
   * The metrics for this network, empty until it has seen data; of a model with custom steps, as in Keras 3, the loss's, one for
   * all of `compile`, those in the properties of the model and of its layers, and those of `addMetric`. A subclass may return its own:
   * they are reset at the start of each pass.
   */
  override get metrics(): readonly Metric[] {
    if (!this.hasOwnSteps) return super.metrics;
    const own = [...metricsIn(this), ...heldMetrics(this.layers)];
    return [...new Set([this.#lossTracker, this.#compileMetrics, ...own]), ...this.#addedMetrics.values()];
  }

  /**
   * One update in `fit`: override it for custom training.
   *
   * Within it every weight is a `tf.Variable`, so that `tf.variableGrads` gives gradients for the model's layers.
   *
   * @param data `[x, y]`, `[x, y, sampleWeight]`, or x alone: tensors, in the form in which `fit` got the arrays
   * @param _context TensorFlow.js as `tf`; the steps of `Model` do without it
   * @returns what `History` records: numbers, or tensors of one number, by name
   *
   * @example
   * class Custom extends Model {
   *   override trainStep([x, y]: any, { tf }: any) {
   *     const variables = this.trainableWeights;
   *     const { value: loss, grads } = tf.variableGrads(() => {
   *       return this.computeLoss({ y, yPred: this.apply(x, { training: true }) });
   *     });
   *     this.optimizer.apply(grads, variables);
   *     return { loss };
   *   }
   * }
   * const inputs = Input({ shape: [1] });
   * const model = new Custom({ inputs, outputs: new Dense(1).apply(inputs) });
   * model.compile({ optimizer: "sgd", loss: "mse" });
   * const { history } = await model.fit([[0], [1]], [1, 3], { epochs: 2, verbose: 0 });
   * console.log(Object.keys(history)); // [ 'loss' ]
   */
  trainStep(data: TensorFlowTensor, _context?: StepContext): Record<string, unknown> {
    const { x, y, sampleWeight } = unpacked(data);
    const variables = this.trainableWeights;
    let seen: { yPred: TensorFlowTensor; loss: TensorFlowTensor } | undefined;
    const gradients = gradientsOf(() => {
      const yPred = this.apply(x, { training: this.takesTraining });
      const loss = this.computeLoss({ x, y, yPred, sampleWeight });
      seen = { yPred, loss };
      return loss;
    }, variables);
    const { yPred, loss } = seen as NonNullable<typeof seen>;
    this.optimizer.apply(gradients, variables);
    this.#lossTracker.updateState(loss, [flatten(x as Structure<{ shape: number[] }>)[0].shape[0]]);
    return this.computeMetrics({ x, y, yPred, sampleWeight });
  }

  /**
   * The evaluation of one batch: override it as `trainStep`.
   *
   * @param data as in `trainStep`
   * @param _context TensorFlow.js as `tf`; the steps of `Model` do without it
   *
   * @example
   * class Custom extends Model {
   *   override testStep([x, y]: any) {
   *     return { loss: this.computeLoss({ y, yPred: this.apply(x) }) };
   *   }
   * }
   * const inputs = Input({ shape: [1] });
   * const model = new Custom({ inputs, outputs: new Dense(1).apply(inputs) });
   * model.compile({ loss: "mse" });
   * const loss = await model.evaluate([[0], [1]], [1, 3], { verbose: 0 });
   */
  testStep(data: TensorFlowTensor, _context?: StepContext): Record<string, unknown> {
    const { x, y, sampleWeight } = unpacked(data);
    const yPred = this.apply(x, { training: false });
    const loss = this.computeLoss({ x, y, yPred, sampleWeight });
    this.#lossTracker.updateState(loss, [flatten(x as Structure<{ shape: number[] }>)[0].shape[0]]);
    return this.computeMetrics({ x, y, yPred, sampleWeight });
  }

  /**
   * The outputs for one batch of `predict`: override it as `trainStep`.
   *
   * @param data the inputs
   * @param _context TensorFlow.js as `tf`; the steps of `Model` do without it
   *
   * @example
   * class Doubled extends Model {
   *   override predictStep(x: any) {
   *     return (this.apply(x) as any).mul(2);
   *   }
   * }
   * const inputs = Input({ shape: [1] });
   * const model = new Doubled({ inputs, outputs: new Dense(1).apply(inputs) });
   * console.log((await model.predict([[0]], { verbose: 0 })).values); // Float32Array(1) [ 0 ]
   */
  predictStep(data: TensorFlowTensor, _context?: StepContext): TensorFlowTensor {
    return this.apply(unpacked(data).x, { training: false });
  }

  /**
   * The loss that `compile` was given for a batch, with the penalties and the losses that layers add, as a tensor of one number. A
   * subclass that overrides it trains with a loss of its own.
   *
   * @throws ValueError in Keras' words if there is no loss
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ loss: "mse" });
   * console.log(model.computeLoss({ y: [[1]], yPred: [[3]] }).dataSync()); // Float32Array(1) [ 4 ]
   */
  computeLoss({ y, yPred, sampleWeight }: StepOutputs): TensorFlowTensor {
    const tf = tensorFlowNow();
    const added = (currentScope() as VariableScope | undefined)?.takeLosses?.() ?? [];
    const parts = this.outputParts(y, yPred, sampleWeight);
    const trained = parts.flatMap(({ loss, lossWeight, target, output, weight }, index) => {
      if (loss === null) return [];
      const rows = outputRows(output);
      const [samples] = rows.values.shape;
      const labels = targetsOf(target).toFloat().reshape([samples, -1]);
      const weights = weight == null ? null : tensorOf(weight).toFloat().flatten();
      const { trained } = new OutputLoss(tf, loss, rows.shape).of(rows, labels, weights);
      for (const { metric, output: of } of this.engine.metrics) {
        if (metric instanceof OutputLossMetric && of === index)
          metric.addLoss(trained.dataSync()[0], samples);
      }
      return [trained.mul(lossWeight)];
    });
    const penalties = this.penalties();
    if (trained.length + added.length + penalties.length === 0) {
      throw new ValueError("No loss to compute. Provide a `loss` argument in `compile()`.");
    }
    return retained(
      [...added, ...penalties].reduce(
        (sum, one) => sum.add(one),
        trained.reduce((sum, one) => sum.add(one), tf.scalar(0)),
      ),
    );
  }

  /**
   * Adds a batch to the metrics that `compile` was given. A subclass may override it to report others.
   *
   * @returns the figures so far of all metrics, by name
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ loss: "mse", metrics: ["mae"] });
   * await model.evaluate([[0]], [0], { verbose: 0 });
   * model.resetMetrics();
   * console.log(model.computeMetrics({ y: [[1]], yPred: [[3]] })); // { mae: 2 }
   */
  computeMetrics({ y, yPred, sampleWeight }: StepOutputs): Record<string, unknown> {
    this.updateMetrics(y, yPred, sampleWeight);
    return this.getMetricsResult();
  }

  /**
   * The figures so far of all metrics, by name: what a `trainStep` returns.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * model.compile({ loss: "mse", metrics: ["mae"] });
   * await model.evaluate([[0]], [2], { verbose: 0 });
   * console.log(model.getMetricsResult().mae); // 2
   */
  getMetricsResult(): Record<string, unknown> {
    return Object.assign(
      {},
      ...this.metrics.map((metric) => {
        const result: unknown = metric.result();
        return metric instanceof CompileMetrics ? result : { [metric.name]: result };
      }),
    );
  }

  /** Adds a batch to the metrics that `compile` was given, each of its own output. */
  private updateMetrics(y: TensorFlowTensor, yPred: TensorFlowTensor, sampleWeight: TensorFlowTensor): void {
    if (this.givenMetrics.length === 0) return;
    const parts = this.outputParts(y, yPred, sampleWeight);
    for (const { metric, weighted, output: at = 0 } of this.givenMetrics) {
      if (metric instanceof OutputLossMetric) continue; // `computeLoss` adds to it
      const { target, output, weight } = parts[at];
      metric.updateState(target, output, weighted ? weight : null);
    }
  }

  /** The loss, the targets, the outputs and the sample weights of each output. One list of weights is for all outputs. */
  private outputParts(y: TensorFlowTensor, yPred: TensorFlowTensor, sampleWeight: TensorFlowTensor) {
    const tf = tensorFlowNow();
    const isOne = Array.isArray(yPred) && typeof yPred[0] !== "object";
    const isNested = Array.isArray(yPred) && Array.isArray(yPred[0]);
    const form = isOne || isNested ? tf.tensor(yPred) : yPred;
    const outputs = flatten(form as Structure<TensorFlowTensor>);
    const isSingle = outputs.length === 1 && !isDictionary(form);
    const names = isDictionary(form) ? Object.keys(form).sort() : this.namesOf(outputs.length);
    const targets = isSingle ? [y] : isDictionary(y) ? names.map((name) => y[name]) : flatten(y ?? {});
    const compiled = outputsOf(
      this.engine.compiled,
      outputs.map(({ shape }, i) => ({ name: names[i], shape: [...shape] })),
    );
    const weightOf = (i: number): TensorFlowTensor => {
      if (isDictionary(sampleWeight)) return sampleWeight[names[i]];
      return areArrays(sampleWeight) ? sampleWeight[i] : sampleWeight;
    };
    return compiled.map((one, i) => ({
      ...one,
      target: targets[i],
      output: outputs[i],
      weight: weightOf(i),
    }));
  }

  private namesOf(count: number): readonly string[] {
    const names = this.graph ? this.outputKeys : [];
    return names.length === count ? names : Array.from({ length: count }, (_, i) => `output_${i + 1}`);
  }

  /** The penalties on the weights as one, if there are any. */
  private penalties(): TensorFlowTensor[] {
    const penalties = weightLosses(this.trainableWeights);
    return penalties.length === 0 ? [] : [penalties.reduce((sum, one) => sum.add(one))];
  }

  /** Calls a step with a batch. */
  protected runStep(method: "trainStep" | "testStep", batch: BatchArrays): Logs {
    return this.withVariables((context) => {
      const data = stepTensors(batch);
      return stepLogs(method, this[method](data, context));
    });
  }

  /** Calls `predictStep` with a batch and passes on its tensors. */
  protected runPrediction(batch: BatchArrays, use: (outputs: TensorFlowTensor) => void): void {
    this.withVariables((context) => {
      use(this.predictStep(stepTensors({ x: batch.x }), context));
    });
  }

  protected stepOnBatch(
    method: "trainStep" | "testStep",
    x: ModelArrays,
    y: TargetArrays | null | undefined,
    options: TrainBatchOptions,
  ): Figures | Logs {
    const { sampleWeight } = options;
    const batch = withClassWeights(
      stepArrays({ x, y: y ?? undefined, sampleWeight }),
      options,
    ) as BatchArrays;
    this.prepareSteps(batch);
    this.resetMetrics();
    const logs = this.runStep(method, batch);
    dialect().order(logs);
    if (typeof logs.loss === "number") checkLoss(logs.loss, "the batch");
    return this.figuresOf(logs, options);
  }

  /** Arranged logs as `evaluate` returns them: as in Keras those of the metrics and outputs in their order, then others. */
  protected figuresOf(logs: Logs, { returnDict = false }: { returnDict?: boolean }): Figures | Logs {
    if (returnDict) return floats(logs);
    const all = this.metrics.flatMap((metric) =>
      metric instanceof CompileMetrics ? metric.names : metric.name,
    );
    const losses = this.graph ? this.outputKeys.map((name) => `${name}_loss`) : [];
    const names = [...all, ...losses].filter((name) => name in logs);
    const others = Object.keys(logs).filter((name) => !names.includes(name));
    return returned(Object.fromEntries([...names, ...others].map((name) => [name, logs[name]])), {});
  }

  protected predictByStep(x: ModelArrays): Arrays<Form> {
    const batch = stepArrays({ x }) as BatchArrays;
    const outputs = new JoinedOutputs();
    this.prepareSteps(batch);
    this.runPrediction(batch, (tensors) => outputs.add(tensors));
    return outputs.result() as Arrays<Form>;
  }

  private withVariables<T>(run: (context: StepContext) => T): T {
    const added = this.#addedMetrics;
    const addMetric = (name: string, values: TensorFlowTensor) => {
      if (!added.has(name)) added.set(name, new Mean({ name }));
      added.get(name)?.updateState(values);
    };
    const scope = new VariableScope(this.weights, new Set(this.trainableWeights), addMetric);
    return scope.run(() => run({ tf: tensorFlowNow() }));
  }

  /**
   * Builds the model for a first batch, and its metrics.
   *
   * @param samples the number of samples that it shows, where the dialect has one; default: those of the batch
   */
  protected prepareSteps(batch: BatchArrays, samples?: number | null): void {
    if (this.hasCall) {
      if (!this.built) this.buildForSteps(batch, samples);
      if (this.built) this.engine.prepareMetrics();
    }
  }

  private buildForSteps({ x }: BatchArrays, samples: number | null | undefined): void {
    try {
      tensorFlowNow().tidy(() => {
        const { x: inputs } = unpacked(stepTensors({ x }));
        if (samples === undefined || !dialect().showsBatchSize) return void this.apply(inputs);
        const shapes = flatten(inputs as Structure<TensorFlowTensor>).map(({ shape: [, ...sample] }) => {
          return tuple([samples, ...sample]);
        });
        this.build(packAs(inputs, shapes) as Shape);
      });
    } catch (error) {
      // A model of built layers has its weights; its steps may take data in a form of their own.
      if (this.layers.length === 0 || this.layers.some(({ built }) => !built)) throw error;
    }
  }

  /** False for a subclass that only defines steps. */
  protected abstract readonly hasCall: boolean;
}

/** All metrics that `compile` was given, as one: Keras 3's `CompileMetrics`. */
class CompileMetrics extends Metric {
  constructor(
    private readonly compiled: () => readonly CompiledMetric[],
    private readonly update: (y: TensorFlowTensor, yPred: TensorFlowTensor, weight: TensorFlowTensor) => void,
  ) {
    super("compile_metrics");
  }

  override resetState(): void {
    for (const { metric } of this.compiled()) metric.resetState();
  }

  updateState(yTrue: TensorFlowTensor, yPred: TensorFlowTensor, sampleWeight: TensorFlowTensor = null): void {
    this.update(yTrue, yPred, sampleWeight);
  }

  get names(): string[] {
    return this.compiled().map(({ metric }) => metric.name);
  }

  /** A dictionary, which `fit` takes apart. */
  result(): number {
    return Object.fromEntries(this.compiled().map(({ metric, key }) => [key, metric.result()])) as never;
  }
}

function targetsOf(data: unknown): TensorFlowTensor {
  if (data !== undefined && data !== null) return tensorOf(data);
  throw new ValueError("Expected targets for the loss: `computeLoss({ y, yPred })`. Received: none");
}
