import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OptimizerPlan } from "../../lib/engine";
import { golden } from "../golden/load";
import { fit, flat, type KerasCase, largestDifference, smallData, tolerance } from "./keras-case";

const adam = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false } as const;
const sgd = { kind: "sgd", momentum: 0, nesterov: false } as const;

/** Keras' case, its optimizer and its learning rate (by the number of updates before). */
const cases: Record<string, [OptimizerPlan, number | ((step: number) => number)]> = {
  "SGD()": [sgd, 0.01],
  "SGD(.1)": [sgd, 0.1],
  "SGD(.1,momentum=.9)": [{ ...sgd, momentum: 0.9 }, 0.1],
  "SGD(.1,momentum=.9,nesterov)": [{ ...sgd, momentum: 0.9, nesterov: true }, 0.1],
  "Adam()": [adam, 0.001],
  "Adam(.01)": [adam, 0.01],
  "Adam(.01,amsgrad)": [{ ...adam, amsgrad: true }, 0.01],
  "Adam(.01,.8,.9,epsilon=1e-4)": [{ ...adam, beta1: 0.8, beta2: 0.9, epsilon: 1e-4 }, 0.01],
  "SGD(PiecewiseConstantDecay([5,10],[.2,.1,.05]))": [
    sgd,
    (step) => (step <= 5 ? 0.2 : step <= 10 ? 0.1 : 0.05),
  ],
  "SGD(InverseTimeDecay(.1,4,.5))": [sgd, (step) => 0.1 / (1 + (0.5 * step) / 4)],
};

describe("optimizers come to Keras' weights", () => {
  const keras = golden<{ cases: Record<string, KerasCase> }>("optimizers.json");
  const { x, y_binary: y } = smallData("optimizers.json");
  for (const [name, [optimizer, learningRate]] of Object.entries(cases)) {
    test(name, () => {
      const expected = keras.cases[name];
      const { trainer, loss, accuracy } = fit(
        expected,
        { x, y },
        {
          loss: { kind: "binaryCrossentropy", fromLogits: false },
          optimizer,
          metrics: [{ kind: "binaryAccuracy" }],
        },
        learningRate,
      );
      assert.ok(
        largestDifference(trainer.parameters, flat(expected.W)) <= tolerance("optimizers.json", name),
      );
      assert.ok(largestDifference(loss, expected.history.loss) <= 1e-5);
      assert.deepEqual(accuracy.map(Math.fround), expected.history.accuracy?.map(Math.fround));
    });
  }
});
