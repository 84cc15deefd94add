/** Models as subclasses, for `subclasses.test.ts`, and how they are compared with those of Keras. */
import assert from "node:assert/strict";
import { Dense, layers, losses, Model, metrics, utils } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
export type Tensor = any;
export type Figures = Record<string, number[]>;

export const { tf } = await loadTensorFlow();

export const X = Array.from({ length: 12 }, (_, i) => [0, 1, 2].map((j) => (((3 * i + j) * 7) % 11) / 11));
export const Y = X.map(([a, b]) => [a * 2 - b]);
export const WEIGHTS = X.map((_, i) => (i % 3) / 2 + 0.5);

export class Net extends Model {
  private readonly hidden = new Dense(4, { activation: "relu", kernelRegularizer: "l2" });
  private readonly drop = new layers.Dropout(0);
  private readonly blocks = [new Dense(3, { activation: "tanh" }), new Dense(3)];
  private readonly a_last = new Dense(1);

  override call(inputs: Tensor, { training }: { training: boolean }): Tensor {
    let x = this.drop.apply(this.hidden.apply(inputs), { training });
    for (const block of this.blocks) x = block.apply(x);
    return this.a_last.apply(x);
  }
}

/** The same, but for TensorFlow.js. */
export class OwnNet extends Net {
  override call(inputs: Tensor, context: Tensor): Tensor {
    return super.call(context.training ? inputs.add(0) : inputs, context);
  }
}

export class Steps extends Net {
  override trainStep([x, y, sampleWeight]: Tensor): Record<string, unknown> {
    const variables = this.trainableWeights;
    let yPred: Tensor;
    const { value: loss, grads } = tf.variableGrads(() => {
      yPred = this.apply(x, { training: true });
      return this.computeLoss({ y, yPred, sampleWeight });
    });
    this.optimizer.apply(grads, variables);
    for (const metric of this.metrics as Tensor[]) {
      if (metric.name === "loss") metric.updateState(loss);
      else metric.updateState(y, yPred, sampleWeight);
    }
    return Object.fromEntries(this.metrics.map((metric) => [metric.name, metric.result()]));
  }
}

export class Lower extends Net {
  private readonly tracker = new metrics.Mean({ name: "loss" });
  private readonly mae = new metrics.MeanAbsoluteError({ name: "mae" });
  override readonly loss = new losses.MeanSquaredError();

  override trainStep([x, y]: Tensor): Record<string, unknown> {
    let yPred: Tensor;
    const { value, grads } = tf.variableGrads(() => {
      yPred = this.apply(x, { training: true });
      return this.loss.call(y, yPred) as Tensor;
    });
    this.optimizer.apply(grads, this.trainableWeights);
    this.tracker.updateState(value as Tensor);
    this.mae.updateState(y, yPred);
    return { loss: this.tracker.result(), mae: this.mae.result() };
  }

  override testStep([x, y]: Tensor): Record<string, unknown> {
    const yPred = this.apply(x);
    this.tracker.updateState(this.loss.call(y, yPred) as Tensor);
    this.mae.updateState(y, yPred);
    return { loss: this.tracker.result(), mae: this.mae.result() };
  }

  override get metrics(): metrics.Metric[] {
    return [this.tracker, this.mae];
  }
}

/** A model with the weights with which the golden ones begin. */
export function begin<M extends Model>(Class: new () => M): M {
  utils.clearSession();
  const model = new Class();
  model.build([null, 3]);
  const first = model.getWeights().map(({ size, shape }) => {
    return new NDArray(
      Float32Array.from({ length: size }, (_, i) => (((i * 5) % 9) - 4) / 9),
      shape,
    );
  });
  model.setWeights(first);
  return model;
}

export const weightsOf = (model: Model) => model.getWeights().map(({ values }) => [...values]);
export function same(actual: Figures, expected: Figures, limit = 2e-6): void {
  assert.deepEqual(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected)) {
    assert.ok(largestDifference(actual[name], values) < limit, `${name}: ${actual[name]} and ${values}`);
  }
}
export const sameWeights = (model: Model, expected: number[][]) =>
  assert.ok(largestDifference(weightsOf(model).flat(), expected.flat()) < 5e-6);
