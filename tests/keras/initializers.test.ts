import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { constraints, Dense, initializers, random, Variable } from "../../lib/keras/index.ts";
import { flat, type KerasCase, largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

const { cases } = golden<{ cases: Record<string, Record<string, KerasCase["W0"][number]>> }>(
  "initializers.json",
);
const seeded: Record<string, new (options: { seed: number }) => initializers.Initializer> = {
  GlorotUniform: initializers.GlorotUniform,
  GlorotNormal: initializers.GlorotNormal,
  HeNormal: initializers.HeNormal,
  HeUniform: initializers.HeUniform,
  LecunNormal: initializers.LecunNormal,
  RandomNormal: initializers.RandomNormal,
  RandomUniform: initializers.RandomUniform,
};

describe("seeded initializers draw Keras' numbers, bit for bit", () => {
  assert.deepEqual(Object.keys(seeded).sort(), Object.keys(cases).sort());
  for (const [name, Initializer] of Object.entries(seeded)) {
    for (const [call, expected] of Object.entries(cases[name])) {
      test(`${name}, ${call}`, () => {
        const [seed, ...shape] = (call.match(/\d+/g) ?? []).map(Number);
        const { values } = new Initializer({ seed }).call(shape);
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

test("orthogonal rows or columns, of the values that Keras draws", () => {
  const { cases } = golden<{ cases: Record<string, number[]> }>("matrix_initializers.json");
  for (const [call, expected] of Object.entries(cases)) {
    const [seed, ...shape] = (call.match(/\d+/g) ?? []).map(Number);
    const values = new initializers.Orthogonal({ seed, gain: 1.5 }).call(shape);
    assert.deepEqual(values.shape, shape);
    assert.ok(largestDifference(values.values, expected) <= 1e-6, call);
  }
  assert.deepEqual(new initializers.Identity({ gain: 2 }).call([2, 3]).arraySync(), [
    [2, 0, 0],
    [0, 2, 0],
  ]);
});

test("an initializer gives an array of the shape, and may give a tensor", () => {
  assert.deepEqual(new initializers.Constant(3).call([1, 2]).arraySync(), [[3, 3]]);
  assert.deepEqual(initializers.get("glorot_uniform").call([2, 3, 4]).shape, [2, 3, 4]);
  const drawn = random.normal([2, 3], { stddev: 0.5, seed: 4 });
  class ExampleNormal extends initializers.Initializer {
    override call(shape: readonly number[]) {
      return random.normal([...shape], { stddev: 0.5, seed: 4 });
    }
  }
  assert.deepEqual(new ExampleNormal().getConfig(), {});
  const kernelInitializer = new ExampleNormal();
  const layer = new Dense(3, { kernelInitializer });
  layer.build([null, 2]);
  assert.deepEqual(layer.kernel.numpy().arraySync(), drawn.arraySync());
  assert.deepEqual(new Variable(kernelInitializer, { shape: [2, 3] }).numpy().arraySync(), drawn.arraySync());
  class Flat extends ExampleNormal {
    override call() {
      return random.normal([6]);
    }
  }
  assert.throws(
    () => new Dense(3, { kernelInitializer: new Flat() }).build([null, 2]),
    /Expected an initializer to return values of the shape \(2, 3\) that it is given\. Received: shape \(6,\)/,
  );
});

test("Keras' functions of that name make initializers, with and without brackets", () => {
  const kernel = (kernelInitializer: initializers.InitializerIdentifier) => {
    const layer = new Dense(2, { kernelInitializer });
    layer.build([null, 3]);
    return layer.kernel.numpy();
  };
  assert.deepEqual([...kernel(initializers.constant(0.5)).values], Array(6).fill(0.5));
  assert.deepEqual([...kernel(initializers.ones).values], Array(6).fill(1));
  const [first, second] = [
    initializers.glorotUniform({ seed: 3 }),
    new initializers.GlorotUniform({ seed: 3 }),
  ];
  assert.ok(first instanceof initializers.GlorotUniform);
  assert.deepEqual(kernel(first), kernel(second));
  assert.deepEqual(constraints.maxNorm(3).getConfig(), new constraints.MaxNorm(3).getConfig());
});
