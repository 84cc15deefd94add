/** Tables as numbers, as Keras' FeatureSpace makes them of the same tables. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { Dense, layers, Model, models, utils } from "../../lib/keras/index.ts";
import type { NDArray } from "../../lib/ndarray.ts";
import { golden } from "../golden/load.ts";

const { FeatureSpace, Dataset } = utils;

type Values = number | Values[] | { [name: string]: Values };
interface Case {
  table: Values;
  sample: Values;
  batched: Values;
  layers: string[];
}
const expected = golden<{
  table: Record<string, number[] | string[]>;
  cases: Record<string, Case>;
  errors: string[];
  outputs: number[][];
}>("feature_space.json");
const { table } = expected;

const tableOf = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, table[name]]));
const sampleOf = (names: readonly string[], row: number) =>
  Object.fromEntries(names.map((name) => [name, table[name][row]]));

const cases = {
  "all kinds": () =>
    new FeatureSpace({
      features: {
        rooms: "integer_categorical",
        age: "float_normalized",
        height: "float",
        job: "string_categorical",
        street: "string_hashed",
      },
      crosses: [["job", "rooms"]],
      crossingDim: 5,
      hashingDim: 6,
    }),
  "with options": () =>
    new FeatureSpace({
      features: {
        age: FeatureSpace.floatDiscretized({ numBins: 3 }),
        height: FeatureSpace.floatRescaled(2, -1),
        job: FeatureSpace.stringCategorical({ maxTokens: 3, numOovIndices: 1 }),
        rooms: FeatureSpace.integerHashed(4),
      },
      crosses: [FeatureSpace.cross(["age", "job"], 3)],
    }),
  "by name": () =>
    new FeatureSpace({
      features: {
        job: FeatureSpace.stringCategorical({ outputMode: "int" }),
        rooms: FeatureSpace.integerCategorical({ numOovIndices: 0 }),
        age: "float_discretized",
      },
      crosses: [FeatureSpace.cross({ featureNames: ["job", "rooms"], crossingDim: 8, outputMode: "int" })],
      numDiscretizationBins: 2,
      outputMode: "dict",
    }),
  "own layer": () => {
    const preprocessor = new layers.TextVectorization({ outputMode: "tf_idf" });
    return new FeatureSpace({
      features: { text: FeatureSpace.feature({ dtype: "string", preprocessor, outputMode: "float" }) },
    });
  },
};

/** Arrays as lists. */
const listed = (value: NDArray | Record<string, NDArray>): Values =>
  typeof value.arraySync === "function"
    ? (value as NDArray).arraySync()
    : Object.fromEntries(
        Object.entries(value).map(([name, array]) => [name, (array as NDArray).arraySync()]),
      );

function near(found: Values, wanted: Values): void {
  if (typeof wanted === "number") {
    assert.ok(typeof found === "number" && Math.abs(found - wanted) < 1e-5, `${found} for ${wanted}`);
    return;
  }
  assert.deepEqual(Object.keys(found), Object.keys(wanted));
  for (const [key, one] of Object.entries(wanted)) near((found as Record<string, Values>)[key], one);
}

suite("numbers and names of layers are Keras'", () => {
  for (const [name, make] of Object.entries(cases)) {
    test(name, () => {
      const wanted = expected.cases[name];
      utils.clearSession();
      const space = make();
      const names = Object.keys(space.features);
      const data = tableOf(names);
      space.adapt(Dataset.fromTensorSlices(data));
      near(listed(space.apply(data)), wanted.table);
      near(listed(space.apply(sampleOf(names, 1))), wanted.sample);
      const batched = make();
      batched.adapt(Dataset.fromTensorSlices(data).batch(2));
      near(listed(batched.apply(data)), wanted.batched);
      assert.deepEqual(
        Object.values(space.preprocessors).map((layer) => layer.name),
        wanted.layers,
      );
    });
  }
});

test("errors are Keras'", () => {
  const one = { job: "string_categorical" } as const;
  const adapted = (features: utils.FeatureSpaceOptions["features"]) =>
    new FeatureSpace({ features }).adapt(tableOf(Object.keys(features)));
  const age = { preprocessor: new layers.Normalization(), dtype: "float32", outputMode: "one_hot" } as const;
  const failing = [
    () => new FeatureSpace({ features: {} }),
    () => new FeatureSpace({ features: { job: "string" as never } }),
    () => new FeatureSpace({ features: one, crosses: [["job", "town"]] }),
    () => new FeatureSpace({ features: one, outputMode: "list" as never }),
    () => new FeatureSpace({ features: one }).apply({ job: ["cook"] }),
    () => new FeatureSpace({ features: one }).getInputs(),
    () => FeatureSpace.stringCategorical({ outputMode: "multi_hot" as never }),
    () => FeatureSpace.cross(["a", "b"], 3, { outputMode: "float" as never }),
    () => adapted({ job: FeatureSpace.stringCategorical({ outputMode: "int" }) }),
    () => adapted({ age: FeatureSpace.feature(age) }),
  ];
  // The members of a set have no order in Python.
  const sorted = (text: string) =>
    text.replace(/\{(.*?)\}/g, (_, list: string) => list.split(", ").sort().join());
  for (const [i, call] of failing.entries()) {
    assert.throws(call, (error: Error) => {
      assert.equal(sorted(error.message), sorted(expected.errors[i]));
      return error.name === "ValueError";
    });
  }
  assert.throws(
    () => new FeatureSpace({ features: one }).adapt([1] as never),
    /a Dataset or a dictionary of arrays/,
  );
  const space = new FeatureSpace({ features: { ...one, height: "float" } });
  space.adapt(tableOf(["job", "height"]));
  assert.throws(() => space.apply({ job: ["cook"] }), /Expected data for the feature 'height'/);
});

test("a model of encoded features is trained, saved and loaded, also Keras' own", async () => {
  const space = cases["all kinds"]();
  const data = tableOf(Object.keys(space.features));
  space.adapt(data);
  const outputs = new Dense(1, { activation: "sigmoid" }).apply(space.getEncodedFeatures());
  const model = new Model({ inputs: space.getInputs(), outputs });
  model.compile({ optimizer: "adam", loss: "binary_crossentropy" });
  const dataset = Dataset.fromTensorSlices(data, [0, 1, 0, 1, 1, 0]).batch(4);
  await model.fit(dataset, { verbose: 0 });
  const encoded = dataset.map((x, y) => [space.apply(x), y]);
  const [[x]] = encoded;
  assert.deepEqual(x.shape, [4, 22]);
  const folder = mkdtempSync(join(tmpdir(), "keras-day-features-"));
  try {
    const path = join(folder, "model.keras");
    await model.save(path);
    const loaded = await models.loadModel(path);
    const options = { verbose: 0 } as const;
    assert.deepEqual(await loaded.predict(data, options), await model.predict(data, options));
    const own = await models.loadModel(new URL("../golden/saved/feature_space.keras", import.meta.url));
    near(listed((await own.predict(data, options)) as NDArray), expected.outputs);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
