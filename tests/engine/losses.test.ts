import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LossPlan } from "../../lib/engine/index.ts";
import { createTrainer } from "../../lib/engine/index.ts";
import { golden } from "../golden/load.ts";
import { fit, flat, type KerasCase, largestDifference, smallData, tolerance } from "./keras-case.ts";

interface LossCase extends KerasCase {
  readonly y: [string];
}
const keras = golden<{
  cases: Record<string, LossCase>;
  values: { y_true: number[][]; y_pred: number[][]; out: Record<string, number[] | number> };
}>("losses.json");

const probabilities = { fromLogits: false } as const;
const cases: Record<string, LossPlan> = {
  mean_squared_error: { kind: "meanSquaredError", ...probabilities },
  mean_absolute_error: { kind: "meanAbsoluteError", ...probabilities },
  mean_absolute_percentage_error: { kind: "meanAbsolutePercentageError", ...probabilities },
  huber: { kind: "huber", ...probabilities },
  log_cosh: { kind: "logCosh", ...probabilities },
  mean_squared_logarithmic_error: { kind: "meanSquaredLogarithmicError", ...probabilities },
  poisson: { kind: "poisson", ...probabilities },
  binary_crossentropy: { kind: "binaryCrossentropy", ...probabilities },
  binary_focal_crossentropy: { kind: "binaryFocalCrossentropy", ...probabilities },
  hinge: { kind: "hinge", ...probabilities },
  "hinge 0/1 labels": { kind: "hinge", ...probabilities },
  squared_hinge: { kind: "squaredHinge", ...probabilities },
  categorical_crossentropy: { kind: "categoricalCrossentropy", ...probabilities },
  categorical_focal_crossentropy: { kind: "categoricalFocalCrossentropy", ...probabilities },
  categorical_hinge: { kind: "categoricalHinge", ...probabilities },
  kl_divergence: { kind: "klDivergence", ...probabilities },
  dice: { kind: "dice", ...probabilities },
  tversky: { kind: "tversky", ...probabilities },
  sparse_categorical_crossentropy: { kind: "sparseCategoricalCrossentropy", ...probabilities },
  cosine_similarity: { kind: "cosineSimilarity", ...probabilities },
  "BinaryCrossentropy(from_logits)": { kind: "binaryCrossentropy", fromLogits: true },
  "BinaryCrossentropy(label_smoothing=.1)": {
    kind: "binaryCrossentropy",
    ...probabilities,
    labelSmoothing: 0.1,
  },
  "CategoricalCrossentropy(from_logits)": { kind: "categoricalCrossentropy", fromLogits: true },
  "CategoricalCrossentropy(label_smoothing=.1)": {
    kind: "categoricalCrossentropy",
    ...probabilities,
    labelSmoothing: 0.1,
  },
  "SparseCategoricalCrossentropy(from_logits)": { kind: "sparseCategoricalCrossentropy", fromLogits: true },
  "Huber(delta=.3)": { kind: "huber", ...probabilities, delta: 0.3 },
};

/** Cases that cannot be compared: the loss is not callable by this name, or Keras' back ends disagree on it. */
const unfit = ["categorical_generalized_cross_entropy", "mean_absolute_percentage_error"];

describe("a net trained with a loss comes to Keras' weights", () => {
  const data = smallData("losses.json");
  for (const name of Object.keys(keras.cases).filter((name) => !unfit.includes(name))) {
    const loss = cases[name];
    test(name, () => {
      const expected = keras.cases[name];
      const plan = { loss, optimizer: { kind: "sgd", momentum: 0, nesterov: false }, metrics: [] } as const;
      const found = fit(
        expected,
        { x: data.x, y: data[expected.y[0]] ?? data.y_binary.map((label) => 2 * label - 1) },
        plan,
        0.05,
      );
      assert.ok(
        largestDifference(found.trainer.parameters, flat(expected.W)) <= tolerance("losses.json", name),
      );
      assert.ok(largestDifference(found.loss, expected.history.loss) <= 1e-5);
    });
  }
});

describe("a loss of given outputs is Keras'", () => {
  // An identity kernel and no activation: what goes in comes out, so these losses are those of probabilities.
  const { y_true, y_pred, out } = keras.values;
  for (const name of Object.keys(cases).filter((name) => name in out)) {
    test(name, () => {
      const loss = cases[name];
      const trainer = createTrainer({
        inputs: 3,
        layers: [{ units: 3, useBias: false, activation: "linear" }],
        loss,
        optimizer: { kind: "sgd", momentum: 0, nesterov: false },
        metrics: [],
      });
      trainer.parameters.set([1, 0, 0, 0, 1, 0, 0, 0, 1]);
      const y = loss.kind === "sparseCategoricalCrossentropy" ? [[1], [0], [2], [2]] : y_true;
      const expected = out[name];
      const mean = Array.isArray(expected) ? expected.reduce((sum, value) => sum + value, 0) / 4 : expected;
      const all = trainer.load(Float32Array.from(flat(y_pred)), Float32Array.from(flat(y)));
      const totals = { samples: 0, loss: 0, metrics: [] };
      trainer.evaluate(all, 0, 4, 4, totals);
      assert.ok(Math.abs(totals.loss / 4 - mean) <= 5e-7 * Math.max(1, Math.abs(mean)), `${totals.loss / 4}`);
      // The hinges look at all labels of the batch; dice and Tversky are one number for it.
      if (!Array.isArray(expected) || name.includes("hinge")) return;
      expected.forEach((value, i) => {
        const totals = { samples: 0, loss: 0, metrics: [] };
        trainer.evaluate(all, i, i + 1, 1, totals);
        assert.ok(
          Math.abs(totals.loss - value) <= 5e-7 * Math.max(1, Math.abs(value)),
          `${i}: ${totals.loss}`,
        );
      });
    });
  }
});

test("saturated sigmoid and softmax keep Keras' loss and gradient: they come from the logits, nothing is clipped", () => {
  // Keras 3.15.1 on TensorFlow: one unit, kernel 50, x = 1, 2, 3, y = 0, 1, 0, SGD(1): loss 66.66666, bias −0.6666667.
  const one = train("sigmoid", 1, "binaryCrossentropy", [0, 1, 0]);
  assert.ok(Math.abs(one.loss - 200 / 3) < 1e-4);
  assert.ok(Math.abs(one.parameters[1] + 2 / 3) < 1e-6);
  // Three units, kernel [50, 0, 0], classes 0, 1, 2: loss 83.33334, bias [−2/3, 1/3, 1/3]; the same after sigmoid.
  for (const activation of ["softmax", "sigmoid"] as const) {
    const three = train(activation, 3, "sparseCategoricalCrossentropy", [0, 1, 2]);
    assert.ok(Math.abs(three.loss - 250 / 3) < 1e-4);
    assert.ok(largestDifference(three.parameters.subarray(3), [-2 / 3, 1 / 3, 1 / 3]) < 1e-6);
  }

  function train(activation: "sigmoid" | "softmax", units: number, kind: LossPlan["kind"], y: number[]) {
    const trainer = createTrainer({
      inputs: 1,
      layers: [{ units, useBias: true, activation }],
      loss: { kind, fromLogits: false },
      optimizer: { kind: "sgd", momentum: 0, nesterov: false },
      metrics: [],
    });
    trainer.parameters[0] = 50;
    trainer.learningRate = 1;
    const totals = { samples: 0, loss: 0, metrics: [] };
    trainer.train(trainer.load(Float32Array.of(1, 2, 3), Float32Array.from(y)), null, 0, 3, 3, totals);
    return { loss: totals.loss / 3, parameters: trainer.parameters };
  }
});
