import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { losses, metrics, type optimizers } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { flat, largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { fitProgram, numbers } from "./fit-programs.ts";
import { partPrograms } from "./part-programs.ts";

/** A number per class, where Keras' metric gives an array. */
type Figure = number | number[];

interface Expected {
  history: Record<string, Figure[]>;
  epoch: number[];
  iterations: number;
  dynamic_scale?: number;
  W0: number[][];
  W: number[][];
  evaluate: Record<string, Figure>;
  predict: number[];
}

const { cases } = golden<{ cases: Record<string, Expected> }>("keras_parts.json");

/** A figure as one number: that of an array is its mean. */
const mean = (figure: Figure | NDArray) => {
  const numbers = figure instanceof NDArray ? [...figure.values] : flat(figure);
  return numbers.reduce((a, b) => a + b, 0) / numbers.length;
};

test("every program of Keras' is said here", () => {
  assert.deepEqual(Object.keys(partPrograms), Object.keys(cases));
});

for (const [how, jitCompile] of [
  ["the engine", true],
  ["TensorFlow.js", false],
] as const) {
  describe(`from the same seed ${how} comes to Keras' figures`, () => {
    for (const [name, { foreign, y, evaluate }] of Object.entries(partPrograms)) {
      test(name, async (t) => {
        const expected = cases[name];
        t.mock.method(console, "warn", () => {});
        if (jitCompile && foreign) {
          await assert.rejects(fitProgram(partPrograms[name], true), foreign);
          return;
        }
        const near = (found: ArrayLike<number>, wanted: ArrayLike<number>, what: string) => {
          const apart = largestDifference(found, wanted);
          const scale = Math.max(1, ...Array.from(wanted, Math.abs));
          assert.ok(apart <= (jitCompile ? 1e-6 : 1e-5) * scale, `${what}: ${apart} apart`);
        };
        const { model, firstWeights, inputs } = await fitProgram(partPrograms[name], jitCompile);
        assert.deepEqual(firstWeights, [...Float32Array.from(expected.W0.flat())], "first weights");
        const { history, epoch } = model.history as NonNullable<typeof model.history>;
        assert.deepEqual(epoch, expected.epoch);
        assert.equal(model.optimizer.iterations, expected.iterations);
        if (expected.dynamic_scale !== undefined)
          assert.equal(
            (model.optimizer as optimizers.LossScaleOptimizer).dynamicScale,
            Math.fround(expected.dynamic_scale),
          );
        assert.deepEqual(Object.keys(history).sort(), Object.keys(expected.history).sort());
        near(history.loss, expected.history.loss.map(mean), "loss");
        near(numbers(model), expected.W.flat(), "weights");
        for (const [key, values] of Object.entries(expected.history))
          near((history[key] as (number | NDArray)[]).map(mean), values.map(mean), key);
        const figures = [await model.evaluate(inputs, y, { verbose: 0, batchSize: 20, ...evaluate })].flat();
        assert.deepEqual([...model.metricsNames].sort(), Object.keys(expected.evaluate).sort());
        near(
          figures.map(mean),
          model.metricsNames.map((key) => mean(expected.evaluate[key])),
          "evaluation",
        );
        for (const metric of model.metrics) {
          const wanted = expected.evaluate[metric.name];
          if (Array.isArray(wanted))
            near((metric as metrics.F1Score).perClass(), wanted, `${metric.name} per class`);
        }
        near((await model.predict(inputs.slice(0, 5))).values, expected.predict, "predictions");
      });
    }
  });
}

test("a loss and a metric by themselves refuse what does not fit", () => {
  const loss = new losses.MeanSquaredError();
  assert.throws(
    () => loss.call([1, 2], [1, 2, 3]),
    /must have the same shape\. Received: yTrue\.shape=\(2,\), yPred\.shape=\(3,\)/,
  );
  assert.throws(() => loss.call([1, 2], [1, 2], [1, 1, 1]), /a weight for each of the 2 samples/);
  assert.throws(
    () => new metrics.SparseCategoricalAccuracy().updateState([[1, 0]], [[1, 0]]),
    /takes one class number per sample/,
  );
});
