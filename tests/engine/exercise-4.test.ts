import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LayerSeeds, type Plan, sampleOrder, uniform } from "../../lib/engine/index.ts";
import { golden } from "../golden/load.ts";
import { breastCancer } from "./breast-cancer.ts";
import { fit, flat, type KerasCase, largestDifference, tolerance } from "./keras-case.ts";

const adam: Omit<Plan, "inputs" | "layers"> = {
  loss: { kind: "binaryCrossentropy", fromLogits: false },
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
  metrics: [{ kind: "binaryAccuracy" }],
};

interface Exercise4Case extends KerasCase {
  predict_before: number[];
  predict_after: number[];
  evaluate_after: [number, number];
}

describe("the day's net from Keras' weights, in Keras' order, comes to Keras' weights", () => {
  for (const [name, expected] of Object.entries(
    golden<{ cases: Record<string, Exercise4Case> }>("ex4.json").cases,
  )) {
    test(name, () => {
      const data = breastCancer(name.startsWith("scaled"));
      const { trainer, loss, accuracy } = fit(expected, data, adam, 0.001);
      // Keras' back ends differ in the loss by 1e-3 on raw data, where few units are not saturated.
      const lossTolerance = name.startsWith("raw") ? 1e-3 : 1e-5;
      assert.ok(largestDifference(trainer.parameters, flat(expected.W)) <= tolerance("ex4.json", name));
      assert.ok(largestDifference(loss, expected.history.loss) <= lossTolerance);
      assert.deepEqual(accuracy.map(Math.fround), expected.history.accuracy?.map(Math.fround));
      assert.ok(largestDifference(trainer.predict(data.x), expected.predict_after) <= lossTolerance);
      const totals = { samples: 0, loss: 0, metrics: [0] };
      trainer.evaluate(trainer.load(data.x, data.y), 0, 569, 32, totals);
      const evaluated = [totals.loss / 569, totals.metrics[0] / 569];
      assert.ok(largestDifference(evaluated, expected.evaluate_after) <= lossTolerance);
    });
  }
});

interface SeededCase {
  layer_seeds: number[];
  W0: KerasCase["W0"];
  history: { loss: number[]; accuracy: number[] };
}

describe("after setRandomSeed the default fit is Keras' own, epoch by epoch", () => {
  for (const [seed, expected] of Object.entries(
    golden<{ cases: Record<string, SeededCase> }>("seeded_fit.json").cases,
  )) {
    test(`seed ${seed}`, () => {
      const sizes = [30, 10, 5, 1];
      const seeds = new LayerSeeds(Number(seed));
      const W0 = sizes.slice(1).flatMap((units, i) => {
        const limit = Math.sqrt(6 / (sizes[i] + units));
        const kernel = Array.from(uniform(seeds.next(), sizes[i] * units, -limit, limit));
        const rows = Array.from({ length: sizes[i] }, (_, row) =>
          kernel.slice(row * units, (row + 1) * units),
        );
        return [rows, Array<number>(units).fill(0)];
      });
      assert.deepEqual(flat(W0), Array.from(Float32Array.from(flat(expected.W0))));
      const { loss, accuracy } = fit(
        {
          layers: [
            [10, "sigmoid"],
            [5, "sigmoid"],
            [1, "sigmoid"],
          ],
          epochs: 49,
          batch: 32,
          W0,
        },
        breastCancer(true),
        adam,
        0.001,
        sampleOrder(Number(seed), 569),
      );
      assert.deepEqual(accuracy.map(Math.fround), expected.history.accuracy.map(Math.fround));
      assert.ok(largestDifference(loss, expected.history.loss) <= 1e-5);
    });
  }
});
