import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Dense, Input, layers, Model, models, optimizers, Sequential } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { largestDifference } from "../engine/keras-case.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js, and classes with constructors of their own
type Any = any;

const row = [2];
const steps = [3, 2];
const image = [6, 6, 2];
const volume = [6, 6, 6, 1];

/** The shape of a sample, and the arguments of the constructor. Several inputs: a list of shapes. */
const cases: Record<string, [shape: number[] | number[][], ...args: unknown[]]> = {
  Activation: [row, "tanh"],
  "Activation of a function": [row, (x: Any) => x.square()],
  "Activation of rows": [steps, "softmax"],
  ELU: [row],
  LeakyReLU: [row],
  PReLU: [row, { alphaInitializer: "ones" }],
  ReLU: [row, { maxValue: 1 }],
  Softmax: [row],
  "Softmax along another axis": [steps, 1],
  "Softmax of axes": [steps, [1, 2]],
  AdditiveAttention: [[steps, steps]],
  Attention: [[steps, steps]],
  MultiHeadAttention: [[steps, steps, steps], { numHeads: 2, keyDim: 2 }],
  GroupQueryAttention: [[steps, steps, steps], 2, 2, 1],
  Conv1D: [steps, 2, 2],
  Conv2D: [image, 2, 2],
  Conv3D: [volume, 2, 2],
  Conv1DTranspose: [steps, 2, 2],
  Conv2DTranspose: [image, 2, 2],
  Conv3DTranspose: [volume, 2, 2],
  DepthwiseConv1D: [steps, 2],
  DepthwiseConv2D: [image, 2],
  SeparableConv1D: [steps, 2, 2],
  SeparableConv2D: [image, 2, 2],
  Flatten: [steps],
  "Flatten of channels first": [steps, "channels_first"],
  Identity: [row],
  Lambda: [row, (x: Any) => x.add(1)],
  Dense: [row, 2, { activation: "tanh" }],
  "Dense of steps": [steps, 2],
  "Dense with penalties": [row, 2, { kernelRegularizer: "l2", activityRegularizer: "l2" }],
  EinsumDense: [steps, "abc,cd->abd", { outputShape: [null, 4] }],
  Embedding: [[3], 9, 2],
  Masking: [steps],
  GroupNormalization: [image, 1],
  RMSNormalization: [row],
  BatchNormalization: [row],
  "BatchNormalization of images": [image],
  LayerNormalization: [row],
  Add: [[row, row]],
  Average: [[row, row]],
  Concatenate: [[row, row]],
  Dot: [[row, row], 1],
  Maximum: [[row, row]],
  Minimum: [[row, row]],
  Multiply: [[row, row]],
  Subtract: [[row, row]],
  Cropping1D: [steps, 1],
  Cropping2D: [image, 1],
  Cropping3D: [volume, 1],
  ZeroPadding1D: [steps, 1],
  ZeroPadding2D: [image, 1],
  ZeroPadding3D: [volume, 1],
  AveragePooling1D: [steps, 2],
  AveragePooling2D: [image, 2],
  AveragePooling3D: [volume, 2],
  MaxPooling1D: [steps],
  MaxPooling2D: [image],
  MaxPooling3D: [volume],
  GlobalAveragePooling1D: [steps],
  GlobalAveragePooling2D: [image],
  GlobalAveragePooling3D: [volume],
  GlobalMaxPooling1D: [steps],
  GlobalMaxPooling2D: [image],
  GlobalMaxPooling3D: [volume],
  AdaptiveAveragePooling1D: [steps, 2],
  AdaptiveAveragePooling2D: [image, 2],
  AdaptiveAveragePooling3D: [volume, 2],
  AdaptiveMaxPooling1D: [steps, 2],
  AdaptiveMaxPooling2D: [image, 2],
  AdaptiveMaxPooling3D: [volume, 2],
  Normalization: [row, { mean: 1, variance: 4 }],
  Rescaling: [row, 3],
  RandomBrightness: [image, 0.1],
  RandomColorDegeneration: [image, 0.1],
  RandomContrast: [image, 0.1],
  RandomCrop: [image, 4, 4],
  RandomErasing: [image],
  RandomFlip: [image],
  RandomGaussianBlur: [image],
  RandomGrayscale: [image],
  RandomHue: [image, 0.1],
  RandomInvert: [image],
  RandomPosterization: [image, 4],
  RandomRotation: [image, 0.1],
  RandomSaturation: [image, 0.5],
  RandomSharpness: [image, 0.5],
  RandomShear: [image, 0.1],
  RandomTranslation: [image, 0.1, 0.1],
  RandomZoom: [image, 0.1],
  AutoContrast: [image],
  CenterCrop: [image, 4, 4],
  Equalization: [image],
  Solarization: [image],
  Resizing: [image, 4, 4],
  ActivityRegularization: [row, { l2: 0.1 }],
  AlphaDropout: [row, 0.5],
  Dropout: [row, 0.5],
  "Dropout of nothing": [row, 0],
  GaussianDropout: [row, 0.5],
  GaussianNoise: [row, 0.1],
  SpatialDropout1D: [steps, 0.5],
  SpatialDropout2D: [image, 0.5],
  SpatialDropout3D: [volume, 0.5],
  Permute: [steps, [2, 1]],
  RepeatVector: [row, 2],
  Reshape: [steps, [6]],
  Bidirectional: [steps, new layers.LSTM(2)],
  GRU: [steps, 2],
  LSTM: [steps, 2, { returnSequences: true }],
  SimpleRNN: [steps, 2],
  RNN: [steps, new layers.GRUCell(2)],
  TimeDistributed: [steps, new Dense(2)],
  ConvLSTM1D: [[3, 4, 2], 2, 2],
  ConvLSTM2D: [volume, 2, 2],
  ConvLSTM3D: [[2, 3, 3, 3, 1], 2, 2],
  SpectralNormalization: [row, new Dense(2)],
  UnitNormalization: [row],
  UpSampling1D: [steps],
  UpSampling2D: [image],
  UpSampling3D: [volume],
};
/** Layers whose `call` takes other things than a batch of tensors, or which have none. */
const OTHERS = [
  "Layer",
  "InputLayer",
  ...["CategoryEncoding", "Discretization", "HashedCrossing", "Hashing"],
  ...["IntegerLookup", "StringLookup", "TextVectorization"],
  ...["GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"],
];

const classes = layers as unknown as Record<string, Any>;
const isClass = (name: string) =>
  typeof classes[name] === "function" && classes[name].prototype instanceof layers.Layer;

test("every layer is here", () => {
  const names = Object.keys(layers).filter((name) => isClass(name) && classes[name].name === name);
  const known = new Set([...Object.keys(cases).map((title) => title.split(" ")[0]), ...OTHERS]);
  assert.ok(names.length > 80);
  assert.deepEqual(
    names.filter((name) => !known.has(name)),
    [],
  );
});

const data = (shape: readonly number[], input: number) =>
  new NDArray(
    Float32Array.from({ length: 2 * shape.reduce((a, b) => a * b, 1) }, (_, i) => (i * 5 + 3 * input) % 8),
    [2, ...shape],
  );
const numbers = (result: Any) => [...(result as NDArray).values];

for (const [title, [given, ...args]] of Object.entries(cases))
  test(`a subclass of ${title} computes by its own call`, async () => {
    const Base = classes[title.split(" ")[0]];
    const Doubled: Any = class Doubled extends Base {
      call(inputs: Any): Any {
        return super.call(inputs).mul(2);
      }
    };
    const shapes = (Array.isArray(given[0]) ? given : [given]) as number[][];
    const model = (layer: Any) => {
      const inputs = shapes.map((shape) => Input({ shape }));
      return new Model({ inputs, outputs: layer.apply(inputs.length === 1 ? inputs[0] : inputs) });
    };
    const [plain, own] = [model(new Base(...args)), model(new Doubled(...args))];
    own.setWeights(plain.getWeights());
    const arrays = shapes.map(data);
    const x = (arrays.length === 1 ? arrays[0] : arrays) as Any;
    const expected = numbers(await plain.predict(x)).map((value) => 2 * value);
    assert.ok(expected.some((value) => value !== 0));
    const check = (where: string, result: Any) =>
      assert.ok(largestDifference(expected, numbers(result)) < 1e-5, where);
    check("functional", await own.predict(x));
    check("at once", own.apply(x, { training: false }));
    const nested = new Model({ inputs: own.inputs, outputs: own.apply(own.inputs as Any) as Any });
    check("nested", await nested.predict(x));
    if (arrays.length === 1) {
      const layer = own.layers.at(-1) as layers.Layer;
      check("sequential", await new Sequential([Input({ shape: shapes[0] }), layer]).predict(x));
    }
    if (/function|Lambda/.test(title)) return;
    const folder = mkdtempSync(join(tmpdir(), "own-calls-"));
    const path = join(folder, "m.keras");
    await own.save(path);
    await assert.rejects(models.loadModel(path), /Doubled/);
    check("loaded", await (await models.loadModel(path, { customObjects: { Doubled } })).predict(x));
  });

test("a subclass of Dense trains the weights that its own call reads", async () => {
  class Positive extends Dense {
    override call(inputs: Any): Any {
      return inputs.matMul(this.kernel.read().abs());
    }
  }
  const layer = new Positive(1, { kernelInitializer: "ones", useBias: false });
  const model = new Sequential([Input({ shape: [1] }), layer]);
  model.compile({ optimizer: new optimizers.SGD(0.1), loss: "mse" });
  await model.fit([[1]], [3], { verbose: 0 });
  // The gradient of (w − 3)² at 1 is −4.
  assert.ok(Math.abs(layer.kernel.numpy().values[0] - 1.4) < 1e-6);
});

/** A layer that is called by its `call`, as a function. */
class Calling extends layers.Layer {
  constructor(private readonly inner: Any) {
    super();
  }
  override build(inputShape: Any): void {
    this.inner.build(inputShape);
  }
  override call(inputs: Any): Any {
    return this.inner.call(inputs);
  }
}

test("a wrapper whose call runs in another layer computes its layer", async () => {
  const layer = new layers.TimeDistributed(new Dense(2, { kernelInitializer: "ones" }));
  const model = new Sequential([Input({ shape: [2, 3] }), new Calling(layer)]);
  const x = [
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ];
  const expected = [6, 6, 15, 15];
  assert.deepEqual(numbers(await model.predict(x)), expected);
  assert.deepEqual(numbers(model.apply(x as Any)), expected);
  assert.deepEqual(numbers(new Calling(layer).apply(x as Any)), expected);
  model.compile({ optimizer: "sgd", loss: "mse" });
  await model.fit(
    x,
    [
      [
        [0, 0],
        [0, 0],
      ],
    ],
    { verbose: 0 },
  );
  assert.notDeepEqual(numbers(await model.predict(x)), expected);
});

test("a BatchNormalization whose call runs in another layer moves its averages", async () => {
  const layer = new layers.BatchNormalization({ momentum: 0.5 });
  const model = new Sequential([Input({ shape: [1] }), new Calling(layer)]);
  model.compile({ optimizer: new optimizers.SGD(0.1), loss: "mse" });
  await model.fit([[2], [4]], [[0], [0]], { verbose: 0 });
  assert.deepEqual([...layer.getWeights()[2].values], [1.5]);
  await model.predict([[2]]);
  assert.deepEqual([...layer.getWeights()[2].values], [1.5]);
});

class DoubledRNN extends layers.RNN {
  override call(inputs: Any): Any {
    return super.call(inputs).mul(2);
  }
}

test("a subclass of RNN applied at once leaves out masked steps", async () => {
  const embedding = new layers.Embedding(4, 2, { maskZero: true });
  const layer = new DoubledRNN(new layers.GRUCell(2));
  const model = new Sequential([Input({ shape: [2] }), embedding, layer]);
  const expected = numbers(await model.predict([[3, 0]]));
  const atOnce = numbers(layer.apply(embedding.apply([[3, 0]]) as Any));
  assert.ok(largestDifference(expected, atOnce) < 1e-6);
});

test("both directions of a subclass of RNN compute by its own call", async () => {
  const plain = new layers.Bidirectional(new layers.RNN(new layers.GRUCell(2)));
  const own = new layers.Bidirectional(new DoubledRNN(new layers.GRUCell(2)));
  const x = data(steps, 0);
  const expected = numbers(plain.apply(x as Any)).map((value) => 2 * value);
  own.build([null, ...steps]);
  own.setWeights(plain.getWeights());
  assert.ok(largestDifference(expected, numbers(own.apply(x as Any))) < 1e-6);

  class OfUnits extends layers.RNN {
    constructor(units: number) {
      super(new layers.GRUCell(units));
    }
  }
  const ofUnits = new layers.Bidirectional(new OfUnits(2));
  assert.deepEqual([...new Sequential([Input({ shape: steps }), ofUnits]).outputShape], [null, 4]);
});

test("a subclass of Lambda finds its output shape by a call that reads TensorFlow.js", async () => {
  class Summed extends layers.Lambda {
    override call(x: Any, { tf }: Any): Any {
      return tf.sum(super.call(x), -1, true);
    }
  }
  const inputs = Input({ shape: [2] });
  const model = new Model({ inputs, outputs: new Summed((x: Any) => x.mul(2)).apply(inputs) });
  assert.deepEqual(numbers(await model.predict([[1, 2]])), [6]);
});
