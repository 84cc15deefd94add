import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import {
  type Draw,
  drawNormal,
  drawUniform,
  drawVarianceScaling,
  LayerSeeds,
  sampleOrder,
  type VarianceScaling,
} from "../../../lib/engine/index.ts";
import { golden } from "../../golden/load.ts";
import { flat } from "../keras-case.ts";

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

function drawn(size: number, draw: (values: Float32Array) => Draw): Float32Array {
  const values = new Float32Array(size);
  draw(values)();
  // Any part may be drawn by itself.
  const inParts = new Float32Array(size);
  for (let from = 0; from < size; from += 20) draw(inParts)(from, Math.min(from + 20, size));
  assert.deepEqual(inParts, values);
  return values;
}

const scaling =
  (scale: number, mode: VarianceScaling["mode"], distribution: VarianceScaling["distribution"]) =>
  (seed: number, rows: number, columns: number) =>
    drawn(rows * columns, (values) =>
      drawVarianceScaling(values, seed, rows, columns, { scale, mode, distribution }),
    );

/** Keras' initializers, and by how many units of the last place a value may be off. */
const draws: Record<string, [(seed: number, rows: number, columns: number) => Float32Array, number]> = {
  GlorotUniform: [scaling(1, "fanAvg", "uniform"), 0],
  HeUniform: [scaling(2, "fanIn", "uniform"), 0],
  RandomUniform: [
    (seed, rows, columns) => drawn(rows * columns, (values) => drawUniform(values, seed, -0.05, 0.05)),
    0,
  ],
  // TensorFlow's float32 logarithm, sine and cosine round about one value in sixty another way: two last places
  // before the scaling.
  RandomNormal: [
    (seed, rows, columns) => drawn(rows * columns, (values) => drawNormal(values, seed, 0, 0.05)),
    4,
  ],
  GlorotNormal: [scaling(1, "fanAvg", "truncatedNormal"), 4],
  HeNormal: [scaling(2, "fanIn", "truncatedNormal"), 4],
  LecunNormal: [scaling(1, "fanIn", "truncatedNormal"), 4],
};

describe("seeded initializers draw Keras' numbers", () => {
  for (const [name, calls] of Object.entries(initializers.cases)) {
    const [draw, places] = draws[name];
    for (const [call, expected] of Object.entries(calls)) {
      test(`${name}(${call})`, () => {
        const [seed, rows, columns] = (call.match(/\d+/g) ?? []).map(Number);
        const found = draw(seed, rows, columns);
        const off = float32(expected).map((value, i) => lastPlaces(found[i], value));
        assert.ok(Math.max(...off) <= places, `${off.filter((n) => n > 0)}`);
      });
    }
  }
});

/** How many float32 values lie from one to the other, both of one sign. */
function lastPlaces(a: number, b: number): number {
  const [first, second] = new Int32Array(Float32Array.of(a, b).buffer);
  return Math.abs(first - second);
}

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
