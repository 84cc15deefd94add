import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTrainer } from "../../lib/engine/index.ts";
import { Memory, sharedMemory } from "../../lib/engine/memory.ts";

describe("the engine's memory", () => {
  test("has addresses from 2 GiB on that are numbers like the others", () => {
    const memory = new Memory();
    memory.take(2 ** 31);
    const address = memory.copyIn(Float32Array.of(1, 2, 3));
    assert.ok(address >= 2 ** 31, `address ${address}`);
    assert.deepEqual(memory.floats(address, 3), Float32Array.of(1, 2, 3));
    memory.release();
  });

  test("is zero where it is reserved, also where others have written", () => {
    const [before, after] = [new Memory(), new Memory()];
    before.floats(before.take(40), 10).fill(7);
    before.floats(before.take(4000), 1000).fill(7);
    const kept = after.take(64);
    before.release();
    assert.ok(after.floats(after.reserve(4000), 1000).every((value) => value === 0));
    assert.ok(after.floats(after.reserve(8000), 2000).every((value) => value === 0));
    assert.ok(kept > 0);
    after.release();
  });

  test("is used again when it is freed, in any order and any sizes", () => {
    const memories = Array.from({ length: 50 }, () => new Memory());
    const fill = () => {
      memories.forEach((memory, i) => {
        for (let j = 0; j < 5; j++) {
          const count = 1 + ((i * 7919 + j * 104729) % 30_000);
          memory.floats(memory.take(4 * count), count).fill(i);
        }
      });
    };
    fill();
    const { byteLength } = sharedMemory.buffer;
    for (let round = 0; round < 20; round++) {
      for (let i = 0; i < 50; i++) memories[(7 * i + round) % 50].release();
      fill();
    }
    assert.equal(sharedMemory.buffer.byteLength, byteLength);
    for (const memory of memories) memory.release();
  });

  test("is never given out twice", () => {
    const memories = Array.from({ length: 30 }, (_, i) => {
      const memory = new Memory();
      const blocks = Array.from({ length: 4 }, (_, j) => [memory.take(100 * (i + j)), 25 * (i + j)] as const);
      return { memory, blocks };
    });
    for (const { memory } of memories.filter((_, i) => i % 3 === 1)) memory.release();
    const kept = memories.filter((_, i) => i % 3 !== 1);
    kept.forEach(({ memory, blocks }, i) => {
      blocks.push([memory.take(2500), 625]);
      for (const [address, count] of blocks) memory.floats(address, count).fill(i);
    });
    kept.forEach(({ memory, blocks }, i) => {
      for (const [address, count] of blocks)
        assert.ok(memory.floats(address, count).every((value) => value === i));
      memory.release();
    });
  });

  test("is refused with a remedy where there is no more", () => {
    assert.throws(
      () => new Memory().take(2 ** 32 - 64),
      /No memory for 4294967232 more bytes: the engine has up to 4 GiB .* Use fewer samples/,
    );
  });

  test("is there for fewer samples after it was refused for many", () => {
    const trainer = createTrainer({
      inputs: 1,
      layers: [
        { units: 4000, activation: "linear", useBias: true },
        { units: 1, activation: "linear", useBias: true },
      ],
      loss: { kind: "meanSquaredError", fromLogits: false },
      optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
      metrics: [],
    });
    const rows = 400_000;
    const samples = trainer.load(new Float32Array(rows).fill(1), new Float32Array(rows));
    const evaluated = (count: number) => {
      const totals = { samples: 0, loss: 0, metrics: [] };
      trainer.evaluate(samples, 0, count, count, totals);
      return totals.loss / totals.samples;
    };
    trainer.parameters.fill(0.5);
    const expected = evaluated(64);
    assert.throws(() => evaluated(rows), /No memory for .* Use fewer samples at a time/);
    // Memory that the trainer no longer has is given to others, who write to it.
    const other = new Memory();
    other.floats(other.take(2 ** 24), 2 ** 22).fill(7);
    assert.equal(evaluated(64), expected);
    assert.ok(other.floats(other.blocks[0].at, 2 ** 22).every((value) => value === 7));
    other.release();
  });

  test("of trainers that nobody uses any more is freed", async () => {
    const plan = {
      inputs: 3000,
      layers: [{ units: 3000, activation: "linear", useBias: true }],
      loss: { kind: "meanSquaredError", fromLogits: false },
      optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
      metrics: [],
    } as const;
    // Each takes 144 MB, all of them 7 GB.
    for (let i = 0; i < 50; i++) {
      assert.equal(createTrainer(plan).parameters.length, 3000 * 3001);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
});
