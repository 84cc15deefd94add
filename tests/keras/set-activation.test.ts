/** Activations that are set on layers of built and compiled models, as Keras computes with them. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import {
  activations,
  Dense,
  Input,
  layers,
  Model,
  models,
  optimizers,
  Sequential,
} from "../../lib/keras/index.ts";
import { NDArray, sizeOf } from "../../lib/ndarray.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

const figures =
  golden<Record<string, { losses: number[]; predictions: number[]; weights: number[][] }>>(
    "set_activation.json",
  );

/** The numbers of `set_activation.py`. */
function numbers(shape: readonly number[], factor: number): NDArray {
  const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => ((i * factor) % 11) / 11 - 0.4);
  return new NDArray(values, [...shape]);
}

const dense = (options: { jitCompile?: boolean } = {}) => ({
  make: () => [
    Input({ shape: [3] }),
    new Dense(4, { activation: "relu" }),
    new Dense(2, { activation: "softmax" }),
  ],
  change: ([first, last]: readonly Dense[]) => {
    first.activation = activations.tanh as never;
    last.activation = null;
  },
  ...options,
});

/** The networks of `set_activation.py`, and their changes. */
const networks: Record<
  string,
  { make(): unknown[]; change(layers: readonly never[]): void; jitCompile?: boolean }
> = {
  dense: dense(),
  "dense by TensorFlow.js": dense({ jitCompile: false }),
  "dense by a function": {
    ...dense(),
    change: ([first, last]: readonly Dense[]) => {
      first.activation = (x) => x.tanh();
      last.activation = null;
    },
  },
  conv: {
    make: () => [
      Input({ shape: [4, 2] }),
      new layers.Conv1D(3, 2, { activation: "relu" }),
      new layers.Flatten(),
      new Dense(2),
    ],
    change: ([conv]: readonly layers.Conv1D[]) => {
      conv.activation = "sigmoid";
    },
  },
  lstm: {
    make: () => [Input({ shape: [3, 2] }), new layers.LSTM(3), new Dense(2)],
    change: ([lstm]: readonly layers.LSTM[]) => {
      lstm.activation = "relu";
      lstm.recurrentActivation = "hard_sigmoid";
    },
  },
  wrapped: {
    make: () => [Input({ shape: [3, 2] }), new layers.TimeDistributed(new Dense(2, { activation: "relu" }))],
    change: ([steps]: readonly layers.TimeDistributed[]) => {
      (steps.layer as Dense).activation = "sigmoid";
    },
  },
};

suite("a model computes and trains on with the activations that its layers were given", () => {
  for (const [name, { make, change, jitCompile }] of Object.entries(networks)) {
    test(name, async () => {
      const model = new Sequential(make() as never);
      model.setWeights(model.getWeights().map(({ shape }) => numbers(shape, 7)));
      model.compile({ optimizer: new optimizers.Adam(0.05), loss: "mse", jitCompile });
      const [x, y] = [model.inputShape, model.outputShape].map((shape, i) =>
        numbers([4, ...((shape ?? []).slice(1) as number[])], 5 - 2 * i),
      );
      const fit = async () => {
        const options = { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 } as const;
        return (await model.fit(x, y, options)).history.loss;
      };
      const expected = figures[name.split(" ")[0]];
      const first = await fit();
      model.apply(x);
      change(model.layers as never);
      const predictions = await model.predict(x);
      const { values } = model.apply(x);
      const losses = [...first, ...(await fit())];
      const weights = model.getWeights().flatMap((weight) => [...weight.values]);
      assert.ok(largestDifference(predictions.values, expected.predictions) < 1e-5);
      assert.ok(largestDifference(values, expected.predictions) < 1e-5);
      assert.ok(largestDifference(losses, expected.losses) < 1e-5);
      assert.ok(largestDifference(weights, expected.weights.flat()) < 1e-5);
      assert.equal(model.optimizer?.iterations, 8);
    });
  }
});

test("configurations and files have the activation that was set, also in a model in a model", async () => {
  const inner = new Sequential([Input({ shape: [2] }), new Dense(2, { activation: "softmax" })]);
  const inputs = Input({ shape: [2] });
  const model = new Model({ inputs, outputs: inner.apply(inputs) });
  const x = [[1, 2]];
  model.apply(x);
  const last = inner.layers[0] as Dense;
  last.activation = null;
  assert.equal(last.activation, "linear");
  assert.equal(last.getConfig().activation, "linear");
  const [kernel] = model.getWeights();
  const sums = [0, 1].map((unit) => kernel.values[unit] + 2 * kernel.values[2 + unit]);
  assert.ok(largestDifference(model.apply(x).values, sums) < 1e-6);
  const path = join(mkdtempSync(join(tmpdir(), "activation-")), "model.keras");
  await model.save(path);
  const loaded = await models.loadModel(path);
  assert.ok(largestDifference((await loaded.predict(x)).values, sums) < 1e-6);
});

test("an unknown activation is refused, and leaves the layer as it was", () => {
  const layer = new Dense(2, { activation: "relu" });
  assert.throws(() => {
    layer.activation = "rleu" as never;
  }, /Could not interpret activation function identifier: rleu.*relu/);
  assert.equal(layer.activation, "relu");
  const cell = new layers.GRUCell(2);
  cell.activation = "relu";
  assert.equal(cell.getConfig().activation, "relu");
});
