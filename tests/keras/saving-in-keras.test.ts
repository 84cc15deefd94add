/** Files of ours open in the real Keras of environment.yml, which predicts the same and trains on with the same epochs. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import {
  Dense,
  Input,
  layers,
  losses,
  Model,
  metrics,
  ops,
  optimizers,
  regularizers,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import { venv } from "../../lib/setup/paths.mjs";
import { savedLayers } from "./saved-layers.ts";

const folder = mkdtempSync(join(tmpdir(), "keras-day-in-keras-"));
const python = join(venv, "bin/python");
const EPOCHS = 3;

const rows = (width: number, step: number) =>
  Array.from({ length: 24 }, (_, i) =>
    Array.from({ length: width }, (_, j) => ((i * step + j * 7) % 11) / 11),
  );
const x = rows(3, 5);
const y = x.map(([a, b, c]) => [a - 2 * b + c]);
const labels = y.map(([value]) => [value > 0 ? 1 : 0]);

function stack(): Sequential {
  return new Sequential([
    Input({ shape: [3] }),
    new Dense(5, {
      activation: "tanh",
      kernelRegularizer: new regularizers.L2(0.01),
      kernelConstraint: "max_norm",
    }),
    new layers.LeakyReLU({ negativeSlope: 0.1 }),
    new layers.Dropout(0),
    new Dense(1, { name: "out" }),
  ]);
}

function graph(): Model {
  const [left, right] = [Input({ shape: [3], name: "left" }), Input({ shape: [3], name: "right" })];
  const shared = new Dense(4, { activation: "relu" });
  const inner = new Sequential([Input({ shape: [8] }), new Dense(3, { activation: "gelu" })], {
    name: "inner",
  });
  const merged = inner.apply(layers.concatenate([shared.apply(left), shared.apply(right)]));
  const outputs = [new Dense(1, { name: "a" }).apply(merged), new Dense(1, { name: "b" }).apply(merged)];
  return new Model({ inputs: [left, right], outputs }) as unknown as Model;
}

/** Operations of symbolic tensors, in chains and with constants. */
function operations(): Model {
  const inputs = Input({ shape: [3] });
  const hidden = ops.relu(new Dense(4).apply(inputs));
  const [first, others] = ops.split(hidden, [1], -1);
  const scaled = ops.multiply(first, ops.mean(others, { axis: -1, keepdims: true }));
  const moved = ops.add(
    ops.concatenate([scaled, ops.getItem(hidden, "..., ::-1")], -1),
    ops.array([0.1, 0.2, 0.3, 0.4, 0.5]),
  );
  const normal = ops.layerNormalization(ops.clip(moved, -1, 2), [1, 0.5, 1, 0.5, 1], null, { epsilon: 1e-3 });
  return new Model({
    inputs,
    outputs: new Dense(1).apply(ops.einsum("bi,bi->bi", normal, moved)),
  }) as unknown as Model;
}

/** The same class as in saving-in-keras.py. */
class Net extends Model {
  private readonly hidden = new Dense(4, { activation: "tanh" });
  private readonly blocks = [new Dense(3, { activation: "relu" }), new Dense(3)];
  private readonly head = new Dense(1);
  override call(inputs: never) {
    const [first, second] = this.blocks;
    return this.head.apply(second.apply(first.apply(this.hidden.apply(inputs)))) as never;
  }
}

function net(): Model {
  const model = new Net();
  model.build([null, 3]);
  return model as unknown as Model;
}

function lookup(): Sequential {
  const layer = new layers.IntegerLookup({ outputMode: "count", numOovIndices: 2 });
  layer.adapt([5, 5, -3, 9, 9, 9]);
  return new Sequential([Input({ shape: [3] }), layer, new Dense(1)]);
}

const { ExponentialDecay } = optimizers.schedules;
const several = new optimizers.OptimizerMap(new optimizers.SGD(0.05, { momentum: 0.9 }), {
  ".*bias": new optimizers.Nadam(0.02),
});
const programs = {
  adam: { make: stack, optimizer: new optimizers.Adam(0.02), loss: "mse", x: [x], y: [y] },
  sgd: {
    make: stack,
    optimizer: new optimizers.SGD(new ExponentialDecay(0.05, 4, 0.9), { momentum: 0.9 }),
    loss: new losses.BinaryCrossentropy({ fromLogits: true, labelSmoothing: 0.1 }),
    x: [x],
    y: [labels],
  },
  rmsprop: {
    make: stack,
    optimizer: new optimizers.RMSprop({ momentum: 0.2 }),
    loss: new losses.Huber(0.5),
    x: [x],
    y: [y],
  },
  net: { make: net, optimizer: new optimizers.Adam(0.02), loss: "mse", x: [x], y: [y] },
  multi: {
    make: stack,
    optimizer: new optimizers.MultiOptimizer(several),
    loss: "mse",
    x: [x],
    y: [y],
  },
  lookup: {
    make: lookup,
    optimizer: "sgd" as const,
    loss: "mse",
    x: [x.map((row) => row.map((value) => Math.round(value * 11) - 3))],
    y: [y],
  },
  graph: {
    make: graph,
    optimizer: new optimizers.Nadam(0.01),
    loss: ["mse", "mae"],
    x: [x, rows(3, 3)],
    y: [y, labels],
  },
  operations: { make: operations, optimizer: new optimizers.Adam(0.02), loss: "mse", x: [x], y: [y] },
};
const formats = {
  adam: ["keras", "h5", "weights.h5"],
  sgd: ["keras", "h5", "weights.h5"],
  rmsprop: ["keras"],
  net: ["keras", "weights.h5"],
  multi: ["keras", "weights.h5"],
  lookup: ["keras"],
  graph: ["keras"],
  operations: ["keras", "weights.h5"],
};

interface Result {
  predictions: number[][];
  loss: number[];
  iterations: number;
}

test("real Keras opens our files, predicts the same and trains on with the same epochs", {
  skip: existsSync(python) ? false : "no .venv: npm run setup",
}, async () => {
  const expected: Record<string, Result> = {};
  const data: Record<string, object> = {};
  const one = <T>(values: T[]): never => (values.length > 1 ? values : values[0]) as never;
  const { warn } = console;
  console.warn = () => {};
  for (const [name, program] of Object.entries(programs)) {
    utils.setRandomSeed(9);
    const model = program.make();
    const metric = name === "sgd" ? ["accuracy", new metrics.AUC({ numThresholds: 20 })] : [];
    model.compile({ optimizer: program.optimizer, loss: program.loss as never, metrics: metric as never });
    const fit = { batchSize: 8, shuffle: false, verbose: 0 } as const;
    await model.fit(one(program.x), one(program.y), { ...fit, epochs: EPOCHS });
    for (const format of formats[name as keyof typeof formats]) {
      const path = join(folder, `${name}.${format}`);
      await (format === "weights.h5" ? model.saveWeights(path) : model.save(path));
    }
    const outputs = await model.predict(one(program.x));
    const predictions = [outputs].flat().map(({ values }) => [...(values as Float32Array)]);
    const { history } = await model.fit(one(program.x), one(program.y), {
      ...fit,
      epochs: EPOCHS + 2,
      initialEpoch: EPOCHS,
    });
    expected[name] = { predictions, loss: [...history.loss], iterations: model.optimizer.iterations };
    data[name] = { x: program.x, y: program.y, epochs: EPOCHS };
  }
  for (const [name, make] of Object.entries(savedLayers)) {
    utils.setRandomSeed(5);
    const [model, ...x] = make();
    await model.save(join(folder, `${name}.keras`));
    const { values } = await model.predict(one(x), { verbose: 0 });
    expected[name] = { predictions: [[...values]], loss: [], iterations: 0 };
    data[name] = { x };
  }
  console.warn = warn;
  writeFileSync(join(folder, "data.json"), JSON.stringify(data));
  const script = join(import.meta.dirname, "saving-in-keras.py");
  const { stdout } = await promisify(execFile)(python, [script, folder]);
  const results: Record<string, Result> & { version: string } = JSON.parse(
    stdout.trim().split("\n").at(-1) as string,
  );
  assert.equal(results.version, "3.15.1");
  const files = readdirSync(folder).filter((name) => name !== "data.json");
  assert.equal(files.length, 15 + Object.keys(savedLayers).length);
  const difference = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));
  for (const name of files) {
    const [got, wanted] = [results[name], expected[name.split(".")[0]]];
    assert.equal(got.predictions.length, wanted.predictions.length);
    got.predictions.forEach((values, i) => {
      assert.equal(values.length, wanted.predictions[i].length);
      const error = difference(values, wanted.predictions[i]);
      assert.ok(error < 1e-6, `${name}: predictions differ by ${error}`);
    });
    if (wanted.iterations === 0) continue;
    // Keras 3.15.1 refuses to train on from legacy files, its own too.
    if (name.endsWith(".h5") && !name.endsWith(".weights.h5")) continue;
    assert.equal(got.iterations, wanted.iterations, name);
    assert.ok(difference(got.loss, wanted.loss) < 3e-6, `${name}: ${got.loss} ${wanted.loss}`);
  }
});
