import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { drawVarianceScaling, LayerSeeds, sampleOrder } from "../../../lib/engine/index.ts";
import { golden } from "../../golden/load.ts";

const initializers = golden<{ model_30_10_5_1: Record<string, { layer_seeds: number[] }> }>(
  "initializers.json",
);
const fits = golden<{ cases: Record<string, Record<string, number[] | number[][]>> }>("seeded_fit.json");

test("layer seeds are Python's after random.seed", () => {
  for (const [name, { layer_seeds }] of Object.entries(initializers.model_30_10_5_1)) {
    const seeds = new LayerSeeds(Number(/\d+/.exec(name)?.[0]));
    assert.deepEqual([seeds.next(), seeds.next(), seeds.next()], layer_seeds);
  }
});

test("any part of a draw may be drawn by itself", () => {
  // tests/keras/initializers.test.ts compares their numbers with Keras'.
  for (const distribution of ["uniform", "truncatedNormal", "untruncatedNormal"] as const) {
    const [whole, inParts] = [new Float32Array(90), new Float32Array(90)];
    const scaling = { scale: 1, mode: "fanAvg", distribution } as const;
    drawVarianceScaling(whole, 7, 9, 10, scaling)();
    const draw = drawVarianceScaling(inParts, 7, 9, 10, scaling);
    for (const from of [60, 20, 80, 0, 40]) draw(from, Math.min(from + 20, 90));
    assert.deepEqual(inParts, whole);
  }
});

describe("the order of the samples is tf.data's", () => {
  for (const [seed, expected] of Object.entries(fits.cases)) {
    test(`seed ${seed}`, () => {
      assert.deepEqual(Array.from(sampleOrder(Number(seed), 569)), expected.order_569_epoch49);
      assert.deepEqual(
        Array.from(sampleOrder(Number(seed), 10)),
        (expected.order_10_first3 as number[][])[2],
      );
    });
  }

  for (const [samples, digests] of Object.entries(
    golden<Record<string, Record<string, string>>>("sample_orders.json"),
  )) {
    test(`${samples} samples`, () => {
      for (const [seed, digest] of Object.entries(digests)) {
        const order = sampleOrder(Number(seed), Number(samples));
        assert.equal(createHash("sha256").update(order).digest("hex"), digest, `seed ${seed}`);
      }
    });
  }
});
