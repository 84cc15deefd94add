import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { initializers } from "../../lib/keras";
import { flat, type KerasCase } from "../engine/keras-case";
import { golden } from "../golden/load";

const { cases } = golden<{ cases: Record<string, Record<string, KerasCase["W0"][number]>> }>(
  "initializers.json",
);
const seeded = {
  GlorotUniform: initializers.GlorotUniform,
  HeUniform: initializers.HeUniform,
  RandomUniform: initializers.RandomUniform,
};

describe("seeded initializers draw Keras' numbers, bit for bit", () => {
  for (const [name, Initializer] of Object.entries(seeded)) {
    for (const [call, expected] of Object.entries(cases[name])) {
      test(`${name}, ${call}`, () => {
        const [seed, ...shape] = (call.match(/\d+/g) ?? []).map(Number);
        const values = new Initializer({ seed }).call(shape);
        assert.deepEqual([...values], [...Float32Array.from(flat(expected))]);
      });
    }
  }
});

test("configurations have Keras 2.4.3's keys, with the seed that was given", () => {
  const config = (name: initializers.InitializerName) => initializers.serialize(initializers.get(name));
  assert.deepEqual(config("glorot_uniform"), { class_name: "GlorotUniform", config: { seed: null } });
  assert.deepEqual(config("random_uniform"), {
    class_name: "RandomUniform",
    config: { minval: -0.05, maxval: 0.05, seed: null },
  });
  assert.deepEqual(config("ones"), { class_name: "Ones", config: {} });
  assert.deepEqual(new initializers.HeUniform({ seed: 3 }).getConfig(), { seed: 3 });
  assert.deepEqual(new initializers.Constant({ value: 2 }).getConfig(), { value: 2 });
});

test("constants fill", () => {
  assert.deepEqual([...new initializers.Constant({ value: 0.5 }).call([2, 2])], [0.5, 0.5, 0.5, 0.5]);
  assert.deepEqual([...new initializers.Ones().call([2])], [1, 1]);
  assert.deepEqual([...new initializers.Zeros().call([2])], [0, 0]);
});

test("what cannot be drawn is refused", () => {
  assert.throws(
    () => initializers.get("glorot" as never),
    /Could not interpret initializer identifier: glorot\. Expected one of: glorot_uniform/,
  );
  assert.throws(
    () => new initializers.GlorotUniform({ seed: -1 }),
    /whole number from 0\. Received: seed=-1/,
  );
  assert.throws(() => new initializers.RandomUniform({ minval: 1, maxval: 0 }), /minval=1, maxval=0/);
  assert.throws(() => new initializers.Constant({ value: Number.NaN }), /Received: value=NaN/);
});
