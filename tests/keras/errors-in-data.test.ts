import assert from "node:assert/strict";
import { test } from "node:test";
import { Dense, losses, metrics, optimizers, Sequential } from "../../lib/keras/index.ts";
import { compiled, exercise3, messageOf, zeros } from "./failing.ts";

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
  assert.match(
    await fit({ x: zeros(2, 5), y: zeros(2, 1) }, undefined),
    /Received: x=a dictionary of \['x', 'y'\]\nData and targets are values of their own: `fit\(x, y\)`\.$/,
  );
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
  assert.match(await fit({ classWeight: { benign: 2 } }), /classes by their numbers.*Received: "benign"/);
  assert.match(
    await fit({ classWeight: { 0: 1 }, sampleWeight: [1, 1, 1, 1] }),
    /You cannot `classWeight` and `sampleWeight` at the same time\./,
  );
});

test("weights of samples beside one loss for each output", async () => {
  const model = new Sequential([new Dense(3, { inputShape: [5], activation: "softmax" })]);
  model.compile({ loss: new losses.Dice({ axis: 0 }) });
  const refused =
    /no `sampleWeight` and no `classWeight` beside `dice` with `axis: 0`.* each of the 3 outputs/;
  for (const weights of [{ sampleWeight: [1, 2] }, { classWeight: { 0: 2 } }])
    assert.match(await messageOf(() => model.fit(zeros(2, 5), zeros(2, 3), weights)), refused);
  assert.match(
    await messageOf(() => model.evaluate(zeros(2, 5), zeros(2, 3), { sampleWeight: [1, 2] })),
    refused,
  );
  assert.match(
    await messageOf(() => new losses.Dice({ axis: 0 }).call(zeros(2, 3), zeros(2, 3), [1, 2])),
    refused,
  );
});

test("a metric that is called as the loss is, or reads y otherwise than the loss", async () => {
  const fit = (loss: losses.LossName, figures: metrics.MetricIdentifier[]) => {
    const model = new Sequential([new Dense(3, { inputShape: [5], activation: "softmax" })]);
    model.compile({ optimizer: "adam", loss, metrics: figures });
    return messageOf(() => model.fit(zeros(2, 5), loss === "mse" ? zeros(2, 3) : [0, 1], { verbose: 0 }));
  };
  assert.match(
    await fit("mse", [new metrics.MeanAbsoluteError({ name: "loss" })]),
    /another name than the loss\. Received: name="loss"/,
  );
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

for (const jitCompile of [true, false]) {
  test(`figures that are no numbers are told with their place, with jitCompile: ${jitCompile}`, async () => {
    const model = new Sequential([new Dense(1, { inputShape: [2] })]);
    model.compile({ optimizer: "sgd", loss: "mse", jitCompile });
    const options = { batchSize: 1, verbose: 0 } as const;
    model.setWeights([[[1], [0]], [0]]);
    assert.match(
      await messageOf(() =>
        model.fit(zeros(1, 2), [0], {
          ...options,
          validationData: [
            [...zeros(1, 2), [3e38, 0]],
            [0, 0],
          ],
        }),
      ),
      /The loss became Infinity at the validation of epoch 1, batch 2: the training has diverged/,
    );
    model.setWeights([[[3e38], [-3e38]], [0]]);
    assert.match(
      await messageOf(() => model.evaluate([...zeros(3, 2), [1, 0]], [0, 0, 0, 0], options)),
      /The loss became Infinity at the evaluation, batch 4/,
    );
    if (!jitCompile) return;
    const row = /The output became NaN at row 1 of `x`/;
    assert.match(await messageOf(() => model.predict([...zeros(1, 2), [2, 2]], options)), row);
    assert.match(await messageOf(() => model.predictOnBatch([...zeros(1, 2), [2, 2]])), row);
    assert.match(await messageOf(() => model.testOnBatch([[1, 0]], [0])), /The loss became Infinity/);
  });
}

test("a metric that correlates the outputs of a sample needs two of them", async () => {
  const model = exercise3();
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["pearson_correlation"] });
  assert.match(
    await messageOf(() => model.fit(zeros(4, 5), zeros(4, 1), { verbose: 0 })),
    /needs two at least\. Received: one output per sample\. For these, R2Score/,
  );
});

test("intersection over union of rows and numbers", async () => {
  const fit = (loss: losses.LossName, metric: metrics.Metric, y: number[] | number[][]) => {
    const model = new Sequential([new Dense(3, { inputShape: [5], activation: "softmax" })]);
    model.compile({ optimizer: "sgd", loss, metrics: [metric] });
    return messageOf(() => model.fit(zeros(2, 5), y, { verbose: 0 }));
  };
  const rows = [
    [1, 0, 0],
    [0, 1, 0],
  ];
  const ofNumbers = () => new metrics.MeanIoU(3, { sparseYPred: false });
  assert.match(await fit("categorical_crossentropy", ofNumbers(), rows), /the metric takes class numbers/);
  assert.match(
    await fit("sparse_categorical_crossentropy", new metrics.OneHotMeanIoU(3), [0, 1]),
    /the metric takes a row per sample/,
  );
  const mixed = new metrics.MeanIoU(3, { sparseYTrue: false });
  assert.match(
    await fit("categorical_crossentropy", mixed, rows),
    /found 1 classes in a sample's targets and 3 in its outputs\. Set `sparseYTrue` or `sparseYPred` to false/,
  );
  assert.equal(await fit("sparse_categorical_crossentropy", ofNumbers(), [0, 1]), "nothing was thrown");
});
