/** Training of embeddings: as in Keras, the optimizer sees the gradient of each lookup. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { lookUp } from "../../lib/keras/backend/lookups.ts";
import { Dense, Input, layers, Model, optimizers, regularizers, Sequential } from "../../lib/keras/index.ts";
import { asArray, NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { golden } from "../golden/load.ts";

const figures = golden<Record<string, { loss: number[]; weights: number[] }>>("lookups.json");
const X = [
  [1, 2, 2, 0],
  [3, 1, 2, 2],
  [5, 5, 5, 5],
  [0, 4, 1, 2],
];
const Y = [[1], [0], [1], [0]];

const values = (shape: readonly number[]) => {
  const count = shape.reduce((size, axis) => size * axis);
  return new NDArray(
    Float32Array.from({ length: count }, (_, i) => ((i % 7) - 3) / 10),
    [...shape],
  );
};

function single(options: object = {}): Model {
  return new Sequential([
    Input({ shape: [4] }),
    new layers.Embedding(6, 3, options),
    new layers.Flatten(),
    new Dense(1),
  ]) as never;
}

function shared(): Model {
  const inputs = [Input({ shape: [4] }), Input({ shape: [4] })];
  const table = new layers.Embedding(6, 3);
  const [a, b] = inputs.map((one) => table.apply(one));
  const flat = new layers.Flatten().apply(new layers.Subtract().apply([a, b]));
  return new Model({ inputs, outputs: new Dense(1).apply(flat) }) as never;
}

class Own extends Model {
  // biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
  override trainStep([x, y]: any, { tf }: any) {
    const { value: loss, grads } = tf.variableGrads(() =>
      this.computeLoss({ x, y, yPred: this.apply(x, { training: true }) }),
    );
    this.optimizer.apply(grads, this.trainableWeights);
    return { total: loss };
  }
}

/** Two tapes in one step, before the first update. */
class Twice extends Model {
  // biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
  override trainStep([x, y]: any, { tf }: any) {
    const loss = () => this.computeLoss({ x, y, yPred: this.apply(x, { training: true }) });
    const { grads } = tf.variableGrads(loss);
    const twice = this.optimizer.computeGradients(() => tf.mul(loss(), 2), this.trainableWeights);
    const total = tf.mul(loss(), 2);
    this.optimizer.apply(grads, this.trainableWeights);
    this.optimizer.applyGradients(twice);
    return { total };
  }
}

function own(of = single, Steps: typeof Own | typeof Twice = Own): Model {
  const { inputs, outputs } = of() as never as { inputs: never; outputs: never };
  return new Steps({ inputs, outputs });
}

const { Adam } = optimizers;
const programs: Record<string, [make: () => Model, optimizer: object]> = {
  sgd: [single, new optimizers.SGD(0.1, { momentum: 0.5 })],
  adam: [single, new Adam(0.1)],
  amsgrad: [single, new Adam(0.1, { amsgrad: true })],
  adamw: [single, new optimizers.AdamW(0.1, { weightDecay: 0.01 })],
  rmsprop: [single, new optimizers.RMSprop(0.1, { momentum: 0.5, centered: true })],
  adagrad: [single, new optimizers.Adagrad(0.1)],
  adadelta: [single, new optimizers.Adadelta(10)],
  adamax: [single, new optimizers.Adamax(0.1)],
  nadam: [single, new optimizers.Nadam(0.1)],
  ftrl: [single, new optimizers.Ftrl(0.1)],
  lion: [single, new optimizers.Lion(0.1)],
  lamb: [single, new optimizers.Lamb(0.1)],
  adafactor: [single, new optimizers.Adafactor(0.1)],
  schedule_free_adamw: [single, new optimizers.ScheduleFreeAdamW(0.1)],
  clipnorm: [single, new Adam(0.1, { clipnorm: 0.05 })],
  global_clipnorm: [single, new optimizers.SGD(0.1, { globalClipnorm: 0.05 })],
  clipvalue: [single, new Adam(0.1, { clipvalue: 0.01 })],
  gradient_accumulation_steps: [single, new Adam(0.1, { gradientAccumulationSteps: 2 })],
  regularized: [() => single({ embeddingsRegularizer: new regularizers.L2(0.1) }), new Adam(0.1)],
  loss_scale: [single, new optimizers.LossScaleOptimizer(new Adam(0.1), { initialScale: 8 })],
  shared: [shared, new Adam(0.1)],
  own: [own, new optimizers.RMSprop(0.1)],
  own_shared: [() => own(shared), new optimizers.RMSprop(0.1)],
  own_twice: [() => own(shared, Twice), new optimizers.RMSprop(0.01)],
};

function close(got: readonly number[], want: readonly number[], tolerance: number): void {
  assert.equal(got.length, want.length);
  for (const [i, value] of got.entries())
    assert.ok(Math.abs(value - want[i]) < tolerance, `${i}: ${value}, ${want[i]} in Keras`);
}

test("the gradient of lookups has a gradient", async () => {
  const { tf } = await loadTensorFlow();
  const table = tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const rows = tf.tensor1d([0, 1, 1], "int32");
  const first = tf.grad((table) => lookUp(tf, table, rows).pow(3).sum());
  const second = tf.grad((table) => first(table).square().sum());
  // Of 9x⁴ for a row looked up once, 36x⁴ for one looked up twice.
  assert.deepEqual(second(table).arraySync(), [
    [36, 36 * 8],
    [144 * 27, 144 * 64],
  ]);
});

suite("embeddings train as in Keras", () => {
  for (const [name, want] of Object.entries(figures)) {
    test(name, async () => {
      const [make, optimizer] = programs[name];
      const model = make();
      model.setWeights(model.weights.map(({ shape }) => values(shape as number[])) as never);
      model.compile({ optimizer: optimizer as never, loss: "mse" });
      const x = model.inputs.length === 2 ? [X, X.toReversed()].map((rows) => asArray(rows)) : X;
      const { history } = await model.fit(x as never, Y, {
        batchSize: 4,
        epochs: want.loss.length,
        shuffle: false,
        verbose: 0,
      });
      close(Object.values(history)[0], want.loss, 2e-6);
      const weights = model.getWeights().flatMap((weight) => [...weight.values]);
      close(weights, want.weights, 2e-5);
    });
  }
});
