import assert from "node:assert/strict";
import { test } from "node:test";
import { Dense, layers, Sequential } from "../../lib/keras/index.ts";

const x = [[0], [1]];
const y = [0, 1];

function compiled(): Sequential {
  const model = new Sequential([new Dense(1, { inputShape: [1], activation: "sigmoid" })]);
  model.compile({ loss: "binary_crossentropy" });
  return model;
}

/** As where TypeScript does not look. */
const options = (given: object) => given as never;

test("an option that there is not is refused, with the one that was probably meant", async () => {
  const model = compiled();
  const before = model.getWeights().map((weights) => [...weights.values]);
  const message = (method: string, written: string, meant: string) => ({
    name: "ValueError",
    message: `${method} has no option \`${written}\`. Did you mean \`${meant}\`?`,
  });
  await assert.rejects(
    model.fit(x, y, options({ batch_size: 1 })),
    message("fit", "batch_size", "batchSize"),
  );
  await assert.rejects(
    model.fit(x, y, options({ validation_split: 0.5 })),
    message("fit", "validation_split", "validationSplit"),
  );
  await assert.rejects(model.fit(x, y, options({ epoch: 3 })), message("fit", "epoch", "epochs"));
  await assert.rejects(
    model.evaluate(x, y, options({ return_dict: true })),
    message("evaluate", "return_dict", "returnDict"),
  );
  await assert.rejects(model.predict(x, options({ Verbose: 1 })), message("predict", "Verbose", "verbose"));
  assert.throws(
    () => model.trainOnBatch(x, y, options({ class_weight: { 0: 1 } })),
    message("trainOnBatch", "class_weight", "classWeight"),
  );
  assert.throws(
    () => model.testOnBatch(x, y, options({ sampleWeights: [1, 1] })),
    message("testOnBatch", "sampleWeights", "sampleWeight"),
  );
  assert.throws(
    () => model.compile(options({ loss: "mse", metric: ["accuracy"] })),
    message("compile", "metric", "metrics"),
  );
  assert.deepEqual(
    model.getWeights().map((weights) => [...weights.values]),
    before,
  );
});

test("options come by name", async () => {
  await assert.rejects(compiled().fit(x, y, 10 as never), {
    name: "ValueError",
    message: "Expected the options of fit by name, such as { epochs: … }. Received: 10",
  });
});

test("layers refuse them too", () => {
  const made: [name: string, make: (given: never) => unknown, written: string, meant: string][] = [
    ["Dropout", (given) => new layers.Dropout(0.5, given), "Seed", "seed"],
    ["Activation", (given) => new layers.Activation("relu", given), "input_shape", "inputShape"],
    ["Flatten", (given) => new layers.Flatten(given), "input_shape", "inputShape"],
    ["ReLU", (given) => new layers.ReLU(given), "max_value", "maxValue"],
    ["LeakyReLU", (given) => new layers.LeakyReLU(given), "negative_slope", "negativeSlope"],
  ];
  for (const [name, make, written, meant] of made) {
    assert.throws(() => make(options({ [written]: 1 })), {
      message: `${name} has no option \`${written}\`. Did you mean \`${meant}\`?`,
    });
  }
});
