import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, Sequential, utils } from "../../lib/keras/index.ts";
import type { NDArray } from "../../lib/ndarray.ts";
import { flat, type KerasCase, largestDifference, tolerance } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { exercise4, exercise4Data } from "./data.ts";
import { smallNets } from "./keras-cases.ts";

const numbers = (weights: NDArray[]) => weights.flatMap((array) => [...array.values]);

interface Seeded {
  layer_seeds: number[];
  W0: KerasCase["W0"];
  history: { loss: number[]; accuracy: number[] };
}

describe("after setRandomSeed the default fit follows Keras on TensorFlow, epoch by epoch", () => {
  const { cases } = golden<{ cases: Record<string, Seeded> }>("seeded_fit.json");
  for (const [seed, expected] of Object.entries(cases)) {
    test(`seed ${seed}`, async () => {
      const { x, y } = exercise4Data();
      const model = exercise4({ seed: Number(seed) });
      assert.deepEqual(numbers(model.getWeights()), [...Float32Array.from(flat(expected.W0))]);
      const { history, epoch } = await model.fit(x, y, { epochs: 49, verbose: 0 });
      assert.equal(epoch.length, 49);
      assert.deepEqual(history.accuracy, expected.history.accuracy);
      assert.ok(largestDifference(history.loss, expected.history.loss) <= 1e-5);
    });
  }
});

// Loss of epochs 1, 2 and 49, and the last accuracy: Keras 3.15.1 on TensorFlow 2.21.0, which takes the seed of the order
// modulo 2^31 − 1.
const large: Record<number, number[]> = {
  2147483647: [0.6908836364746094, 0.6680940389633179, 0.1266186535358429, 0.9841827750205994],
  3000000001: [0.8955447673797607, 0.8303682208061218, 0.1856510043144226, 0.9859402179718018],
  4294967295: [1.0335066318511963, 0.9550144076347351, 0.19857171177864075, 0.982425332069397],
};

describe("so it does after seeds of 32 bits", () => {
  for (const [seed, expected] of Object.entries(large)) {
    test(`seed ${seed}`, async () => {
      const { x, y } = exercise4Data();
      const { history } = await exercise4({ seed: Number(seed) }).fit(x, y, { epochs: 49, verbose: 0 });
      const { loss, accuracy } = history;
      assert.ok(largestDifference([loss[0], loss[1], loss[48], accuracy[48]], expected) <= 1e-6);
    });
  }
});

describe("from Keras' weights, without shuffling, to Keras' weights and figures", () => {
  const { cases } = golden<{
    cases: Record<
      string,
      KerasCase & { evaluate_after: number[]; predict_after: number[]; predict_before: number[] }
    >;
  }>("ex4.json");
  for (const [name, expected] of Object.entries(cases)) {
    test(name, async () => {
      const { x, y } = exercise4Data({ raw: name.startsWith("raw") });
      const model = exercise4();
      model.setWeights(expected.W0);
      assert.ok(largestDifference((await model.predict(x)).values, expected.predict_before) <= 1e-6);
      const { history } = await model.fit(x, y, {
        epochs: expected.epochs,
        batchSize: expected.batch,
        shuffle: false,
        verbose: 0,
      });
      const figures = name.startsWith("raw") ? 1e-3 : 1e-5;
      assert.deepEqual(history.accuracy, expected.history.accuracy);
      assert.ok(largestDifference(history.loss, expected.history.loss) <= figures);
      assert.ok(
        largestDifference(numbers(model.getWeights()), flat(expected.W)) <= tolerance("ex4.json", name),
      );
      const evaluated = await model.evaluate(x, y, { verbose: 0 });
      assert.ok(largestDifference(evaluated, expected.evaluate_after) <= figures);
      assert.ok(largestDifference((await model.predict(x)).values, expected.predict_after) <= figures);
    });
  }
});

test("one layer seed is drawn per Dense when it is made, none for zeros and none for a seed that is given", () => {
  const { layer_seeds } = golden<{ cases: Record<string, Seeded> }>("seeded_fit.json").cases[42];
  utils.setRandomSeed(42);
  const seedOf = (layer: Dense) => (layer.kernelInitializer as unknown as { seed: number }).seed;
  const first = new Dense(2);
  new Dense(3, { kernelInitializer: "zeros", biasInitializer: "ones" });
  const second = new Dense(4);
  new Sequential([first, second]).build([null, 3]);
  assert.deepEqual([seedOf(first), seedOf(second), seedOf(new Dense(1))], layer_seeds);
});

describe("every small net comes to Keras' weights and figures", () => {
  for (const { file, name, fit } of smallNets) {
    test(`${file}: ${name}`, async () => {
      const { expected, history, apart } = await fit(true);
      assert.ok(apart <= tolerance(file, name), `weights are ${apart} apart`);
      for (const [epoch, loss] of expected.history.loss.entries()) {
        const difference = Math.abs(history.loss[epoch] - loss);
        assert.ok(difference <= 1e-6 * Math.max(1, Math.abs(loss)), `loss of epoch ${epoch + 1}`);
      }
      if (expected.history.accuracy) assert.deepEqual(history.accuracy, expected.history.accuracy);
    });
  }
});
