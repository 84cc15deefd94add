import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTrainer, type OptimizerPlan } from "../../lib/engine/index.ts";
import { optimizers } from "./optimizer-plans.ts";

const SMALLEST_NORMAL = 2 ** -126;
const UPDATES = 64;
const rows = 4;

const isSubnormal = (x: number) => x !== 0 && Math.abs(x) < SMALLEST_NORMAL;

/** A network whose hidden layer is dead: its pre-activations are negative, so that it and the kernel after it get no gradients. */
function deadNetwork(optimizer: OptimizerPlan, threads: number) {
  const trainer = createTrainer(
    {
      inputs: 5,
      layers: [
        { units: 6, activation: "relu", useBias: true },
        { units: 1, activation: "linear", useBias: true },
      ],
      loss: { kind: "meanSquaredError", fromLogits: false },
      optimizer,
      metrics: [],
    },
    { threads },
  );
  trainer.learningRate = 1e-3;
  trainer.parameters.fill(-1);
  return trainer;
}

/** All moments after the updates, from subnormal ones on. */
async function momentsAfter(optimizer: OptimizerPlan, updates: number, threads: number): Promise<number[]> {
  const trainer = deadNetwork(optimizer, threads);
  for (const moment of trainer.optimizerState.moments.flat()) moment.fill(3e-40);
  const samples = trainer.load(new Float32Array(rows * 5).fill(1), new Float32Array(rows).fill(1));
  for (let i = 0; i < updates; i++) {
    const totals = { samples: 0, loss: 0, metrics: [] };
    if (threads === 0) trainer.train(samples, null, 0, rows, rows, totals);
    else await trainer.trainSoon(() => false, samples, null, 0, rows, rows, totals);
  }
  const moments = trainer.optimizerState.moments.flat().flatMap((moment) => [...moment]);
  trainer.dispose();
  return moments;
}

const decaying = optimizers.filter(
  (plan) =>
    !["adagrad", "ftrl", "adafactor"].includes(plan.kind) && !(plan.kind === "sgd" && plan.momentum === 0),
);

describe("subnormal moments become 0 every 64 updates", () => {
  for (const optimizer of decaying) {
    const updates = UPDATES * (optimizer.gradientAccumulationSteps ?? 1);
    test(optimizer.kind, async () => {
      assert.ok((await momentsAfter(optimizer, updates - 1, 0)).some(isSubnormal));
      const moments = await momentsAfter(optimizer, updates, 0);
      assert.ok(moments.length > 40);
      assert.deepEqual(moments.filter(isSubnormal), []);
      for (const threads of [1, 2, 3])
        assert.deepEqual(await momentsAfter(optimizer, updates, threads), moments);
    });
  }

  test("NaN stays NaN", async () => {
    const trainer = deadNetwork({ kind: "sgd", momentum: 0.9, nesterov: false }, 0);
    for (const moment of trainer.optimizerState.moments.flat()) moment.fill(Number.NaN);
    const samples = trainer.load(new Float32Array(rows * 5).fill(1), new Float32Array(rows).fill(1));
    for (let i = 0; i < UPDATES; i++) {
      trainer.train(samples, null, 0, rows, rows, { samples: 0, loss: 0, metrics: [] });
    }
    assert.ok(trainer.optimizerState.moments.flat().every((moment) => moment.every(Number.isNaN)));
  });
});
