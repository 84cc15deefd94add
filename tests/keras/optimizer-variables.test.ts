/** The variables of an optimizer, which are Keras'. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Dense, optimizers, Sequential, utils } from "../../lib/keras/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

interface Shown {
  path: string;
  shape: number[];
  dtype: string;
  values: number[];
}

const figures = golden<Record<string, { before: Shown[]; after: Shown[] }>>("optimizer_variables.json");

const { Adam, RMSprop, schedules, SGD } = optimizers;

/** The optimizers of `optimizer_variables.py`. */
const made: Record<string, () => optimizers.Optimizer> = {
  SGD: () => new SGD(0.1),
  Adam: () => new Adam(0.1, { amsgrad: true }),
  RMSprop: () => new RMSprop(new schedules.ExponentialDecay(0.1, 10, 0.9), { momentum: 0.5 }),
};

/** The same for both: numbers with a tolerance, and all else. */
function compare({ variables }: optimizers.Optimizer, expected: readonly Shown[]): void {
  const found = variables.map(({ path, shape, dtype }) => ({ path, shape: [...shape], dtype }));
  assert.deepEqual(
    found,
    expected.map(({ values: _, ...rest }) => rest),
  );
  for (const [i, { path, values }] of expected.entries())
    assert.ok(largestDifference(variables[i].numpy().values, values) < 1e-5, path);
}

function network(): Sequential {
  utils.clearSession();
  const model = new Sequential([new Dense(1, { inputDim: 2 })]);
  model.setWeights([[[0.5], [-0.5]], [0.25]]);
  return model;
}

const x = [
  [1, 2],
  [0, 1],
];

suite("before and after two batches", () => {
  for (const [name, { before, after }] of Object.entries(figures)) {
    test(name, async () => {
      const model = network();
      const optimizer = made[name]();
      model.compile({ optimizer, loss: "mse" });
      compare(optimizer, before);
      await model.fit(x, [[1], [0]], { batchSize: 1, shuffle: false, verbose: 0 });
      compare(optimizer, after);
    });
  }
});

test("of an optimizer that a loop applies; they cannot be set", () => {
  const model = network();
  const optimizer = new SGD(0.5, { momentum: 0.5 });
  optimizer.apply([[[1], [2]], [3]], model.trainableWeights);
  const [iteration, rate, kernel, bias] = optimizer.variables;
  assert.deepEqual([...kernel.numpy().values, ...bias.numpy().values], [-0.5, -1, -1.5]);
  assert.equal(iteration.numpy().values[0], 1);
  assert.throws(() => rate.assign([0.1]), /The variable sgd\/learning_rate of an optimizer is read-only/);
});
