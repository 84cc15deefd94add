import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTrainer, type Plan, uniform } from "../../lib/engine/index.ts";

const INPUTS = 600;
const CLASSES = 7;
/** Two batches of so many, and a shorter one. */
const BATCH = 300;
const ROWS = 2 * BATCH + 37;

const plan: Plan = {
  inputs: INPUTS,
  layers: [
    { kind: "dropout", rate: 0.2, seed: 5 },
    { units: 512, useBias: true, activation: "relu", kernelRegularizer: { l1: 1e-5, l2: 1e-4 } },
    { kind: "activation", activation: "tanh" },
    { units: CLASSES, useBias: true, activation: "softmax" },
  ],
  loss: { kind: "sparseCategoricalCrossentropy", fromLogits: false },
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
  metrics: [{ kind: "sparseCategoricalAccuracy" }],
  keepOutputs: true,
};
const x = uniform(1, ROWS * INPUTS, -1, 1);
const y = uniform(2, ROWS, 0, CLASSES).map(Math.floor);
const order = Uint32Array.from({ length: ROWS }, (_, i) => (i * 101) % ROWS);
const totals = () => ({ samples: 0, loss: 0, metrics: [0], metricWeights: [0] });

function made(optimizer: Plan["optimizer"] = plan.optimizer) {
  const trainer = createTrainer({ ...plan, optimizer });
  trainer.parameters.set(uniform(3, trainer.parameters.length, -0.05, 0.05));
  return { trainer, samples: trainer.load(x, y, uniform(4, ROWS, 0, 2)) };
}

/** Does all pieces. Returns how many stops there were, and what came of it. */
function finish<T>(pieces: Generator<void, T>): { stops: number; result: T } {
  for (let stops = 0; ; stops++) {
    const { done, value } = pieces.next();
    if (done) return { stops, result: value };
  }
}

describe("a large batch in pieces", () => {
  test("has stops on the way there, on the way back and between the units", () => {
    const { trainer, samples } = made();
    const { stops } = finish(trainer.trainInPieces(samples, null, 0, BATCH, BATCH, totals()));
    assert.ok(stops >= 8, `${stops} stops`);
    const twice = finish(trainer.trainInPieces(samples, null, 0, 2 * BATCH, 2 * BATCH, totals()));
    assert.ok(twice.stops >= 1.5 * stops, `${twice.stops} stops for twice the work`);
    const small = finish(trainer.trainInPieces(samples, null, 0, 32, 32, totals()));
    assert.equal(small.stops, 0);
  });

  test("comes to the bits of one call", () => {
    const [one, other] = [made(), made()];
    for (let epoch = 0; epoch < 2; epoch++) {
      const [expected, found] = [totals(), totals()];
      one.trainer.train(one.samples, order, 0, ROWS, BATCH, expected);
      const { result } = finish(other.trainer.trainInPieces(other.samples, order, 0, ROWS, BATCH, found));
      assert.equal(result.trained, ROWS);
      assert.deepEqual(result.outputs, one.trainer.outputs.slice());
      assert.deepEqual(found, expected);
    }
    assert.deepEqual(other.trainer.parameters, one.trainer.parameters);
    assert.equal(other.trainer.iterations, 6);

    const [expected, found] = [totals(), totals()];
    one.trainer.evaluate(one.samples, 0, ROWS, BATCH, expected);
    const { result } = finish(other.trainer.evaluateInPieces(other.samples, 0, ROWS, BATCH, found));
    assert.deepEqual(found, expected);
    assert.deepEqual(result, one.trainer.outputs.slice());
    assert.deepEqual(finish(other.trainer.predictInPieces(x)).result, one.trainer.predict(x));
  });

  test("may be a single sample, where it goes through nine million weights", () => {
    const trainer = createTrainer({
      ...plan,
      inputs: 3000,
      layers: [{ units: 3000, useBias: true, activation: "relu" }],
    });
    trainer.parameters.set(uniform(3, 3000 * 3000, -0.05, 0.05));
    const sample = uniform(1, 3000, -1, 1);
    const { stops, result } = finish(trainer.predictInPieces(sample));
    assert.ok(stops >= 2, `${stops} stops`);
    assert.deepEqual(result, trainer.predict(sample));
  });

  test("is done first when another needs the trainer, and once", () => {
    const [one, other] = [made(), made()];
    one.trainer.train(one.samples, null, 0, BATCH, BATCH, totals());
    const found = totals();
    const pieces = other.trainer.trainInPieces(other.samples, null, 0, BATCH, BATCH, found);
    pieces.next();
    pieces.next();
    assert.deepEqual(other.trainer.predict(x), one.trainer.predict(x));
    assert.equal(found.samples, BATCH);
    const { stops, result } = finish(pieces);
    assert.deepEqual([stops, result.trained, result.outputs.length], [0, BATCH, BATCH * CLASSES]);
    assert.equal(other.trainer.iterations, 1);
    assert.deepEqual(other.trainer.parameters, one.trainer.parameters);
  });

  test("gives outputs that later work leaves as they are, of few samples as of many", () => {
    for (const rows of [32, ROWS]) {
      const { trainer, samples } = made();
      const evaluated = finish(trainer.evaluateInPieces(samples, 0, rows, BATCH, totals())).result;
      const { outputs } = finish(trainer.trainInPieces(samples, null, 0, rows, rows, totals())).result;
      const before = [evaluated.slice(), outputs.slice()];
      trainer.evaluate(samples, ROWS - rows, ROWS, BATCH, totals());
      trainer.parameters.fill(5);
      trainer.evaluate(samples, 0, rows, BATCH, totals());
      assert.equal(outputs.length, rows * CLASSES);
      assert.notDeepEqual(trainer.outputs.slice(), outputs);
      assert.deepEqual([evaluated, outputs], before);
    }
  });

  test("predicts the same where memory is given back and out anew in between", () => {
    const { trainer, samples } = made();
    const expected = trainer.predict(x);
    const pieces = trainer.predictInPieces(x);
    pieces.next();
    trainer.release(samples);
    const twice = (values: Float32Array) =>
      Float32Array.from({ length: 2 * values.length }, (_, i) => values[i % values.length]);
    const more = [twice(x.map((value) => -value)), twice(y)] as const;
    const loaded = trainer.load(...more);
    assert.deepEqual(finish(pieces).result, expected);
    const [seen, alone] = [totals(), totals()];
    trainer.evaluate(loaded, 0, 2 * ROWS, BATCH, seen);
    const fresh = made().trainer;
    fresh.evaluate(fresh.load(...more), 0, 2 * ROWS, BATCH, alone);
    assert.deepEqual(seen, alone);
  });

  test("given up, leaves the weights", () => {
    const { trainer, samples } = made();
    const before = trainer.parameters.slice();
    const pieces = trainer.trainInPieces(samples, null, 0, BATCH, BATCH, totals());
    pieces.next();
    pieces.return({ trained: 0, outputs: new Float32Array(0) });
    assert.deepEqual(trainer.predict(x), made().trainer.predict(x));
    assert.deepEqual(trainer.parameters, before);
    assert.equal(trainer.iterations, 0);
  });

  test("takes weights that were set in the meantime", () => {
    const { trainer, samples } = made();
    const pieces = trainer.trainInPieces(samples, null, 0, BATCH, BATCH, totals());
    pieces.next();
    trainer.parameters.fill(5);
    finish(pieces);
    // An update of Adam is about the learning rate, 0.001.
    assert.ok(trainer.parameters.every((value) => Math.abs(value - 5) < 0.002));
  });

  test("stops before the update when it loses the loss", () => {
    const { trainer } = made();
    const bad = x.slice();
    bad[INPUTS * (BATCH + 5)] = Number.NaN;
    const { result } = finish(trainer.trainInPieces(trainer.load(bad, y), null, 0, ROWS, BATCH, totals()));
    assert.equal(result.trained, BATCH);
    assert.equal(trainer.iterations, 1);
  });
});

/** Optimizers whose update of this net is long, by itself or for the net's width. */
const longUpdates: Record<string, [Plan["optimizer"], number]> = {
  muon: [
    {
      kind: "muon",
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      momentum: 0.95,
      nesterov: true,
      nsSteps: 5,
      rmsRate: 0.2,
      adamWeightDecay: 0.004,
      weightDecay: 0.004,
    },
    // Five times three products of 512 rows, each of 2 · 512 · 600 operations at most, of which 2^26 are a piece.
    (15 * 512 * 2 * 512 * 512) / 2 ** 26,
  ],
};

describe("a long update in pieces", () => {
  for (const [name, [optimizer, least]] of Object.entries(longUpdates)) {
    test(`of ${name} comes to the bits of one call`, () => {
      const [one, other] = [made(optimizer), made(optimizer)];
      one.trainer.train(one.samples, null, 0, 64, 32, totals());
      const { stops } = finish(other.trainer.trainInPieces(other.samples, null, 0, 64, 32, totals()));
      assert.ok(stops >= 2 * least, `${stops} stops`);
      assert.deepEqual(other.trainer.parameters, one.trainer.parameters);
      assert.deepEqual(other.trainer.moments, one.trainer.moments);
    });

    test(`of ${name} is done to its end once it has begun`, () => {
      const [one, other] = [made(optimizer), made(optimizer)];
      one.trainer.train(one.samples, null, 0, 32, 32, totals());
      const pieces = other.trainer.trainInPieces(other.samples, null, 0, 64, 32, totals());
      for (let i = 0; i < least / 2; i++) pieces.next();
      pieces.return({ trained: 0, outputs: new Float32Array(0) });
      assert.equal(other.trainer.iterations, 1);
      assert.deepEqual(other.trainer.parameters, one.trainer.parameters);
    });
  }
});

describe("a batch of very many samples in pieces", () => {
  const rows = 2 ** 20 + 2 ** 18 + 3;
  const UNITS = 3;
  const x = uniform(1, rows * 2, -1, 1);
  const y = uniform(2, rows * UNITS, 0, 2).map(Math.floor);
  const weights = uniform(4, rows, 0, 2);
  const linear = { fromLogits: false } as const;
  const many: Record<string, Partial<Plan>> = {
    "hinge, and Dice beside it": {
      loss: { kind: "hinge", ...linear },
      metrics: [
        { kind: "dice", weighted: true },
        { kind: "meanSquaredError", weighted: true },
      ],
    },
    "Dice of all outputs": { loss: { kind: "dice", ...linear } },
    "Tversky of each output": { loss: { kind: "tversky", ...linear, axis: 0, alpha: 0.3, beta: 0.6 } },
    "the mean by weight": {
      loss: { kind: "meanAbsoluteError", ...linear, reduction: "meanWithSampleWeight" },
      metrics: [{ kind: "binaryAccuracy", weighted: true }],
    },
  };
  for (const [name, of] of Object.entries(many)) {
    test(`${name}: the bits of one call, and as many stops as its samples ask for`, () => {
      const run = (inPieces: boolean) => {
        const trainer = createTrainer({
          inputs: 2,
          layers: [{ units: UNITS, useBias: true, activation: "sigmoid" }],
          optimizer: { kind: "sgd", momentum: 0, nesterov: false },
          loss: { kind: "meanSquaredError", ...linear },
          metrics: [],
          keepOutputs: true,
          ...of,
        });
        trainer.parameters.set(uniform(3, trainer.parameters.length, -0.5, 0.5));
        const samples = trainer.load(x, y, of.loss?.axis === 0 ? null : weights);
        const totals = { samples: 0, loss: 0, metrics: (of.metrics ?? []).map(() => 0) };
        const call = [samples, null, 0, rows, rows, totals] as const;
        if (!inPieces) {
          trainer.train(...call);
          return { stops: 0, came: { totals, parameters: trainer.parameters, outputs: trainer.outputs } };
        }
        const { stops, result } = finish(trainer.trainInPieces(...call));
        return { stops, came: { totals, parameters: trainer.parameters, outputs: result.outputs } };
      };
      const { stops, came } = run(true);
      assert.ok(stops > 12, `${stops} stops`);
      assert.deepEqual(came, run(false).came);
    });
  }
});

test("a batch of copies of one batch comes to its weights, however large it is", () => {
  const small: Plan = {
    ...plan,
    inputs: 5,
    layers: [
      { units: 3, useBias: true, activation: "tanh" },
      { units: 1, useBias: true, activation: "linear" },
    ],
    loss: { kind: "meanSquaredError", fromLogits: false },
    metrics: [],
    keepOutputs: false,
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
