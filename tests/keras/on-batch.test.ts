import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Dense,
  Input,
  layers,
  losses,
  type metrics,
  optimizers,
  regularizers,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { numbers } from "./fit-programs.ts";
import { binary, classes, oneHot, regression, weights, x } from "./part-data.ts";

interface Call {
  call: "train" | "test" | "predict" | "evaluate" | "fit" | "reset";
  rows: [number, number];
  weighted?: true;
  class_weight?: Record<number, number>;
  return_dict?: true;
  batch_size?: number;
}

type Figure = number | number[];
type Result = Figure | Figure[] | Record<string, Figure | Figure[]>;

/** A program of `golden/on_batch.py`, with Keras' names, and what Keras came to. */
interface Case {
  number: number;
  task: keyof typeof TASKS;
  hidden: "tanh" | "relu" | "gelu";
  l2: number;
  loss: Exclude<keyof typeof losses, "get" | "serialize" | "deserialize" | "Loss" | "Circle">;
  reduction: losses.Reduction;
  optimizer: Exclude<
    keyof typeof optimizers,
    | "get"
    | "serialize"
    | "deserialize"
    | "schedules"
    | "Optimizer"
    | "LossScaleOptimizer"
    | "MultiOptimizer"
    | "OptimizerMap"
  >;
  options: Record<string, number | boolean | null | Record<string, number>>;
  metrics: metrics.MetricIdentifier[];
  weighted_metrics: metrics.MetricIdentifier[];
  dropout?: number;
  zero_weights?: boolean;
  loss_scale?: boolean;
  calls: Call[];
  expected: { results: Result[]; metrics_names: string[]; iterations: number; W: number[][] };
}

const TASKS = {
  binary: { y: binary, units: 1, activation: "sigmoid" },
  regression: { y: regression, units: 1, activation: "softplus" },
  one_hot: { y: oneHot, units: 3, activation: "softmax" },
  classes: { y: classes, units: 3, activation: "softmax" },
} as const;

function compiled({ task, hidden, l2, loss, reduction, optimizer, options, ...given }: Case): Sequential {
  const { units, activation } = TASKS[task];
  const kernelRegularizer = l2 === 0 ? undefined : new regularizers.L2({ l2 });
  // Each layer draws its seed when it is made.
  const dropout = given.dropout ? [new layers.Dropout(given.dropout)] : [];
  const model = new Sequential([
    Input({ shape: [5] }),
    new Dense(4, { activation: hidden, kernelRegularizer }),
    ...dropout,
    new Dense(units, { activation }),
  ]);
  const camel = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key.replace(/_(.)/g, (_, c) => c.toUpperCase()), value]),
  );
  const rate = camel.learningRate;
  if (typeof rate === "object" && rate !== null) {
    const { initial_learning_rate, decay_steps, decay_rate } = rate;
    const { ExponentialDecay } = optimizers.schedules;
    Object.assign(camel, {
      learningRate: new ExponentialDecay(initial_learning_rate, decay_steps, decay_rate),
    });
  }
  const inner = new (optimizers[optimizer] as typeof optimizers.SGD)(camel);
  model.compile({
    optimizer: given.loss_scale ? new optimizers.LossScaleOptimizer(inner, { dynamicGrowthSteps: 3 }) : inner,
    loss: new (losses[loss] as typeof losses.MeanSquaredError)({ reduction }),
    metrics: given.metrics,
    weightedMetrics: given.weighted_metrics,
  });
  return model;
}

/** Makes one call and returns its result. */
async function resultOf(model: Sequential, { task, zero_weights }: Case, call: Call): Promise<Result> {
  const [from, to] = call.rows;
  const [inputs, labels] = [x.slice(from, to), TASKS[task].y.slice(from, to)];
  const given = zero_weights ? weights.map((weight) => (weight > 1 ? weight : 0)) : weights;
  const { class_weight: classWeight, return_dict: returnDict, batch_size: batchSize } = call;
  const sampleWeight = call.weighted && given.slice(from, to);
  const returned = { returnDict: returnDict as true };
  switch (call.call) {
    case "train":
      return model.trainOnBatch(inputs, labels, { sampleWeight, classWeight, ...returned });
    case "test":
      return model.testOnBatch(inputs, labels, { sampleWeight, ...returned });
    case "predict":
      return [...model.predictOnBatch(inputs).values];
    case "evaluate":
      return model.evaluate(inputs, labels, { sampleWeight, batchSize, verbose: 0, ...returned });
    case "fit":
      return (
        await model.fit(inputs, labels, { sampleWeight, classWeight, batchSize, verbose: 0, epochs: 2 })
      ).history;
    case "reset":
      model.resetMetrics();
      return 0;
  }
}

/** Of an array the mean, which is what is returned here. */
const mean = (figure: Figure) =>
  typeof figure === "number" ? figure : figure.reduce((a, b) => a + b, 0) / figure.length;

const { cases } = golden<{ cases: Case[] }>("on_batch.json");
for (const one of cases) {
  test(`${one.number}: ${one.optimizer}, ${one.loss}, ${one.calls.map(({ call }) => call)}`, async () => {
    utils.clearSession();
    utils.setRandomSeed(11);
    const model = compiled(one);
    const near = (found: number[], wanted: number[], what: string) => {
      const scale = Math.max(1, ...wanted.map(Math.abs));
      assert.equal(found.length, wanted.length, `${what}: ${found}, Keras ${wanted}`);
      const apart = largestDifference(found, wanted);
      assert.ok(
        apart <= 2e-6 * scale,
        `${what}: ${apart} apart: ${found.slice(0, 6)}, Keras ${wanted.slice(0, 6)}`,
      );
    };
    for (const [i, call] of one.calls.entries()) {
      const found = await resultOf(model, one, call);
      const expected = one.expected.results[i];
      const what = `call ${i}, ${call.call}`;
      if (typeof expected === "object" && !Array.isArray(expected)) {
        assert.deepEqual(Object.keys(found).sort(), Object.keys(expected), what);
        for (const [key, wanted] of Object.entries(expected)) {
          const value = (found as Record<string, Figure>)[key];
          near(
            [value].flat(),
            [wanted].flat(call.call === "fit" ? 1 : 0).map((figure) => mean(figure as Figure)),
            `${what}, ${key}`,
          );
        }
      } else near([found].flat(2) as number[], [expected].flat().map(mean), what);
    }
    assert.equal(model.optimizer.iterations, one.expected.iterations);
    near(numbers(model), one.expected.W.flat(), "weights");
  });
}
