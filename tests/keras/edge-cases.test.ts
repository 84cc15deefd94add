/** Losses, metrics and layers at the edges of what they take, as Keras answers. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  callbacks,
  constraints,
  Dense,
  Input,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  Sequential,
} from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";

type Matrix = number[][];
type MeasuredMetric = {
  metric: string;
  y: number[];
  yPred: number[];
  weights: number[] | null;
  result: number;
};

const figures = golden<{
  circles: {
    y: number[];
    yPred: Matrix;
    weights: number[] | null;
    reduction: losses.Reduction;
    loss: number;
  }[];
  focal: {
    options: { label_smoothing?: number; alpha?: number; gamma?: number };
    weights: number[] | null;
    y: Matrix;
    logits: Matrix;
    loss: number;
    x: Matrix;
    kernel: Matrix;
    history: number[];
    after: [Matrix, number[]];
  }[];
  topK: (MeasuredMetric & { options: { top_k: number; thresholds?: number } })[];
  intersections: (MeasuredMetric & { arguments: [number, number[]]; dtype: "int" | "float32" | null })[];
  shapes: { shape: (number | null)[]; flattened: (number | null)[] }[];
  warnings: Record<string, string[]>;
  errors: Record<string, string>;
}>("edge_cases.json");

const close = (actual: number, expected: number, tolerance = 1e-5) =>
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );

suite("the circle loss of a batch", () => {
  for (const { y, yPred, weights, reduction, loss } of figures.circles) {
    test(`${reduction}, classes ${y}, weights ${weights}`, async () => {
      const model = new Sequential([Input({ shape: [4] }), new layers.Lambda((x) => x)]);
      model.compile({ loss: new losses.Circle({ gamma: 16, reduction }) });
      const [evaluated] = await model.evaluate(yPred, y, { sampleWeight: weights ?? undefined, verbose: 0 });
      close(evaluated, loss);
    });
  }
});

suite("the focal crossentropy of logits", () => {
  for (const { options, weights, y, logits, loss, x, kernel, history, after } of figures.focal) {
    test(JSON.stringify({ options, weights }), async () => {
      const { label_smoothing: labelSmoothing, ...rest } = options;
      const make = () =>
        new losses.CategoricalFocalCrossentropy({ fromLogits: true, labelSmoothing, ...rest });
      close(make().call(y, logits, weights), loss);
      const model = new Sequential([new Dense(3, { inputDim: 2 })]);
      model.setWeights([kernel, [0, 0, 0]]);
      model.compile({ optimizer: new optimizers.SGD(0.5), loss: make() });
      const fit = {
        sampleWeight: weights ?? undefined,
        epochs: 3,
        batchSize: 4,
        shuffle: false,
        verbose: 0,
      } as const;
      const trained = await model.fit(x, y, fit);
      for (const [i, value] of history.entries()) close(trained.history.loss[i], value);
      const found = model.getWeights().flatMap((weight) => [...weight.values]);
      for (const [i, value] of after.flat(2).entries()) close(found[i], value);
    });
  }
});

suite("metrics of outputs without a batch axis", () => {
  for (const { metric: name, options, y, yPred, weights, result } of figures.topK) {
    test(`${name} ${JSON.stringify({ options, weights })}`, () => {
      const { top_k: topK, thresholds } = options;
      const metric = new metrics[name as "Precision" | "Recall"]({ topK, thresholds });
      metric.updateState(y, yPred, weights);
      close(metric.result(), result);
    });
  }

  test("that need a row per sample", () => {
    const { errors } = figures;
    const ours = (words: string) =>
      words.replace("class_id", "classId").replaceAll("y_pred", "yPred").replace("y_true", "yTrue");
    assert.throws(() => new metrics.R2Score().updateState([1, 1, 1], [1, 1, 1]), {
      name: "ValueError",
      message: ours(errors["R2Score of one axis"]),
    });
    assert.throws(() => new metrics.Precision({ classId: 1 }).updateState([0, 1, 1], [0.2, 0.1, 0.5]), {
      name: "ValueError",
      message: ours(errors["Precision with class_id of one axis"]),
    });
  });
});

suite("intersection over union with weights that are no integers", () => {
  for (const {
    metric: name,
    arguments: [classes, ids],
    dtype,
    y,
    yPred,
    weights,
    result,
  } of figures.intersections) {
    test(`${name} ${JSON.stringify({ ids, dtype })}`, () => {
      const options = dtype === null ? {} : { dtype };
      const metric =
        name === "MeanIoU" ? new metrics.MeanIoU(classes, options) : new metrics.IoU(classes, ids, options);
      metric.updateState(y, yPred, weights);
      close(metric.result(), result);
    });
  }
});

test("the shape of a flattened input", () => {
  for (const { shape, flattened } of figures.shapes)
    assert.deepEqual([...new layers.Flatten().computeOutputShape(shape)], flattened, String(shape));
});

test("null in the place of a number", () => {
  const { errors } = figures;
  const ours = (words: string) =>
    words
      .replaceAll("None", "null")
      .replaceAll("negative_slope", "negativeSlope")
      .replaceAll("weight_decay", "weightDecay");
  const made: [keyof typeof errors, () => unknown][] = [
    ["ReLU negative_slope", () => new layers.ReLU({ negativeSlope: null as never })],
    ["ReLU threshold", () => new layers.ReLU({ threshold: null as never })],
    ["LeakyReLU negative_slope", () => new layers.LeakyReLU({ negativeSlope: null as never })],
    ["AdamW weight_decay", () => new optimizers.AdamW({ weightDecay: null })],
  ];
  for (const [name, make] of made) assert.throws(make, { name: "ValueError", message: ours(errors[name]) });
});

suite("a loss over classes for a model with one output is warned of once", () => {
  for (const [name, words] of Object.entries(figures.warnings)) {
    test(name, async (t) => {
      const warn = t.mock.method(console, "warn", () => {});
      if (name.endsWith(" by itself"))
        new losses.CategoricalCrossentropy().call([[1], [1], [1]], [[1], [1], [1]]);
      else {
        const model = new Sequential([new Dense(1, { inputDim: 2, activation: "sigmoid" })]);
        model.compile({ loss: name as losses.LossName });
        const x = [
          [1, 1],
          [1, 1],
        ];
        await model.fit(x, [1, 1], { epochs: 2, verbose: 0 });
        await model.fit(x, [1, 1], { verbose: 0 });
      }
      const ours = words.map((text) => text.replaceAll("y_pred", "yPred"));
      assert.deepEqual(
        warn.mock.calls.flatMap((call) => call.arguments),
        ours,
      );
    });
  }
});

test("a variable prints as TensorFlow prints it", () => {
  const model = new Sequential([new Dense(2, { inputDim: 1, name: "d" })], { name: "m" });
  model.setWeights([[[0.5, -1]], [0, 2]]);
  const [kernel, bias] = model.weights;
  assert.equal(
    String(kernel),
    "<tf.Variable 'd/kernel:0' shape=(1, 2) dtype=float32, numpy=array([[0.5, -1]], dtype=float32)>",
  );
  assert.equal(
    String(bias),
    "<tf.Variable 'd/bias:0' shape=(2,) dtype=float32, numpy=array([0, 2], dtype=float32)>",
  );
});

test("null is no loss, metric, optimizer or other part, as in Keras", () => {
  for (const { get } of [constraints, initializers, losses, metrics, optimizers, regularizers])
    assert.equal((get as (identifier: null) => unknown)(null), null);
  const model = new Sequential([
    new Dense(1, { kernelInitializer: null as never, biasInitializer: null as never }),
  ]);
  model.build([null, 2]);
  const { kernel_initializer } = model.getConfig().layers[1].config as layers.DenseConfig;
  assert.equal(kernel_initializer.class_name, "GlorotUniform");
  for (const name of ["optimizer", "loss"])
    assert.throws(() => model.compile({ loss: "mse", [name]: null as never }), {
      name: "ValueError",
      message: `Expected \`${name}\` to be a name, an object or a function. Received: ${name}=null`,
    });
});

test("callbacks with the older names of the hooks, and logs for those that begin", async () => {
  const calls: string[] = [];
  class Recorder extends callbacks.Callback {
    override onBatchBegin(batch: number) {
      calls.push(`begin ${batch}`);
    }
    override onBatchEnd(batch: number, logs: callbacks.Logs) {
      calls.push(`end ${batch} ${Object.keys(logs)}`);
    }
    override onTrainBegin(logs?: callbacks.Logs) {
      calls.push(`train ${JSON.stringify(logs)}`);
    }
    override onEpochBegin(epoch: number, logs?: callbacks.Logs) {
      calls.push(`epoch ${epoch} ${JSON.stringify(logs)}`);
    }
  }
  const model = new Sequential([new Dense(1, { inputDim: 1 })]);
  model.compile({ loss: "mse" });
  await model.fit([[0], [1]], [0, 1], { batchSize: 1, callbacks: new Recorder(), verbose: 0 });
  await model.evaluate([[0], [1]], [0, 1], { batchSize: 1, callbacks: new Recorder(), verbose: 0 });
  const batches = ["begin 0", "end 0 loss", "begin 1", "end 1 loss"];
  assert.deepEqual(calls, ["train {}", "epoch 0 {}", ...batches]);
});
