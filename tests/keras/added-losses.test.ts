import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  activations,
  Dense,
  Input,
  layers,
  losses,
  Model,
  metrics,
  models,
  ops,
  Sequential,
} from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { golden } from "../golden/load.ts";

interface Figures {
  x: number[][];
  y: number[][];
  added: { predictions: number[][]; loss: number[]; size: number[] };
}

const x = [
  [1, 2],
  [3, 4],
  [-1, 0],
];
const y = [1, 2, 3];
const ones = { kernelInitializer: "ones", useBias: false } as const;

const close = (found: number, wanted: number) =>
  assert.ok(Math.abs(found - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted)), `${found}, not ${wanted}`);

/** Sums of the rows: outputs 3, 7 and −1, so that the mean of squared errors is (4 + 25 + 16) / 3. */
function graph() {
  const inputs = Input({ shape: [2] });
  const sums = new Dense(1, ones).apply(inputs);
  return { sums, model: new Model({ inputs, outputs: sums }) };
}

test("a graph has losses and metrics of its tensors, as in Keras 2", async () => {
  const { model, sums } = graph();
  model.addLoss(new layers.Lambda((z) => z.square().mul(0.1)).apply(sums));
  model.addMetric(sums, { name: "mean_sum" });
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  const logs = await model.evaluate(x, y, { verbose: 0, returnDict: true });
  close(logs.loss, 15 + (0.1 * (9 + 49 + 1)) / 3);
  close(logs.mae, 11 / 3);
  close(logs.mean_sum, 3);
  const { history } = await model.fit(x, y, { epochs: 2, verbose: 0, validationData: [x, y] });
  assert.deepEqual(Object.keys(history).sort(), [
    "loss",
    "mae",
    "mean_sum",
    "val_loss",
    "val_mae",
    "val_mean_sum",
  ]);
  assert.notEqual(history.loss[0], history.loss[1]);
});

/** The functions of Lambda layers, as no file holds code. */
// biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
const customObjects = { mean_square: (z: any) => z.square() };

test("files hold the losses and metrics of a graph, as those of Keras 2.15 do", async () => {
  const { x, y, added } = golden<Figures>("saved/keras2.json");
  const path = new URL("../golden/saved/keras2_added.keras", import.meta.url);
  const first = await models.loadModel(path, { customObjects });
  const outputs = await first.predict(x);
  outputs.values.forEach((value, i) => {
    close(value, added.predictions[i][0]);
  });
  const folder = mkdtempSync(join(tmpdir(), "keras-day-added-"));
  const copies = [];
  for (const ending of ["keras", "h5"]) {
    await first.save(join(folder, `copy.${ending}`));
    copies.push(await models.loadModel(join(folder, `copy.${ending}`), { customObjects }));
  }
  rmSync(folder, { recursive: true });
  for (const model of [first, ...copies]) {
    assert.deepEqual(
      model.layers.map(({ name }) => name),
      ["input_1", "dense_5", "dense_6", "hidden", "mean_square", "add_loss", "add_metric"],
    );
    const { history } = await model.fit(x, y, {
      epochs: 6,
      initialEpoch: 3,
      batchSize: 8,
      shuffle: false,
      verbose: 0,
    });
    for (const metric of ["loss", "size"] as const) {
      added[metric].forEach((value, epoch) => {
        close(history[metric][epoch], value);
      });
    }
  }
  const again = models.modelFromJson(first.toJson(), customObjects);
  assert.equal(again.layers.length, 7);
  assert.equal(models.cloneModel(again).layers.length, 7);
});

test("layers of one's own report figures and losses in `call`", async () => {
  class Watched extends layers.Layer {
    // biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
    override call(inputs: any): any {
      this.addLoss(inputs.abs().mean().mul(0.5));
      this.addMetric(inputs.mean(), { name: "size" });
      return inputs;
    }
  }
  const model = new Sequential([Input({ shape: [2] }), new Dense(1, ones), new Watched()]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const logs = await model.evaluate(x, y, { verbose: 0, returnDict: true, batchSize: 3 });
  close(logs.loss, 15 + (0.5 * 11) / 3);
  close(logs.size, 3);
});

test("what is no figure is refused", async () => {
  const { model, sums } = graph();
  assert.throws(() => model.addMetric(sums, {} as never), /Please provide a name for your metric/);
  assert.throws(() => model.addMetric(sums, { name: "a", aggregation: "sum" as never }), /to be "mean"/);
  const other = new Dense(1).apply(Input({ shape: [3] }));
  assert.throws(() => model.addLoss(other), /Graph disconnected/);
  const stack = new Sequential([new Dense(1, { inputDim: 2 })]);
  assert.throws(() => stack.addLoss(stack.output), /Expected a functional model/);
  model.addLoss(new layers.Lambda((z) => z.square()).apply(sums));
  await assert.rejects(model.save("a.keras"), /without a name, which cannot be saved/);
});

test("a metric of one's own has variables, which begin at zero again", async () => {
  class Largest extends metrics.Metric {
    override readonly direction = "up" as const;
    private readonly largest = this.addWeight({ name: "largest" });
    // biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
    override updateState(_yTrue: any, yPred: any): void {
      this.largest.assign(yPred.max().maximum(this.largest.read()));
    }
    override result(): number {
      return this.largest.numpy().values[0];
    }
  }
  const metric = new Largest("largest");
  assert.equal(metric.variables.length, 1);
  const { model } = graph();
  model.compile({ optimizer: "sgd", loss: "mse", metrics: [metric] });
  const logs = await model.evaluate(x, y, { verbose: 0, returnDict: true });
  close(logs.largest, 7);
  metric.resetState();
  assert.equal(metric.result(), 0);
});

test("functions stand for the losses, metrics and activations of their names", async () => {
  const model = new Sequential([new Dense(3, { inputDim: 2, activation: activations.softmax })]);
  assert.equal(model.layers[0].getConfig().activation, "softmax");
  model.compile({ loss: losses.sparseCategoricalCrossentropy, metrics: [metrics.sparseCategoricalAccuracy] });
  await model.fit(x, [0, 1, 2], { verbose: 0 });
  assert.ok(model.jitCompile);
  assert.deepEqual(model.metricsNames, ["loss", "sparse_categorical_accuracy"]);
  assert.equal(model.getCompileConfig()?.loss, "sparse_categorical_crossentropy");
});

test("a loss of a tensor takes targets in an array, in a list and in a tensor", () => {
  const outputs = ops.array([
    [0.25, 0.75],
    [0.5, 0.5],
  ]);
  const numbers = [1, 0];
  const alike = [numbers, new NDArray(Float32Array.of(1, 0), [2]), ops.array(numbers)].map((labels) => [
    ...losses.sparseCategoricalCrossentropy(labels as never, outputs).dataSync(),
    new losses.SparseCategoricalCrossentropy().call(labels as never, outputs, numbers).dataSync()[0],
  ]);
  assert.deepEqual(alike[1], alike[0]);
  assert.deepEqual(alike[2], alike[0]);
  assert.ok(Math.abs(alike[0][0] - Math.log(4 / 3)) < 1e-6);
});

test("activations by name are functions of arrays and tensors, and in layers the same as their names", async () => {
  const relu = activations.get("relu");
  assert.equal(relu, activations.relu);
  assert.deepEqual([...relu([-1, 2]).values], [0, 2]);
  assert.equal(activations.get(null)(3), 3);
  assert.equal(activations.get("silu").name, "silu");
  assert.equal(activations.serialize(activations.get("relu")), "relu");
  assert.equal(activations.deserialize("relu"), relu);
  const own = (z: unknown) => z;
  assert.equal(activations.get(own), own);

  class Activated extends layers.Layer {
    private readonly activation = activations.get("relu");
    // biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
    override call(inputs: any): any {
      return this.activation(inputs);
    }
  }
  assert.deepEqual([...new Activated().apply([[-1, 2]]).values], [0, 2]);

  const model = new Sequential([
    new Dense(3, { inputDim: 2, activation: relu }),
    new layers.Activation(activations.get("tanh")),
  ]);
  model.compile({ loss: "mse" });
  assert.ok(model.jitCompile);
  assert.equal(model.layers[0].getConfig().activation, "relu");
  assert.equal(model.layers[1].getConfig().activation, "tanh");
});

test("a model is compiled without a loss if its layers add one, and needs no targets", async () => {
  const { model, sums } = graph();
  model.addLoss(new layers.Lambda((z) => z.square()).apply(sums));
  model.compile({ optimizer: "sgd" });
  const added = (9 + 49 + 1) / 3;
  close(await model.evaluate(x, { verbose: 0 }), added);
  const { history } = await model.fit(x, { epochs: 2, verbose: 0, validationData: [x, null] });
  close(history.loss[0], added);
  assert.ok(history.loss[1] < added && history.val_loss[0] < added);

  const penalized = new Sequential([new Dense(1, { ...ones, inputDim: 2, kernelRegularizer: "l2" })]);
  penalized.compile({ loss: null });
  close(penalized.trainOnBatch(x), 0.02);
});

test("a model that has no loss at all is refused in Keras' words, and metrics without targets in ours", async () => {
  const { model } = graph();
  const noLoss = {
    name: "ValueError",
    message: "No loss to compute. Provide a `loss` argument in `compile()`.",
  };
  model.compile({ optimizer: "sgd" });
  await assert.rejects(model.fit(x, y, { verbose: 0 }), noLoss);
  await assert.rejects(model.evaluate(x, y, { verbose: 0 }), noLoss);
  assert.throws(() => model.trainOnBatch(x, y), noLoss);
  assert.throws(() => model.testOnBatch(x, y), noLoss);
  model.compile({ optimizer: "sgd", metrics: ["mae"] });
  await assert.rejects(
    model.fit(x, y, { verbose: 0 }),
    /Expected a loss for output 'dense.*', which has metrics/,
  );
});

test("weights on which the loss does not depend stay as they are", async () => {
  const inputs = Input({ shape: [2] });
  const untrained = new Dense(1, ones);
  const outputs = [new Dense(1, ones).apply(inputs), untrained.apply(inputs)];
  const model = new Model({ inputs, outputs });
  model.compile({ optimizer: "adam", loss: ["mse", null] });
  await model.fit(x, [y, null] as never, { verbose: 0 });
  assert.deepEqual(untrained.getWeights()[0].values, Float32Array.of(1, 1));
});

test("a model with a `trainStep` of its own logs the figures that its layers report", async () => {
  class Own extends Model {
    private readonly sum = new Dense(1, ones);
    // biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
    override call(inputs: any): any {
      const outputs = this.sum.apply(inputs) as never as { mean(): never };
      this.addMetric(outputs.mean(), { name: "mean_sum" });
      return outputs;
    }
    override trainStep(...args: Parameters<Model["trainStep"]>) {
      return super.trainStep(...args);
    }
  }
  const model = new Own();
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  const logs = await model.evaluate(x, y, { verbose: 0, returnDict: true });
  close(logs.mean_sum, 3);
  const { history } = await model.fit(x, y, { epochs: 2, verbose: 0 });
  assert.deepEqual(Object.keys(history).sort(), ["loss", "mae", "mean_sum"]);
  close(history.mean_sum[0], 3);
});
