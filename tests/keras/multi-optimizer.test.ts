import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { callbacks, Dense, optimizers, Sequential, utils } from "../../lib/keras/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { captured } from "./capture.ts";
import { messageOf } from "./failing.ts";
import { numbers } from "./fit-programs.ts";
import { multiPrograms, network } from "./multi-programs.ts";
import { regression, x } from "./part-data.ts";

const { Adam, LossScaleOptimizer, MultiOptimizer, OptimizerMap, SGD } = optimizers;

interface Expected {
  paths: string[];
  W0: unknown[];
  history: Record<string, number[]>;
  iterations: number;
  optimizers: { name: string; iterations: number; learning_rate: number }[];
  W: unknown[];
}

const { cases } = golden<{ cases: Record<string, Expected> }>("multi_optimizer.json");
const flat = (values: unknown[]) => values.flat(2) as number[];

test("every program of Keras' is said here", () => {
  assert.deepEqual(Object.keys(multiPrograms), Object.keys(cases));
});

describe("several optimizers come to Keras' figures", () => {
  for (const [name, program] of Object.entries(multiPrograms)) {
    test(name, async () => {
      const expected = cases[name];
      utils.setRandomSeed(11);
      const model = network(program.network);
      const optimizer = program.optimizer();
      model.compile({ optimizer, loss: "mse" });
      assert.equal(model.jitCompile, false);
      assert.deepEqual(
        model.weights.map(({ path }) => path),
        expected.paths,
      );
      assert.deepEqual(numbers(model), [...Float32Array.from(flat(expected.W0))]);
      const history: Record<string, number[]> = {};
      for (let fit = 0; fit < (program.fits ?? 1); fit++) {
        const options = { epochs: 4, batchSize: 20, verbose: 0, ...program.fit?.() } as const;
        const { history: one } = await model.fit(x, regression, options);
        for (const [key, values] of Object.entries(one)) history[key] = [...(history[key] ?? []), ...values];
      }
      assert.deepEqual(Object.keys(history).sort(), Object.keys(expected.history).sort());
      for (const [key, values] of Object.entries(expected.history))
        assert.ok(largestDifference(history[key], values) <= 1e-5, key);
      const apart = largestDifference(numbers(model), flat(expected.W));
      assert.ok(apart <= 1e-5, `weights: ${apart} apart`);
      assert.equal(optimizer.iterations, expected.iterations);
      const multi = optimizer instanceof LossScaleOptimizer ? optimizer.innerOptimizer : optimizer;
      const inner = (multi as optimizers.MultiOptimizer).optimizers;
      assert.deepEqual(
        inner.map((one) => ({ name: one.name, iterations: one.iterations })),
        expected.optimizers.map((one) => ({ name: one.name, iterations: one.iterations })),
      );
      const rates = inner.map(({ learningRate }) => learningRate);
      const wanted = expected.optimizers.map(({ learning_rate }) => learning_rate);
      assert.ok(largestDifference(rates, wanted) <= 1e-8, "rates");
    });
  }
});

test("one optimizer of all weights comes to what it comes to alone", async () => {
  const trained = async (optimizer: optimizers.Optimizer) => {
    utils.setRandomSeed(2);
    const model = network();
    model.compile({ optimizer, loss: "mse", jitCompile: false });
    await model.fit(x, regression, { epochs: 2, verbose: 0 });
    return numbers(model);
  };
  const adam = new Adam({ learningRate: 0.01, globalClipnorm: 0.1 });
  assert.deepEqual(await trained(new MultiOptimizer(() => adam)), await trained(adam));
});

test("a function is asked once for each weight that is trained, and compile resets everything", async () => {
  const asked: string[] = [];
  const sgd = new SGD();
  const optimizer = new MultiOptimizer(({ path }) => {
    asked.push(path);
    return sgd;
  });
  const model = network({ frozen: true });
  for (let fit = 0; fit < 2; fit++) {
    model.compile({ optimizer, loss: "mse" });
    await model.fit(x, regression, { epochs: 2, batchSize: 32, verbose: 0 });
    assert.deepEqual([optimizer.iterations, sgd.iterations], [4, 4]);
  }
  assert.deepEqual(asked, ["net/first/kernel", "net/first/bias", "net/last/kernel", "net/last/bias"]);
  assert.deepEqual(optimizer.optimizers, [sgd]);
});

test("paths have the model's name, unless a layer was built before", () => {
  utils.clearSession();
  const built = new Dense(2);
  built.build([null, 3]);
  const model = new Sequential([built, new Dense(2)]);
  model.build([null, 3]);
  assert.deepEqual(
    model.weights.map(({ path }) => path),
    ["dense/kernel", "dense/bias", "sequential/dense_1/kernel", "sequential/dense_1/bias"],
  );
});

test("an OptimizerMap finds its own key first, then the pattern of all the path, then the default", () => {
  const [rest, own, pattern] = [new SGD(), new Adam(), new SGD()];
  const map = new OptimizerMap(rest, { "encoder/0/kernel": own });
  map.set("encoder/.*", pattern);
  assert.deepEqual([...map], ["encoder/0/kernel", "encoder/.*"]);
  assert.equal(map.get("encoder/0/kernel"), own);
  assert.equal(map.get("encoder/0/bias"), pattern);
  assert.equal(map.get("the/encoder/0/bias"), rest);
  assert.ok(map.delete("encoder/.*"));
  assert.equal(map.get("encoder/0/bias"), rest);
  assert.equal(map.size, 1);
});

test("callbacks say which optimizer's rate they change", async () => {
  const model = network();
  const map = new OptimizerMap(new SGD({ learningRate: 0.5, name: "rest" }), {
    ".*bias": new SGD({ learningRate: 0.25, name: "biases" }),
  });
  model.compile({ optimizer: new MultiOptimizer(map), loss: "mse" });
  const halved = new callbacks.LearningRateScheduler((_, rate) => rate / 2, { verbose: 1 });
  const printed = await captured(() =>
    model.fit(x, regression, { epochs: 1, verbose: 0, callbacks: halved }),
  );
  assert.equal(
    printed,
    "\nEpoch 00001: LearningRateScheduler reducing biases learning rate to 0.125.\n" +
      "\nEpoch 00001: LearningRateScheduler reducing rest learning rate to 0.25.\n",
  );
});

const scaled = () => new LossScaleOptimizer(new SGD());
const multi = () => new MultiOptimizer(new OptimizerMap(new SGD()));
const fitted = (optimizer: optimizers.Optimizer, options = {}) => {
  const model = network();
  model.compile({ optimizer, loss: "mse" });
  return model.fit(x, regression, { epochs: 1, verbose: 0, ...options });
};
const set = (key: unknown, optimizer: unknown) =>
  new OptimizerMap(new SGD(), { taken: new SGD() }).set(key as string, optimizer as optimizers.Optimizer);

const failing: Record<string, [run: () => unknown, message: RegExp]> = {
  "a learning rate of its own": [
    () => multi().learningRate,
    /Learning rate cannot be accessed on a MultiOptimizer. Access the learning rate on the individual sub-optimizers instead/,
  ],
  "a learning rate that is set": [
    () => {
      multi().learningRate = 1;
    },
    /Learning rate cannot be set on a MultiOptimizer. Set the learning rate on the individual sub-optimizers instead/,
  ],
  "a scale among the patterns": [() => set("a", scaled()), /optimizer cannot be LossScaleOptimizer/],
  "several among the patterns": [() => set("a", multi()), /optimizer cannot be MultiOptimizer/],
  "a scale as the default": [
    () => new MultiOptimizer(new OptimizerMap(scaled())),
    /LossScaleOptimizer cannot be used inside an MultiOptimizer/,
  ],
  "a scale from a function": [
    () => fitted(new MultiOptimizer(scaled)),
    /LossScaleOptimizer cannot be used inside an MultiOptimizer/,
  ],
  "several from a function": [
    () => fitted(new MultiOptimizer(multi)),
    /MultiOptimizer cannot be used inside an MultiOptimizer/,
  ],
  "no optimizer from a function": [
    () => fitted(new MultiOptimizer((() => "adam") as never)),
    /Optimizer for variable <Variable path=net\/first\/kernel, shape=\(5, 6\), dtype=float32> is not an Optimizer instance. Received: "adam"/,
  ],
  "neither a map nor a function": [
    () => new MultiOptimizer({ ".*": new SGD() } as never),
    /Expected `optimizerMap` to be an `OptimizerMap`, .* Received: optimizerMap=a Object/,
  ],
  "a class in a function's place": [
    () => new MultiOptimizer(SGD as never),
    /Expected `optimizerMap` to be an `OptimizerMap`.* Received: optimizerMap=SGD \(function\)/,
  ],
  "a scale that is none": [
    () => new MultiOptimizer(new OptimizerMap(new SGD()), { lossScaleFactor: 0 }),
    /Expected `lossScaleFactor` to be a finite number above 0/,
  ],
  "no default": [
    () => new OptimizerMap("sgd" as never),
    /`defaultOptimizer` must be a Keras Optimizer instance. Received: defaultOptimizer="sgd"/,
  ],
  "patterns that are no dictionary": [
    () => new OptimizerMap(new SGD(), [new SGD()] as never),
    /`optimizerMap` must be a dictionary. Received: an array/,
  ],
  "a key twice": [
    () => set("taken", new SGD()),
    /'taken' already exists in the OptimizerMap with value a SGD/,
  ],
  "a key that is no text": [() => set(/a/, new SGD()), /key must be a string. Received: a RegExp/],
  "a name in the place of an optimizer": [
    () => set("a", "adam"),
    /optimizer must be a Keras Optimizer instance. Received: "adam"/,
  ],
  "a pattern that is none": [() => set("(", new SGD()), /a regular expression of JavaScript. Received: "\("/],
  "two patterns for a variable": [
    () =>
      fitted(
        new MultiOptimizer(new OptimizerMap(new SGD(), { ".*bias": new Adam(), ".*first.*": new Adam() })),
      ),
    /Multiple optimizers assigned to variable net\/first\/bias. Matching keys: ".\*bias", ".\*first.\*"/,
  ],
  "an average that none keeps": [
    () => fitted(multi(), { callbacks: new callbacks.SwapEMAWeights(), validationSplit: 0.5 }),
    /SwapEMAWeights must be used when at least one inner optimizer has `useEma: true` set/,
  ],
  "the engine alone": [
    () => network().compile({ optimizer: multi(), loss: "mse", jitCompile: true }),
    /does not know optimizer MultiOptimizer/,
  ],
};

describe("refused, in Keras' words where it has any", () => {
  for (const [name, [run, message]] of Object.entries(failing)) {
    test(name, async () => {
      assert.match(await messageOf(run), message);
    });
  }
});
