/** Nets that are trained with each loss are compared with Keras in `tests/keras/parity.test.ts`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTrainer, type LossPlan, takesClassNumbers } from "../../lib/engine/index.ts";
import { losses } from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";
import { flat, largestDifference } from "./keras-case.ts";

const { values } = golden<{
  values: { y_true: number[][]; y_pred: number[][]; out: Record<string, number[] | number | string> };
}>("losses.json");

describe("a loss of given outputs is Keras'", () => {
  // An identity kernel and no activation: what goes in comes out, so these losses are those of probabilities.
  const { y_true, y_pred, out } = values;
  for (const [name, expected] of Object.entries(out)) {
    if (typeof expected === "string") continue; // Keras' function does not work without its `q`
    test(name, () => {
      const loss = losses.get(name as losses.LossName).plan() as LossPlan;
      const trainer = createTrainer({
        inputs: 3,
        layers: [{ units: 3, useBias: false, activation: "linear" }],
        loss,
        optimizer: { kind: "sgd", momentum: 0, nesterov: false },
        metrics: [],
      });
      trainer.parameters.set([1, 0, 0, 0, 1, 0, 0, 0, 1]);
      const y = takesClassNumbers(loss.kind) ? [[1], [0], [2], [2]] : y_true;
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
