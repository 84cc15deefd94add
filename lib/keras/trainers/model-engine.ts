import {
  createTrainer,
  debug,
  type Trainer as Engine,
  type OptimizerState,
  type SampleShapes,
  type Soon,
} from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { TensorFlowTrainer, tensorFlowNow } from "../backend/eager.js";
import { loadTensorFlowBackend } from "../backend/load-tensorflow.ts";
import {
  type AnyLossPlan,
  type AnyOptimizerPlan,
  enginePlan,
  type ModelPlan,
  unknownParts,
} from "../backend/plan.ts";
import { hasFreeAxes, outputShapesOf, revisionOf } from "../layers/graph.ts";
import type { Graph, Shape } from "../layers/keras-tensor.ts";
import type { Layer } from "../layers/layer.ts";
import { numericGraph } from "../layers/preprocessing/words.ts";
import type { DrawCounts, SeedGenerator } from "../layers/seed-generator.ts";
import { checkRank, warnOfLogits, warnOfOneClass } from "../losses/loss-of-batch.ts";
import { MeanMetric } from "../metrics/metric.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { Variable } from "../variable.ts";
import {
  addedMetrics,
  type Compiled,
  type CompiledOutput,
  heldMetrics,
  metricsOf,
  outputsOf,
} from "./compile-utils.ts";
import { type CompiledMetric, isMean, needsOutputs } from "./metric-totals.ts";
import { lastActivation, leafLayers, networkPlan } from "./network-plan.ts";

/** The properties of a model that decide its engine. */
interface Network {
  /** Undefined before the model is built. */
  readonly graph: Graph | undefined;
  readonly outputKeys: readonly string[];
  readonly trainableWeights: readonly Variable[];
  /** Otherwise `fit` computes it as `predict` does. */
  readonly takesTraining: boolean;
}

/** Holds a model's engine, ours or TensorFlow.js: made when first needed, dropped when the model is compiled or changed. */
export class ModelEngine {
  private compiledMetrics: readonly CompiledMetric[] | undefined;
  private compilation: Compiled | undefined;
  private engine: Engine | undefined;
  /** Restores the optimizer's state from a file, as soon as there is an engine. */
  private restore: ((state: OptimizerState) => void) | undefined;
  /** The trainable layers and weights when the engine was made. */
  private trainable: readonly (Layer | Variable)[] = [];
  /** Of the layers when the engine was made. */
  private revision = 0;

  /** @param hasOwnSteps whether the model's own steps train it */
  constructor(
    private readonly network: Network,
    private readonly hasOwnSteps: () => boolean,
  ) {}

  compile(compiled: Compiled): void {
    const { optimizer } = compiled;
    optimizer.batches = 0;
    optimizer.showState(() => {
      const isTrained = this.compilation === compiled && optimizer.batches > 0;
      return { variables: this.trained, ...(isTrained && { state: this.readyNow().optimizerState }) };
    });
    this.compilation = compiled;
    this.restore = undefined;
    this.forget();
    if (compiled.jitCompile === true && this.isKnown()) enginePlan(this.plan());
  }

  get isCompiled(): boolean {
    return this.compilation !== undefined;
  }

  /** The weights that training changes, in the order of the layers; with steps of the model's own those that they have updated. */
  get trained(): readonly Variable[] {
    const { graph } = this;
    const applied = this.hasOwnSteps() ? this.compilation?.optimizer.applied : undefined;
    if (applied) return applied.variables;
    if (graph === undefined) return this.network.trainableWeights;
    return leafLayers(graph).flatMap(({ trainableWeights }) => trainableWeights);
  }

  /** All weights, in the order of the layers. */
  get variables(): Variable[] {
    return this.layout().map(([variable]) => variable);
  }

  /** The metrics for this network; empty until data is seen. */
  get metrics(): readonly CompiledMetric[] {
    return this.compiledMetrics ?? [];
  }

  /** The same, made now if they are not yet. */
  get prepared(): readonly CompiledMetric[] {
    if (this.compilation && this.compiledMetrics === undefined)
      this.compiledMetrics = this.newMetrics(this.compilation, this.outputs());
    return this.metrics;
  }

  /** Makes the metrics for custom steps, which no engine computes. */
  prepareMetrics(): void {
    if (this.compilation) this.compiledMetrics ??= metricsOf(this.compilation, this.outputs());
  }

  /** The state of the optimizer; undefined before its first update. */
  async optimizerState(): Promise<OptimizerState | undefined> {
    const { applied } = this.compilation?.optimizer ?? {};
    if (applied) return applied.state;
    if (!this.compilation || this.compilation.optimizer.batches === 0) return undefined;
    return (await this.ready(() => {})).optimizerState;
  }

  /** Restores the optimizer's state, now or as soon as there is an engine. Its counter is already set. */
  restoreOptimizer(restore: (state: OptimizerState) => void): void {
    this.restore = restore;
    if (this.hasOwnSteps()) {
      this.compiled.optimizer.build(this.trained);
      restore(this.compiled.optimizer.applied?.state as OptimizerState);
      this.restore = undefined;
      return;
    }
    if (this.engine !== undefined) this.restoreInto(this.engine);
  }

  private restoreInto(engine: Engine): void {
    if (this.restore === undefined || this.compilation === undefined) return;
    const { optimizer } = this.compilation;
    this.restore(engine.optimizerState);
    engine.iterations = optimizer.batches;
    this.restore = undefined;
  }

  /** @throws ValueError before `compile` */
  get compiled(): Compiled {
    if (this.compilation) return this.compilation;
    throw new ValueError("You must call `compile()` before using the model.");
  }

  /** True if `compile` was given no loss: penalties and the losses that layers add are trained, which need no targets. */
  get isWithoutLoss(): boolean {
    return this.compilation?.loss === null;
  }

  /** The optimizer, once it has trained the model; null before. */
  get trainedOptimizer(): Optimizer | null {
    const { optimizer } = this.compilation ?? {};
    return optimizer !== undefined && optimizer.batches > 0 ? optimizer : null;
  }

  /** True if the engine computes, false if TensorFlow.js: decided by the model alone. */
  get usesEngine(): boolean {
    const choice = this.compilation?.jitCompile ?? "auto";
    return choice === "auto" ? !this.isKnown() || this.computes(this.plan()) : choice;
  }

  private computes(plan: ModelPlan): boolean {
    const choice = this.compilation?.jitCompile ?? "auto";
    return choice === "auto" ? unknownParts(plan).length === 0 : choice;
  }

  /** True if a layer begins each batch with the state after the last one, so that its outputs depend on the batches. */
  get isStateful(): boolean {
    return leafLayers(this.graph as Graph).some(
      (layer) => (layer as { stateful?: boolean }).stateful === true,
    );
  }

  /** True while that engine is the model's: until the model changes. */
  is(engine: Engine): boolean {
    return this.engine === engine;
  }

  /** After a change of the layers: the optimizer's state belongs to the old ones. */
  networkChanged(): void {
    if (this.compilation && this.compilation.optimizer.batches > 0) this.compilation = undefined;
    this.forget();
  }

  /**
   * Before a training. As in Keras `trainable` counts until the first update.
   *
   * @throws ValueError when it has changed since: Keras would silently continue as before
   */
  checkTrainable(): void {
    if (this.engine === undefined) return;
    const layers = leafLayers(this.graph as Graph);
    const now = trainableParts(layers);
    if (this.wasTrainable(now)) return;
    const changed = (part: Layer | Variable) => now.includes(part) !== this.trainable.includes(part);
    const layer = layers.find((layer) => changed(layer) || layer.weights.some(changed));
    if (layer === undefined) return;
    if (this.compiled.optimizer.batches > 0) {
      const weight = layer.weights.find(changed);
      const received = weight ? `${now.includes(weight)} for its ${weight.name}` : layer.trainable;
      throw new ValueError(
        `Expected layer '${layer.name}' to be as trainable as when the training began. Received: ` +
          `trainable=${received}. Call \`compile()\` to apply the change.`,
      );
    }
    this.forget();
  }

  private wasTrainable(now: readonly (Layer | Variable)[]): boolean {
    return now.length === this.trainable.length && now.every((part, i) => part === this.trainable[i]);
  }

  /** Drops an engine whose layers compute otherwise by now. The next one takes over the optimizer's state. */
  private dropOutdated(): void {
    const { engine } = this;
    if (engine === undefined) return;
    const leaves = leafLayers(this.graph as Graph);
    if (this.revision === revisionOf(leaves)) return;
    this.engine = undefined;
    if (!this.wasTrainable(trainableParts(leaves))) this.networkChanged();
    else if (this.trainedOptimizer) this.restore ??= (state) => copyState(engine.optimizerState, state);
  }

  /** The engine, or TensorFlow.js, with the model's weights. Copying them into a new engine yields to the event loop. */
  ready(isOver: () => unknown): Soon<Engine> {
    this.dropOutdated();
    if (this.engine !== undefined) return this.withWeights(this.engine);
    const plan = this.plan();
    return this.computes(plan) ? this.takeWeights(this.makeEngine(plan), isOver) : this.withTensorFlow();
  }

  /** As `ready`, at once. */
  readyNow(): Engine {
    this.dropOutdated();
    return this.withWeights(this.engine ?? this.makeEngine(this.plan()));
  }

  /** The plan of the built model. */
  plan(): ModelPlan {
    const graph = this.graph as Graph;
    const outputs = this.outputs();
    const optimizer = this.compilation?.optimizer.planFor(this.trained);
    const metrics = this.prepared;
    const training = this.network.takesTraining ? undefined : false;
    const plan = planOf(networkPlan(graph, undefined, training), outputs, optimizer, metrics);
    if (!hasFreeAxes(graph)) return plan;
    const sized = (shapes: SampleShapes) =>
      planOf(networkPlan(graph, shapes.map(withBatch), training), this.outputs(shapes), optimizer, metrics);
    return { ...plan, sized };
  }

  /**
   * The outputs of the built model with their losses; without `compile` with one that suffices for predictions.
   *
   * @param shapes of one sample of each input, where the model leaves sizes open
   * @throws ValueError if the losses that were given do not fit the outputs
   */
  outputs(shapes?: SampleShapes): CompiledOutput[] {
    const { outputKeys } = this.network;
    const graph = this.graph as Graph;
    const known = shapes && outputShapesOf(graph, shapes.map(withBatch));
    const outputs = (known ?? graph.outputs.map(({ shape }) => shape)).map((shape, i) => ({
      name: outputKeys[i],
      shape,
    }));
    return outputsOf(this.compilation ?? PREDICTION, outputs);
  }

  /** The layers that compute numbers; undefined before the model is built. */
  private get graph(): Graph | undefined {
    const { graph } = this.network;
    return graph && numericGraph(graph);
  }

  /** @throws ValueError for metrics that do not fit the outputs */
  private newMetrics(compiled: Compiled, outputs: readonly CompiledOutput[]): CompiledMetric[] {
    const graph = this.graph as Graph;
    const metrics = metricsOf(compiled, outputs);
    outputs.forEach(({ loss, shape }, i) => {
      if (loss === null) return;
      checkRank(loss, shape);
      warnOfOneClass(loss, shape);
      const activation = lastActivation(graph.outputs[i]);
      warnOfLogits(loss, activation);
      for (const { metric, output = 0 } of metrics) {
        if (output !== i || !(metric instanceof MeanMetric)) continue;
        checkRank(metric.plan(), shape);
        warnOfLogits(metric.plan(), activation);
      }
    });
    checkMetricTargets(metrics, outputs);
    const leaves = leafLayers(graph);
    const held = heldMetrics(leaves).filter((one) => metrics.every(({ metric }) => metric !== one));
    return [
      ...metrics,
      ...addedMetrics(leaves),
      ...held.map((metric) => ({ metric, key: metric.name, weighted: false, source: "held" as const })),
    ];
  }

  private forget(): void {
    this.compiledMetrics = undefined;
    this.engine = undefined;
  }

  private makeEngine(plan: ModelPlan): Engine {
    const usesEngine = this.computes(plan);
    this.engine = usesEngine ? createTrainer(enginePlan(plan)) : new TensorFlowTrainer(tensorFlowNow(), plan);
    const leaves = leafLayers(this.graph as Graph);
    this.trainable = trainableParts(leaves);
    this.revision = revisionOf(leaves);
    if (debug.enabled) {
      const forced = typeof this.compilation?.jitCompile === "boolean";
      const why = forced
        ? `jitCompile: ${usesEngine}`
        : unknownParts(plan).join(" and ") || "it knows every part of the model";
      debug(`${usesEngine ? "the engine computes" : "TensorFlow.js computes"}: ${why}`);
    }
    return this.engine;
  }

  private async withTensorFlow(): Promise<Engine> {
    await loadTensorFlowBackend();
    return this.readyNow();
  }

  private isKnown(): boolean {
    return this.network.graph !== undefined;
  }

  private withWeights(engine: Engine): Engine {
    for (const [variable, offset] of this.layout()) variable.moveTo(engine, offset);
    if ("draws" in engine) {
      for (const [i, generator] of this.generators.entries()) generator.moveTo(engine as DrawCounts, i);
    }
    this.restoreInto(engine);
    this.compilation?.optimizer.follow(engine);
    return engine;
  }

  private async takeWeights(engine: Engine, isOver: () => unknown): Promise<Engine> {
    for (const [variable, offset] of this.layout()) {
      await variable.moveSoon(engine, offset, isOver);
      isOver();
      if (!this.is(engine))
        throw new ValueError("The model was changed or compiled before its weights were ready.");
    }
    return this.withWeights(engine);
  }

  /** Of the layers that draw numbers in training. */
  private get generators(): SeedGenerator[] {
    return leafLayers(this.graph as Graph).flatMap(
      (layer) => (layer as { seedGenerator?: SeedGenerator }).seedGenerator ?? [],
    );
  }

  /** Each weight, and its range in the parameters. */
  private layout(): [Variable, number][] {
    let offset = 0;
    return leafLayers(this.graph as Graph).flatMap(({ weights }) =>
      weights.map((variable): [Variable, number] => {
        offset += variable.size;
        return [variable, offset - variable.size];
      }),
    );
  }
}

/** The trainable weights and their layers, also those that compute otherwise in training, such as BatchNormalization. */
function trainableParts(layers: readonly Layer[]): (Layer | Variable)[] {
  return layers.flatMap((layer): readonly (Layer | Variable)[] => {
    const { trainable, weights, trainableWeights } = layer;
    return trainable && weights.length > 0 ? [layer, ...trainableWeights] : trainableWeights;
  });
}

/** Copies an optimizer's state, or a part of it, into that of another engine. */
function copyState(from: object, to: object): void {
  if (ArrayBuffer.isView(to)) {
    (to as Float32Array).set(from as Float32Array);
    return;
  }
  // The engine may have more arrays than an optimizer uses.
  for (const [key, part] of Object.entries(to)) {
    const own: unknown = from[key as never];
    if (typeof part === "object" && typeof own === "object") copyState(own as object, part);
  }
}

/** @throws ValueError for a metric of an output without a loss, of which the trainer gets no targets */
function checkMetricTargets(metrics: readonly CompiledMetric[], outputs: readonly CompiledOutput[]): void {
  for (const { metric, output = 0 } of metrics) {
    if (outputs[output].loss !== null) continue;
    throw new ValueError(
      `Expected a loss for output '${outputs[output].name}', which has metrics. Received: loss=null, and the metric ` +
        `'${metric.name}'. Report other figures by \`addMetric\`.`,
    );
  }
}

/** The shape of a batch of samples of these sizes. */
const withBatch = (sizes: readonly number[]): Shape => tuple([null, ...sizes]);

const PREDICTION: Pick<Compiled, "loss" | "lossWeights"> = {
  loss: { kind: "meanSquaredError", fromLogits: false },
  lossWeights: null,
};

/** The network as the trainer takes it; without an optimizer one that suffices for predictions. */
function planOf(
  network: ReturnType<typeof networkPlan>,
  outputs: readonly CompiledOutput[],
  optimizer: AnyOptimizerPlan | undefined,
  metrics: readonly CompiledMetric[],
): ModelPlan {
  const { layers } = network;
  const [{ loss, lossWeight, sampleShape }] = outputs;
  const isPlain = outputs.length === 1 && lossWeight === 1 && loss !== null;
  return {
    ...network,
    layers: layers.length > 0 ? layers : [{ kind: "activation", activation: "linear" }],
    loss: loss ?? (PREDICTION.loss as AnyLossPlan),
    ...(!isPlain && { outputs }),
    ...(outputs.length === 1 && sampleShape && { sampleShape }),
    optimizer: optimizer ?? { kind: "sgd", momentum: 0, nesterov: false },
    metrics: metrics
      .filter(isMean)
      .map(({ metric, weighted, output }) => ({ ...metric.plan(), weighted, ...(output ? { output } : {}) })),
    keepOutputs: metrics.some(needsOutputs),
  };
}
