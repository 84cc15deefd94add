/** Nets with each activation are compared with Keras in `tests/keras/parity.test.ts`. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type ActivationFunction,
  type ActivationName,
  createTrainer,
  type Plan,
} from "../../lib/engine/index.ts";
import { golden } from "../golden/load.ts";
import { flat } from "./keras-case.ts";

const keras = golden<{
  grid: number[][];
  pointwise: Record<string, { y: number[][]; grad: number[][] }>;
}>("activations.json");

/** Keras' names that are another's. */
const aliases: Record<string, ActivationName> = { swish: "silu", hardSwish: "hardSilu" };
const rest: Omit<Plan, "inputs" | "layers"> = {
  loss: { kind: "meanSquaredError", fromLogits: false },
  optimizer: { kind: "sgd", momentum: 0, nesterov: false },
  metrics: [],
};

function activationOf(name: string): ActivationName {
  const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return aliases[camel] ?? (camel as ActivationName);
}

describe("an activation has Keras' values and gradients", () => {
  const rows = keras.grid.length;
  const units = keras.grid[0].length;
  const identity = Array.from({ length: units * units }, (_, i) => (i % (units + 1) === 0 ? 1 : 0));
  for (const [name, { y: values, grad }] of Object.entries(keras.pointwise)) {
    if (values === undefined || name === "glu") continue;
    test(name, () => {
      const activation: ActivationFunction =
        name === "threshold" ? { name: "threshold", alpha: 0.5, beta: 0.25 } : { name: activationOf(name) };
      const trainer = createTrainer({
        inputs: units,
        layers: [
          { units, useBias: false, activation: "linear" },
          { kind: "activation", activation },
        ],
        ...rest,
      });
      trainer.parameters.set(identity);
      const inputs = Float32Array.from(flat(keras.grid));
      const outputs = trainer.predict(inputs);
      values.flat().forEach((value, i) => {
        if (typeof value !== "number") return; // e^100 is no float32
        const error = Math.abs(outputs[i] - value) / Math.max(1, Math.abs(value));
        assert.ok(error <= 3e-7, `value ${i}: ${outputs[i]}, Keras ${value}`);
      });
      // Squared loss whose slope by the outputs is k = 1 … size; one sample, so that the kernel's gradient is x · slope.
      for (let row = 0; row < rows; row++) {
        const one = inputs.subarray(row * units, (row + 1) * units);
        const k = one.map((_, i) => row * units + i + 1);
        const targets = k.map((value, i) => outputs[row * units + i] - (value * units) / 2);
        trainer.parameters.set(identity);
        trainer.learningRate = 1;
        const trained = trainer.train(trainer.load(one, targets), null, 0, 1, 1, {
          samples: 0,
          loss: 0,
          metrics: [],
        });
        if (trained === 0) continue; // an infinite loss
        const found = Array.from(
          one,
          (value, i) => (identity[i * (units + 1)] - trainer.parameters[i * (units + 1)]) / value,
        );
        found.forEach((slope, i) => {
          // A huge output swallows the slope in its target.
          if (one[i] === 0 || Math.abs(outputs[row * units + i]) > 1e4) return;
          const expected = grad[row][i];
          if (typeof expected !== "number") return;
          const error = Math.abs(slope - expected) / Math.max(1, Math.abs(expected), k[i]);
          assert.ok(
            error <= 2e-5 / Math.min(1, Math.abs(one[i])),
            `gradient ${row},${i}: ${slope}, Keras ${expected}`,
          );
        });
      }
    });
  }
});
