import assert from "node:assert/strict";
import { test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";

const { random, utils } = keras;

interface Drawn {
  shape: number[];
  dtype: string;
  values: number[];
}

interface Case {
  name: string;
  arguments: unknown[];
  seeds: Record<string, Drawn>;
  generator: Drawn[];
  unseeded: Drawn[];
}

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js, and functions by their names
type Any = any;

const camelCase = (name: string) => name.replace(/_(.)/g, (_, c) => c.toUpperCase());

for (const { name, arguments: args, seeds, generator, unseeded } of golden<Case[]>("random_draws.json")) {
  test(`keras.random.${name}(${JSON.stringify(args).slice(1, -1)}) draws what Keras draws`, () => {
    const check = (expected: Drawn, seed?: unknown) => {
      const found = (random as Any)[camelCase(name)](...args, { seed });
      assert.deepEqual(
        { shape: found.shape, dtype: found.dtype },
        { shape: expected.shape, dtype: expected.dtype },
      );
      const values: number[] = [...found.dataSync()];
      const difference = Math.max(...values.map((value, i) => Math.abs(value - expected.values[i])));
      assert.ok(
        difference < 1e-6 * Math.max(1, ...expected.values),
        `${values} instead of ${expected.values}`,
      );
    };
    for (const [seed, expected] of Object.entries(seeds)) check(expected, Number(seed));
    utils.setRandomSeed(3);
    const seed = new random.SeedGenerator(1337);
    for (const expected of generator) check(expected, seed);
    // Keras takes the first seed of the day for the global generator.
    for (const expected of unseeded) check(expected);
  });
}

test("a layer of one's own draws anew for each batch, and not when its shape is found", async () => {
  class Noise extends keras.Layer {
    readonly seedGenerator = new random.SeedGenerator(5);

    override call(x: Any): Any {
      return x.add(random.normal(x.shape, { seed: this.seedGenerator }));
    }
  }
  const seed = new random.SeedGenerator(5);
  const model = new keras.Sequential([keras.Input({ shape: [3] }), new Noise()]);
  for (let batch = 0; batch < 2; batch++) {
    const found = (await model.predict([[0, 0, 0]], { verbose: 0 })) as Any;
    assert.deepEqual([...found.values], [...random.normal([1, 3], { seed }).dataSync()]);
  }
});

test("what cannot be drawn is refused", () => {
  const fails = (call: () => unknown, message: RegExp) =>
    assert.throws(call, { name: "ValueError", message });
  fails(() => random.normal([2], { seed: -1 }), /whole number from 0\. Received: seed=-1/);
  fails(
    () => random.normal([2.5]),
    /shape of random\.normal as a list of whole numbers\. Received: \[2\.5\]/,
  );
  fails(() => random.normal(3 as Any), /Received: 3 \(number\)/);
  fails(() => random.uniform([2], { low: 1 } as Any), /has no option `low`/);
  fails(() => random.randint([2], 3, 3), /Received: minval=3, maxval=3/);
  fails(() => random.randint([2], 0, 3, { dtype: "float32" as Any }), /type "int32"/);
  fails(() => random.categorical([0, 1], 2), /\[batch, classes\]/);
  fails(() => random.dropout([1], 2), /from 0 to 1/);
  fails(() => random.shuffle([1, 2], 1), /one of the 1 axes/);
  fails(() => random.gamma([2], 1), /The function random gamma is not ported/);
});
