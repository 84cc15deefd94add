import { ValueError } from "../errors";
import {
  type Dense,
  denseLayers,
  forwardDense,
  inputGradient,
  parameterCount,
  parameterGradients,
} from "./dense";
import { type Loss, lossOf, targetsPerSample } from "./losses";
import { type Metric, metrics } from "./metrics";
import { optimizerOf, type Update } from "./optimizers/optimizer";
import type { Plan, Totals, Trainer } from "./plan";

/**
 * A trainer for the plan, all parameters zero. Sums are taken in float64 in the order of the indices and stored as
 * float32, on one thread: the same calls give the same bits on every machine.
 */
export function createTrainer(plan: Plan): Trainer {
  return new DenseTrainer(plan);
}

class DenseTrainer implements Trainer {
  readonly parameters: Float32Array;
  learningRate = 0.001;
  private updates = 0;
  private readonly gradients: Float32Array;
  private readonly layers: readonly Dense[];
  private readonly inputs: number;
  private readonly targets: number;
  /** The loss starts before the last activation: Keras takes cross-entropy after sigmoid or softmax from the logits. */
  private readonly lossFromLogits: boolean;
  private readonly loss: Loss;
  private readonly metrics: readonly Metric[];
  private readonly update: Update;
  private batch = new Float32Array(0);
  private batchTargets = new Float32Array(0);
  private logits = new Float32Array(0);

  constructor(plan: Plan) {
    const last = plan.layers[plan.layers.length - 1];
    const size = parameterCount(plan);
    this.inputs = plan.inputs;
    this.parameters = new Float32Array(size);
    this.gradients = new Float32Array(size);
    this.layers = denseLayers(plan, this.parameters, this.gradients);
    this.targets = targetsPerSample(plan.loss, last.units);
    this.lossFromLogits =
      plan.loss.kind !== "meanSquaredError" && ["sigmoid", "softmax"].includes(last.activation);
    this.loss = lossOf(plan.loss, plan.loss.fromLogits || this.lossFromLogits);
    this.metrics = plan.metrics.map(({ kind }) => metrics[kind]);
    this.update = optimizerOf(plan.optimizer, this.parameters);
  }

  get iterations(): number {
    return this.updates;
  }

  train(
    x: Float32Array,
    y: Float32Array,
    order: Uint32Array | null,
    start: number,
    end: number,
    batchSize: number,
    totals: Totals,
  ): void {
    this.check(x, y, order === null ? end : x.length / this.inputs);
    for (let first = start; first < end; first += batchSize) {
      const rows = Math.min(batchSize, end - first);
      this.gather(x, y, order, first, rows);
      this.forward(rows);
      this.score(rows, totals);
      this.backward(rows);
      this.update(this.gradients, this.learningRate, ++this.updates);
    }
  }

  evaluate(
    x: Float32Array,
    y: Float32Array,
    start: number,
    end: number,
    batchSize: number,
    totals: Totals,
  ): void {
    this.check(x, y, end);
    for (let first = start; first < end; first += batchSize) {
      const rows = Math.min(batchSize, end - first);
      this.gather(x, y, null, first, rows);
      this.forward(rows);
      this.score(rows, totals);
    }
  }

  predict(x: Float32Array): Float32Array {
    const rows = x.length / this.inputs;
    this.check(x, undefined, rows);
    const { units } = this.layers[this.layers.length - 1];
    const predictions = new Float32Array(rows * units);
    for (let first = 0; first < rows; first += PREDICT_ROWS) {
      const some = Math.min(PREDICT_ROWS, rows - first);
      this.reserve(some);
      this.batch.set(x.subarray(first * this.inputs, (first + some) * this.inputs));
      const outputs = this.forward(some);
      predictions.set(outputs.subarray(0, some * units), first * units);
    }
    return predictions;
  }

  /** Rows of the data, in order, to the batch. */
  private gather(x: Float32Array, y: Float32Array, order: Uint32Array | null, first: number, rows: number) {
    const { inputs, targets } = this;
    this.reserve(rows);
    for (let row = 0; row < rows; row++) {
      const from = order === null ? first + row : order[first + row];
      for (let i = 0; i < inputs; i++) this.batch[row * inputs + i] = x[from * inputs + i];
      for (let i = 0; i < targets; i++) this.batchTargets[row * targets + i] = y[from * targets + i];
    }
  }

  /** Outputs of the last layer for the batch. */
  private forward(rows: number): Float32Array {
    let values: Float32Array = this.batch;
    for (const layer of this.layers) {
      forwardDense(layer, values, rows);
      if (layer === this.layers[this.layers.length - 1]) this.logits.set(layer.outputs);
      layer.activation.forward(layer.outputs, rows, layer.units);
      values = layer.outputs;
    }
    return values;
  }

  /** Adds the batch's loss and metrics to the totals and leaves each sample's loss gradient in the last layer. */
  private score(rows: number, totals: Totals): void {
    const { units, outputs, gradient } = this.layers[this.layers.length - 1];
    const { targets, loss } = this;
    const source = this.lossFromLogits ? this.logits : outputs;
    for (let row = 0; row < rows; row++) {
      totals.loss += loss(source, row * units, units, this.batchTargets, row * targets, gradient);
      this.metrics.forEach((metric, i) => {
        totals.metrics[i] += metric(outputs, row * units, units, this.batchTargets, row * targets);
      });
    }
    totals.samples += rows;
  }

  /** Fills the parameters' gradients from the last layer's, which hold each sample's own loss: divided by rows here. */
  private backward(rows: number): void {
    const last = this.layers.length - 1;
    for (let i = 0; i < rows * this.layers[last].units; i++) this.layers[last].gradient[i] /= rows;
    for (let index = last; index >= 0; index--) {
      const layer = this.layers[index];
      if (index < last || !this.lossFromLogits) {
        layer.activation.backward(layer.gradient, layer.outputs, rows, layer.units);
      }
      const before = index === 0 ? this.batch : this.layers[index - 1].outputs;
      parameterGradients(layer, before, rows);
      if (index > 0) inputGradient(layer, this.layers[index - 1].gradient, rows);
    }
  }

  private reserve(rows: number): void {
    if (this.batch.length >= rows * this.inputs) return;
    this.batch = new Float32Array(rows * this.inputs);
    this.batchTargets = new Float32Array(rows * this.targets);
    for (const layer of this.layers) {
      layer.outputs = new Float32Array(rows * layer.units);
      layer.gradient = new Float32Array(rows * layer.units);
    }
    this.logits = new Float32Array(this.layers[this.layers.length - 1].outputs.length);
  }

  private check(x: Float32Array, y: Float32Array | undefined, rows: number): void {
    if (x.length % this.inputs !== 0 || x.length < rows * this.inputs) {
      throw new ValueError(
        `Expected x to hold ${rows} rows of ${this.inputs} features (${rows * this.inputs} numbers). Received: ${x.length} numbers.`,
      );
    }
    if (y !== undefined && y.length < rows * this.targets) {
      throw new ValueError(
        `Expected y to hold ${rows} rows of ${this.targets} targets (${rows * this.targets} numbers). Received: ${y.length} numbers.`,
      );
    }
  }
}

/** Rows that `predict` takes at a time. */
const PREDICT_ROWS = 256;
