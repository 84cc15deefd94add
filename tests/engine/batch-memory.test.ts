/** In a file of its own: the engine's memory must not have grown before. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createTrainer } from "../../lib/engine/index.ts";
import { Memory } from "../../lib/engine/memory.ts";
import type { Plan } from "../../lib/engine/plan.ts";

test("kernels read past the buffers of a batch only what is memory, wherever others have freed some", () => {
  const [units, rows] = [51, 40_000];
  const plan: Plan = {
    inputs: 50,
    layers: [{ units, activation: "linear", useBias: true }],
    loss: { kind: "meanSquaredError", fromLogits: false },
    optimizer: { kind: "sgd", momentum: 0, nesterov: false },
    metrics: [],
  };
  const trainer = createTrainer(plan);
  const samples = trainer.load(new Float32Array(50 * rows).fill(1), new Float32Array(units * rows));
  // Room for the smaller buffers and for the rows that are read past the last one.
  const [freed, kept] = [new Memory(), new Memory()];
  freed.take(13 * 4 * rows);
  kept.take(64);
  freed.release();
  const totals = { samples: 0, loss: 0, metrics: [] };
  trainer.train(samples, null, 0, rows, rows, totals);
  assert.deepEqual(totals, { samples: rows, loss: 0, metrics: [] });
  trainer.dispose();
  kept.release();
});
