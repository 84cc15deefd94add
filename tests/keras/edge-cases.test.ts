/** Losses, metrics and layers at the edges of what they take, as Keras answers. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { Tensor } from "@tensorflow/tfjs";
import {
  callbacks,
  config,
  constraints,
  Dense,
  Input,
  initializers,
  layers,
  losses,
  metrics,
  models,
  optimizers,
  regularizers,
  Sequential,
} from "../../lib/keras/index.ts";
import { allClose, close, figures, type Matrix } from "./edge-figures.ts";

suite("the circle loss of a batch", () => {
  for (const { y, yPred, weights, reduction, loss } of figures.circles) {
    test(`${reduction}, classes ${y}, weights ${weights}`, async () => {
      const model = new Sequential([Input({ shape: [4] }), new layers.Lambda((x) => x)]);
      model.compile({ loss: new losses.Circle({ gamma: 16, reduction }) });
      const evaluated = await model.evaluate(yPred, y, { sampleWeight: weights ?? undefined, verbose: 0 });
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

test("the binary focal crossentropy of logits, also after a sigmoid", async () => {
  for (const { activation, options, x, y, loss, after } of figures.focalBinary) {
    const { label_smoothing: labelSmoothing, apply_class_balancing: applyClassBalancing } = options;
    for (const jitCompile of [true, false]) {
      const model = new Sequential([new Dense(1, { inputDim: 4, activation })]);
      model.setWeights([[[0.5], [-1], [0.25], [1]], [0.1]]);
      const made = new losses.BinaryFocalCrossentropy({
        fromLogits: true,
        labelSmoothing,
        applyClassBalancing,
      });
      model.compile({ optimizer: "sgd", loss: made, jitCompile });
      const { history } = await model.fit(x, y, { batchSize: 8, verbose: 0 });
      close(history.loss[0], loss);
      const [kernel] = model.getWeights();
      for (const [i, value] of after.entries()) close(kernel.values[i], value);
    }
  }
});

test("functions as initializer, regularizer and constraint", async () => {
  const { x, y, history, after, config: forms } = figures.customParts;
  const ramp = ([rows, columns]: readonly number[]) =>
    Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (_, j) => (i * columns + j) / 10 - 0.3),
    );
  const penalty = (w: Tensor) => w.square().sum().mul(0.01) as Tensor;
  const positive = (w: Tensor) => w.relu();
  const parts = { kernelInitializer: ramp, kernelRegularizer: penalty, kernelConstraint: positive };
  const hidden = new Dense(2, { ...parts, inputDim: 4 });
  const normalization = new layers.LayerNormalization({ gammaConstraint: positive });
  const model = new Sequential([hidden, normalization, new Dense(1, { kernelInitializer: "ones" })]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const fit = { epochs: 3, batchSize: 8, verbose: 0 } as const;
  const trained = await model.fit(x, y, fit);
  for (const [i, value] of history.entries()) close(trained.history.loss[i], value);
  const found = model.getWeights().flatMap(({ values }) => [...values]);
  for (const [i, value] of after.flat().entries()) close(found[i], value);
  config.setDialect("3");
  try {
    for (const [name, form] of Object.entries(forms))
      assert.deepEqual({ ...(hidden.getConfig() as unknown as Record<string, object>)[name] }, form, name);
  } finally {
    config.setDialect("2.4.3");
  }
  const folder = mkdtempSync(join(tmpdir(), "parts-"));
  const path = join(folder, "parts.keras");
  await model.save(path);
  await assert.rejects(models.loadModel(path), /Could not interpret initializer identifier: ramp/);
  const loaded = await models.loadModel(path, { customObjects: { ramp, penalty, positive } });
  const again = await Promise.all([model, loaded].map((one) => one.fit(x, y, { ...fit, epochs: 1 })));
  close(again[1].history.loss[0], again[0].history.loss[0]);
  const nameless = new Sequential([
    new Dense(1, { inputDim: 2, kernelConstraint: [positive].map((f) => (w: Tensor) => f(w))[0] }),
  ]);
  await assert.rejects(nameless.save(path), /without a name, which cannot be saved/);
  const wrong = new Dense(1, { kernelInitializer: () => [1, 2] });
  assert.throws(
    () => wrong.build([null, 3]),
    /return values of the shape \(3, 1\) that it is given\. Received: shape \(2,\)/,
  );
  const summed = new Sequential([new Dense(1, { inputDim: 4, kernelConstraint: (w: Tensor) => w.sum() })]);
  summed.compile({ optimizer: "sgd", loss: "mse" });
  await assert.rejects(
    summed.fit(x, y, { verbose: 0 }),
    /return a tensor of the weight's shape \(4, 1\)\. Received: shape \(\)/,
  );
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
  const rates: [keyof typeof errors, () => unknown][] = [
    ["SGD learning_rate", () => new optimizers.SGD("a" as never)],
    ["Adam learning_rate", () => new optimizers.Adam({ learningRate: null as never })],
  ];
  for (const [name, make] of rates) {
    // A function is no learning rate here; the type stands with the value.
    const words = ours(errors[name])
      .replace(/, or a callable \(.*\)\./, ".")
      .replaceAll("learning_rate", "learningRate")
      .replace(/=a$/, '="a" (string)');
    assert.throws(make, { name: "ValueError", message: words });
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
  assert.throws(() => model.compile({ loss: "mse", optimizer: null as never }), {
    name: "ValueError",
    message: "Expected `optimizer` to be a name, an object or a function. Received: optimizer=null",
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

suite("a class to ignore", () => {
  for (const { ignoreClass, fromLogits, reduction, weights, y, yPred, loss, ...fitted } of figures.ignored) {
    test(JSON.stringify({ ignoreClass, fromLogits, reduction, weights }), async () => {
      const make = () => new losses.SparseCategoricalCrossentropy({ fromLogits, ignoreClass, reduction });
      allClose(make().call(y, yPred, weights), loss);
      if (fitted.x === undefined) return;
      const { x, kernel = [], history = [], after = [] } = fitted;
      const activation = fromLogits ? "linear" : "softmax";
      const model = new Sequential([new Dense(3, { inputDim: 2, activation })]);
      model.setWeights([kernel, [0, 0, 0]]);
      model.compile({ optimizer: new optimizers.SGD(0.5), loss: make() });
      const sampleWeight = weights ?? undefined;
      const fit = { sampleWeight, epochs: 2, batchSize: 4, shuffle: false, verbose: 0 } as const;
      const trained = await model.fit(x, y, fit);
      assert.equal(model.jitCompile, false);
      for (const [i, value] of history.entries()) close(trained.history.loss[i], value);
      const found = model.getWeights().flatMap((weight) => [...weight.values]);
      for (const [i, value] of after.flat(2).entries()) close(found[i], value);
    });
  }

  test("the metric counts its samples as zeros, and with weights leaves them out", () => {
    const metric = new metrics.SparseCategoricalCrossentropy({ ignoreClass: -1 });
    const of = (y: number[], outputs: number[][], weights: number[] | null = null) => {
      metric.resetState();
      metric.updateState(y, outputs, weights);
      return metric.result();
    };
    const [a, b] = [
      [0.1, 0.9],
      [0.7, 0.3],
    ];
    assert.equal(of([-1, 0], [a, b]), of([0], [b]) / 2);
    assert.equal(of([-1, 0, -1], [a, b, a], [1, 1, 1]), of([0], [b]));
    assert.equal(of([-1], [a]), 0);
  });

  test("other numbers are still refused", async () => {
    const model = new Sequential([new Dense(3, { inputDim: 1 })]);
    model.compile({ loss: new losses.SparseCategoricalCrossentropy({ ignoreClass: -1 }) });
    await assert.rejects(model.fit([[0]], [-2], { verbose: 0 }), /Received: -2 at row 0/);
    assert.throws(() => new losses.SparseCategoricalCrossentropy({ ignoreClass: "0" as never }), {
      message: 'Expected `ignoreClass` to be a class number or null. Received: ignoreClass="0" (string)',
    });
  });
});

suite("the losses of the samples, without a reduction", () => {
  for (const { loss: name, options, weights, y, yPred, value } of figures.perSample) {
    test(`${name} ${JSON.stringify({ options, weights, y })}`, () => {
      const { label_smoothing: labelSmoothing, ...rest } = options;
      const own = { ...rest, ...(labelSmoothing !== undefined && { labelSmoothing }) };
      for (const reduction of ["none", null] as const) {
        const loss = new losses[name as "Huber"]({ ...own, reduction });
        allClose(loss.call(y, yPred, weights), value);
      }
    });
  }
});

suite("counts at several thresholds", () => {
  for (const { metric: name, thresholds, y, yPred, weights, result } of figures.thresholds) {
    test(`${name} ${JSON.stringify({ thresholds, weights })}`, () => {
      const metric = new metrics[name as "Recall"](thresholds);
      metric.updateState(y, yPred, weights);
      allClose(metric.result(), result);
    });
  }

  test("invalid thresholds", () => {
    assert.throws(() => new metrics.Recall([0.5, 2]), {
      message: "Threshold values must be in [0, 1]. Received: [0.5, 2] for metric 'recall'",
    });
  });
});

suite("a compiled model", () => {
  const { x, y, predicted, single, listing, scheduled } = figures.trained;
  const compiled = (reported: metrics.Metric[] = []) => {
    const model = new Sequential([
      new Dense(1, { inputDim: 1, activation: "sigmoid", kernelInitializer: "ones" }),
    ]);
    model.compile({ optimizer: new optimizers.SGD(0.5), loss: "mse", metrics: reported });
    return model;
  };
  const quiet = { shuffle: false, verbose: 0 } as const;

  test("hands the outputs of each batch to callbacks of predict", async () => {
    const seen: { batch: number; outputs: unknown }[] = [];
    class Recorder extends callbacks.Callback {
      override onPredictBatchEnd(batch: number, { outputs }: callbacks.PredictLogs) {
        seen.push({ batch, outputs: outputs.arraySync() });
      }
    }
    await compiled().predict(x, { batchSize: 3, callbacks: new Recorder() });
    assert.deepEqual(
      seen.map(({ batch }) => batch),
      predicted.map(({ batch }) => batch),
    );
    for (const [i, { outputs }] of predicted.entries())
      for (const [row, [value]] of outputs.entries()) close((seen[i].outputs as Matrix)[row][0], value);
  });

  test("returns one number without metrics", async () => {
    const model = compiled();
    allClose(await model.evaluate(x, y, { verbose: 0 }), single.evaluate);
    allClose(model.testOnBatch(x, y), single.test);
    allClose(model.trainOnBatch(x, y), single.train);
    assert.deepEqual(Object.keys(await model.evaluate(x, y, { verbose: 0, returnDict: true })), ["loss"]);
  });

  test("has arrays in the history of a metric with several thresholds", async () => {
    const model = compiled([new metrics.Recall([0.3, 0.6]), new metrics.Precision([0.3])]);
    const { history } = await model.fit(x, y, { ...quiet, epochs: 2 });
    for (const [epoch, value] of listing.recall.entries()) allClose(history.recall[epoch], value);
    for (const [epoch, value] of listing.precision.entries()) close(history.precision[epoch], value);
  });

  test("takes a schedule after it was compiled", async () => {
    const model = compiled();
    const rates: number[] = [];
    model.optimizer.learningRate = new optimizers.schedules.ExponentialDecay(0.4, 2, 0.5);
    rates.push(model.optimizer.learningRate);
    await model.fit(x, y, { ...quiet, batchSize: 2, epochs: 3 });
    rates.push(model.optimizer.learningRate);
    for (const [i, rate] of scheduled.rates.entries()) close(rates[i], rate);
    const found = model.getWeights().flatMap((weight) => [...weight.values]);
    for (const [i, value] of scheduled.after.flat(2).entries()) close(found[i], value);
    const refused = scheduled.refused.replace("learning_rate", "learningRate").split(" If ")[0];
    assert.throws(
      () => {
        model.optimizer.learningRate = 0.1;
      },
      (error: Error) => error.message.startsWith(refused.replaceAll("learning_rate", "learningRate")),
    );
  });
});
