import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { callbacks, Dense, Sequential, utils } from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";
import { exercise4, exercise4Data } from "./data.ts";
import { compiled, exercise3, messageOf, zeros } from "./failing.ts";

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

test("units that are not a positive integer", () => {
  for (const units of [-3, 2.5, Number.NaN]) {
    assert.throws(() => new Dense(units), {
      name: "ValueError",
      message: `Received an invalid value for \`units\`, expected a positive integer. Received: units=${units}`,
    });
  }
});

test("units that are not a number: the error says where they belong", () => {
  for (const [units, words] of [
    ["8", '"8" (string). It comes first, the rest by name: new Dense(8, { activation: "sigmoid" })'],
    [{ rate: 4 }, 'a Object. It comes first, the rest by name: new Dense(8, { activation: "sigmoid" })'],
    [{ units: 4 }, "a Object. It comes first: new Dense(4)"],
    [
      { units: 4, activation: "relu", useBias: false },
      'a Object. It comes first, the rest by name: new Dense(4, { activation: "relu", useBias: false })',
    ],
  ] as const) {
    assert.throws(() => new Dense(units as never), {
      name: "ValueError",
      message: `Received an invalid value for \`units\`, expected a positive integer. Received: units=${words}`,
    });
  }
});

test("unknown options, where TypeScript does not check", () => {
  const dense = (options: unknown) => () => new Dense(8, options as never);
  for (const [written, meant] of [
    ["input_shape", "inputShape"],
    ["inputshape", "inputShape"],
    ["input_dim", "inputDim"],
    ["activaton", "activation"],
    ["activations", "activation"],
    ["actviation", "activation"],
    ["use_bias", "useBias"],
    ["trainible", "trainable"],
  ]) {
    assert.throws(dense({ [written]: undefined }), {
      name: "ValueError",
      message: `Dense has no option \`${written}\`. Did you mean \`${meant}\`?`,
    });
  }
  assert.throws(dense({ units: 8 }), /Dense has no option `units`\. Expected one of: activation, useBias, /);
  for (const options of ["sigmoid", null, ["sigmoid"]]) {
    assert.throws(
      dense(options),
      /^ValueError: Expected the options of Dense by name, such as \{ activation: … \}/,
    );
  }
});

test("layers that are not in a list, and a class in a layer's place", () => {
  assert.throws(() => new Sequential(new Dense(8) as never), {
    name: "ValueError",
    message: "Expected the layers as a list: new Sequential([new Dense(…), …]). Received: a Dense",
  });
  assert.throws(
    () => new Sequential([Dense as never]),
    /^ValueError: Only instances of `Layer` can be added to a Sequential model\. Received: Dense \(function\)$/,
  );
});

test("a softmax over one unit is warned of in Keras' words", (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  new Sequential([new Dense(2, { inputShape: [3], activation: "softmax" })]);
  assert.equal(warn.mock.callCount(), 0);
  new Sequential([new Dense(1, { inputShape: [3], activation: "softmax" })]);
  // Keras 3.15.1, for the same model.
  assert.deepEqual(warn.mock.calls[0]?.arguments, [
    "You are using a softmax over axis -1 of a tensor of shape (None, 1). This axis has size 1. The softmax operation will " +
      "always return the value 1, which is likely not what you intended. Did you mean to use a sigmoid instead?",
  ]);
});

test("invalid input shapes", () => {
  assert.throws(
    () => new Dense(3, { inputShape: 5 as never }),
    /`inputShape` to be an array of positive integers, such as \[30\], or null for any size\. Received: inputShape=5/,
  );
  assert.throws(() => new Dense(3, { inputShape: [0] }), /Received: inputShape=\[0\]/);
  assert.throws(() => new Dense(3).build([null]), /shape \(batch, …, features\)\. Received: shape \(None,\)/);
});

test("more memory than there is", () => {
  assert.throws(
    () => new Sequential([new Dense(1e9, { inputShape: [30] })]),
    /^ValueError: No memory for the kernel of layer 'dense\w*': \(30, 1000000000\) numbers take 120\.0 GB/,
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

test("an invalid seed", () => {
  assert.throws(
    () => utils.setRandomSeed(1.5),
    /`seed` argument to be an integer\. Received: seed=1\.5 \(of type number\)/,
  );
  assert.throws(() => utils.setRandomSeed(-1), /Seed must be between 0 and 2\*\*32 - 1/);
  assert.throws(() => utils.setRandomSeed(2 ** 32), /Seed must be between/);
});

test("a model that is being trained refuses other calls, but not those of a callback of its own", async () => {
  const { x, y } = exercise4Data();
  const model = exercise4();
  const seen: unknown[] = [];
  const own = new callbacks.LambdaCallback({
    onEpochEnd: async (epoch) => {
      if (epoch > 0) return;
      seen.push((await model.predict(x)).shape[0], (await model.evaluate(x, y, { verbose: 0 })).length);
      model.setWeights(model.getWeights());
      seen.push(await messageOf(() => model.fit(x, y, { verbose: 0 })));
    },
  });
  const fit = model.fit(x, y, { epochs: 3, verbose: 0, callbacks: own });
  for (const [name, call] of Object.entries({
    fit: () => model.fit(x, y),
    evaluate: () => model.evaluate(x, y),
    predict: () => model.predict(x),
    setWeights: async () => model.setWeights(model.getWeights()),
  })) {
    const message = await messageOf(call);
    assert.match(message, RegExp(`\`${name}\` was called while .* trained\\. .* write \`await model\\.fit`));
  }
  assert.equal((await fit).history.loss.length, 3);
  assert.deepEqual(seen.slice(0, 2), [569, 2]);
  assert.match(String(seen[2]), /`fit` was called while the model is being trained/);
  // Afterwards all are possible again, also after a `fit` that failed.
  await messageOf(() => model.fit([[1]], [1]));
  await model.fit(x, y, { epochs: 1, verbose: 0 });
  await model.predict(x);
});
