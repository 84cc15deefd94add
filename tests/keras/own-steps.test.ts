import assert from "node:assert/strict";
import { test } from "node:test";
import {
  callbacks,
  config,
  Dense,
  Input,
  layers,
  losses,
  Model,
  metrics,
  ops,
  optimizers,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

const { "own steps": figures } = golden<{
  "own steps": {
    "class weights": Record<string, number[]>;
    outputs: Record<string, number[]>;
    "average at the end": number[][];
  };
}>("odd_cases.json");

/** A model whose steps are those of `Model`, called as a subclass' own. */
class OwnSteps extends Model {
  // biome-ignore lint/suspicious/noExplicitAny: tensors
  override trainStep(...step: [any, any]) {
    return super.trainStep(...step);
  }
  // biome-ignore lint/suspicious/noExplicitAny: tensors
  override testStep(...step: [any, any]) {
    return super.testStep(...step);
  }
}

const x = [[1], [2], [3], [4]];
const y = [[0], [1], [0], [1]];
const quiet = { verbose: 0, shuffle: false } as const;

function ownSteps(): OwnSteps {
  const inputs = Input({ shape: [1] });
  return new OwnSteps({ inputs, outputs: new Dense(1, { kernelInitializer: "ones" }).apply(inputs) });
}

function near(found: Record<string, ArrayLike<number>>, wanted: Record<string, number[]>): void {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(wanted).sort());
  for (const [key, values] of Object.entries(wanted)) {
    const apart = largestDifference(found[key], values);
    assert.ok(
      apart <= 1e-5 * Math.max(...values.map(Math.abs)),
      `${key}: ${[...(found[key] as number[])]}, Keras ${values}`,
    );
  }
}

test("class weights count in the training, not in the validation", async () => {
  const model = ownSteps();
  model.compile({ optimizer: new optimizers.SGD(0.01), loss: "mse" });
  const options = { epochs: 2, classWeight: { 0: 5, 1: 10 }, validationSplit: 0.25, ...quiet };
  near((await model.fit(x, y, options)).history, figures["class weights"]);
});

test("a pass has the figures of the metrics, if the last step returned their names", async (t) => {
  class OnlyLoss extends Model {
    // biome-ignore lint/suspicious/noExplicitAny: tensors
    override trainStep([x, y]: any, { tf }: any) {
      const { value: loss, grads } = tf.variableGrads(() => tf.losses.meanSquaredError(y, this.apply(x)));
      this.optimizer.apply(grads, this.trainableWeights);
      return { loss };
    }
  }
  const history = async () => {
    const inputs = Input({ shape: [1] });
    const model = new OnlyLoss({ inputs, outputs: new Dense(1).apply(inputs) });
    model.compile({ optimizer: "sgd" });
    return (await model.fit([[1], [2]], [[3], [4]], { verbose: 0 })).history.loss[0];
  };
  assert.ok((await history()) > 0);
  config.setDialect("3");
  t.after(() => config.setDialect("2.4.3"));
  // As in Keras 3: its step has not updated the metric of the loss.
  assert.equal(await history(), 0);
});

test("each output has its own sample weights", async () => {
  const inputs = Input({ shape: [1] });
  const outputs = [0, 1].map((i) =>
    new Dense(1, { kernelInitializer: "ones", name: `out_${i}` }).apply(inputs),
  );
  const model = new OwnSteps({ inputs, outputs } as never) as unknown as Model<typeof outputs>;
  const optimizer = new optimizers.SGD(0.01);
  model.compile({ optimizer, loss: "mse", metrics: [[], ["mae"]], weightedMetrics: [["mae"], []] });
  const column = (...values: number[]) => new NDArray(Float32Array.from(values), [4, 1]);
  const flat = (...values: number[]) => new NDArray(Float32Array.from(values), [4]);
  const { history } = await model.fit(x, [column(0, 1, 0, 1), column(1, 0, 1, 0)], {
    epochs: 2,
    sampleWeight: [flat(1, 2, 3, 4), flat(0.5, 0, 1, 0)],
    ...quiet,
  });
  const { loss, ...others } = figures.outputs;
  near(history, { loss, ...Object.fromEntries(Object.entries(others).filter(([key]) => key in history)) });
});

test("the weights are their moving average before the end of the training is called", async () => {
  const model = ownSteps();
  model.compile({ optimizer: new optimizers.SGD({ learningRate: 0.1, useEma: true }), loss: "mse" });
  const seen: NDArray[] = [];
  const atEnd = new callbacks.LambdaCallback({ onTrainEnd: () => void seen.push(model.getWeights()[0]) });
  await model.fit(x, y, { epochs: 2, callbacks: atEnd, ...quiet });
  near({ kernel: seen[0].values as Float32Array }, { kernel: figures["average at the end"].flat() });
});

test("an endless source is refused by the option's name", async () => {
  const model = ownSteps();
  model.compile({ loss: "mse" });
  const endless = { length: null, getItem: () => [x, y] };
  await assert.rejects(model.evaluate(endless), /please specify a `steps` value/);
  await assert.rejects(model.fit(endless), /please specify a `stepsPerEpoch` value/);
});

/** Its logs are those of `metrics`, one of which is all of `compile`. */
class Reported extends Model {
  // biome-ignore lint/suspicious/noExplicitAny: tensors
  override trainStep([x, y]: any) {
    return this.report(y, this.apply(x));
  }
  // biome-ignore lint/suspicious/noExplicitAny: tensors
  override testStep([x, y]: any) {
    return this.report(y, this.apply(x));
  }
  // biome-ignore lint/suspicious/noExplicitAny: tensors
  private report(y: any, yPred: any) {
    const [tracker, compiled] = this.metrics;
    tracker.updateState(this.computeLoss({ y, yPred }), [1]);
    compiled.updateState(y, yPred);
    return Object.fromEntries(this.metrics.map((metric) => [metric.name, metric.result()]));
  }
}

test("figures of `metrics` are in Keras' order: those of compile sort as compile_metrics", async (t) => {
  config.setDialect("3");
  t.after(() => config.setDialect("2.4.3"));
  const inputs = Input({ shape: [1] });
  const model = new Reported({ inputs, outputs: new Dense(1).apply(inputs) });
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  const { history } = await model.fit(x, y, { validationSplit: 0.5, ...quiet });
  assert.deepEqual(Object.keys(history), ["mae", "loss", "val_loss", "val_mae"]);
  const figures = await model.evaluate(x, y, { returnDict: true, verbose: 0 });
  assert.deepEqual(Object.keys(figures), ["mae", "loss"]);
  const { mae, loss } = figures as unknown as Record<string, number>;
  assert.deepEqual([...(await model.evaluate(x, y, { verbose: 0 }))], [loss, mae]);
});

test("the call of a subclass sets another layer's weights in a step", async () => {
  const other = new Dense(1, { trainable: false });
  class Setting extends Dense {
    // biome-ignore lint/suspicious/noExplicitAny: tensors
    override call(x: any, context: any) {
      other.bias?.assign([7]);
      return super.call(x, context);
    }
  }
  const inputs = Input({ shape: [1] });
  const model = new OwnSteps({ inputs, outputs: other.apply(new Setting(1).apply(inputs)) });
  model.compile({ optimizer: "sgd", loss: "mse" });
  await model.fit(x, y, { epochs: 1, ...quiet });
  assert.deepEqual([...(other.bias?.numpy().values ?? [])], [7]);
});

for (const words of ["2.4.3", "3"] as const) {
  test(`evaluate returns the metrics in the order of compile, after the losses of outputs (${words})`, async (t) => {
    config.setDialect(words);
    t.after(() => config.setDialect("2.4.3"));
    const inputs = Input({ shape: [1] });
    const one = new OwnSteps({ inputs, outputs: new Dense(1).apply(inputs) });
    one.compile({ loss: "mse", metrics: ["mse", "mae"] });
    const outputs = ["b", "a"].map((name) => new Dense(1, { name }).apply(inputs));
    const two = new OwnSteps({ inputs, outputs } as never);
    two.compile({ loss: { b: "mse", a: "mae" }, metrics: { b: ["mae"], a: ["mse"] } });
    for (const [model, targets, names] of [
      [one, y, ["loss", "mse", "mae"]],
      [two, { b: y, a: y }, ["loss", "b_loss", "a_loss", "a_mse", "b_mae"]],
    ] as [OwnSteps, never, string[]][]) {
      const figures = await model.evaluate(x, targets, { returnDict: true, verbose: 0 });
      const expected = names.map((name) => (figures as unknown as Record<string, number>)[name]);
      assert.deepEqual([...(await model.evaluate(x, targets, { verbose: 0 }))], expected);
      assert.deepEqual([...((await model.testOnBatch(x, targets)) as number[])], expected);
    }
  });
}

test("a model that its first data build shows the size of the batches, if they are all alike", async (t) => {
  config.setDialect("3");
  t.after(() => config.setDialect("2.4.3"));
  class Built extends OwnSteps {
    private readonly dense = new Dense(3, { name: "own" });
    // biome-ignore lint/suspicious/noExplicitAny: tensors
    override call(inputs: any) {
      return this.dense.apply(inputs);
    }
  }
  const many = Array.from({ length: 20 }, (_, i) => [i]);
  for (const [batchSize, shown] of [
    [5, "(5, 3)"],
    [8, "(None, 3)"],
  ] as const) {
    const model = new (Built as unknown as new () => Model)();
    model.compile({ optimizer: "sgd", loss: "mse" });
    await model.fit(
      many,
      many.map(([value]) => [value, value, value]),
      { batchSize, ...quiet },
    );
    const lines: string[] = [];
    model.summary({ printFn: (text) => lines.push(text) });
    assert.ok(lines.join("\n").includes(shown), lines.join("\n"));
  }
});

test("a step of a functional model may report figures, and the model keeps its layers", async () => {
  class Reporting extends OwnSteps {
    // biome-ignore lint/suspicious/noExplicitAny: tensors
    override trainStep(...step: [any, any]) {
      this.addMetric(step[0][0].mean(), { name: "mean_x" });
      return super.trainStep(...step);
    }
  }
  const inputs = Input({ shape: [1] });
  const model = new Reporting({ inputs, outputs: new Dense(1).apply(inputs) });
  model.compile({ optimizer: "sgd", loss: "mse" });
  const { history } = await model.fit(x, y, { ...quiet, epochs: 2, batchSize: 2 });
  assert.deepEqual(history.mean_x, [2.5, 2.5]);
  assert.deepEqual(
    model.layers.map(({ className }) => className),
    ["InputLayer", "Dense"],
  );
  assert.equal(model.weights.length, 2);
});

test("losses of logits that are tensors have a gradient", async () => {
  const { tf } = await loadTensorFlow();
  const y = [[0, 1, 0]];
  for (const loss of [
    new losses.BinaryCrossentropy({ fromLogits: true }),
    new losses.BinaryFocalCrossentropy({ fromLogits: true }),
    new losses.CategoricalCrossentropy({ fromLogits: true }),
    new losses.CategoricalFocalCrossentropy({ fromLogits: true }),
  ]) {
    const at = (shift: number) => loss.call(y, [[0.1 + shift, 0.2, -0.3]]);
    const slope = tf.grad((yPred) => loss.call(tf.tensor(y), yPred))(tf.tensor([[0.1, 0.2, -0.3]]));
    const [first] = slope.dataSync();
    assert.ok(Math.abs(first - (at(0.01) - at(-0.01)) / 0.02) < 1e-4, loss.name);
  }
});

test("a loop of one's own logs the loss after the update", () => {
  const model = new Sequential([new Dense(1, { inputDim: 1, kernelInitializer: "ones" })]);
  const sgd = new optimizers.SGD(0.1);
  const seen = [1, 2].map(() => {
    // biome-ignore lint/suspicious/noExplicitAny: a tensor
    let loss: any;
    sgd.minimize(() => {
      loss = ops.mean(ops.square(model.apply(ops.array([[2]]))));
      return loss;
    }, model.trainableVariables);
    return loss.dataSync()[0];
  });
  assert.deepEqual(
    seen.map((loss) => Math.round(loss * 1e4)),
    [40000, 0],
  );
});

test("an optimizer that overrides `apply` gets the gradients of `fit`", async () => {
  class Halved extends optimizers.SGD {
    override apply(...[gradients, variables]: Parameters<optimizers.Optimizer["apply"]>): void {
      const halves = (gradients as never[]).map((one) => ops.divide(one, 2));
      super.apply(halves, variables);
    }
  }
  const x = Array.from({ length: 12 }, (_, i) => [Math.sin(i), Math.cos(i)]);
  const y = x.map(([a, b]) => a * b);
  const trained = async (optimizer: optimizers.Optimizer) => {
    utils.setRandomSeed(5);
    const model = new Sequential([new Dense(4, { inputDim: 2, activation: "tanh" }), new Dense(1)]);
    model.compile({ optimizer, loss: "mse", metrics: ["mae"] });
    const { history } = await model.fit(x, y, { batchSize: 4, epochs: 3, validationSplit: 0.25, verbose: 0 });
    return { history, on: model.trainOnBatch(x, y) as number[] };
  };
  const [own, base] = [await trained(new Halved(0.2)), await trained(new optimizers.SGD(0.1))];
  assert.deepEqual(Object.keys(own.history).sort(), Object.keys(base.history).sort());
  for (const [name, values] of Object.entries(base.history))
    assert.ok(largestDifference(own.history[name], values) < 1e-5, name);
  assert.ok(largestDifference(own.on, base.on) < 1e-5);
});

test("steps add batches to the metrics of `compile`, not to those of layers, also after a prediction", async () => {
  class Watched extends layers.Layer {
    readonly size = new metrics.Mean({ name: "size" });
    // biome-ignore lint/suspicious/noExplicitAny: tensors
    override call(inputs: any): any {
      this.size.updateState(ops.mean(inputs));
      this.addMetric(ops.mean(inputs), { name: "added" });
      return inputs;
    }
  }
  const histories: Record<string, number[]>[] = [];
  for (const predictsFirst of [false, true]) {
    const inputs = Input({ shape: [1] });
    const outputs = new Dense(1, { kernelInitializer: "ones" }).apply(new Watched().apply(inputs));
    const model = new OwnSteps({ inputs, outputs });
    model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
    if (predictsFirst) await model.predict(x, { verbose: 0 });
    const { history } = await model.fit(x, y, { epochs: 2, batchSize: 2, verbose: 0 });
    assert.deepEqual(history.size, [2.5, 2.5]);
    histories.push(history);
  }
  assert.deepEqual(histories[1], histories[0]);
});

test("an own `compile` sets the optimizer and the loss", async () => {
  class Own extends OwnSteps {
    // biome-ignore lint/suspicious/noExplicitAny: options of its own
    override compile({ learningRate }: any): void {
      super.compile({ loss: "mse" });
      this.optimizer = new optimizers.SGD(learningRate);
      this.loss = (a: number[][], b: number[][]) => losses.meanSquaredError(a, b);
    }
  }
  const inputs = Input({ shape: [1] });
  const outputs = new Dense(1, { kernelInitializer: "ones" }).apply(inputs);
  const own = new Own({ inputs, outputs });
  own.compile({ learningRate: 0.1 } as object);
  const known = ownSteps();
  known.compile({ optimizer: new optimizers.SGD(0.1), loss: "mse" });
  const options = { epochs: 2, ...quiet };
  const [found, wanted] = [await own.fit(x, y, options), await known.fit(x, y, options)];
  assert.deepEqual(found.history, wanted.history);
  assert.equal(own.optimizer.getConfig().learning_rate, Math.fround(0.1));
  assert.equal(own.loss([[1]], [[3]]).values[0], 4);
  own.optimizer = "adam";
  assert.equal(own.optimizer.constructor.name, "Adam");
  assert.equal(own.optimizer.iterations, 0);
});
