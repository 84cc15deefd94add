import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, layers, metrics, Sequential, utils } from "../../lib/keras/index.ts";
import type { CompileOptions } from "../../lib/keras/trainers/options.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { exercise4Data } from "./data.ts";
import { fitProgram, programs } from "./fit-programs.ts";

type Tensor = import("@tensorflow/tfjs").Tensor;
const squared = (yTrue: Tensor, yPred: Tensor) => yPred.sub(yTrue).square().mean(1);

function network(...more: layers.Layer[]): Sequential {
  utils.clearSession();
  utils.setRandomSeed(1);
  return new Sequential([
    new Dense(4, { inputShape: [30], activation: "tanh" }),
    ...more,
    new Dense(1, { activation: "sigmoid" }),
  ]);
}

class Own extends Dense {
  // biome-ignore lint/suspicious/noExplicitAny: tensors
  override call(...given: [any]): any {
    return super.call(...given);
  }
}

const known: CompileOptions = { optimizer: "sgd", loss: "mse", metrics: ["accuracy"] };
/** Networks with a part that the engine does not know, and its name in the message. */
const foreign: [part: RegExp, model: () => Sequential, compile: CompileOptions][] = [
  [/layer 'lambda' \(Lambda\)(?! with)/, () => network(new layers.Lambda((x) => x)), known],
  [
    /layer 'drop' \(Dropout\) with a noise shape/,
    () => network(new layers.Dropout(0.01, { noiseShape: [null, 1], name: "drop" })),
    known,
  ],
  [/layer 'own' \(Own\) with a `call` of its own/, () => network(new Own(4, { name: "own" })), known],
  [
    /the activation of layer 'dense_2' \(a function\)/,
    () => network(new Dense(4, { activation: (x) => x.tanh(), name: "dense_2" })),
    known,
  ],
  [/loss 'squared' \(a function\)/, () => network(), { ...known, loss: squared }],
  [/metric 'squared' \(a function\)/, () => network(), { ...known, metrics: [squared] }],
];

describe("a part that the engine does not know", () => {
  for (const [part, make, compile] of foreign) {
    test(String(part), async () => {
      const model = make();
      assert.throws(() => model.compile({ ...compile, jitCompile: true }), part);
      model.compile(compile);
      assert.equal(model.jitCompile, false);
      const { x, y } = exercise4Data();
      const { history } = await model.fit(x, y, { epochs: 2, verbose: 0 });
      assert.ok(history.loss[1] < history.loss[0]);
      const [loss] = [model.trainOnBatch(x, y)].flat();
      assert.ok(loss < history.loss[0]);
    });
  }

  test("that comes after compile is named when it is needed", async () => {
    const model = network();
    model.compile({ ...known, jitCompile: true });
    model.add(new layers.Lambda((x) => x));
    const { x, y } = exercise4Data();
    await assert.rejects(model.fit(x, y, { verbose: 0 }), /does not know layer 'lambda' \(Lambda\)/);
  });
});

test("functions of tensors come to what the built-in parts come to", async () => {
  const { x, y } = exercise4Data();
  const options = { epochs: 3, verbose: 0 } as const;
  const own = network(new layers.Lambda((values) => values));
  own.compile({ optimizer: "sgd", loss: squared, metrics: [squared, "mae"] });
  const builtIn = network();
  builtIn.compile({ optimizer: "sgd", loss: "mse", metrics: ["mse", "mae"] });
  assert.equal(builtIn.jitCompile, true);
  const [a, b] = [(await own.fit(x, y, options)).history, (await builtIn.fit(x, y, options)).history];
  assert.deepEqual(Object.keys(a), ["loss", "squared", "mae"]);
  for (const [mine, theirs] of [
    ["loss", "loss"],
    ["squared", "mse"],
    ["mae", "mae"],
  ]) {
    assert.ok(largestDifference(a[mine], b[theirs]) <= 1e-6);
  }
  assert.ok(largestDifference((await own.predict(x)).values, (await builtIn.predict(x)).values) <= 1e-5);
});

test("the choice is the model's alone, and says so before data is seen", () => {
  const model = new Sequential([new Dense(3), new layers.Dropout(0.5), new Dense(1)]);
  assert.equal(model.jitCompile, true);
  model.compile({ optimizer: "adamw", loss: "log_cosh", metrics: [new metrics.AUC()] });
  assert.equal(model.jitCompile, true);
  model.compile({ optimizer: "adamw", loss: "log_cosh", jitCompile: false });
  assert.equal(model.jitCompile, false);
});

test("a single weight that is frozen stays as it is, which TensorFlow.js knows", async () => {
  const model = new Sequential([new Dense(2, { inputDim: 2 }), new Dense(1)]);
  model.layers[0].weights[0].trainable = false;
  assert.throws(
    () => model.compile({ loss: "mse", jitCompile: true }),
    /not know layer 'dense\w*' \(Dense with single frozen weights\)/,
  );
  model.compile({ loss: "mse" });
  assert.equal(model.jitCompile, false);
  const [kernel, bias] = model.getWeights();
  await model.fit([[1, 2]], [1], { verbose: 0 });
  assert.deepEqual(model.getWeights()[0], kernel);
  assert.notDeepEqual(model.getWeights()[1], bias);
});

describe("toTf gives a tf.LayersModel that predicts the same", () => {
  for (const name of ["layers", "flatten", "frozen"]) {
    test(name, async () => {
      const { tf } = await loadTensorFlow();
      const { model, inputs } = await fitProgram(programs[name], true);
      const converted = (await model.toTf()) as unknown as import("@tensorflow/tfjs").LayersModel;
      const tensor = tf.tensor(inputs.values, [...inputs.shape]);
      const outputs = converted.predict(tensor) as import("@tensorflow/tfjs").Tensor;
      assert.ok(largestDifference(outputs.dataSync(), (await model.predict(inputs)).values) <= 1e-6);
      assert.equal(converted.countParams(), model.countParams());
    });
  }
});

test("to read the choice changes nothing", async () => {
  const model = new Sequential([new Dense(2, { inputDim: 2 }), new Dense(1, { activation: "sigmoid" })]);
  utils.clearSession();
  model.compile({ loss: "binary_crossentropy", metrics: [metrics.Precision] });
  assert.equal(model.jitCompile, true);
  const { history } = await model.fit([[1, 2]], [1], { verbose: 0 });
  assert.deepEqual(Object.keys(history), ["loss", "precision"]);
  model.layers[0].trainable = false;
  assert.equal(model.jitCompile, true);
  await assert.rejects(model.fit([[1, 2]], [1], { verbose: 0 }), /Call `compile\(\)` to apply the change/);
});

test("a model that is compiled while TensorFlow.js loads ends its fit", async () => {
  const model = new Sequential([new Dense(1, { inputDim: 2 })]);
  model.compile({ loss: "mse", jitCompile: false });
  const fit = model.fit([[1, 2]], [1], { verbose: 0 });
  model.compile({ loss: "mae", jitCompile: false });
  await assert.rejects(fit, /changed or compiled/);
});
