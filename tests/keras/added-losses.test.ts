import assert from "node:assert/strict";
import { test } from "node:test";
import {
  activations,
  Dense,
  Input,
  layers,
  losses,
  Model,
  metrics,
  Sequential,
} from "../../lib/keras/index.ts";

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
  assert.equal(Model.fromConfig(model.getConfig()).layers.length, 2);
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

test("what is no figure is refused", () => {
  const { model, sums } = graph();
  assert.throws(() => model.addMetric(sums, {} as never), /Please provide a name for your metric/);
  assert.throws(() => model.addMetric(sums, { name: "a", aggregation: "sum" as never }), /to be "mean"/);
  const other = new Dense(1).apply(Input({ shape: [3] }));
  assert.throws(() => model.addLoss(other), /Graph disconnected/);
});

test("a metric of one's own has variables, which begin at zero again", async () => {
  class Largest extends metrics.Metric {
    readonly direction = "up" as const;
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
  const model = new Sequential([new Dense(3, { inputDim: 2, activation: activations.softmax as never })]);
  assert.equal(model.layers[0].getConfig().activation, "softmax");
  model.compile({ loss: losses.sparseCategoricalCrossentropy, metrics: [metrics.sparseCategoricalAccuracy] });
  await model.fit(x, [0, 1, 2], { verbose: 0 });
  assert.ok(model.jitCompile);
  assert.deepEqual(model.metricsNames, ["loss", "sparse_categorical_accuracy"]);
  assert.equal(model.getCompileConfig()?.loss, "sparse_categorical_crossentropy");
});
