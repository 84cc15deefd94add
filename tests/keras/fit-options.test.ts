import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, Sequential } from "../../lib/keras/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { fitProgram, numbers, programs } from "./fit-programs.ts";

interface Expected {
  history: Record<string, number[]>;
  epoch: number[];
  W0: number[][];
  W: number[][];
  evaluate: Record<string, number>;
  predict: number[];
}

const { cases } = golden<{ cases: Record<string, Expected> }>("fit_options.json");

for (const [how, jitCompile, most] of [
  ["the engine", true, 1e-6],
  ["TensorFlow.js", false, 1e-5],
] as const) {
  describe(`from the same seed ${how} comes to Keras' figures`, () => {
    for (const [name, expected] of Object.entries(cases)) {
      test(name, async () => {
        const { y, evaluate } = programs[name];
        const near = (found: ArrayLike<number>, wanted: ArrayLike<number>, what: string) => {
          const apart = largestDifference(found, wanted);
          assert.ok(apart <= most, `${what}: ${apart} apart`);
        };
        const { model, firstWeights, inputs } = await fitProgram(programs[name], jitCompile);
        assert.deepEqual(firstWeights, [...Float32Array.from(expected.W0.flat())], "first weights");
        const { history, epoch } = model.history as NonNullable<typeof model.history>;
        assert.deepEqual(epoch, expected.epoch);
        assert.deepEqual(Object.keys(history).sort(), Object.keys(expected.history).sort());
        for (const [key, values] of Object.entries(expected.history)) near(history[key], values, key);
        near(numbers(model), expected.W.flat(), "weights");
        const figures = [await model.evaluate(inputs, y, { verbose: 0, batchSize: 20, ...evaluate })].flat();
        assert.deepEqual([...model.metricsNames].sort(), Object.keys(expected.evaluate).sort());
        near(
          figures,
          model.metricsNames.map((key) => expected.evaluate[key]),
          "evaluation",
        );
        const options = { verbose: 0, batchSize: 20, ...evaluate, returnDict: true } as const;
        const byName = await model.evaluate(inputs, y, options);
        assert.deepEqual(Object.keys(byName), Object.keys(expected.evaluate).sort());
        assert.deepEqual(
          model.metricsNames.map((key) => byName[key]),
          figures,
        );
        near((await model.predict(inputs.slice(0, 5))).values, expected.predict, "predictions");
      });
    }
  });
}

test("null stands for no weights, as Keras' None does", async () => {
  const model = new Sequential([new Dense(1, { inputDim: 1 })]);
  model.compile({ loss: "mse" });
  const none = null as unknown as undefined;
  const { history } = await model.fit([[1]], [1], {
    sampleWeight: none,
    classWeight: none,
    validationData: [[[1]], [1], none],
    verbose: 0,
  });
  assert.deepEqual(Object.keys(history), ["loss", "val_loss"]);
  await model.evaluate([[1]], [1], { sampleWeight: none, verbose: 0 });
});
