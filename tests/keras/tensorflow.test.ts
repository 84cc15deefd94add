import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, Sequential } from "../../lib/keras/index.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { exercise4, exercise4Data } from "./data.ts";
import { smallNets } from "./keras-cases.ts";

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

test("single batches come to what they come to in the engine", () => {
  const { x, y } = exercise4Data();
  const [ours, engine] = [false, true].map((jitCompile) => {
    const model = exercise4({ jitCompile });
    const losses = [model.trainOnBatch(x, y), model.trainOnBatch(x, y), model.testOnBatch(x, y)].flat();
    return { losses, outputs: [...model.predictOnBatch(x).values] };
  });
  assert.equal(engine.losses.length, 6);
  assert.ok(largestDifference(ours.losses, engine.losses) <= 1e-6);
  assert.ok(largestDifference(ours.outputs, engine.outputs) <= 1e-6);
});

describe("every small net comes to Keras' weights and figures through TensorFlow.js too", () => {
  for (const { file, name, fit } of smallNets) {
    test(`${file}: ${name}`, async () => {
      const { expected, history, apart } = await fit(false);
      assert.ok(apart <= 1e-5, `weights are ${apart} apart`);
      assert.ok(largestDifference(history.loss, expected.history.loss) <= 1e-5, "loss");
      if (expected.history.accuracy) assert.deepEqual(history.accuracy, expected.history.accuracy);
    });
  }
});
