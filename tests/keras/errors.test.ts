import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, layers, losses, metrics, optimizers, regularizers, Sequential, utils } from "../../lib/keras";
import { golden } from "../golden/load";
import { exercise4, exercise4Data } from "./data";

const zeros = (rows: number, columns: number) => Array.from({ length: rows }, () => Array(columns).fill(0));

function exercise3(): Sequential {
  utils.clearSession();
  return new Sequential([
    new Dense(8, { inputShape: [5], activation: "sigmoid" }),
    new Dense(4, { activation: "sigmoid" }),
    new Dense(1, { activation: "linear" }),
  ]);
}

function compiled(): Sequential {
  const model = exercise3();
  model.compile({ optimizer: "adam", loss: "mse" });
  return model;
}

async function messageOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return String(error);
  }
  return "nothing was thrown";
}

describe("a learner's errors are told in Keras 3.15's words", () => {
  const { errors } = golden<{ errors: Record<string, { error: string }> }>("text_keras_3.15.1/index.json");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
  const words = (name: string) => errors[name].error.replace(/\u001b\[\d+m/g, "").trim();
  const programs: Record<string, () => unknown> = {
    wrong_input_shape: () => compiled().fit(zeros(4, 6), zeros(4, 1), { verbose: 0 }),
    fit_before_compile: () => exercise3().fit(zeros(4, 5), zeros(4, 1), { verbose: 0 }),
    unknown_activation: () => new Dense(3, { activation: "sigmoide" as never }),
    unknown_loss: () => exercise3().compile({ optimizer: "adam", loss: "mean_error" as never }),
    unknown_optimizer: () => exercise3().compile({ optimizer: "adan" as never, loss: "mse" }),
    zero_units: () => new Dense(0),
    x_y_lengths: () => compiled().fit(zeros(4, 5), zeros(3, 1), { verbose: 0 }),
    empty_model_fit() {
      utils.clearSession();
      const model = new Sequential();
      model.compile({ optimizer: "adam", loss: "mse" });
      return model.fit(zeros(4, 5), zeros(4, 1), { verbose: 0 });
    },
  };
  for (const name of Object.keys(errors)) {
    test(name, async () => {
      const message = await messageOf(programs[name]);
      if (name === "wrong_input_shape") {
        // Keras wraps the sentence in an account of its own call.
        assert.ok(words(name).includes(message.replace("ValueError: ", "")), message);
      } else {
        assert.ok(message.startsWith(words(name)), message);
      }
    });
  }
});

test("units that are no positive whole number", () => {
  for (const units of [-3, 2.5, Number.NaN, "8" as never]) {
    assert.throws(() => new Dense(units), {
      name: "ValueError",
      message: `Received an invalid value for \`units\`, expected a positive integer. Received: units=${units}`,
    });
  }
});

test("input shapes that are none", () => {
  assert.throws(
    () => new Dense(3, { inputShape: 5 as never }),
    /`inputShape` to be an array of positive integers, such as \[30\]\. Received: inputShape=5/,
  );
  assert.throws(() => new Dense(3, { inputShape: [0] }), /Received: inputShape=\[0\]/);
  assert.throws(
    () => new Sequential([new Dense(3, { inputShape: [2, 3] })]),
    /shape \(batch, features\)\. Received: shape \(None, 2, 3\)/,
  );
});

test("data that does not fit the network", async () => {
  const fit = (x: unknown, y: unknown) =>
    messageOf(() => compiled().fit(x as never, y as never, { verbose: 0 }));
  assert.match(
    await fit([1, 2, 3, 4, 5], [1]),
    /layer 'dense' .* expected min_ndim=2, found ndim=1\. Full shape received: \(5,\)/,
  );
  assert.match(
    await fit([[[1, 2, 3, 4, 5]]], [1]),
    /`x` to have two axes, samples and features\. Received: shape \(1, 1, 5\)/,
  );
  assert.match(
    await fit(zeros(2, 5), zeros(2, 3)),
    /`target` and `output` must have the same shape\. Received: target\.shape=\(2, 3\), output\.shape=\(2, 1\)/,
  );
  assert.match(await fit([], []), /min_ndim=2, found ndim=1\. Full shape received: \(0,\)/);
  assert.match(await fit(new Float32Array(0), []), /min_ndim=2/);
  assert.match(await fit(zeros(2, 5), ["a", "b"]), /every element of `y` to be a number\. Received: "a"/);
});

test("no samples", async () => {
  const model = new Sequential([new Dense(1, { inputShape: [1] })]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  assert.match(
    await messageOf(() => model.fit([], [])),
    /`x` to hold at least one sample\. Received: shape \(0, 1\)/,
  );
  assert.match(await messageOf(() => model.predict([])), /`x` to hold at least one sample/);
});

test("values that are not finite are named with their place, in fit, evaluate and predict", async () => {
  const bad = zeros(3, 5);
  bad[1][2] = Number.NaN;
  const told = /every value of `x` to be finite\. Received: NaN at row 1, column 2/;
  assert.match(await messageOf(() => compiled().fit(bad, zeros(3, 1))), told);
  assert.match(await messageOf(() => compiled().evaluate(bad, zeros(3, 1))), told);
  assert.match(await messageOf(() => compiled().predict(bad)), told);
  assert.match(
    await messageOf(() => compiled().fit(zeros(2, 5), [0, Infinity])),
    /every value of `y`.*Infinity at row 1\./,
  );
});

test("labels outside what the loss takes", async () => {
  const fit = (loss: losses.LossName, units: number, y: number[]) => {
    const model = new Sequential([
      new Dense(units, { inputShape: [5], activation: units > 1 ? "softmax" : "sigmoid" }),
    ]);
    model.compile({ optimizer: "adam", loss });
    return messageOf(() => model.fit(zeros(2, 5), y, { verbose: 0 }));
  };
  assert.match(
    await fit("binary_crossentropy", 1, [0, 2]),
    /labels from 0 to 1 for this loss\. Received: 2 at row 1/,
  );
  assert.match(
    await fit("sparse_categorical_crossentropy", 3, [0, 3]),
    /class numbers from 0 to 2 .* Received: 3 at row 1/,
  );
  assert.match(await fit("sparse_categorical_crossentropy", 3, [0.5, 1]), /class numbers/);
  assert.match(
    await fit("categorical_crossentropy", 3, [0, 1]),
    /target\.shape=\(2,\), output\.shape=\(2, 3\)/,
  );
});

test("weights of samples and classes", async () => {
  const fit = (options: object) =>
    messageOf(() => compiled().fit(zeros(4, 5), zeros(4, 1), { verbose: 0, ...options }));
  assert.match(
    await fit({ sampleWeight: [1, 2, 3] }),
    /a weight for each of the 4 samples\. Received: shape \(3,\)/,
  );
  assert.match(await fit({ sampleWeight: [1, 2, -3, 4] }), /finite numbers from 0\. Received: -3 at row 2/);
  assert.match(await fit({ classWeight: { 1: Number.NaN } }), /`classWeight`.*Received: NaN for class 1/);
  assert.match(
    await fit({ classWeight: { 0: 1 }, sampleWeight: [1, 1, 1, 1] }),
    /You cannot `classWeight` and `sampleWeight` at the same time\./,
  );
});

test("memory that cannot be had", () => {
  assert.throws(
    () => new Sequential([new Dense(1e9, { inputShape: [30] })]),
    /^ValueError: No memory for the kernel of layer 'dense\w*': \(30, 1000000000\) numbers take 120\.0 GB/,
  );
});

test("optimizers, losses and layers with numbers that they cannot have", () => {
  const made: [() => unknown, RegExp][] = [
    [
      () => new optimizers.Adam({ clipnorm: 1, clipvalue: 1 }),
      /Only one of `clipnorm`, `clipvalue` and `globalClipnorm`/,
    ],
    [
      () => new optimizers.SGD({ gradientAccumulationSteps: 1 }),
      /`gradientAccumulationSteps` to be an integer >= 2/,
    ],
    [() => new optimizers.SGD({ useEma: true, emaMomentum: 2 }), /`emaMomentum` to be a number from 0 to 1/],
    [
      () => new optimizers.schedules.PiecewiseConstantDecay([1], [1]),
      /boundaries should be 1 less than the length of values/,
    ],
    [() => new optimizers.schedules.CosineDecay(0.1, 0), /`decaySteps` to be a number above 0/],
    [
      () => new losses.BinaryCrossentropy({ labelSmoothing: 2 }),
      /`labelSmoothing` to be a number from 0 to 1/,
    ],
    [
      () => new layers.Dropout(1.5),
      /Invalid value received for argument `rate`\. Expected a float value between 0 and 1/,
    ],
    [
      () => new layers.ReLU({ maxValue: -1 }),
      /`maxValue` of a ReLU layer to be a number from 0\. Received: maxValue=-1/,
    ],
    [
      () => new Dense(3, { kernelRegularizer: "l3" as never }),
      /Could not interpret regularizer identifier: l3/,
    ],
    [() => new regularizers.L2({ l2: -1 }), /Invalid value for argument l2: expected a non-negative float/],
    [() => new metrics.AUC({ numThresholds: 1 }), /`numThresholds` must be an integer > 1/],
  ];
  for (const [make, told] of made) assert.throws(make, told);
  const { learningRate } = new optimizers.SGD({ learningRate: new optimizers.schedules.CosineDecay(0.1, 5) });
  assert.equal(learningRate, 0.1);
  const scheduled = new optimizers.SGD({ learningRate: new optimizers.schedules.CosineDecay(0.1, 5) });
  assert.throws(() => {
    scheduled.learningRate = 1;
  }, /created with a `LearningRateSchedule` object.*not settable/);
});

test("options out of range", async () => {
  const fit = (options: object) =>
    messageOf(() => compiled().fit(zeros(4, 5), zeros(4, 1), { verbose: 0, ...options }));
  assert.match(await fit({ batchSize: 0 }), /`batchSize` to be a positive integer\. Received: batchSize=0/);
  assert.match(await fit({ epochs: -1 }), /`epochs` to be an integer from 0\. Received: epochs=-1/);
  assert.match(await fit({ epochs: 1.5 }), /epochs=1\.5/);
  assert.match(await fit({ validationSplit: 1 }), /`validationSplit` to be a number from 0 to below 1/);
  assert.match(await fit({ validationSplit: 0.9 }), /contains 4 samples, which is not sufficient to split/);
  assert.match(await fit({ verbose: 3 }), /`verbose` to be 0, 1, 2 or "auto"\. Received: verbose=3/);
  assert.match(
    await fit({ callbacks: ["early"] }),
    /every callback to be a `Callback`\. Received: "early" \(string\)/,
  );
  assert.throws(
    () => compiled().compile({ optimizer: "adam", loss: "mse", jitCompile: "no" as never }),
    /`jitCompile` to be "auto", true or false/,
  );
  assert.throws(
    () => compiled().compile({ optimizer: "adam", loss: "mse", metrics: ["acuracy" as never] }),
    /Could not interpret metric identifier: acuracy\. Expected one of: accuracy/,
  );
  assert.throws(
    () => new optimizers.Adam({ learningRate: Number.NaN }),
    /`learningRate` to be a finite number from 0\. Received: learningRate=NaN/,
  );
  assert.throws(
    () => new optimizers.SGD({ momentum: 2 }),
    /`momentum` to be a number from 0 to 1\. Received: momentum=2/,
  );
});

test("metrics that share a name, or read y otherwise than the loss", async () => {
  const fit = (loss: losses.LossName, metrics: ("accuracy" | "mse" | "sparse_categorical_accuracy")[]) => {
    const model = new Sequential([new Dense(3, { inputShape: [5], activation: "softmax" })]);
    model.compile({ optimizer: "adam", loss, metrics });
    return messageOf(() => model.fit(zeros(2, 5), loss === "mse" ? zeros(2, 3) : [0, 1], { verbose: 0 }));
  };
  assert.match(await fit("mse", ["mse", "mse"]), /Received: "mse" twice/);
  assert.match(
    await fit("sparse_categorical_crossentropy", ["mse"]),
    /Metric "mse" does not go with this loss/,
  );
  assert.match(await fit("mse", ["sparse_categorical_accuracy"]), /the metric takes class numbers/);
  assert.match(await fit("sparse_categorical_crossentropy", ["accuracy"]), /nothing was thrown/);
});

test("a training that diverges says where, instead of going on with NaN", async () => {
  const model = new Sequential([new Dense(1, { inputShape: [1] })]);
  model.compile({ optimizer: new optimizers.SGD({ learningRate: 1e30 }), loss: "mse" });
  const message = await messageOf(() =>
    model.fit([1, 2, 3, 4], [1, 2, 3, 4], { batchSize: 1, epochs: 9, verbose: 0 }),
  );
  assert.match(
    message,
    /^ValueError: The loss became (NaN|Infinity) at epoch 1, batch [23]: the training has diverged\./,
  );
});

test("weights that do not fit leave all as they were", () => {
  const model = exercise4();
  const before = model.getWeights();
  const short = before.slice(1);
  assert.throws(
    () => model.setWeights(short),
    /on layer 'sequential' with a weight list of length 5, but the layer was expecting 6 weights/,
  );
  const wrong = [...before.slice(0, 5), [1, 2]];
  wrong[0] = zeros(30, 10) as never;
  assert.throws(
    () => model.setWeights(wrong as never),
    /weight shape \(1,\) is not compatible with provided weight shape \(2,\)/,
  );
  assert.throws(
    () => model.setWeights([...before.slice(0, 5), [Number.NaN]]),
    /to be finite\. Received: NaN/,
  );
  assert.deepEqual(model.getWeights(), before);
});

test("a seed that is none", () => {
  assert.throws(
    () => utils.setRandomSeed(1.5),
    /`seed` argument to be an integer\. Received: seed=1\.5 \(of type number\)/,
  );
  assert.throws(() => utils.setRandomSeed(-1), /Seed must be between 0 and 2\*\*32 - 1/);
  assert.throws(() => utils.setRandomSeed(2 ** 32), /Seed must be between/);
});

test("two fits at once: the older one gives up, the newer one goes on", async () => {
  const { x, y } = exercise4Data();
  const model = exercise4();
  const older = messageOf(() => model.fit(x, y, { epochs: 50, verbose: 0, callbacks: [] }));
  const newer = await model.fit(x, y, { epochs: 2, verbose: 0 });
  assert.match(await older, /This `fit` has ended: the model was given to another `fit`/);
  assert.equal(newer.history.loss.length, 2);
});
