import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, Input, layers, Sequential } from "../../lib/keras/index.ts";
import { asTokens, type TokenData } from "../../lib/keras/layers/preprocessing/tokens.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { golden } from "../golden/load.ts";

const { cases, boundaries } = golden<{
  cases: Record<string, { shape: number[]; values: (string | number)[]; vocabulary?: (string | number)[] }>;
  boundaries: [bins: number, epsilon: number, found: number[]][];
}>("preprocessing.json");

const words = [
  ["a", "b", "c"],
  ["b", "b", "Zürich"],
  ["", "a longer text than the others, by far", "a"],
];
const numbers = [
  [1, 3, 2],
  [3, 3, -7],
  [12, 0, 1],
];
const pairs = [
  [0, 1],
  [0, 0],
  [1, 2],
  [3, 1],
];

interface Applied {
  apply(data: TokenData): unknown;
  getVocabulary?(): (string | number)[];
}

function adapted<T extends { adapt(data: never): void }>(layer: T, data: unknown): T {
  layer.adapt(data as never);
  return layer;
}

const { CategoryEncoding, Discretization, Hashing, IntegerLookup, StringLookup } = layers;
const vocabulary = ["b", "c", "a"];

/** The cases of tests/golden/preprocessing.py. */
const applied: Record<string, [make: () => Applied, data: TokenData]> = {
  "category multi_hot": [() => new CategoryEncoding(4), pairs],
  "category multi_hot of one sample": [() => new CategoryEncoding(4), [3, 1]],
  "category one_hot": [() => new CategoryEncoding(4, "one_hot"), [3, 2, 0, 1]],
  "category one_hot of a column": [() => new CategoryEncoding(4, "one_hot"), [[3], [2]]],
  "category one_hot of rows": [
    () => new CategoryEncoding(4, "one_hot"),
    [
      [3, 2],
      [0, 1],
    ],
  ],
  "category count": [() => new CategoryEncoding({ numTokens: 4, outputMode: "count" }), pairs],
  discretization: [
    () => new Discretization([0, 1, 2]),
    [
      [-1.5, 1, 3.4, 0.5],
      [0, 3, 1.3, 0],
    ],
  ],
  "discretization one_hot": [() => new Discretization([0, 1], { outputMode: "one_hot" }), [-1.5, 1, 0.5]],
  "discretization count": [
    () => new Discretization([0, 1], { outputMode: "count" }),
    [
      [-1.5, 1, 0.5],
      [2, 2, -1],
    ],
  ],
  "discretization adapted": [
    () => adapted(new Discretization({ numBins: 4, epsilon: 0.01 }), [1, 2, 3, 4, 5, 6, 7, 8]),
    [1, 3, 5, 7],
  ],
  "hashing words": [() => new Hashing(7), words],
  "hashing with a mask": [() => new Hashing(5, { maskValue: "a" }), words],
  "hashing with a salt": [() => new Hashing(11, { salt: 133 }), words],
  "hashing with two salts": [() => new Hashing(11, { salt: [5, 77] }), words],
  "hashing numbers": [() => new Hashing(9), numbers],
  "hashing one_hot": [() => new Hashing(3, { outputMode: "one_hot" }), ["a", "b"]],
  "hashing multi_hot": [() => new Hashing(4, { outputMode: "multi_hot" }), words],
  words: [() => new StringLookup({ vocabulary }), words],
  "words with a mask": [() => new StringLookup({ vocabulary: ["b", "c"], maskToken: "" }), words],
  "words with special tokens": [
    () => new StringLookup({ vocabulary: ["", "[UNK]", "b", "c"], maskToken: "" }),
    words,
  ],
  "words out of the vocabulary": [() => new StringLookup({ vocabulary: ["b"], numOovIndices: 3 }), words],
  "words multi_hot": [() => new StringLookup({ vocabulary, outputMode: "multi_hot", maskToken: "" }), words],
  "words count": [
    () => new StringLookup({ vocabulary, outputMode: "count", maxTokens: 6, padToMaxTokens: true }),
    words,
  ],
  "words one_hot": [
    () => new StringLookup({ vocabulary: ["b", "c"], outputMode: "one_hot" }),
    ["c", "b", "x"],
  ],
  "words adapted": [() => adapted(new StringLookup(), words), words],
  "words adapted to a limit": [
    () => adapted(new StringLookup({ maxTokens: 4, maskToken: "" }), words),
    words,
  ],
  "words inverted": [
    () => new StringLookup({ vocabulary, invert: true }),
    [
      [1, 3],
      [0, 9],
    ],
  ],
  numbers: [() => new IntegerLookup({ vocabulary: [3, 1] }), numbers],
  "numbers out of the vocabulary": [
    () => new IntegerLookup({ vocabulary: [3, 1], numOovIndices: 2 }),
    numbers,
  ],
  "numbers with a mask": [() => new IntegerLookup({ vocabulary: [3, 1], maskToken: 0 }), numbers],
  "numbers adapted": [() => adapted(new IntegerLookup(), numbers), numbers],
  "numbers multi_hot": [() => new IntegerLookup({ vocabulary: [3, 1], outputMode: "multi_hot" }), numbers],
  "numbers inverted": [
    () => new IntegerLookup({ vocabulary: [3, 1], invert: true }),
    [
      [1, 2],
      [0, 2],
    ],
  ],
};

test("every case of Keras' is said here", () => {
  assert.deepEqual(Object.keys(applied), Object.keys(cases));
});

describe("preprocessing layers give what Keras gives", () => {
  for (const [name, [make, data]] of Object.entries(applied)) {
    test(name, () => {
      const layer = make();
      const result = layer.apply(data);
      const { values, shape } = result instanceof NDArray ? result : asTokens(result as TokenData);
      assert.deepEqual({ values: [...values], shape: [...shape] }, pick(cases[name]));
      if (cases[name].vocabulary) assert.deepEqual(layer.getVocabulary?.(), cases[name].vocabulary);
    });
  }
});

function pick({ values, shape }: { values: (string | number)[]; shape: number[] }) {
  return { values, shape };
}

test("boundaries of bins are found as Keras finds them", () => {
  let state = 12345;
  const reals = Array.from({ length: 250 }, () => {
    state = (Math.imul(1103515245, state) + 12345) & 0x7fffffff;
    return ((state >> 16) % 1000) / 8;
  });
  for (const [numBins, epsilon, expected] of boundaries) {
    const layer = adapted(new Discretization({ numBins, epsilon }), reals);
    const found = layer.binBoundaries ?? [];
    assert.equal(found.length, expected.length);
    found.forEach((edge, i) => {
      assert.ok(Math.abs(edge - expected[i]) <= 1e-5 * Math.abs(expected[i]), `${edge}, not ${expected[i]}`);
    });
  }
});

test("in a model numbers go through", async () => {
  const model = new Sequential([
    Input({ shape: [3] }),
    new IntegerLookup({ vocabulary: [3, 1], outputMode: "count" }),
  ]);
  assert.deepEqual(model.outputShape.slice(1), [3]);
  assert.deepEqual([...(await model.predict(numbers)).values], [1, 1, 1, 1, 2, 0, 2, 0, 1]);
  const trained = new Sequential([Input({ shape: [2] }), new CategoryEncoding(4), new Dense(1)]);
  trained.compile({ loss: "mse" });
  const { history } = await trained.fit(pairs, [1, 2, 3, 4], { epochs: 2, verbose: 0 });
  assert.ok(history.loss[1] < history.loss[0]);
});

test("data and vocabularies that cannot be are refused in Keras' words", () => {
  assert.throws(
    () => new CategoryEncoding(4).apply([[4]]),
    /range 0 <= values < num_tokens with num_tokens=4/,
  );
  assert.throws(() => new StringLookup({ vocabulary: ["a", "a"] }), /at least one repeated term/);
  assert.throws(
    () => new StringLookup({ vocabulary: ["a"], numOovIndices: 0 }).apply(["a", "x"]),
    /all inputs should be in vocabulary, found OOV values \['x'\]/,
  );
  assert.throws(() => new StringLookup({ vocabulary: ["a", "", "b"], maskToken: "" }), /reserved mask token/);
  assert.throws(
    () => new StringLookup({ vocabulary: ["a"] }).apply([1] as never),
    /to be words\. Received: 1/,
  );
  assert.throws(() => new Discretization({}), /either `num_bins` or `bin_boundaries`/);
  assert.throws(() => new Discretization({ numBins: 2 }).apply([1]), /call `adapt\(dataset\)` before/);
  assert.throws(() => new Hashing(0), /cannot be `None` or non-positive/);
  assert.throws(() => new Hashing(3).apply([["a"], ["b", "c"]]), /rectangular/);
});

test("lookups without a vocabulary are refused, and other layers that learned nothing as in Keras", () => {
  const { IntegerLookup, Normalization, TextVectorization } = layers;
  for (const [layer, data] of [
    [new TextVectorization(), ["a b"]],
    [new TextVectorization({ outputMode: "multi_hot", maxTokens: 5, padToMaxTokens: true }), ["a b"]],
    [new StringLookup(), ["a"]],
    [new StringLookup({ invert: true }), [1]],
    [new StringLookup({ numOovIndices: 0 }), ["a"]],
    [new IntegerLookup(), [3]],
  ] as const) {
    assert.throws(() => layer.apply(data as never), /Table not initialized.*call `adapt` with some sample/);
  }
  assert.throws(() => new TextVectorization({ outputMode: "count" }).apply(["a"]), /`output_mode=count`/);
  const [lookup, empty] = [new StringLookup(), new TextVectorization()];
  lookup.adapt(["a"]);
  assert.deepEqual([...lookup.apply(["a", "z"]).values], [1, 0]);
  empty.adapt([""]);
  assert.throws(() => empty.apply(["a"]), /Table not initialized/);
  assert.deepEqual([...new Normalization().apply([[1, 3]]).values], [1, 3]);
});

test("modes have their former names, too, as in Keras", () => {
  const { TextVectorization, IntegerLookup } = layers;
  assert.deepEqual(
    [
      new CategoryEncoding({ numTokens: 4, outputMode: "binary" }),
      new StringLookup({ outputMode: "binary" }),
      new IntegerLookup({ outputMode: "tf-idf" }),
      new TextVectorization({ outputMode: "tf-idf" }),
    ].map((layer) => layer.getConfig().output_mode),
    ["multi_hot", "multi_hot", "tf_idf", "tf_idf"],
  );
  assert.throws(
    () => new StringLookup({ outputMode: "toString" as never }),
    /Received: output_mode=toString/,
  );
});
