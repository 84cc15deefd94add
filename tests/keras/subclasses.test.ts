/** Subclasses of Model, and steps of their own, beside real Keras. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  config,
  Dense,
  Input,
  layers,
  losses,
  Model,
  metrics,
  models,
  optimizers,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import type { NDArray } from "../../lib/ndarray.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import {
  begin,
  type Figures,
  Lower,
  Net,
  OwnNet,
  Steps,
  same,
  sameWeights,
  type Tensor,
  tf,
  WEIGHTS,
  weightsOf,
  X,
  Y,
} from "./subclass-models.ts";

const folder = mkdtempSync(join(tmpdir(), "keras-day-subclasses-"));

const real = golden<{
  net: {
    unbuilt: string;
    summary: string;
    history: Figures;
    more: Figures;
    predictions: number[];
    paths: string[];
  };
  steps: { history: Figures; weights: number[][]; evaluation: Record<string, number> };
  lower: { history: Figures; weights: number[][]; evaluation: Record<string, number> };
  loop: { mae: number[]; weights: number[][] };
}>("subclasses.json");

for (const Class of [Net, OwnNet]) {
  const fit = { epochs: 2, batchSize: 4, shuffle: false, verbose: 0 } as const;
  test(`${Class.name} trains as in Keras, whose weights load, and goes on from them`, async () => {
    const model = begin(Class);
    model.compile({ optimizer: new optimizers.Adam(0.01), loss: "mse", metrics: ["mae"] });
    same((await model.fit(X, Y, fit)).history, real.net.history);
    // Where `call` only applies layers, the engine trains them.
    assert.equal(model.jitCompile, Class === Net);
    assert.deepEqual(
      model.weights.map(({ path }) => path),
      real.net.paths.map((path) => path.replace("net/", `${model.name}/`)),
    );
    const predictions = (await model.predict(X.slice(0, 4))).values;
    assert.ok(largestDifference(predictions, real.net.predictions) < 2e-6);
    assert.ok(largestDifference(model.apply(X.slice(0, 4)).values, real.net.predictions) < 2e-6);

    const other = begin(Class);
    other.compile({ optimizer: new optimizers.Adam(0.01), loss: "mse", metrics: ["mae"] });
    await other.loadWeights(new URL("../golden/saved/subclass.weights.h5", import.meta.url));
    same((await other.fit(X, Y, fit)).history, real.net.more);
    const path = join(folder, "own.weights.h5");
    await model.saveWeights(path);
    const third = begin(Class);
    third.compile({ optimizer: new optimizers.Adam(0.01), loss: "mse", metrics: ["mae"] });
    await third.loadWeights(path);
    same((await third.fit(X, Y, fit)).history, real.net.more);
  });
}

test("a subclass is shown as in Keras, and saved as a whole", async () => {
  config.setDialect("3");
  try {
    const model = begin(Net);
    assert.equal(String(model), "<Net name=net, built=True>");
    model.compile({ optimizer: new optimizers.Adam(0.01), loss: "mse", metrics: ["mae"] });
    await model.fit(X, Y, { verbose: 0 });
    const told: string[] = [];
    model.summary({ lineLength: 80, printFn: (text) => told.push(text) });
    assert.equal(told.join("").trimEnd(), real.net.summary.trimEnd());
    utils.clearSession();
    told.length = 0;
    new Net().summary({ lineLength: 80, printFn: (text) => told.push(text) });
    assert.equal(told.join("").trimEnd(), real.net.unbuilt.trimEnd());
    const path = join(folder, "whole.keras");
    await model.save(path);
    const loaded = await models.loadModel(path, { customObjects: { Net } });
    assert.ok(loaded instanceof Net);
    assert.deepEqual(weightsOf(loaded), weightsOf(model));
    await assert.rejects(models.loadModel(path), /Could not locate class 'Net'/);
  } finally {
    config.setDialect("2.4.3");
  }
});

test("a subclass may build its layers itself, and call itself built", async () => {
  type Shape = (number | null)[];
  class Built extends Model {
    private readonly hidden = new Dense(4, { activation: "relu", name: "hidden" });
    private readonly last = new Dense(1, { name: "last" });
    override build(inputShape: Shape): void {
      this.hidden.build(inputShape);
      this.last.build([null, 4]);
      this.built = true;
    }
    override call(inputs: Tensor): Tensor {
      return this.last.apply(this.hidden.apply(inputs));
    }
  }
  class Scaled extends Model {
    private hidden!: Dense;
    private factor: Tensor;
    override build(inputShape: Shape): void {
      this.hidden = new Dense(4, { name: "hidden" });
      this.factor = this.addWeight({ shape: [4, 1], name: "factor" });
      super.build(inputShape);
    }
    override call(inputs: Tensor): Tensor {
      return (this.hidden.apply(inputs) as Tensor).matMul(this.factor.read());
    }
  }
  const x = [
    [1, 2, 3],
    [3, 2, 1],
  ];
  for (const Class of [Built, Scaled]) {
    for (const isEarly of [true, false]) {
      const model: Model = new Class();
      if (isEarly) model.build([null, 3]);
      assert.equal(model.built, isEarly);
      model.compile({ optimizer: "sgd", loss: "mse" });
      await model.fit(x, [1, 2], { verbose: 0 });
      assert.ok(model.built);
      assert.equal(model.jitCompile, Class === Built);
      const hidden = ["hidden/kernel", "hidden/bias"];
      assert.deepEqual(
        model.weights.map(({ path }) => path),
        (Class === Built ? [...hidden, "last/kernel", "last/bias"] : ["factor", ...hidden]).map(
          (path) => `${model.name}/${path}`,
        ),
      );
      assert.deepEqual([...(await model.predict(x)).shape], [2, 1]);
    }
  }
});

test("custom steps train and evaluate as in Keras, and leave no tensor behind", async () => {
  const before = tf.memory().numTensors;
  const fit = { epochs: 3, batchSize: 5, shuffle: false, verbose: 0 } as const;
  const steps = begin(Steps);
  steps.compile({ optimizer: new optimizers.RMSprop(0.01), loss: "mse", metrics: ["mae"] });
  same((await steps.fit(X, Y, { ...fit, sampleWeight: WEIGHTS })).history, real.steps.history);
  sameWeights(steps, real.steps.weights);
  assert.equal(steps.optimizer.iterations, 9);
  const figures = await steps.evaluate(X, Y, { verbose: 0, returnDict: true });
  assert.ok(Math.abs(figures.loss - real.steps.evaluation.loss) < 2e-6);
  assert.ok(Math.abs(figures.mae - real.steps.evaluation.mae) < 2e-6);

  const lower = begin(Lower);
  lower.compile({ optimizer: new optimizers.RMSprop(0.01) });
  const { history } = await lower.fit(X, Y, { ...fit, validationData: [X.slice(0, 7), Y.slice(0, 7)] });
  same(history, real.lower.history);
  sameWeights(lower, real.lower.weights);
  const [loss, mae] = await lower.evaluate(X, Y, { verbose: 0 });
  assert.ok(largestDifference([loss, mae], Object.values(real.lower.evaluation)) < 2e-6);
  assert.equal(tf.memory().numTensors, before);
});

test("the inherited steps do what fit does without them", async () => {
  class Inherited extends Model {
    override trainStep(data: Tensor, context: Tensor): Record<string, unknown> {
      return super.trainStep(data, context);
    }
    override predictStep(data: Tensor, context: Tensor): Tensor {
      return super.predictStep(data, context).mul(2);
    }
  }
  const made = async (Class: new (options: { inputs: Tensor; outputs: Tensor }) => Model) => {
    utils.clearSession();
    utils.setRandomSeed(4);
    const inputs = Input({ shape: [3] });
    const hidden = new layers.BatchNormalization().apply(
      new Dense(4, { activation: "sigmoid" }).apply(inputs),
    );
    const model = new Class({ inputs, outputs: new Dense(1, { activation: "sigmoid" }).apply(hidden) });
    model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["mae", "accuracy"] });
    const { history } = await model.fit(
      X,
      Y.map(([value]) => Number(value > 0)),
      { epochs: 3, batchSize: 5, validationSplit: 0.25, verbose: 0 },
    );
    return { model, history };
  };
  const [own, plain] = [await made(Inherited as never), await made(Model as never)];
  same(own.history, plain.history);
  sameWeights(own.model, weightsOf(plain.model));
  const [doubled, single] = [await own.model.predict(X, { batchSize: 5 }), await plain.model.predict(X)];
  assert.ok(
    largestDifference(
      doubled.values,
      [...single.values].map((value) => value * 2),
    ) < 1e-5,
  );
});

test("a training loop from scratch trains as in Keras", () => {
  const model = begin(Net);
  model.compile({ loss: "mse" });
  const optimizer = new optimizers.Adam(0.02);
  const metric = new metrics.MeanAbsoluteError();
  const seen: number[] = [];
  for (let epoch = 0; epoch < 3; epoch++) {
    for (let start = 0; start < X.length; start += 4) {
      const [x, y] = [X, Y].map((rows) => tf.tensor(rows.slice(start, start + 4)));
      let yPred: Tensor;
      optimizer.minimize(() => {
        yPred = tf.keep(model.apply(x as Tensor, { training: true }));
        return model.computeLoss({ y, yPred });
      }, model.trainableWeights);
      metric.updateState(y as Tensor, yPred);
      yPred.dispose();
    }
    seen.push(metric.result());
    metric.resetState();
  }
  assert.ok(largestDifference(seen, real.loop.mae) < 2e-6);
  sameWeights(model, real.loop.weights);
});

test("two networks train against each other without targets", async () => {
  class GAN extends Model {
    private readonly dLoss = new metrics.Mean({ name: "d_loss" });
    private readonly dOptimizer = new optimizers.Adam(0.01);
    private readonly gOptimizer = new optimizers.Adam(0.01);
    override readonly loss = new losses.BinaryCrossentropy({ fromLogits: true });

    constructor(
      readonly discriminator: Sequential,
      readonly generator: Sequential,
    ) {
      super();
    }

    override trainStep(images: Tensor): Record<string, unknown> {
      const count = images.shape[0];
      const fake = this.generator.apply(tf.randomNormal([count, 2], 0, 1, "float32", 1) as Tensor);
      const all = tf.concat([fake as Tensor, images]);
      const labels = tf.concat([tf.ones([count, 1]), tf.zeros([count, 1])]);
      const pairs = this.dOptimizer.computeGradients(() => {
        const loss = this.loss.call(labels as Tensor, this.discriminator.apply(all as Tensor)) as Tensor;
        this.dLoss.updateState(loss);
        return loss;
      }, this.discriminator.trainableWeights);
      this.dOptimizer.applyGradients(pairs);
      const { value, grads } = tf.variableGrads(() => {
        const made = this.generator.apply(tf.randomNormal([count, 2], 0, 1, "float32", 2) as Tensor);
        return this.loss.call(
          tf.zeros([count, 1]) as Tensor,
          this.discriminator.apply(made as Tensor),
        ) as Tensor;
      });
      this.gOptimizer.apply(grads, this.generator.trainableWeights);
      return { d_loss: this.dLoss.result(), g_loss: value };
    }

    override get metrics(): metrics.Metric[] {
      return [this.dLoss];
    }
  }
  utils.setRandomSeed(2);
  const net = (inputs: number, outputs: number) =>
    new Sequential([Input({ shape: [inputs] }), new Dense(6, { activation: "relu" }), new Dense(outputs)]);
  const gan = new GAN(net(3, 1), net(2, 3));
  gan.compile({});
  const before = weightsOf(gan);
  const { history } = await gan.fit(X, { epochs: 20, batchSize: 6, verbose: 0 });
  assert.deepEqual(Object.keys(history), ["d_loss", "g_loss"]);
  assert.ok(history.d_loss[19] < history.d_loss[0]);
  assert.equal(gan.layers.length, 2);
  assert.ok(weightsOf(gan).every((values, i) => String(values) !== String(before[i])));
});

test("dictionaries of inputs and outputs, and batches, build a subclass", async () => {
  class Two extends Model {
    private readonly left = new Dense(2);
    private readonly right = new Dense(2);
    private readonly score = new Dense(1);

    override call({ a, b }: Tensor): Tensor {
      const both = new layers.Add().apply([this.left.apply(a), this.right.apply(b)] as Tensor);
      return { score: this.score.apply(both), both };
    }
  }
  const model = new Two();
  model.compile({ optimizer: "sgd", loss: { score: "mse", both: "mae" } });
  const x = { a: X, b: X.map((row) => row.slice(1)) };
  const y = { score: Y, both: x.b };
  const { history } = await model.fit(x, y, { epochs: 2, verbose: 0 });
  assert.deepEqual(Object.keys(history), ["loss", "both_loss", "score_loss"]);
  const outputs = (await model.predict(x)) as unknown as Record<string, NDArray>;
  assert.deepEqual([...outputs.both.shape, ...outputs.score.shape], [12, 2, 12, 1]);

  const steps = begin(Lower);
  steps.compile({ optimizer: "sgd" });
  function* batches() {
    for (let i = 0; i < 4; i++) yield [X.slice(0, 6), Y.slice(0, 6)] as const;
  }
  await steps.fit(batches(), { epochs: 2, stepsPerEpoch: 2, verbose: 0 });
  assert.equal(steps.optimizer.iterations, 4);
});

test("mistakes in subclasses are told", async () => {
  class Empty extends Model {
    readonly inner = new Dense(1);
  }
  assert.throws(() => new Empty().apply(X), /Model Empty does not have a `call\(\)` method implemented/);
  const failing = (step: () => unknown) => {
    class Failing extends Net {
      override trainStep(): Record<string, unknown> {
        return step() as Record<string, unknown>;
      }
    }
    const model = new Failing();
    model.compile({ optimizer: "sgd" });
    return model.fit(X, Y, { verbose: 0 });
  };
  await assert.rejects(
    failing(() => undefined),
    /`trainStep` to return a dictionary of logs.*Received: undefined.*`return` missing/,
  );
  await assert.rejects(
    failing(async () => ({ loss: 1 })),
    /a step is not async/,
  );
  await assert.rejects(
    failing(() => ({ loss: "low" })),
    /Received: loss="low"/,
  );
  await assert.rejects(
    failing(() => ({ loss: Number.NaN })),
    /loss became NaN at epoch 1, batch 1/,
  );
  class Plain extends Steps {
    private readonly only = new Dense(1);
    override call(inputs: Tensor): Tensor {
      return this.only.apply(inputs);
    }
  }
  const steps = new Plain();
  steps.compile({ optimizer: "sgd" });
  const words = X.map(() => ["a word"]) as never;
  await assert.rejects(
    steps.fit(words, Y, { verbose: 0 }),
    /Expected `x` to hold numbers, .* Received: words\. Turn/,
  );
  await assert.rejects(steps.fit(X, Y, { verbose: 0 }), /No loss to compute\. Provide a `loss` argument/);
  const optimizer = new optimizers.SGD(0.1);
  assert.throws(() => optimizer.apply([], steps.trainableWeights), /a gradient for each of the 2 variables/);
  assert.throws(() => optimizer.apply({}, steps.trainableWeights), /No gradients provided for any variable/);
});

test("single batches call the steps of a subclass, as Keras does", async () => {
  const calls: string[] = [];
  class Doubled extends Model {
    override trainStep(data: Tensor, context: Tensor) {
      calls.push("train");
      return { ...super.trainStep(data, context), own: 2 };
    }
    override testStep([x, y]: Tensor) {
      calls.push("test");
      return { loss: this.computeLoss({ y, yPred: this.apply(x) }) };
    }
    override predictStep(x: Tensor) {
      calls.push("predict");
      return (this.apply(x) as Tensor).mul(2);
    }
  }
  const made = (Class: typeof Model) => {
    utils.setRandomSeed(3);
    const inputs = Input({ shape: [2] });
    const model = new Class({ inputs, outputs: new Dense(1).apply(inputs) });
    model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"], jitCompile: false });
    return model;
  };
  const [x, y] = [
    [
      [1, 2],
      [3, 4],
    ],
    [1, 2],
  ];
  const [plain, own] = [made(Model), made(Doubled as never)];
  const before = own.predictOnBatch(x).values;
  assert.ok(
    largestDifference(
      before,
      plain.predictOnBatch(x).values.map((value) => 2 * value),
    ) < 1e-6,
  );
  const wanted = plain.trainOnBatch(x, y, { returnDict: true });
  const found = own.trainOnBatch(x, y, { returnDict: true });
  assert.equal(found.own, 2);
  assert.ok(largestDifference([found.loss, found.mae], [wanted.loss, wanted.mae]) < 1e-6);
  assert.equal(typeof own.testOnBatch(x, y), "number");
  assert.ok(largestDifference([own.testOnBatch(x, y)], [plain.testOnBatch(x, y)[0]]) < 1e-6);
  assert.throws(() => own.trainOnBatch(x, [1]), /same number of samples/);
  assert.deepEqual(calls, ["predict", "train", "test", "test"]);
});
