/** The shapes that dialect 3 shows of models that their first data build, and what a second `compile` keeps. */
import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { config, Dense, Input, layers, Model, Sequential } from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";

// biome-ignore lint/suspicious/noExplicitAny: models of several kinds
type Any = any;

const figures = golden<{ shapes: Record<string, string[]>; compiled: [Any, Record<string, number>][] }>(
  "batch_sizes.json",
);
const x = (samples: number) =>
  Array.from({ length: samples }, (_, i) => [0, 1, 2, 3].map((j) => (4 * i + j) / samples));
const y = (samples: number) => Array.from({ length: samples }, (_, i) => [i]);
const quiet = { verbose: 0 } as const;

function stack(): Sequential {
  const model = new Sequential([new Dense(3), new layers.Dropout(0.1), new Dense(1)]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  return model;
}

class Subclass extends Model {
  private readonly hidden = new Dense(3);
  private readonly out = new Dense(1);
  override call(inputs: Any): Any {
    return this.out.apply(this.hidden.apply(inputs));
  }
}

class OwnStep extends Subclass {
  override predictStep(data: Any) {
    return super.predictStep(data);
  }
}

function* batches() {
  for (let i = 0; i < 3; i++) yield [x(6), y(6)] as const;
}

function calledBefore(): Any {
  const inner = stack();
  inner.apply(x(8));
  const inputs = Input({ shape: [4] });
  return new Model({ inputs, outputs: new Dense(1).apply(inner.apply(inputs)) });
}

const programs: Record<string, readonly [make: () => Any, run: (model: Any) => unknown]> = {
  "predict of 64": [stack, (model) => model.predict(x(64), quiet)],
  "predict of 20": [stack, (model) => model.predict(x(20), quiet)],
  "predict by 7": [stack, (model) => model.predict(x(20), { batchSize: 7, ...quiet })],
  "fit of 64": [stack, (model) => model.fit(x(64), y(64), quiet)],
  "fit of 50": [stack, (model) => model.fit(x(50), y(50), quiet)],
  "fit of 20": [stack, (model) => model.fit(x(20), y(20), quiet)],
  "fit by 5": [stack, (model) => model.fit(x(20), y(20), { batchSize: 5, ...quiet })],
  "fit of a part": [
    stack,
    (model) => model.fit(x(20), y(20), { batchSize: 5, validationSplit: 0.2, ...quiet }),
  ],
  "fit of a generator": [stack, (model) => model.fit(batches(), quiet)],
  "evaluate of 50": [stack, (model) => model.evaluate(x(50), y(50), quiet)],
  "evaluate by 5": [stack, (model) => model.evaluate(x(20), y(20), { batchSize: 5, ...quiet })],
  call: [stack, (model) => model.apply(x(8))],
  train_on_batch: [stack, (model) => model.trainOnBatch(x(8), y(8))],
  predict_on_batch: [stack, (model) => model.predictOnBatch(x(9))],
  "call, then predict": [
    stack,
    (model) => {
      model.apply(x(8));
      return model.predict(x(64), quiet);
    },
  ],
  build: [stack, (model) => model.build([6, 4])],
  nested: [() => new Sequential([stack(), new Dense(2)]), (model) => model.apply(x(8))],
  "nested, called before": [calledBefore, () => {}],
  "subclass, called": [() => new Subclass(), (model) => model.apply(x(8))],
  "own step, predict of 20": [() => new OwnStep(), (model) => model.predict(x(20), quiet)],
  "own step, predict by 7": [
    () => new OwnStep(),
    (model) => model.predict(x(20), { batchSize: 7, ...quiet }),
  ],
  "subclass, predict of 40": [() => new Subclass(), (model) => model.predict(x(40), quiet)],
};

function shapes(model: Any): string[] {
  let text = "";
  model.summary({ lineLength: 88, printFn: (part: string) => (text += part) });
  const rows = text.split("\n").filter((line) => line.startsWith("│"));
  return rows.map((row) => row.split("│")[2].trim());
}

suite("the number of samples in the shapes of dialect 3", () => {
  before(() => config.setDialect("3"));
  after(() => config.setDialect("2.4.3"));
  for (const [name, wanted] of Object.entries(figures.shapes))
    test(name, async () => {
      const [make, run] = programs[name];
      const model = make();
      await run(model);
      assert.deepEqual(shapes(model), wanted);
    });

  test("models within a call that TensorFlow.js computes are for any number of samples", async () => {
    class Both extends Model {
      readonly first = new Sequential([new Dense(3)]);
      readonly second = new Sequential([new Dense(4)]);
      override call(inputs: Any) {
        return this.second.apply((this.first.apply(inputs) as Any).mul(2));
      }
    }
    const model = new Both();
    await model.predict(x(64), quiet);
    assert.equal(model.second.outputShape[0], null);
  });

  test("a model's computeOutputShape takes the number of samples from its argument", () => {
    const model = new Sequential([new Dense(3)]);
    model.apply(x(8));
    assert.deepEqual([...model.computeOutputShape([null, 4])], [null, 3]);
    assert.deepEqual([...model.computeOutputShape([5, 4])], [5, 3]);
  });
});

test("a compile that fails keeps the loss before", async () => {
  const model = new Sequential([new Dense(1, { inputShape: [2] })]);
  model.compile({ loss: "mse" });
  assert.throws(() => model.compile({ loss: "mze" as Any }));
  model.compile({ optimizer: "adam" });
  // Without inputs the output is 0.
  assert.equal(await model.evaluate([[0, 0]], [[3]], quiet), 9);
});

test("a second compile keeps the loss, or the metrics, that it is not given", async () => {
  const ones = { kernelInitializer: "ones" } as const;
  const model = new Sequential([Input({ shape: [4] }), new Dense(3, ones), new Dense(1, ones)]);
  const rows = Array.from({ length: 10 }, (_, i) => [0, 1, 2, 3].map((j) => (4 * i + j) / 40));
  const sums = rows.map((row) => [row.reduce((sum, one) => sum + one)]);
  assert.ok(figures.compiled.length > 0);
  for (const [
    { loss_weights: lossWeights, weighted_metrics: weightedMetrics, ...given },
    wanted,
  ] of figures.compiled) {
    model.compile({ optimizer: "sgd", lossWeights, weightedMetrics, ...given });
    const logs: Record<string, number> = await model.evaluate(rows, sums, { returnDict: true, ...quiet });
    assert.deepEqual(Object.keys(logs), Object.keys(wanted));
    for (const [name, value] of Object.entries(wanted))
      assert.ok(Math.abs(logs[name] - value) < 1e-5 * value);
  }
});
