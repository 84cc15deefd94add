import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../../backend";
import type { Plan, Totals, Trainer } from "../../../engine";
import { type Loss, lossOf, type Outputs } from "./losses";
import { metricSum } from "./metrics";
import { type Step, slotCount, stepOf } from "./optimizers";

/** Rows that `predict` takes at a time. */
const PREDICT_ROWS = 1024;

/**
 * The engine's work done by TensorFlow.js. Its sums have another order, so results agree with the engine's to some
 * digits, and depend on the back end.
 *
 * Parameters and the optimizer's vectors lie in arrays of their own between two batches: no tensor outlives a call.
 */
export class TensorFlowTrainer implements Trainer {
  readonly parameters: Float32Array;
  learningRate = 0.001;
  iterations = 0;
  private readonly slots: Float32Array[];
  private readonly targets: number;
  private readonly loss: Loss;
  private readonly step: Step;

  constructor(
    private readonly tf: TensorFlow,
    private readonly plan: Plan,
  ) {
    let inputs = plan.inputs;
    let size = 0;
    for (const { units, useBias } of plan.layers) {
      size += inputs * units + (useBias ? units : 0);
      inputs = units;
    }
    this.parameters = new Float32Array(size);
    this.slots = Array.from({ length: slotCount(plan.optimizer) }, () => new Float32Array(size));
    this.targets = plan.loss.kind === "sparseCategoricalCrossentropy" ? 1 : inputs;
    this.loss = lossOf(tf, plan);
    this.step = stepOf(tf, plan.optimizer);
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
    for (let first = start; first < end; first += batchSize) {
      const last = Math.min(first + batchSize, end);
      this.tf.tidy(() => {
        const rows = this.rows(x, this.plan.inputs, order, first, last);
        const labels = this.rows(y, this.targets, order, first, last);
        const parameters = this.tf.tensor1d(this.parameters);
        let outputs: Outputs | undefined;
        let losses: Tensor | undefined;
        const gradient = this.tf.grad((weights) => {
          outputs = this.forward(rows, weights as Tensor1D);
          losses = this.tf.keep(this.loss(outputs, labels));
          this.tf.keep(outputs.values);
          return losses.mean();
        })(parameters) as Tensor1D;
        this.add(totals, outputs as Outputs, losses as Tensor, labels);
        this.tf.dispose([(outputs as Outputs).values, losses as Tensor]);
        this.update(parameters, gradient);
      });
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
    for (let first = start; first < end; first += batchSize) {
      const last = Math.min(first + batchSize, end);
      this.tf.tidy(() => {
        const labels = this.rows(y, this.targets, null, first, last);
        const outputs = this.forward(
          this.rows(x, this.plan.inputs, null, first, last),
          this.tf.tensor1d(this.parameters),
        );
        this.add(totals, outputs, this.loss(outputs, labels), labels);
      });
    }
  }

  predict(x: Float32Array): Float32Array {
    const count = x.length / this.plan.inputs;
    const { units } = this.plan.layers[this.plan.layers.length - 1];
    const outputs = new Float32Array(count * units);
    for (let first = 0; first < count; first += PREDICT_ROWS) {
      this.tf.tidy(() => {
        const rows = this.rows(x, this.plan.inputs, null, first, Math.min(first + PREDICT_ROWS, count));
        const { values } = this.forward(rows, this.tf.tensor1d(this.parameters));
        outputs.set(values.dataSync(), first * units);
      });
    }
    return outputs;
  }

  private forward(x: Tensor2D, parameters: Tensor1D): Outputs {
    let values = x;
    let logits = x;
    let offset = 0;
    const take = (size: number) => {
      offset += size;
      return parameters.slice(offset - size, size);
    };
    for (const { units, useBias, activation } of this.plan.layers) {
      const inputs = values.shape[1];
      logits = values.matMul(take(inputs * units).reshape([inputs, units])) as Tensor2D;
      if (useBias) logits = logits.add(take(units));
      values = activation === "linear" ? logits : (this.tf[activation](logits) as Tensor2D);
    }
    return { logits, values };
  }

  private update(parameters: Tensor1D, gradient: Tensor1D): void {
    const slots = this.slots.map((slot) => this.tf.tensor1d(slot));
    const updated = this.step(parameters, gradient, slots, this.learningRate, ++this.iterations);
    this.parameters.set(updated.dataSync());
    slots.forEach((slot, i) => {
      this.slots[i].set(slot.dataSync());
    });
  }

  private add(totals: Totals, outputs: Outputs, losses: Tensor, labels: Tensor2D): void {
    totals.samples += labels.shape[0];
    totals.loss += losses.sum().dataSync()[0];
    this.plan.metrics.forEach((metric, i) => {
      totals.metrics[i] += metricSum(this.tf, metric, outputs.values, labels);
    });
  }

  /** Samples `first … last)`, in their order, as a tensor. */
  private rows(
    values: Float32Array,
    width: number,
    order: Uint32Array | null,
    first: number,
    last: number,
  ): Tensor2D {
    const rows = new Float32Array((last - first) * width);
    for (let i = first; i < last; i++) {
      const from = (order === null ? i : order[i]) * width;
      rows.set(values.subarray(from, from + width), (i - first) * width);
    }
    return this.tf.tensor2d(rows, [last - first, width]);
  }
}
