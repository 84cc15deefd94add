import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { loadTensorFlow } from "../../lib/backend";
import { Dense, losses, optimizers, Sequential } from "../../lib/keras";
import { NDArray } from "../../lib/ndarray";
import { flat, type KerasCase, largestDifference } from "../engine/keras-case";
import { golden } from "../golden/load";
import { exercise4, exercise4Data } from "./data";

const numbers = (model: Sequential) => model.getWeights().flatMap(({ values }) => [...values]);

test("exercise 4 through TensorFlow.js agrees with the engine", async () => {
  const { x, y } = exercise4Data();
  const trained: Sequential[] = [];
  for (const jitCompile of [false, true, "auto"] as const) {
    const model = exercise4({ jitCompile });
    assert.equal(model.jitCompile, jitCompile !== false);
    await model.fit(x, y, { epochs: 49, verbose: 0 });
    trained.push(model);
  }
  const [tensorFlow, engine, auto] = trained;
  assert.deepEqual(auto.getWeights(), engine.getWeights());
  assert.notDeepEqual(tensorFlow.getWeights(), engine.getWeights());
  assert.deepEqual(tensorFlow.history?.history.accuracy, engine.history?.history.accuracy);
  const near = (a: ArrayLike<number>, b: ArrayLike<number>, most: number) =>
    assert.ok(largestDifference(a, b) <= most);
  near((await tensorFlow.predict(x)).values, (await engine.predict(x)).values, 1e-5);
  near(numbers(tensorFlow), numbers(engine), 1e-5);
  near(tensorFlow.history?.history.loss ?? [], engine.history?.history.loss ?? [1], 1e-5);
  near(await tensorFlow.evaluate(x, y, { verbose: 0 }), await engine.evaluate(x, y, { verbose: 0 }), 1e-5);
});

test("toTf gives a tf.LayersModel that predicts the same, and no tensor is left behind by training", async () => {
  const { tf } = await loadTensorFlow();
  const { x, y } = exercise4Data();
  const model = exercise4({ jitCompile: false });
  const before = tf.memory().numTensors;
  await model.fit(x, y, { epochs: 1, verbose: 0, validationSplit: 0.1 });
  const expected = await model.predict(x);
  assert.equal(tf.memory().numTensors, before);
  const converted = await model.toTf();
  assert.equal(converted.countParams(), 371);
  assert.ok(converted instanceof tf.LayersModel);
  const outputs = converted.predict(tf.tensor(x.values, [569, 30])) as unknown as {
    dataSync(): Float32Array;
  };
  assert.ok(largestDifference(outputs.dataSync(), expected.values) <= 1e-6);
  await assert.rejects(new Sequential([new Dense(1)]).toTf(), /isn't built/);
});

test("what happens at once is the engine's", async () => {
  const model = exercise4({ jitCompile: false });
  const { x, y } = exercise4Data();
  assert.throws(() => model.trainOnBatch(x, y), /compiled with `jitCompile: false`\. Use `await fit/);
  assert.throws(() => model.predictOnBatch(x), /compiled with `jitCompile: false`/);
});

interface SmallCases {
  data: Record<string, KerasCase["W0"][number]>;
  cases: Record<string, KerasCase>;
}

/** A case of Keras on TensorFlow, fitted through TensorFlow.js and through the engine: the weights after. */
async function fitCase(
  { data, cases }: SmallCases,
  name: string,
  y: { data: string; shape: number[] },
  compile: { optimizer: optimizers.Optimizer; loss: losses.LossName | losses.Loss },
  jitCompile: boolean,
): Promise<number> {
  const { layers, epochs, batch, W0, W, history } = cases[name];
  const model = new Sequential(
    layers.map(
      ([units, activation], i) => new Dense(units, { activation, ...(i === 0 && { inputShape: [5] }) }),
    ),
  );
  model.setWeights(W0);
  model.compile({ ...compile, jitCompile });
  const samples = Float32Array.from(flat(data.x));
  const labels = Float32Array.from(flat(data[y.data]));
  const fit = await model.fit(new NDArray(samples, [samples.length / 5, 5]), new NDArray(labels, y.shape), {
    epochs,
    batchSize: batch,
    shuffle: false,
    verbose: 0,
  });
  assert.ok(largestDifference(fit.history.loss, history.loss) <= 1e-5, `${name}: loss`);
  return largestDifference(numbers(model), flat(W));
}

describe("both ways come to Keras' weights, with each loss and each optimizer", () => {
  const lossCases = golden<SmallCases>("losses.json");
  const optimizerCases = golden<SmallCases>("optimizers.json");
  const fromLogits = { fromLogits: true };
  const targets: [name: string, loss: losses.LossName | losses.Loss, data: string, shape: number[]][] = [
    ["mean_squared_error", "mean_squared_error", "y_regression", [64]],
    ["binary_crossentropy", "binary_crossentropy", "y_binary", [64]],
    ["categorical_crossentropy", "categorical_crossentropy", "y_onehot", [64, 3]],
    ["sparse_categorical_crossentropy", "sparse_categorical_crossentropy", "y_class", [64]],
    ["BinaryCrossentropy(from_logits)", new losses.BinaryCrossentropy(fromLogits), "y_binary", [64]],
    [
      "CategoricalCrossentropy(from_logits)",
      new losses.CategoricalCrossentropy(fromLogits),
      "y_onehot",
      [64, 3],
    ],
    [
      "SparseCategoricalCrossentropy(from_logits)",
      new losses.SparseCategoricalCrossentropy(fromLogits),
      "y_class",
      [64],
    ],
  ];
  const made: [name: string, make: () => optimizers.Optimizer][] = [
    ["SGD()", () => new optimizers.SGD()],
    ["SGD(.1)", () => new optimizers.SGD({ learningRate: 0.1 })],
    ["SGD(.1,momentum=.9)", () => new optimizers.SGD({ learningRate: 0.1, momentum: 0.9 })],
    [
      "SGD(.1,momentum=.9,nesterov)",
      () => new optimizers.SGD({ learningRate: 0.1, momentum: 0.9, nesterov: true }),
    ],
    ["Adam()", () => new optimizers.Adam()],
    ["Adam(.01)", () => new optimizers.Adam({ learningRate: 0.01 })],
    ["Adam(.01,amsgrad)", () => new optimizers.Adam({ learningRate: 0.01, amsgrad: true })],
    [
      "Adam(.01,.8,.9,epsilon=1e-4)",
      () => new optimizers.Adam({ learningRate: 0.01, beta1: 0.8, beta2: 0.9, epsilon: 1e-4 }),
    ],
  ];
  const both = async (difference: (jitCompile: boolean) => Promise<number>) => {
    for (const jitCompile of [true, false]) {
      const found = await difference(jitCompile);
      assert.ok(found <= 1e-6, `jitCompile ${jitCompile}: weights differ by ${found}`);
    }
  };
  for (const [name, loss, data, shape] of targets) {
    test(name, () =>
      both((jitCompile) => {
        const optimizer = new optimizers.SGD({ learningRate: 0.05 });
        return fitCase(lossCases, name, { data, shape }, { optimizer, loss }, jitCompile);
      }),
    );
  }
  for (const [name, make] of made) {
    test(name, () =>
      both((jitCompile) => {
        const compile = { optimizer: make(), loss: "binary_crossentropy" as const };
        return fitCase(optimizerCases, name, { data: "y_binary", shape: [64] }, compile, jitCompile);
      }),
    );
  }
});
