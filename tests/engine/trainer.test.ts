import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTrainer, type Plan, uniform } from "../../lib/engine/index.ts";

const plan: Plan = {
  inputs: 4,
  layers: [
    { units: 6, useBias: true, activation: "tanh" },
    { units: 2, useBias: true, activation: "linear" },
  ],
  loss: { kind: "meanSquaredError", fromLogits: false },
  optimizer: { kind: "sgd", momentum: 0, nesterov: false },
  metrics: [],
  keepOutputs: true,
};
const rows = 21;
const x = uniform(1, rows * 4, -1, 1);
const y = uniform(2, rows * 2, -1, 1);
const totals = () => ({ samples: 0, loss: 0, metrics: [] });

function made() {
  const trainer = createTrainer(plan);
  trainer.parameters.set(uniform(3, trainer.parameters.length, -0.5, 0.5));
  trainer.learningRate = 0.1;
  return trainer;
}

describe("a trainer", () => {
  test("predicts a row alone as among others, bit for bit", () => {
    const trainer = made();
    const all = trainer.predict(x);
    for (let row = 0; row < rows; row++) {
      const one = trainer.predict(x.subarray(row * 4, row * 4 + 4));
      assert.deepEqual(one, all.slice(row * 2, row * 2 + 2));
    }
  });

  test("keeps the outputs of the samples in the order of the call", () => {
    const trainer = made();
    const before = trainer.predict(x);
    const order = Uint32Array.from({ length: rows }, (_, i) => rows - 1 - i);
    trainer.train(trainer.load(x, y), order, 2, 12, 10, totals());
    const expected = Array.from(order.subarray(2, 12)).flatMap((row) => [
      before[2 * row],
      before[2 * row + 1],
    ]);
    assert.deepEqual(Array.from(trainer.outputs), expected);
  });

  test("keeps weights and moments when its memory grows for samples", () => {
    const trainer = made();
    const before = trainer.parameters.slice();
    const big = trainer.load(new Float32Array(4 * 200_000), new Float32Array(2 * 200_000));
    assert.deepEqual(trainer.parameters.slice(), before);
    const samples = trainer.load(x, y);
    trainer.train(samples, null, 0, rows, 8, totals());
    const other = made();
    other.train(other.load(x, y), null, 0, rows, 8, totals());
    assert.deepEqual(trainer.parameters.slice(), other.parameters.slice());
    assert.equal(big.rows, 200_000);
  });

  test("stops before the update of a batch that loses the loss", () => {
    const trainer = made();
    const bad = x.slice();
    bad[4 * 9] = Number.NaN;
    assert.equal(trainer.train(trainer.load(bad, y), null, 0, rows, 4, totals()), 8);
    const other = made();
    assert.equal(other.train(other.load(x, y), null, 0, 8, 4, totals()), 8);
    assert.deepEqual(trainer.parameters, other.parameters);
  });

  test("trains on after other samples came and went, whatever their batches", () => {
    const [trainer, other] = [made(), made()];
    const samples = trainer.load(x, y);
    const same = other.load(x, y);
    const once = { samples: 0, loss: 0, metrics: [] };
    for (let epoch = 0; epoch < 3; epoch++) {
      trainer.train(samples, null, 0, rows, 5, totals());
      other.train(same, null, 0, rows, 5, totals());
      const many = trainer.load(new Float32Array(4 * 5000), new Float32Array(2 * 5000));
      trainer.evaluate(many, 0, 5000, 5000, once);
      trainer.release(many);
    }
    assert.deepEqual(trainer.parameters, other.parameters);
    trainer.evaluate(samples, 0, rows, rows, once);
  });

  test("copies many samples with turns for the event loop, in which others may come and go", async () => {
    const trainer = made();
    const many = 2 ** 18 + rows + 1;
    const manyX = Float32Array.from({ length: many * 4 }, (_, i) => x[i % x.length]);
    const manyY = Float32Array.from({ length: many * 2 }, (_, i) => y[i % y.length]);
    const expected = totals();
    trainer.evaluate(trainer.load(manyX, manyY), 0, many, 4096, expected);
    trainer.release();

    const copying = trainer.loadSoon(manyX, manyY);
    assert.ok(copying instanceof Promise);
    const others = trainer.load(x, y);
    trainer.train(others, null, 0, rows, 8, totals());
    trainer.parameters.set(made().parameters);
    const samples = await copying;
    const seen = totals();
    trainer.evaluate(samples, 0, many, 4096, seen);
    assert.deepEqual(seen, expected);
    assert.ok(!(trainer.loadSoon(x, y) instanceof Promise), "a few are copied at once");
  });

  test("refuses samples of another trainer, released ones, and rows that are not there", () => {
    const trainer = made();
    const samples = trainer.load(x, y);
    assert.throws(() => made().evaluate(samples, 0, rows, 8, totals()), /has loaded and not released/);
    assert.throws(() => trainer.evaluate(samples, 0, rows + 1, 8, totals()), /from 0 up to 22/);
    assert.throws(() => trainer.train(samples, Uint32Array.of(rows), 0, 1, 1, totals()), /rows below 21/);
    trainer.release(samples);
    assert.throws(() => trainer.evaluate(samples, 0, rows, 8, totals()), /has loaded and not released/);
    assert.throws(() => trainer.load(x.subarray(1), y), /21 rows of 4 \(84 numbers\). Received: 83/);
    assert.throws(() => trainer.predict(x.subarray(1)), /21 rows of 4/);
  });

  test("refuses a metric that reads y in another way than the loss", () => {
    const classes = { kind: "sparseCategoricalCrossentropy", fromLogits: false } as const;
    assert.throws(
      () => createTrainer({ ...plan, loss: classes, metrics: [{ kind: "meanAbsoluteError" }] }),
      /sparseCategoricalCrossentropy has class numbers there. Received: meanAbsoluteError, which takes rows/,
    );
    assert.throws(
      () => createTrainer({ ...plan, metrics: [{ kind: "sparseCategoricalAccuracy" }] }),
      /meanSquaredError has rows there. Received: sparseCategoricalAccuracy, which takes class numbers/,
    );
  });
});

test("a batch of copies of one batch comes to its weights, however large it is", () => {
  const small: Plan = {
    inputs: 5,
    layers: [
      { units: 3, useBias: true, activation: "tanh" },
      { units: 1, useBias: true, activation: "linear" },
    ],
    loss: { kind: "meanSquaredError", fromLogits: false },
    optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
    metrics: [],
  };
  const [rows, copies] = [50, 2000];
  const repeated = (values: Float32Array) =>
    Float32Array.from({ length: values.length * copies }, (_, i) => values[i % values.length]);
  const [x, y] = [uniform(1, rows * 5, -1, 1), uniform(2, rows, -1, 1)];
  const weights = ([x, y]: Float32Array[]) => {
    const trainer = createTrainer(small);
    trainer.parameters.set(uniform(3, trainer.parameters.length, -0.5, 0.5));
    const samples = trainer.load(x, y);
    for (let epoch = 0; epoch < 5; epoch++) {
      trainer.train(samples, null, 0, y.length, y.length, { samples: 0, loss: 0, metrics: [] });
    }
    return trainer.parameters;
  };
  const expected = weights([x, y]);
  weights([repeated(x), repeated(y)]).forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-4, `${value}, of the small batch ${expected[i]}`);
  });
});
