/** Datasets with the orders of TensorFlow's, and what layers learn from them. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { Dense, Input, layers, Model, models, ops, Sequential, utils } from "../../lib/keras/index.ts";
import type { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { golden } from "../golden/load.ts";

const expected = golden<{
  datasets: Record<string, { passes: unknown[][]; cardinality: number }>;
  cardinalities: number[];
  epochs: Record<string, number[][]>;
  values: number[][];
  words: string[][];
  whole: number[][];
  texts: string[];
  normalization: number[][][];
  discretizations: number[][];
  vocabularies: (string | number)[][];
  weights: number[][][];
}>("pipelines.json");
const { Dataset } = utils;
const quiet = { verbose: 0 } as const;

const numbers = (count: number) => Dataset.fromTensorSlices(Array.from({ length: count }, (_, i) => i));

suite("elements, their order in each pass and their number are TensorFlow's", () => {
  const made = () => {
    utils.setRandomSeed(42);
    const [seeded, again] = [numbers(10).shuffle(4), numbers(10).shuffle(5)];
    return {
      seeded,
      "seeded again": again,
      "with a seed": numbers(10).shuffle(100, 3),
      "one order": numbers(10).shuffle(100, { seed: 3, reshuffleEachIteration: false }),
      repeated: numbers(10).shuffle(4, { seed: 1 }).repeat(2).batch(4),
      "whole batches": numbers(10).shuffle(4, 1).batch(3, { dropRemainder: true }),
      endless: numbers(3).repeat().shuffle(5, 1).take(12),
      cached: numbers(6).shuffle(6, 2).cache(),
      parts: numbers(6).skip(2).concatenate(numbers(3)).take(6),
      all: numbers(4).take(-1).concatenate(numbers(3).skip(-1)),
      filtered: numbers(10)
        .filter((x) => (x.arraySync() as number) > 3)
        .batch(4),
      "taken apart": numbers(7).batch(3).unbatch().batch(4).prefetch(),
    };
  };
  for (const [name, { passes, cardinality }] of Object.entries(expected.datasets)) {
    test(name, () => {
      const dataset = made()[name as keyof ReturnType<typeof made>];
      const found = passes.map(() => Array.from(dataset, (one) => one.arraySync()));
      assert.deepEqual([found, dataset.cardinality()], [passes, cardinality]);
    });
  }

  test("cardinalities", () => {
    const endless = numbers(3).repeat();
    const found = [endless, endless.skip(1), endless.filter((x) => ops.greater(x, 0))];
    assert.deepEqual(
      found.map((one) => one.cardinality()),
      expected.cardinalities,
    );
  });
});

test("elements are numbers, texts, lists and dictionaries of them", () => {
  const people = Dataset.fromTensorSlices({ age: [41, 52.5], job: ["cook", "baker"] }, [[0], [1]]);
  const [[x, y]] = people.take(1);
  assert.deepEqual([x.age.arraySync(), x.job, y.arraySync()], [41, "cook", [0]]);
  const [[batch, labels]] = people.batch(2);
  assert.deepEqual([batch.age.dtype, batch.job, labels.shape], ["float32", ["cook", "baker"], [2, 1]]);
  const pairs = Dataset.fromTensorSlices(["one", "two"], ["eins", "zwei"]);
  const lengths = [...pairs.map((a, b) => a.length + b.length)];
  assert.deepEqual(
    [[...pairs], lengths],
    [
      [
        ["one", "eins"],
        ["two", "zwei"],
      ],
      [7, 7],
    ],
  );
  assert.deepEqual(
    [...pairs.batch(2)],
    [
      [
        ["one", "two"],
        ["eins", "zwei"],
      ],
    ],
  );
  assert.deepEqual([...pairs.batch(2).unbatch()], [...pairs]);
  const rows = [...Dataset.fromTensorSlices([["a"], ["b"]]).batch(2)];
  assert.deepEqual(rows, [[["a"], ["b"]]]);
});

test("texts are of the type string, whatever the literals of the data", () => {
  const literals: (`${string}!` | "?")[] = ["one!", "?"];
  let words: utils.Dataset<[string, string]> = Dataset.fromTensorSlices(literals, ["a", "b"] as const);
  words = words.shuffle(2).filter((text, letter) => text.toUpperCase() !== letter);
  const batches: utils.Dataset<[string[], string[]]> = words.batch(2);
  const rows: utils.Dataset<string[]> = Dataset.fromTensorSlices([literals]);
  const letters: utils.Dataset<string[]> = Dataset.fromTensorSlices(["a", "b"] as const).batch(2);
  assert.deepEqual([...letters, ...rows], [["a", "b"], literals]);
  assert.deepEqual([...batches.unbatch()].sort(), [
    ["?", "b"],
    ["one!", "a"],
  ]);
});

test("tensors become arrays, and are freed", async () => {
  const { tf } = await loadTensorFlow();
  const doubled = numbers(4)
    .batch(2)
    .map((x) => ({ once: x, twice: ops.multiply(ops.add(x, 0), 2) }));
  const values = () => Array.from(doubled, ({ twice }) => (twice as NDArray).arraySync());
  assert.deepEqual(values(), [
    [0, 2],
    [4, 6],
  ]);
  const before = tf.memory().numTensors;
  values();
  assert.equal(tf.memory().numTensors, before);
});

test("wrong data and functions are refused", () => {
  assert.throws(() => Dataset.fromTensorSlices([1, 2], [1]), /same number of rows\. Received: 2, 1 rows/);
  assert.throws(() => Dataset.fromTensorSlices(3), /rank >= 1/);
  assert.throws(() => numbers(3).batch(0), /`batchSize` to be a positive integer\. Received: batchSize=0/);
  const ragged = numbers(2).map((x) => ops.zeros([x.values[0] + 1, 1]));
  assert.throws(
    () => [...ragged.batch(2)],
    /Cannot batch tensors with different shapes.*\(1, 1\) and \(2, 1\)/,
  );
  assert.throws(() => [...numbers(1).map(() => undefined)], /Received: nothing\. Is a `return` missing\?/);
  assert.throws(() => [...numbers(1).map(async (x) => x)], /Received: a promise/);
  const pairs = Dataset.fromTensorSlices(["a b"], [1]).batch(1);
  for (const layer of [new layers.TextVectorization(), new layers.StringLookup()])
    assert.throws(() => layer.adapt(pairs as never), /inputs alone.*dataset\.map\(\(x, y\) => x\)/);
});

suite("layers learn from batches as in Keras", () => {
  const { values, words, whole, texts } = expected;
  const of = <T>(data: T[], size: number) =>
    Dataset.fromTensorSlices(
      data as number[],
      data.map(() => 0),
    )
      .batch(size)
      .map((x) => x) as utils.Dataset<never>;
  const near = (found: unknown, wanted: unknown) => {
    const [a, b] = [found, wanted].map((one) => (one as number[][]).flat(3) as number[]);
    assert.equal(a.length, b.length);
    for (const [i, value] of b.entries()) assert.ok(Math.abs(a[i] - value) < 1e-5, `${a[i]} for ${value}`);
  };

  test("Normalization and Discretization", () => {
    const normalization = new layers.Normalization();
    normalization.adapt(Dataset.fromTensorSlices(values, values).batch(16));
    near(
      [normalization.mean, normalization.variance].map((one) => one?.arraySync()),
      expected.normalization.flat(),
    );
    assert.deepEqual([...(normalization.mean?.shape ?? [])], [1, expected.normalization[0][0].length]);
    for (const [i, epsilon] of [0.01, 0.1].entries()) {
      const layer = new layers.Discretization({ numBins: 5, epsilon });
      layer.adapt(of(values, 16));
      near(layer.binBoundaries, expected.discretizations[i]);
    }
  });

  test("vocabularies", () => {
    const steps = new layers.StringLookup();
    steps.adapt(of(words, 4), { steps: 2 });
    const learned = [
      [new layers.StringLookup(), words, 8],
      [new layers.IntegerLookup({ maxTokens: 5 }), whole, 8],
      [new layers.TextVectorization(), texts, 3],
      [new layers.TextVectorization({ ngrams: 2, maxTokens: 9 }), texts, 1],
    ] as const;
    const found = learned.map(([layer, data, size]) => {
      layer.adapt(of<unknown>([...data], size));
      return layer.getVocabulary();
    });
    assert.deepEqual([...found, steps.getVocabulary()], expected.vocabularies);
  });

  test("weights of rare tokens", () => {
    const given = [
      [new layers.StringLookup({ outputMode: "tf_idf" }), words, 8],
      [new layers.TextVectorization({ outputMode: "tf_idf" }), texts, 3],
    ] as const;
    for (const [i, [layer, data, size]] of given.entries()) {
      layer.adapt(of<unknown>([...data], size));
      near((layer.apply(data as string[]) as NDArray).arraySync(), expected.weights[i]);
    }
  });
});

test("fit, evaluate and predict take datasets, by name too", async () => {
  const build = () => {
    utils.setRandomSeed(1);
    const age = Input({ shape: [1], name: "age" });
    const job = Input({ shape: [1], name: "job", dtype: "string" });
    const lookup = new layers.StringLookup({ vocabulary: ["cook", "baker"], outputMode: "one_hot" });
    const features = layers.concatenate([age, lookup.apply(job)]);
    const model = new Model({ inputs: { age, job }, outputs: new Dense(1).apply(features) });
    model.compile({ optimizer: "adam", loss: "mse" });
    return model;
  };
  const x = { age: [[1], [2], [3]], job: [["cook"], ["baker"], ["waiter"]] };
  const y = [1, 0, 1];
  const data = Dataset.fromTensorSlices(x, y).batch(2);
  const [model, onArrays] = [build(), build()];
  const { history } = await model.fit(data, { epochs: 2, validationData: data, ...quiet });
  const wanted = await onArrays.fit(x, y, {
    epochs: 2,
    batchSize: 2,
    shuffle: false,
    validationData: [x, y],
    ...quiet,
  });
  assert.deepEqual(history, wanted.history);
  assert.deepEqual((await model.predict(data, quiet)).shape, [3, 1]);
});

test("operations that move elements take words, in a model and its file", async () => {
  const inputs = Input({ shape: [2], dtype: "string" });
  const [first, second] = ops.unstack(inputs, { axis: 1 });
  const columns = ops.concatenate([ops.expandDims(second, -1), ops.expandDims(first, -1)], 1);
  const lookup = new layers.StringLookup({ vocabulary: ["a", "b"] });
  const model = new Model({ inputs, outputs: lookup.apply(columns) });
  const path = join(mkdtempSync(join(tmpdir(), "words-")), "model.keras");
  await model.save(path);
  const data = [
    ["a", "b"],
    ["c", "a"],
  ];
  for (const one of [model, await models.loadModel(path)])
    assert.deepEqual((await one.predict(data, quiet)).arraySync(), [
      [2, 1],
      [1, 0],
    ]);
  assert.throws(
    () => ops.add(inputs, inputs),
    /inputs of layer 'add\w*' \(Add\) to be numbers\. Received: 'input/,
  );
});

test("an endless dataset needs a number of steps", async () => {
  const model = new Sequential([Input({ shape: [1] }), new Dense(1)]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const data = Dataset.fromTensorSlices([[1], [2]], [1, 2])
    .batch(1)
    .repeat();
  await assert.rejects(async () => model.fit(data, quiet), /please specify a `stepsPerEpoch` value/);
  const { history } = await model.fit(data, { stepsPerEpoch: 3, ...quiet });
  assert.equal(history.loss.length, 1);
});

suite("a shuffled dataset has the order of Keras in each epoch", () => {
  const seenIn = async (
    use: (model: Sequential, data: utils.Dataset<[NDArray, NDArray]>) => Promise<unknown>,
  ) => {
    const seen: unknown[] = [];
    utils.setRandomSeed(42);
    const model = new Sequential([Input({ shape: [1] }), new Dense(1)]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    const source = numbers(5).shuffle(5, { seed: 1 }).batch(3);
    await use(
      model,
      source.map((x) => {
        seen.push(x.arraySync());
        return [x.reshape([-1, 1]), x];
      }),
    );
    return seen;
  };
  const uses: Record<string, Parameters<typeof seenIn>[0]> = {
    fit: (model, data) => model.fit(data, { epochs: 3, ...quiet }),
    "fit with a validation": (model, data) => model.fit(data, { epochs: 2, validationData: data, ...quiet }),
    "fit with steps": (model, data) => model.fit(data, { epochs: 3, stepsPerEpoch: 2, ...quiet }),
    "fit with few steps": (model, data) => model.fit(data, { epochs: 3, stepsPerEpoch: 1, ...quiet }),
    evaluate: async (model, data) => {
      for (let i = 0; i < 2; i++) await model.evaluate(data, quiet);
    },
    filtered: (model, data) =>
      model.fit(
        data.filter(() => true),
        { epochs: 2, ...quiet },
      ),
  };
  for (const [name, use] of Object.entries(uses))
    test(name, async () => assert.deepEqual(await seenIn(use), expected.epochs[name]));
});

test("zip joins datasets to lists, as long as the shortest", async () => {
  const x = utils.Dataset.fromTensorSlices([[1], [2], [3]]);
  const zipped = utils.Dataset.zip([x, utils.Dataset.fromTensorSlices([3, 4])]);
  assert.equal(zipped.cardinality(), 2);
  const read = [...zipped.batch(2)].map(([a, b]) => [a.arraySync(), b.arraySync()]);
  assert.deepEqual(read, [
    [
      [[1], [2]],
      [3, 4],
    ],
  ]);
  assert.equal(utils.Dataset.zip([x.repeat(), x]).cardinality(), 3);
});

test("a list of two arrays is refused with a hint at the arguments", () => {
  const [x, y] = [
    [
      [1, 2],
      [3, 4],
    ],
    [0, 1],
  ];
  assert.throws(
    () => utils.Dataset.fromTensorSlices([x, y] as never),
    /rectangular.*A list is one array\. For elements of several parts: Dataset\.fromTensorSlices\(x, y\)/s,
  );
});
