import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { createTrainer, type Plan, uniform } from "../../lib/engine/index.ts";
import { optimizers } from "./optimizer-plans.ts";

const never = () => false;

/** An epoch of one batch: 50 million multiplications and additions, which takes some milliseconds. */
const plan: Plan = {
  inputs: 64,
  layers: [64, 1].map((units) => ({ units, activation: "tanh", useBias: true })),
  loss: { kind: "meanSquaredError", fromLogits: false },
  optimizer: optimizers[0],
  metrics: [],
};
const rows = 3000;

function start() {
  const trainer = createTrainer(plan);
  trainer.parameters.set(uniform(1, trainer.parameters.length, -0.1, 0.1));
  const samples = trainer.load(uniform(2, rows * 64, -1, 1), uniform(3, rows, -1, 1));
  return { trainer, samples };
}

test("epochs of some milliseconds run on this thread first, then on several, with the same bits", async () => {
  const epochs = 100;
  const here = start();
  const expected = Array.from({ length: epochs }, () => {
    const totals = { samples: 0, loss: 0, metrics: [], metricWeights: [] };
    here.trainer.train(here.samples, null, 0, rows, rows, totals);
    return totals.loss;
  });

  const { trainer, samples } = start();
  const losses: number[] = [];
  const isShared: boolean[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const totals = { samples: 0, loss: 0, metrics: [], metricWeights: [] };
    const training = trainer.trainSoon(never, samples, null, 0, rows, rows, totals);
    isShared.push(training instanceof Promise);
    await training;
    losses.push(totals.loss);
    // Threads that have been started become ready meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.deepEqual(losses, expected);
  assert.deepEqual(trainer.parameters, here.trainer.parameters);
  assert.equal(isShared[0], false);
  assert.equal(isShared.at(-1), availableParallelism() > 1);
});
