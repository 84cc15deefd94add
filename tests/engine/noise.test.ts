import assert from "node:assert/strict";
import { test } from "node:test";
import { createTrainer, type LayerPlan, layerNoise } from "../../lib/engine/index.ts";

const ROWS = 101;
const UNITS = 7;
const BATCH = 40;

/** The outputs of a layer in an epoch, for inputs that are all `value`. */
function outputs(layer: LayerPlan, value: number): Float32Array {
  const trainer = createTrainer({
    inputs: UNITS,
    layers: [layer],
    loss: { kind: "meanSquaredError", fromLogits: false },
    optimizer: { kind: "sgd", momentum: 0, nesterov: false },
    metrics: [],
    keepOutputs: true,
  });
  const x = new Float32Array(ROWS * UNITS).fill(value);
  trainer.train(trainer.load(x, x), null, 0, ROWS, BATCH, { samples: 0, loss: 0, metrics: [] });
  return trainer.outputs;
}

/** The numbers that Keras draws, batch by batch. */
function drawn(seed: number, mean: number, deviation: number): number[] {
  return [BATCH, BATCH, ROWS - 2 * BATCH].flatMap((rows, draw) => [
    ...layerNoise(seed, draw, rows * UNITS, mean, deviation),
  ]);
}

for (const seed of [0, 99, 2 ** 40 + 3]) {
  test(`layers in the kernels add the numbers of layerNoise, to the bit: seed ${seed}`, () => {
    const added = outputs({ kind: "gaussianNoise", deviation: 0.3, seed }, 0);
    assert.deepEqual([...added], drawn(seed, 0, 0.3));
    const factors = outputs({ kind: "gaussianDropout", deviation: 0.5, seed }, 1);
    assert.deepEqual([...factors], drawn(seed, 1, 0.5));
  });
}
