import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type {
  EvaluateCall,
  OptimizerState,
  Passed,
  SampleShapes,
  Samples,
  Totals,
  TrainCall,
  Trainer,
} from "../../../engine/index.ts";
import { ValueError } from "../../../errors.ts";
import { Pacer } from "../../../event-loop.ts";
import { concatenated } from "../../../ndarray.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import { joinLookups } from "../lookups.ts";
import type { ModelPlan } from "../plan.ts";
import type { Outputs } from "./losses.ts";
import { type ForwardPass, Network, sumOf } from "./network.ts";
import { TensorFlowOptimizers } from "./optimizers.ts";
import { type BatchLosses, Scores, type Targets } from "./scores.ts";

/** Rows that `predict` takes at a time. */
const PREDICT_ROWS = 1024;

/** Number of networks that are kept for samples of other shapes. */
const NETWORKS = 64;

/** The network for samples of certain shapes. All have the same weights. */
interface SizedNetwork {
  /** Numbers per sample of all inputs. */
  readonly inputs: number;
  readonly network: Network;
  readonly scores: Scores;
}

interface LoadedSamples extends Samples, SizedNetwork {
  x: Float32Array;
  y: Float32Array;
  weights: Float32Array | null;
}

/**
 * A trainer that computes with TensorFlow.js. Its sums are in another order, so that results agree with the engine's to some
 * digits only, and depend on the back end.
 *
 * Between two batches parameters and the optimizer's state are in arrays: no tensor outlives a call.
 */
export class TensorFlowTrainer implements Trainer {
  readonly parameters: Float32Array;
  learningRate = 0.001;
  schedule: ((iterations: number) => number) | null = null;
  /** The outputs of the last call, one array per batch. */
  private batchOutputs: Float32Array[] = [];
  private readonly network: Network;
  private readonly optimizer: TensorFlowOptimizers;
  private readonly networks = new Map<string, SizedNetwork>();

  constructor(
    private readonly tf: TensorFlow,
    private readonly plan: ModelPlan,
  ) {
    this.network = new Network(tf, plan);
    this.parameters = new Float32Array(this.network.size);
    const rate = (iterations: number) => this.schedule?.(iterations) ?? this.learningRate;
    this.optimizer = new TensorFlowOptimizers(tf, plan.optimizer, this.network, rate);
  }

  /** @param shapes undefined: those of the plan */
  private networkFor(shapes: SampleShapes | undefined): SizedNetwork {
    const { tf, networks } = this;
    const key = JSON.stringify(shapes ?? null);
    const known = networks.get(key);
    if (known !== undefined) return known;
    if (networks.size >= NETWORKS) networks.clear();
    const plan = shapes && this.plan.sized ? this.plan.sized(shapes) : this.plan;
    const network = plan === this.plan ? this.network : new Network(tf, plan);
    const sized = { inputs: plan.inputs, network, scores: new Scores(tf, plan, network.units) };
    networks.set(key, sized);
    return sized;
  }

  get iterations(): number {
    return this.optimizer.iterations;
  }

  set iterations(iterations: number) {
    this.optimizer.iterations = iterations;
  }

  get optimizerState(): OptimizerState {
    return this.optimizer.state;
  }

  get outputs(): Float32Array {
    return concatenated(this.batchOutputs);
  }

  load(
    x: Float32Array,
    y: Float32Array,
    weights: Float32Array | null = null,
    shapes?: SampleShapes,
  ): LoadedSamples {
    const sized = this.networkFor(shapes);
    return { ...sized, rows: x.length / sized.inputs, x, y, weights };
  }

  /** Nothing is copied: each batch is, when it is needed. */
  loadSoon(...samples: Parameters<Trainer["load"]>): LoadedSamples {
    return this.load(...samples);
  }

  release(): void {
    this.batchOutputs = [];
  }

  train(
    samples: Samples,
    order: Uint32Array | null,
    start: number,
    end: number,
    batchSize: number,
    totals: Totals,
  ): number {
    this.batchOutputs = [];
    for (let first = start; first < end; first += batchSize) {
      const batch = this.batch(samples as LoadedSamples, order, first, Math.min(first + batchSize, end));
      this.tf.tidy(() => this.trainBatch(batch, samples as LoadedSamples, totals));
      if (!Number.isFinite(totals.loss)) return first - start;
    }
    return end - start;
  }

  evaluate(samples: Samples, start: number, end: number, batchSize: number, totals: Totals): void {
    const { network, scores } = samples as LoadedSamples;
    this.batchOutputs = [];
    for (let first = start; first < end; first += batchSize) {
      const batch = this.batch(samples as LoadedSamples, null, first, Math.min(first + batchSize, end));
      this.tf.tidy(() => {
        const { x, ...targets } = this.tensors(batch);
        const parameters = network.weights(this.parameters);
        const passed = network.forward(x, parameters, false);
        const penalty = this.penalty(network, passed);
        const losses = scores.losses(passed.outputs, targets);
        this.checkLoss(losses, passed, network);
        scores.add(totals, passed.outputs, targets, losses, penalty, passed.metrics);
        this.keepOutputs(passed.outputs);
      });
    }
  }

  predict(x: Float32Array, shapes?: SampleShapes): Float32Array {
    const { inputs, network } = this.networkFor(shapes);
    const count = x.length / inputs;
    const outputs = new Float32Array(count * network.units);
    for (let first = 0; first < count; first += PREDICT_ROWS) {
      const last = Math.min(first + PREDICT_ROWS, count);
      this.tf.tidy(() => {
        const rows = this.tf.tensor2d(x.slice(first * inputs, last * inputs), [last - first, inputs]);
        const passed = network.forward(rows, network.weights(this.parameters), false);
        outputs.set(this.rows(passed.outputs).dataSync(), first * network.units);
      });
    }
    return outputs;
  }

  async trainSoon(
    isOver: () => boolean,
    ...[samples, order, start, end, batchSize, totals]: TrainCall
  ): Promise<Passed> {
    return this.runBatches(start, end, batchSize, isOver, (from, to) =>
      this.train(samples, order, from, to, batchSize, totals),
    );
  }

  async evaluateSoon(
    isOver: () => boolean,
    ...[samples, start, end, batchSize, totals]: EvaluateCall
  ): Promise<Passed> {
    return this.runBatches(start, end, batchSize, isOver, (from, to) => {
      this.evaluate(samples, from, to, batchSize, totals);
      return to - from;
    });
  }

  async predictSoon(isOver: () => boolean, x: Float32Array, shapes?: SampleShapes): Promise<Float32Array> {
    const { inputs, network } = this.networkFor(shapes);
    const { units } = network;
    const outputs = new Float32Array((x.length / inputs) * units);
    await this.runBatches(0, x.length / inputs, PREDICT_ROWS, isOver, (from, to) => {
      outputs.set(this.predict(x.subarray(from * inputs, to * inputs), shapes), from * units);
      return to - from;
    });
    return outputs;
  }

  /** Runs batch after batch on this thread, yielding to the event loop in between. */
  private async runBatches(
    start: number,
    end: number,
    batchSize: number,
    isOver: () => boolean,
    run: (from: number, to: number) => number,
  ): Promise<Passed> {
    const pacer = new Pacer();
    const outputs: Float32Array[] = [];
    let at = start;
    while (at < end) {
      const to = Math.min(at + batchSize, end);
      const done = run(at, to);
      outputs.push(...this.batchOutputs);
      if (done < to - at) break;
      at = to;
      await pacer.rest();
      if (at < end && isOver()) break;
    }
    this.batchOutputs = outputs;
    return { done: at - start, outputs: this.outputs };
  }

  get lossScale(): number {
    return this.optimizer.lossScale;
  }

  swapAverage(): void {
    for (const [weights, average] of this.optimizer.averaged(this.parameters)) {
      const copy = weights.slice();
      weights.set(average);
      average.set(copy);
    }
  }

  restartAverage(): void {
    for (const [weights, average] of this.optimizer.averaged(this.parameters)) average.set(weights);
  }

  applyAverage(): void {
    for (const [weights, average] of this.optimizer.averaged(this.parameters)) weights.set(average);
  }

  private trainBatch(batch: Batch, { network, scores }: SizedNetwork, totals: Totals): void {
    const { x, ...targets } = this.tensors(batch);
    const parameters = network.weights(this.parameters);
    let seen: { passed: ForwardPass; losses: BatchLosses; penalty: Tensor | null } | undefined;
    const { layout } = network;
    const trained = parameters.filter((_, i) => layout[i].trainable);
    const gradients = this.gradients((...trained: Tensor[]) => {
      let next = 0;
      const all = parameters.map((weight, i) => (layout[i].trainable ? trained[next++] : weight));
      const passed = network.forward(x, all, true);
      const losses = scores.losses(passed.outputs, targets);
      this.checkLoss(losses, passed, network);
      const penalty = this.penalty(network, passed);
      seen = { passed, losses, penalty };
      // `grads` disposes of all tensors made in here that are not kept.
      for (const tensor of tensorsOf(seen)) this.tf.keep(tensor);
      const { lossScale } = this.optimizer;
      const loss = penalty === null ? losses.trained : losses.trained.add(penalty);
      return lossScale === 1 ? loss : loss.mul(lossScale);
    }, trained);
    const { passed, losses, penalty } = seen as NonNullable<typeof seen>;
    scores.add(totals, passed.outputs, targets, losses, penalty, passed.metrics);
    this.keepOutputs(passed.outputs);
    this.tf.dispose(tensorsOf({ passed, losses, penalty }));
    if (!Number.isFinite(totals.loss)) return;
    for (const { offset, values } of passed.updates) this.parameters.set(values, offset);
    this.optimizer.update(this.parameters, gradients);
  }

  /** The sum of the penalties of a batch; null without any, as each kernel of TensorFlow.js takes time. */
  private penalty(network: Network, { weights, penalties }: ForwardPass): Tensor | null {
    if (!network.isRegularized && penalties.length === 0) return null;
    return network.penalty(weights).add(sumOf(this.tf, penalties));
  }

  /** The gradients of a scalar, zeros for weights on which it does not depend. Without weights to train the scalar is still computed. */
  private gradients(loss: (...trained: Tensor[]) => Tensor, trained: Tensor[]): Tensor[] {
    if (trained.length > 0) {
      const { grads } = this.tf.engine().gradients(() => loss(...trained), trained, undefined, true);
      return trained.map((weight, i) => {
        const gradient = (grads[i] as Tensor | undefined) ?? this.tf.zerosLike(weight);
        joinLookups(weight, gradient);
        return gradient;
      });
    }
    loss();
    return [];
  }

  /** @throws ValueError in Keras' words if a batch has no loss: no loss of the outputs, no penalty on weights, none added by layers */
  private checkLoss({ each }: BatchLosses, { penalties }: ForwardPass, { isRegularized }: Network): void {
    if (penalties.length > 0 || isRegularized || each.some((loss) => loss !== null)) return;
    throw new ValueError("No loss to compute. Provide a `loss` argument in `compile()`.");
  }

  private keepOutputs(outputs: readonly Outputs[]): void {
    if (this.plan.keepOutputs) this.batchOutputs.push(this.rows(outputs).dataSync() as Float32Array);
  }

  /** The outputs of each sample, one after the other. */
  private rows(outputs: readonly Outputs[]): Tensor2D {
    return outputs.length === 1
      ? outputs[0].values
      : this.tf.concat2d(
          outputs.map(({ values }) => values),
          1,
        );
  }

  private batch(
    { rows, x, y, weights }: LoadedSamples,
    order: Uint32Array | null,
    first: number,
    last: number,
  ): Batch {
    const take = (values: Float32Array) => {
      const width = values.length / rows;
      const taken = new Float32Array((last - first) * width);
      for (let i = first; i < last; i++) {
        const from = (order === null ? i : order[i]) * width;
        taken.set(values.subarray(from, from + width), (i - first) * width);
      }
      return taken;
    };
    return { rows: last - first, x: take(x), y: take(y), weights: weights && take(weights) };
  }

  private tensors({ rows, x, y, weights }: Batch): Targets & { x: Tensor2D } {
    return {
      x: this.tf.tensor2d(x, [rows, x.length / rows]),
      y: this.tf.tensor2d(y, [rows, y.length / rows]),
      weights: weights && this.tf.tensor2d(weights, [rows, weights.length / rows]),
    };
  }
}

function tensorsOf(seen: { passed: ForwardPass; losses: BatchLosses; penalty: Tensor | null }): Tensor[] {
  const { each, reported, trained } = seen.losses;
  const outputs = seen.passed.outputs.flatMap(({ values, logits, mask }) => [values, logits, mask]);
  const all = new Set([...outputs, ...each, reported, trained, seen.penalty]);
  return [...all].filter((tensor) => tensor !== null);
}

interface Batch {
  rows: number;
  x: Float32Array;
  y: Float32Array;
  weights: Float32Array | null;
}
