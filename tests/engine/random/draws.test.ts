import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { glorotUniform, LayerSeeds, sampleOrder, uniform } from "../../../lib/engine";
import { golden } from "../../golden/load";
import { flat } from "../keras-case";

const initializers = golden<{
  cases: Record<string, Record<string, number[][]>>;
  model_30_10_5_1: Record<string, { layer_seeds: number[]; weights: number[][] }>;
}>("initializers.json");
const fits = golden<{ cases: Record<string, Record<string, number[] | number[][]>> }>("seeded_fit.json");

const float32 = (values: number[][]) => Array.from(Float32Array.from(flat(values)));

test("layer seeds are Python's after random.seed", () => {
  for (const [name, { layer_seeds }] of Object.entries(initializers.model_30_10_5_1)) {
    const seeds = new LayerSeeds(Number(/\d+/.exec(name)?.[0]));
    assert.deepEqual([seeds.next(), seeds.next(), seeds.next()], layer_seeds);
  }
});

describe("uniform weights are Keras', bit for bit", () => {
  for (const [name, draw] of Object.entries({
    GlorotUniform: glorotUniform,
    RandomUniform: (seed: number, rows: number, columns: number) =>
      uniform(seed, rows * columns, -0.05, 0.05),
  })) {
    for (const [call, expected] of Object.entries(initializers.cases[name])) {
      test(`${name}(${call})`, () => {
        const [seed, rows, columns] = (call.match(/\d+/g) ?? []).map(Number);
        assert.deepEqual(Array.from(draw(seed, rows, columns)), float32(expected));
      });
    }
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
});
