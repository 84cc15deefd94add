import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { golden } from "../golden/load.ts";

interface Case {
  loss: "MeanSquaredError" | "BinaryFocalCrossentropy" | "SparseCategoricalCrossentropy";
  reduction: "sum_over_batch_size" | "sum" | "mean_with_sample_weight";
  masked: boolean;
  weighted: boolean;
  history: Record<string, number[]>;
}

const {
  cases,
  "two outputs": twoOutputs,
  stateful,
} = golden<{ cases: Case[]; "two outputs": Record<string, number[]>; stateful: number[][] }>(
  "step_weights.json",
);

const [SAMPLES, STEPS] = [6, 4];
const array = (shape: readonly number[], value: (i: number) => number) => {
  const size = shape.reduce((a, b) => a * b);
  return new NDArray(
    Float32Array.from({ length: size }, (_, i) => value(i)),
    [...shape],
  );
};
// The last step of every second sample is zeros.
const isPadding = (i: number) => i % (4 * STEPS) >= 2 * (STEPS - 1) && i % (4 * STEPS) < 2 * STEPS;
const X = array([SAMPLES, STEPS, 2], (i) => (isPadding(i) ? 0 : (((i * 5) % 7) - 3) / 4));
const LABELS = array([SAMPLES, STEPS, 1], (i) => i % 2);
const CLASSES = array([SAMPLES, STEPS], (i) => i % 3);
const WEIGHTS = array([SAMPLES, STEPS], (i) => (i % 5) / 2);

function filled<M extends Pick<keras.Model, "getWeights" | "setWeights">>(model: M): M {
  let at = 0;
  model.setWeights(
    model.getWeights().map(({ shape, size }) => {
      at += size;
      return array(shape, (i) => (((7 * (at - size + i)) % 11) - 5) / 10);
    }),
  );
  return model;
}

function near(found: Record<string, number[]>, expected: Record<string, number[]>): void {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  for (const [key, values] of Object.entries(expected))
    for (const [i, value] of values.entries())
      assert.ok(
        Math.abs(found[key][i] - value) < 1e-4 * Math.max(1, Math.abs(value)),
        `${key}: ${found[key]}, Keras ${values}`,
      );
}

suite("losses and metrics of sequences", () => {
  for (const { loss, reduction, masked, weighted, history } of cases) {
    const parts = [masked && "a mask", weighted && "a weight for each step"].filter(Boolean).join(" and ");
    test(`${loss}, ${reduction}${parts && `, with ${parts}`}`, async () => {
      const isSparse = loss === "SparseCategoricalCrossentropy";
      const inputs = keras.Input({ shape: [STEPS, 2] });
      const x = masked ? new keras.layers.Masking({ maskValue: 0 }).apply(inputs) : inputs;
      const steps = new keras.layers.GRU(2, { returnSequences: true }).apply(x);
      const last = new keras.Dense(isSparse ? 3 : 1, { activation: isSparse ? "softmax" : "sigmoid" });
      const model = filled(new keras.Model({ inputs, outputs: last.apply(steps) }));
      model.compile({
        optimizer: new keras.optimizers.SGD(0.2),
        loss: new keras.losses[loss]({ reduction }),
        weightedMetrics: isSparse
          ? ["accuracy"]
          : [
              "mae",
              new keras.metrics.Precision({ name: "precision" }),
              new keras.metrics.AUC({ numThresholds: 20, name: "auc" }),
            ],
      });
      const fitted = await model.fit(X, isSparse ? CLASSES : LABELS, {
        ...(weighted && { sampleWeight: WEIGHTS }),
        batchSize: 4,
        epochs: 2,
        shuffle: false,
        verbose: 0,
        validationSplit: 1 / 3,
      });
      near(fitted.history, history);
    });
  }

  test("of two outputs one has a weight for each step, the other one for each sample", async () => {
    const inputs = keras.Input({ shape: [STEPS, 2] });
    const steps = new keras.layers.GRU(2, { returnSequences: true }).apply(inputs);
    const flat = new keras.layers.Flatten().apply(steps);
    const outputs = {
      each: new keras.Dense(1, { name: "each" }).apply(steps),
      last: new keras.Dense(1, { name: "last" }).apply(flat),
    };
    const model = filled(new keras.Model({ inputs, outputs }));
    model.compile({
      optimizer: new keras.optimizers.SGD(0.05),
      loss: { each: "mse", last: "mae" },
      weightedMetrics: { each: ["mae"], last: ["mse"] },
    });
    const y = { each: LABELS, last: array([SAMPLES], (i) => i) };
    const sampleWeight = { each: WEIGHTS, last: array([SAMPLES], (i) => i / 3) };
    const options = { sampleWeight, batchSize: 3, epochs: 2, shuffle: false, verbose: 0 } as const;
    near((await model.fit(X, y, options)).history, twoOutputs);
  });

  test("weights of places that the engine does not take are refused, and TensorFlow.js takes them", async () => {
    const model = new keras.Sequential([
      new keras.Dense(6, { inputShape: [2] }),
      new keras.layers.Reshape([3, 2]),
    ]);
    const y = array([2, 3, 2], () => 1);
    const options = {
      sampleWeight: [
        [1, 0, 2],
        [1, 1, 1],
      ],
      verbose: 0,
    } as const;
    model.compile({ loss: "mse" });
    await assert.rejects(
      model.fit(
        [
          [1, 2],
          [3, 4],
        ],
        y,
        options,
      ),
      /which is what the engine takes.*jitCompile: false/,
    );
    model.compile({ loss: "mse", jitCompile: false });
    await model.fit(
      [
        [1, 2],
        [3, 4],
      ],
      y,
      options,
    );
  });

  test("weights that are neither of samples nor of steps are refused", async () => {
    const model = new keras.Sequential([
      new keras.layers.GRU(1, { returnSequences: true, inputShape: [STEPS, 2] }),
    ]);
    model.compile({ loss: "mse" });
    await assert.rejects(
      model.fit(X, LABELS, { sampleWeight: array([SAMPLES, 3], () => 1), verbose: 0 }),
      /a weight for each of the 6 samples, or for each of their places: shape \(6, 4\)\. Received: shape \(6, 3\)/,
    );
  });
});

test("a stateful layer begins each batch of a prediction with the state after the last one", async () => {
  const inputs = keras.Input({ batchShape: [2, STEPS, 2] });
  const model = filled(
    new keras.Model({ inputs, outputs: new keras.layers.GRU(2, { stateful: true }).apply(inputs) }),
  );
  const predicted = await model.predict(X, { batchSize: 2, verbose: 0 });
  near({ values: [...predicted.values] }, { values: stateful.flat() });
});
