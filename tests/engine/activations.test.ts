import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ActivationName } from "../../lib/engine";
import { activations } from "../../lib/engine/activations";
import { golden } from "../golden/load";
import { fit, flat, type KerasCase, largestDifference, smallData, tolerance } from "./keras-case";

const keras = golden<{
  grid: number[][];
  pointwise: Record<string, { y: number[][]; grad: number[][] }>;
  cases: Record<string, KerasCase>;
}>("activations.json");
const { x, y_regression: y } = smallData("activations.json");
const names: ActivationName[] = ["linear", "sigmoid", "relu", "tanh", "softmax"];

describe("an activation has Keras' values and gradients, and a net with it comes to Keras' weights", () => {
  for (const name of names) {
    test(name, () => {
      const rows = keras.grid.length;
      const units = keras.grid[0].length;
      const outputs = Float32Array.from(flat(keras.grid));
      activations[name].forward(outputs, rows, units);
      assert.ok(largestDifference(outputs, flat(keras.pointwise[name].y)) <= 3e-7);
      const gradient = Float32Array.from({ length: rows * units }, (_, i) => i + 1);
      activations[name].backward(gradient, outputs, rows, units);
      assert.ok(largestDifference(gradient, flat(keras.pointwise[name].grad)) <= 1e-5);

      const expected = keras.cases[name];
      const plan = {
        loss: { kind: "meanSquaredError", fromLogits: false },
        optimizer: { kind: "sgd", momentum: 0, nesterov: false },
        metrics: [],
      } as const;
      const { trainer, loss } = fit(expected, { x, y }, plan, 0.05);
      assert.ok(
        largestDifference(trainer.parameters, flat(expected.W)) <= tolerance("activations.json", name),
      );
      assert.ok(largestDifference(loss, expected.history.loss) <= 1e-5);
    });
  }
});
