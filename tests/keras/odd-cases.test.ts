import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { NDArray, sizeOf } from "../../lib/ndarray.ts";
import { tensorFlowNow } from "../../lib/tfjs/tensorflow.ts";
import { golden } from "../golden/load.ts";

type Nested = number | string | Nested[];

interface Call {
  name: string;
  options: Record<string, unknown>;
  args: Nested[];
  gives: Nested;
}

interface LayerCase {
  layer: string;
  config: Record<string, unknown>;
  inputs: Nested;
  several: boolean;
  training?: boolean;
  adapt?: string[];
  scale?: number[];
  gives?: Nested;
  refused?: string;
}

const {
  calls,
  layers: layerCases,
  "open axes": openAxes,
  "masked scores": maskedScores,
  "broadcast masks": broadcastMasks,
  frozen,
  "frozen model": frozenModel,
  tracked,
  "split sizes": splitSizes,
  counts,
  convolutions,
  "moving statistics of steps": moved,
  "normalized lines": lines,
  "rows of zeros": rowsOfZeros,
} = golden<{
  calls: Call[];
  counts: number[][];
  convolutions: Record<"Adafactor" | "Muon", number[]>;
  "moving statistics of steps": number[][];
  "normalized lines": number[][];
  "rows of zeros": number[];
  layers: LayerCase[];
  "open axes": { loss: number[]; predicted: Nested };
  "masked scores": Nested[];
  "broadcast masks": [mask: number[], outputs: number[], scores: number[]][];
  frozen: number[];
  "frozen model": number[];
  tracked: number;
  "split sizes": { total: number; left: number | null; right: number | null; sizes: number[] }[];
}>("odd_cases.json");

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

// biome-ignore lint/suspicious/noExplicitAny: arguments of any function
const number = (value: Nested): any =>
  Array.isArray(value) ? value.map(number) : Number(String(value).replace("inf", "Infinity"));

function called({ name, options, args }: Call): unknown {
  const [group, short] = name.split(".");
  const [first, second, ...rest] = args.map(number);
  const given = Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));
  // biome-ignore lint/suspicious/noExplicitAny: a class or a function by its name
  const found = (keras as any)[group][group === "activations" ? camelCase(short) : short];
  if (group === "activations") return found(first, given);
  // biome-ignore lint/suspicious/noExplicitAny: a class of which only the name is known
  const made: any = new found(given);
  if (group === "constraints") return made.call(first);
  if (group === "losses") return made.call(first, second, ...rest);
  made.updateState(first, second, ...rest);
  return made.result();
}

/** The sizes of nested lists. */
const sizesOf = (value: Nested): number[] =>
  Array.isArray(value) ? [value.length, ...sizesOf(value[0])] : [];

function near(found: unknown, wanted: Nested): void {
  if (!Array.isArray(wanted)) {
    const [one, other] = [Number(found), number(wanted)];
    assert.ok(one === other || Math.abs(one - other) < 2e-6, `${one}, Keras ${other}`);
    return;
  }
  const list = (found instanceof NDArray ? found.arraySync() : found) as unknown[];
  assert.equal(list.length, wanted.length);
  for (const [i, one] of wanted.entries()) near(list[i], one);
}

suite("Keras' figures for data at the edge", () => {
  for (const call of calls) {
    const { name, options, args } = call;
    test(`${name} ${JSON.stringify(options)} ${JSON.stringify(args).slice(0, 60)}`, () => {
      const found = called(call);
      near(found instanceof NDArray ? found.arraySync() : found, call.gives);
    });
  }

  for (const { layer: name, config, inputs, several, training, adapt, scale, gives } of layerCases) {
    test(`${name} ${JSON.stringify(config)} ${JSON.stringify(inputs)}`, () => {
      // biome-ignore lint/suspicious/noExplicitAny: a layer of which only the name is known
      const made = (): any => keras.layers.deserialize({ class_name: name, config });
      // Data one by one: several inputs are several arrays.
      const data = several
        ? (inputs as Nested[]).map(
            (one) => new NDArray(Float32Array.from([one].flat(9) as number[]), sizesOf(one)),
          )
        : inputs;
      const options = training === undefined ? {} : { training };
      if (gives === undefined) {
        assert.throws(() => made().apply(data, options), { name: "ValueError" });
        return;
      }
      const layer = made();
      if (adapt) layer.adapt(adapt);
      if (scale) {
        layer.apply(data);
        layer.setWeights([scale]);
      }
      near(layer.apply(data, options), gives);
    });
  }

  test("a row of zeros is normalized to zeros, and trained", async () => {
    const kernelInitializer = "ones";
    const model = new keras.Sequential([
      keras.Input({ shape: [2] }),
      new keras.Dense(2, { activation: "relu", kernelInitializer }),
      new keras.layers.UnitNormalization(),
      new keras.Dense(1, { kernelInitializer }),
    ]);
    model.compile({ optimizer: new keras.optimizers.SGD(0.1), loss: "mse" });
    const x = [
      [-1, -2],
      [1, 2],
      [2, 0.5],
      [-1, 0],
    ];
    const options = { epochs: 3, batchSize: 2, shuffle: false, verbose: 0 } as const;
    near((await model.fit(x, [0, 1, 2, 1], options)).history.loss, rowsOfZeros);
  });

  test("factors of a rate of 1 that would divide by zero are refused in training", () => {
    for (const layer of [new keras.layers.AlphaDropout(1), new keras.layers.GaussianDropout(1)]) {
      near(layer.apply([[1, 2]]), [[1, 2]]);
      assert.throws(
        () => layer.apply([[1, 2]], { training: true }),
        /`rate` of \w+ to be below 1 in training/,
      );
    }
  });

  test("layers with weights between axes of any size", async () => {
    const { Constant } = keras.initializers;
    const axis = [0, 1, 2];
    const model = new keras.Sequential([
      keras.Input({ shape: [null, null, 2] }),
      new keras.layers.Conv2D(3, 1, {
        kernelInitializer: new Constant({ value: 0.5 }),
        kernelConstraint: new keras.constraints.UnitNorm({ axis }),
      }),
      new keras.layers.BatchNormalization({ momentum: 0.5, betaInitializer: "ones" }),
      new keras.Dense(2, { kernelInitializer: "identity" }),
      new keras.layers.LayerNormalization({ gammaInitializer: new Constant({ value: 0.25 }) }),
      new keras.layers.PReLU({ alphaInitializer: new Constant({ value: 0.25 }), sharedAxes: [1, 2] }),
      new keras.layers.GlobalMaxPooling2D(),
      new keras.Dense(1, { kernelInitializer: "ones" }),
    ]);
    model.compile({ optimizer: new keras.optimizers.SGD(0.1), loss: "mse" });
    const data = (shape: number[], step: number, modulo: number) =>
      new NDArray(
        Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => (i * step) % modulo),
        shape,
      );
    const { history } = await model.fit(data([4, 3, 2, 2], 7, 11), [1, 1, 1, 1], {
      epochs: 2,
      batchSize: 2,
      shuffle: false,
      verbose: 0,
    });
    near([history.loss, await model.predict(data([1, 2, 4, 2], 5, 7))], [openAxes.loss, openAxes.predicted]);
  });

  test("a target that sees no source has scores of zero", async () => {
    const inputs = keras.Input({ shape: [2] });
    const steps = new keras.layers.Embedding(3, 2, { maskZero: true, embeddingsInitializer: "ones" }).apply(
      inputs,
    );
    const attention = new keras.layers.MultiHeadAttention(1, 2, { kernelInitializer: "ones" });
    const outputs = attention.apply([steps, steps], { returnAttentionScores: true } as never) as never;
    const model = new keras.Model({ inputs, outputs });
    near(
      await model.predict([
        [1, 0],
        [0, 0],
      ]),
      maskedScores,
    );
  });

  test("a mask of attention serves several targets, sources, samples and heads", () => {
    // biome-ignore lint/suspicious/noExplicitAny: TensorFlow.js' types take other arguments
    const tf: any = tensorFlowNow();
    const waves = (shape: number[]) => tf.sin(tf.range(0, sizeOf(shape))).reshape(shape);
    const attention = new keras.layers.MultiHeadAttention(2, 2);
    const [query, value] = [waves([2, 3, 2]), waves([2, 4, 2])];
    attention.apply(query, value);
    attention.setWeights(
      attention
        .getWeights()
        .map(({ shape }) => tf.range(0, sizeOf(shape)).mul(7).mod(11).add(1).div(20).reshape(shape)),
    );
    for (const [shape, outputs, scores] of broadcastMasks) {
      const attentionMask = tf.range(0, sizeOf(shape)).mod(3).greater(0).reshape(shape);
      const found = attention.apply(query, value, { attentionMask, returnAttentionScores: true });
      near(
        found.map((one: typeof query) => [...one.dataSync()]),
        [outputs, scores],
      );
    }
  });

  test("the layer inside a wrapper is frozen, and trained again", async () => {
    const layer = new keras.layers.TimeDistributed(new keras.Dense(1));
    layer.build([null, 2, 3]);
    const counts = [layer.trainableWeights.length];
    for (const [one, trainable] of [
      [layer.layer, false],
      [layer, true],
      [layer, false],
      [layer.layer, true],
      [layer, true],
    ] as const) {
      one.trainable = trainable;
      counts.push(layer.trainableWeights.length);
    }
    assert.deepEqual(counts, frozen);
    const model = new keras.Sequential([keras.Input({ shape: [2, 3] }), layer]);
    const x = new NDArray(
      Float32Array.from({ length: 12 }, (_, i) => i / 8),
      [2, 2, 3],
    );
    for (const trainable of [false, true]) {
      model.trainable = trainable;
      model.compile({ optimizer: "sgd", loss: "mse" });
      const before = model.getWeights();
      await model.fit(
        x,
        [
          [[1], [1]],
          [[1], [1]],
        ],
        { verbose: 0 },
      );
      assert.equal(String(model.getWeights()) !== String(before), trainable);
    }
  });

  test("a model that is trained already leaves its frozen layers as they are", () => {
    const model = new keras.Sequential([keras.Input({ shape: [3] }), new keras.Dense(2), new keras.Dense(1)]);
    const [first] = model.layers;
    const counts = (
      [
        [first, false],
        [model, true],
        [model, false],
        [first, true],
        [model, true],
      ] as const
    ).map(([one, trainable]) => {
      one.trainable = trainable;
      return model.trainableWeights.length;
    });
    assert.deepEqual(counts, frozenModel);
  });

  test("layers in dictionaries and in lists of lists belong to a layer", () => {
    class Parts extends keras.layers.Layer {
      readonly parts = { a: new keras.Dense(1) };
      readonly rows = [[new keras.Dense(1)], new keras.Dense(1)] as const;
      // biome-ignore lint/suspicious/noExplicitAny: a tensor
      override call(x: any): any {
        return this.rows[0][0].apply(x).add(this.rows[1].apply(x)).add(this.parts.a.apply(x));
      }
    }
    const layer = new Parts();
    layer.apply([[1]]);
    assert.equal(layer.countParams(), tracked);
  });

  test("the shape of a Lambda layer is that of what its function returns", async () => {
    const rows = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ];
    const model = new keras.Sequential([
      keras.Input({ shape: [4] }),
      new keras.layers.Lambda((x) => x.slice([0, 0], [-1, 2])),
      new keras.layers.Lambda((x) => x.sum(1, true)),
      new keras.Dense(1, { kernelInitializer: "ones" }),
    ]);
    assert.deepEqual(
      model.layers.map(({ outputShape }) => outputShape.at(-1)),
      [2, 1, 1],
    );
    near(await model.predict(rows), [[3], [11]]);
    const wrong = new keras.Sequential([
      keras.Input({ shape: [4] }),
      new keras.layers.Activation(((x: { sum(axis: number, keep: boolean): unknown }) =>
        x.sum(1, true)) as never),
    ]);
    await assert.rejects(
      wrong.predict(rows),
      /to return a tensor of shape \(2, 4\).*Received: shape \(2, 1\)/,
    );
  });

  test("class numbers that are none, words as whole numbers, and rows where there are none are refused", () => {
    const crossentropy = new keras.losses.SparseCategoricalCrossentropy();
    assert.throws(
      () => crossentropy.call([3], [[0.2, 0.8]]),
      /a label value of 3 which is outside the valid range of \[0, 2\)/,
    );
    const lookup = new keras.layers.IntegerLookup({ vocabulary: [1, 2] });
    assert.throws(() => lookup.apply(["a"] as never), /to be whole numbers\. Received: "a" \(string\)/);
    // Keras counts each number of a list, where other metrics take the list as one sample.
    for (const [name, value] of [
      ["Accuracy", 1 / 3],
      ["BinaryAccuracy", 1 / 3],
      ["MeanSquaredError", 1 / 2],
    ] as const) {
      const metric = new keras.metrics[name]();
      metric.updateState([1, 1], [1, 1]);
      metric.updateState([0, 0, 0, 0], [1, 1, 1, 1]);
      assert.equal(metric.result(), Math.fround(value), name);
    }
    const images = [[[1, 0]]];
    assert.throws(
      () => new keras.metrics.F1Score().updateState(images, images),
      /FBetaScore expects 2D inputs/,
    );
  });

  test("options of Keras 2 are taken, with a warning", (t) => {
    const { mock } = t.mock.method(console, "warn", () => {});
    near(new keras.layers.LeakyReLU({ alpha: 0.5 }).apply([[-1, 2]]), [[-0.5, 2]]);
    new keras.layers.Embedding(3, 2, { inputLength: 4 });
    assert.deepEqual(
      mock.calls.map((call) => call.arguments[0]),
      [
        "Argument `alpha` is deprecated. Use `negativeSlope` instead.",
        "Argument `inputLength` is deprecated. Just remove it.",
      ],
    );
  });

  test("fractions of samples are rounded as in Python, and several arrays are split alike", () => {
    for (const { total, left, right, sizes } of splitSizes) {
      const samples = new NDArray(
        Float32Array.from({ length: total }, (_, i) => i),
        [total],
      );
      const parts = keras.utils.splitDataset([samples, samples], { leftSize: left, rightSize: right });
      assert.deepEqual(
        parts.map((part) => part.map(({ size }) => size)),
        sizes.map((size) => [size, size]),
      );
    }
  });

  test("IoU metrics without a name are numbered in Keras 3's words", () => {
    keras.config.setDialect("3");
    try {
      keras.utils.clearSession();
      const names = [1, 2].flatMap(() => [new keras.metrics.MeanIoU(2), new keras.metrics.BinaryIoU()]);
      assert.deepEqual(
        names.map(({ name }) => name),
        ["mean_io_u", "binary_io_u", "mean_io_u_1", "binary_io_u_1"],
      );
    } finally {
      keras.config.setDialect("2.4.3");
    }
  });

  test("categories are counted by their weights", () => {
    const layer = new keras.layers.CategoryEncoding({ numTokens: 3, outputMode: "count" });
    near(layer.apply([[2, 0]], { countWeights: [[0.5, 2.25]] }), counts);
  });

  test("Adafactor and Muon train kernels of three axes", async () => {
    const x = new NDArray(
      Float32Array.from({ length: 24 }, (_, i) => (i % 7) / 4),
      [4, 3, 2],
    );
    const y = Array.from({ length: 4 }, () => [1, 1, 1]);
    for (const name of ["Adafactor", "Muon"] as const) {
      const kernelInitializer = new keras.initializers.GlorotUniform({ seed: 1 });
      const model = new keras.Sequential([
        keras.Input({ shape: [3, 2] }),
        new keras.layers.Conv1D(3, 2, { kernelInitializer }),
        new keras.layers.GlobalAveragePooling1D(),
      ]);
      model.compile({ optimizer: new keras.optimizers[name](0.05), loss: "mse" });
      const { history } = await model.fit(x, y, { epochs: 4, batchSize: 2, shuffle: false, verbose: 0 });
      near([...history.loss], convolutions[name]);
    }
  });

  test("each step of a sequence moves the statistics of a BatchNormalization", async () => {
    const shared = new keras.layers.BatchNormalization({ momentum: 0.5 });
    const model = new keras.Sequential([
      keras.Input({ shape: [3, 2] }),
      new keras.layers.TimeDistributed(shared),
      new keras.layers.Flatten(),
      new keras.Dense(1),
    ]);
    model.compile({ optimizer: "sgd", loss: "mse" });
    const x = new NDArray(
      Float32Array.from({ length: 24 }, (_, i) => i % 7),
      [4, 3, 2],
    );
    await model.fit(x, [1, 1, 1, 1], { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 });
    near(
      shared.nonTrainableWeights.map((weight) => weight.numpy().arraySync()),
      moved,
    );
  });

  test("data of one axis, normalized: by a number, and by what was adapted on them", () => {
    const adapted = new keras.layers.Normalization();
    adapted.adapt([1, 2, 5]);
    const given = new keras.layers.Normalization({ mean: 2, variance: 4 });
    near([given.apply([1, 2, 5]), adapted.apply([2, 3, 6])], lines);
  });

  test("the index of an output that there is not is refused", () => {
    for (const metric of [
      new keras.metrics.Precision({ classId: 2 }),
      new keras.metrics.SensitivityAtSpecificity(0.5, { classId: 2 }),
    ])
      assert.throws(() => metric.updateState([[0, 1]], [[0, 1]]), /one of 2 outputs\. Received: classId=2/);
  });
});
