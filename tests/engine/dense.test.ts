import assert from "node:assert/strict";
import { test } from "node:test";
import { createTrainer, type LayerPlan, uniform } from "../../lib/engine/index.ts";

const f = Math.fround;
const linear = (units: number): LayerPlan => ({ units, activation: "linear", useBias: true });

/** `start + Σ a[i]·b[i]`, each step rounded to float32, in the order of the indices. */
function sum(start: number, a: ArrayLike<number>, b: (i: number) => number): number {
  let total = start;
  for (let i = 0; i < a.length; i++) total = f(total + f(a[i] * b(i)));
  return total;
}

function outputs(x: Float32Array, kernel: Float32Array, bias: Float32Array): Float32Array {
  return bias.map((start, unit) => sum(start, x, (i) => kernel[i * bias.length + unit]));
}

for (const [inputs, units, rows] of [
  [1_103, 23, 45],
  [801, 17, 203],
  [400, 31, 64],
  [300, 403, 64],
  [7, 5, 9],
]) {
  test(`${rows} samples: outputs of ${inputs} × ${units} are summed in the order of the inputs`, () => {
    const trainer = createTrainer({
      inputs,
      layers: [linear(units)],
      loss: { kind: "meanSquaredError", fromLogits: false },
      optimizer: { kind: "sgd", momentum: 0, nesterov: false },
      metrics: [],
    });
    trainer.parameters.set(uniform(1, trainer.parameters.length, -1, 1));
    const kernel = trainer.parameters.slice(0, inputs * units);
    const bias = trainer.parameters.slice(inputs * units);
    const x = uniform(2, rows * inputs, -1, 1);
    const expected = Array.from({ length: rows }, (_, row) =>
      Array.from(outputs(x.subarray(row * inputs, (row + 1) * inputs), kernel, bias)),
    ).flat();
    assert.deepEqual(Array.from(trainer.predict(x)), expected);
  });

  test(`gradients of the inputs of ${units} × ${inputs} are summed in the order of the units`, () => {
    const trainer = createTrainer({
      inputs: 1,
      layers: [linear(units), linear(inputs)],
      loss: { kind: "meanSquaredError", fromLogits: false },
      optimizer: { kind: "sgd", momentum: 0, nesterov: false },
      metrics: [],
    });
    trainer.learningRate = 1;
    // The first bias starts at zero, so that an update leaves its negative gradient: of one sample, that by its inputs.
    trainer.parameters.set(uniform(3, trainer.parameters.length, -1, 1));
    const [first, kernelAt, biasAt] = [units, 2 * units, 2 * units + units * inputs];
    trainer.parameters.fill(0, first, kernelAt);
    const kernel = trainer.parameters.slice(kernelAt, biasAt);
    const bias = trainer.parameters.slice(biasAt);
    const x = uniform(4, 1, 0.5, 1);
    const y = uniform(5, inputs, -1, 1);
    const hidden = trainer.parameters.slice(0, first).map((w) => w * x[0]);
    const slopes = outputs(hidden, kernel, bias).map((p, i) => f(2 * f(p - y[i])) / inputs);
    const samples = trainer.load(x, y);
    trainer.train(samples, null, 0, 1, 1, { samples: 0, loss: 0, metrics: [] });
    const expected = Array.from({ length: units }, (_, unit) =>
      sum(0, slopes, (i) => kernel[unit * inputs + i]),
    );
    assert.deepEqual(
      Array.from(trainer.parameters.subarray(first, kernelAt), (w) => 0 - w),
      expected,
    );
  });
}
