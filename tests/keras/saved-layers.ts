/** Graphs of layers whose files the real Keras opens in saving-in-keras.test.ts; with random weights, for predictions alone. */
import { Dense, Input, layers, Model } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";

type Tensor = layers.KerasTensor;

const reals = (...shape: number[]) =>
  new NDArray(
    Float32Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      (_, i) => Math.sin(i * 1.7) + (i % 5) / 5,
    ),
    shape,
  );

/** A model that applies layers one after the other. */
function chain(shape: number[], ...parts: layers.Layer[]): Model {
  const inputs = Input({ shape });
  const outputs = parts.reduce<Tensor>((x, layer) => layer.apply(x), inputs);
  return new Model({ inputs, outputs });
}

function attention(): Model {
  const inputs = Input({ shape: [6, 4] });
  const other = new Dense(4).apply(inputs);
  const heads = new layers.MultiHeadAttention({ numHeads: 2, keyDim: 3, useGate: true });
  const parts = [
    heads.apply(inputs, other, { useCausalMask: true }) as Tensor,
    new layers.Attention({ useScale: true }).apply([inputs, other]),
    new layers.AdditiveAttention().apply([inputs, other]),
    new layers.EinsumDense("abc,cd->abd", { outputShape: [null, 4], biasAxes: "d" }).apply(inputs),
  ] as Tensor[];
  const sum = new layers.Add().apply(parts);
  return new Model({
    inputs,
    outputs: new layers.RMSNormalization().apply(new layers.Average().apply([sum])),
  });
}

function groups(): Model {
  const inputs = Input({ shape: [6, 4] });
  const other = new Dense(4).apply(inputs);
  const first = new layers.GroupQueryAttention(3, 4, 2, { useGate: true });
  const x = first.apply(inputs, other, { key: new Dense(5).apply(inputs) }) as Tensor;
  const outputs = new layers.GroupQueryAttention(2, 2, 1, { useBias: false, slidingWindow: 2 }).apply(x, x);
  return new Model({ inputs, outputs: outputs as Tensor });
}

/** Cells, states and masks. */
function recurrent(): Model {
  const inputs = Input({ shape: [5, 3] });
  const mask = Input({ shape: [5], dtype: "bool" });
  const cells = [
    new layers.LSTMCell(4),
    new layers.GRUCell(3, { resetAfter: false }),
    new layers.SimpleRNNCell(4),
  ];
  const stacked = new layers.RNN(cells, { returnSequences: true }).apply(inputs);
  const both = new layers.Bidirectional(new layers.LSTM(2, { returnState: true }), { mergeMode: "sum" });
  const [merged, h, c] = both.apply(stacked, { mask });
  const next = new layers.LSTM(2).apply(stacked, { initialState: [h, c] });
  const last = new layers.RNN(new layers.GRUCell(2), { goBackwards: true }).apply(stacked, { mask });
  return new Model({ inputs: [inputs, mask], outputs: layers.concatenate([merged, next, last]) });
}

const words = [["red dog"], ["blue dog, blue cat"], ["?"], ["red"]];

/** Words, through each of the layers that take them, and a model of words within a model. */
function text(): Model {
  const inputs = Input({ shape: [1], dtype: "string" });
  const tokens = new layers.TextVectorization({ outputSequenceLength: 4, ngrams: 2 });
  const rare = new layers.TextVectorization({ outputMode: "tf_idf" });
  const learned = new layers.StringLookup({ outputMode: "one_hot", numOovIndices: 2 });
  for (const layer of [tokens, rare, learned]) layer.adapt(words.slice(1));
  const crossing = new layers.HashedCrossing(5, { outputMode: "one_hot" });
  const hashing = new layers.Hashing(4, { outputMode: "one_hot" });
  const embedded = new layers.Embedding(tokens.vocabularySize(), 3).apply(tokens.apply(inputs));
  const features = new Model({
    inputs,
    outputs: layers.concatenate([
      new layers.GlobalAveragePooling1D().apply(embedded),
      rare.apply(inputs),
      learned.apply(inputs),
      crossing.apply([inputs, inputs]),
      hashing.apply(inputs),
    ]),
  });
  const other = Input({ shape: [1], dtype: "string" });
  return new Model({ inputs: other, outputs: new Dense(2).apply(features.apply(other)) });
}

/** Layers of Keras 2 that add a loss and a metric: the real Keras gets its own in saving-in-keras.py. */
function added(): Model {
  const inputs = Input({ shape: [4] });
  const code = new Dense(3).apply(inputs);
  const model = new Model({ inputs, outputs: new Dense(2).apply(code) });
  model.addLoss(new Dense(3).apply(code));
  model.addMetric(code, { name: "size" });
  return model;
}

/** By name a model, and its inputs. */
export const savedLayers: Record<string, () => [model: Model, ...inputs: (NDArray | string[][])[]]> = {
  added: () => [added(), reals(4, 4)],
  text: () => [text(), words],
  images: () => [
    chain(
      [8, 8, 3],
      new layers.RandomFlip("horizontal"),
      new layers.RandomRotation([-0.1, 0.2]),
      new layers.RandomTranslation(0.1, [0.1, 0.2]),
      new layers.RandomZoom(0.1),
      new layers.RandomContrast(0.1, [0, 1]),
      new layers.RandomBrightness(0.1),
      new layers.Resizing(9, 7, { cropToAspectRatio: true }),
      new layers.CenterCrop(8, 6),
      new layers.Conv2D(4, 3),
      new layers.GroupNormalization({ groups: 2 }),
      new layers.SpatialDropout2D(0.2),
      new layers.UpSampling2D(2),
      new layers.Cropping2D(1),
      new layers.DepthwiseConv2D(3, { depthMultiplier: 2 }),
      new layers.ZeroPadding2D(1),
      new layers.SeparableConv2D(3, 2),
      new layers.Conv2DTranspose(2, 3, { strides: 2 }),
      new layers.GlobalAveragePooling2D(),
    ),
    reals(4, 8, 8, 3),
  ],
  volumes: () => [
    chain(
      [4, 6, 4, 2],
      new layers.Conv3D(3, 2, { padding: "same" }),
      new layers.MaxPooling3D(2),
      new layers.UpSampling3D(2),
      new layers.ZeroPadding3D(1),
      new layers.Cropping3D([
        [1, 0],
        [0, 1],
        [1, 1],
      ]),
      new layers.SpatialDropout3D(0.1),
      new layers.Conv3DTranspose(2, 2, { strides: 2 }),
      new layers.AveragePooling3D(2),
      new layers.GlobalMaxPooling3D(),
    ),
    reals(4, 4, 6, 4, 2),
  ],
  sequences: () => [
    chain(
      [6, 4],
      new layers.Conv1DTranspose(3, 2, { strides: 2 }),
      new layers.Cropping1D(2),
      new layers.DepthwiseConv1D(2),
      new layers.SeparableConv1D(4, 2),
      new layers.UnitNormalization(),
      new layers.TimeDistributed(new Dense(3)),
      new layers.Softmax([1, 2]),
    ),
    reals(4, 6, 4),
  ],
  attention: () => [attention(), reals(4, 6, 4)],
  "group query attention": () => [groups(), reals(4, 6, 4)],
  frames: () => [
    chain(
      [3, 5, 5, 2],
      new layers.ConvLSTM2D(3, 2, { returnSequences: true }),
      new layers.ConvLSTM2D(2, 2, { unitForgetBias: false, padding: "same" }),
      new layers.SpectralNormalization(new layers.Conv2D(2, 2)),
      new layers.Flatten(),
      new layers.SpectralNormalization(new Dense(3), 2),
    ),
    reals(4, 3, 5, 5, 2),
  ],
  recurrent: () => [
    recurrent(),
    reals(4, 5, 3),
    new NDArray(
      Float32Array.from({ length: 20 }, (_, i) => Number(i % 5 < 2 + (i % 3))),
      [4, 5],
    ),
  ],
};
