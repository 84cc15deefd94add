import { Dense, layers, regularizers } from "../../lib/keras/index.ts";
import type { Layer } from "../../lib/keras/layers/index.ts";
import { NDArray } from "../../lib/ndarray.ts";

/** Numbers of a linear congruential generator, from low / 8 to high / 8, as in tests/golden/layers.py. */
export function numbersOf(shape: readonly number[], low = -8, high = 8): NDArray {
  let state = 12345;
  const size = shape.reduce((product, axis) => product * axis, 1);
  const values = Float32Array.from({ length: size }, () => {
    state = (Math.imul(1103515245, state) + 12345) & 0x7fffffff;
    return (((state >> 16) % (high - low)) + low) / 8;
  });
  return new NDArray(values, [...shape]);
}

export interface LayerProgram {
  /** Shape of one sample. */
  inputs: readonly number[];
  layers(): Layer[];
  /** The inputs are whole numbers from 0 to 9. */
  whole?: boolean;
}

export const SAMPLES = 20;

const tall = (...middle: (() => Layer)[]): LayerProgram => ({
  inputs: [5],
  layers: () => [new Dense(6), ...middle.map((make) => make()), new Dense(1)],
});

const stack = (inputs: readonly number[], make: () => Layer[], whole = false): LayerProgram => ({
  inputs,
  layers: make,
  whole,
});

const flat = (inputs: readonly number[], ...middle: (() => Layer)[]): LayerProgram =>
  stack(inputs, () => [...middle.map((make) => make()), new layers.Flatten(), new Dense(1)]);

function adapted(): Layer {
  const layer = new layers.Normalization();
  layer.adapt(numbersOf([SAMPLES, 5]));
  return layer;
}

/** The programs of tests/golden/layers.py. */
export const layerPrograms: Record<string, LayerProgram> = {
  "batch normalization": tall(() => new layers.BatchNormalization({ momentum: 0.8 })),
  "batch normalization options": tall(
    () =>
      new layers.BatchNormalization({
        center: false,
        epsilon: 0.1,
        gammaInitializer: "uniform",
        gammaRegularizer: "l2",
        gammaConstraint: "non_neg",
      }),
  ),
  "batch normalization without scale": tall(() => new layers.BatchNormalization({ scale: false })),
  "batch normalization frozen": tall(() => new layers.BatchNormalization({ trainable: false })),
  "batch normalization first": stack([5], () => [new layers.BatchNormalization(), new Dense(1)]),
  "batch normalization of images": flat([4, 4, 2], () => new layers.BatchNormalization({ axis: 1 })),
  "layer normalization": tall(() => new layers.LayerNormalization()),
  "layer normalization options": tall(
    () =>
      new layers.LayerNormalization({
        scale: false,
        epsilon: 0.1,
        betaInitializer: "uniform",
        betaRegularizer: "l1",
      }),
  ),
  "layer normalization of axes": flat([4, 3, 2], () => new layers.LayerNormalization({ axis: [1, 3] })),
  "unit normalization": tall(() => new layers.UnitNormalization()),
  "normalization adapted": stack([5], () => [adapted(), new Dense(1)]),
  "normalization given": stack([5], () => [
    new layers.Normalization({ mean: [0.5, 1, 0, -1, 2], variance: [1, 4, 2, 0.25, 9] }),
    new Dense(1),
  ]),
  "normalization inverted": stack([5], () => [
    new Dense(5),
    new layers.Normalization({ mean: 0.5, variance: 4, invert: true }),
    new Dense(1),
  ]),
  rescaling: stack([5], () => [
    new layers.Rescaling(1 / 3, { offset: 0.25 }),
    new Dense(6),
    new layers.Rescaling(2.5),
    new Dense(1),
  ]),
  "rescaling of features": stack([5], () => [
    new layers.Rescaling([1, 2, 3, 4, 5.5], [0, 1, 0, 0, -1]),
    new Dense(1),
  ]),
  "gaussian noise": tall(() => new layers.GaussianNoise(0.3)),
  "gaussian noise with a seed": tall(() => new layers.GaussianNoise(0.3, { seed: 5 })),
  "gaussian dropout": tall(() => new layers.GaussianDropout(0.3)),
  "alpha dropout": tall(() => new layers.AlphaDropout(0.3)),
  "several noises": tall(
    () => new layers.GaussianNoise(0.1),
    () => new layers.Dropout(0.2),
    () => new layers.AlphaDropout(0.2),
    () => new layers.GaussianDropout(0.2),
  ),
  prelu: tall(() => new layers.PReLU()),
  "prelu options": tall(
    () =>
      new layers.PReLU({ alphaInitializer: "uniform", alphaRegularizer: "l2", alphaConstraint: "non_neg" }),
  ),
  "prelu shared": flat([4, 3], () => new layers.PReLU({ sharedAxes: [1], alphaInitializer: "ones" })),
  "softmax of axes": flat([4, 3], () => new layers.Softmax({ axis: 1 })),
  "log softmax of rows": flat([4, 3], () => new layers.Activation("log_softmax")),
  "dense of rows": flat(
    [4, 3],
    () => new Dense(2, { activation: "relu", kernelRegularizer: "l2" }),
    () => new Dense(3, { activation: "softmax", useBias: false }),
  ),
  reshape: stack([6], () => [
    new layers.Reshape([3, -1]),
    new layers.Permute([2, 1]),
    new Dense(2),
    new layers.Flatten(),
    new Dense(1),
  ]),
  "repeat vector": stack([6], () => [
    new layers.RepeatVector(3),
    new Dense(2),
    new layers.Flatten(),
    new Dense(1),
  ]),
  embedding: stack([4], () => [new layers.Embedding(10, 3), new layers.Flatten(), new Dense(1)], true),
  "embedding options": stack(
    [4],
    () => [
      new layers.Embedding(10, 3, { embeddingsInitializer: "glorot_normal", embeddingsRegularizer: "l2" }),
      new layers.Flatten(),
      new Dense(1),
    ],
    true,
  ),
  "up-sampling": flat(
    [3, 2, 2],
    () => new layers.UpSampling2D([2, 3]),
    () => new Dense(2),
  ),
  "up-sampling bilinear": flat(
    [3, 2, 2],
    () => new layers.UpSampling2D(2, { interpolation: "bilinear" }),
    () => new Dense(2),
  ),
  "up-sampling of steps": flat(
    [3, 2],
    () => new layers.UpSampling1D(3),
    () => new Dense(2),
  ),
  "zero padding": flat(
    [3, 2, 2],
    () =>
      new layers.ZeroPadding2D([
        [1, 0],
        [2, 1],
      ]),
    () => new Dense(2),
  ),
  "zero padding of steps": flat(
    [3, 2],
    () => new layers.ZeroPadding1D([2, 1]),
    () => new Dense(2),
  ),
  "conv 1d": flat([6, 2], () => new layers.Conv1D(3, 3, { activation: "tanh" })),
  "conv 1d causal": flat([6, 2], () => new layers.Conv1D(3, 2, { padding: "causal", dilationRate: 2 })),
  "conv 1d strides": flat(
    [7, 2],
    () => new layers.Conv1D(3, 3, { strides: 2, padding: "same", useBias: false }),
  ),
  "conv 2d": flat([5, 5, 2], () => new layers.Conv2D(3, 3, { activation: "relu" })),
  "conv 2d options": flat(
    [5, 6, 2],
    () =>
      new layers.Conv2D(4, [2, 3], {
        strides: [2, 1],
        padding: "same",
        groups: 2,
        kernelInitializer: "he_normal",
        kernelRegularizer: "l2",
        biasInitializer: "ones",
        activityRegularizer: new regularizers.L2({ l2: 1e-4 }),
        kernelConstraint: "max_norm",
        activation: "tanh",
      }),
  ),
  "conv 2d dilated": flat([5, 5, 2], () => new layers.Conv2D(2, 2, { dilationRate: 2 })),
  "conv 2d transpose": flat(
    [3, 3, 2],
    () => new layers.Conv2DTranspose(2, 3, { strides: 2, activation: "tanh" }),
  ),
  "conv 2d transpose same": flat(
    [3, 3, 2],
    () => new layers.Conv2DTranspose(3, 3, { strides: 2, padding: "same" }),
  ),
  "depthwise conv": flat(
    [5, 5, 2],
    () => new layers.DepthwiseConv2D(2, { depthMultiplier: 2, activation: "relu" }),
  ),
  "depthwise conv strides": flat(
    [5, 5, 2],
    () => new layers.DepthwiseConv2D(3, { strides: 2, padding: "same", useBias: false }),
  ),
  "separable conv": flat(
    [5, 5, 2],
    () => new layers.SeparableConv2D(3, 2, { depthMultiplier: 2, activation: "relu" }),
  ),
  "separable conv 1d": flat([6, 2], () => new layers.SeparableConv1D(3, 2)),
  "max pooling": flat([5, 5, 2], () => new layers.MaxPooling2D()),
  "max pooling same": flat(
    [5, 5, 2],
    () => new layers.MaxPooling2D([3, 2], { strides: [1, 2], padding: "same" }),
  ),
  "max pooling 1d": flat([7, 2], () => new layers.MaxPooling1D(3, { strides: 2 })),
  "average pooling": flat([5, 5, 2], () => new layers.AveragePooling2D(3, { strides: 2, padding: "same" })),
  "average pooling 1d": flat([7, 2], () => new layers.AveragePooling1D(2, { padding: "same" })),
  "global average pooling": stack([5, 5, 2], () => [new layers.GlobalAveragePooling2D(), new Dense(1)]),
  "global max pooling": flat([5, 5, 2], () => new layers.GlobalMaxPooling2D({ keepdims: true })),
  "global average pooling 1d": stack([5, 2], () => [new layers.GlobalAveragePooling1D(), new Dense(1)]),
  "global max pooling 1d": stack([5, 2], () => [new layers.GlobalMaxPooling1D(), new Dense(1)]),
  "small convnet": stack([8, 8, 1], () => [
    new layers.Conv2D(4, { kernelSize: [3, 3], activation: "relu" }),
    new layers.MaxPooling2D({ poolSize: [2, 2] }),
    new layers.Conv2D(6, { kernelSize: [2, 2], activation: "relu" }),
    new layers.BatchNormalization(),
    new layers.Flatten(),
    new layers.Dropout(0.5),
    new Dense(1),
  ]),
  "simple rnn": stack([4, 3], () => [new layers.SimpleRNN(4), new Dense(1)]),
  "simple rnn options": flat(
    [4, 3],
    () =>
      new layers.SimpleRNN(4, {
        activation: "relu",
        useBias: false,
        returnSequences: true,
        goBackwards: true,
        recurrentInitializer: "glorot_uniform",
      }),
  ),
  lstm: stack([4, 3], () => [new layers.LSTM(4), new Dense(1)]),
  "lstm options": flat(
    [4, 3],
    () =>
      new layers.LSTM(4, {
        recurrentActivation: "hard_sigmoid",
        unitForgetBias: false,
        returnSequences: true,
        kernelRegularizer: "l2",
        recurrentRegularizer: "l1",
      }),
  ),
  "lstm dropout": stack([4, 3], () => [new layers.LSTM(4, { dropout: 0.3 }), new Dense(1)]),
  "lstm recurrent dropout": stack([4, 3], () => [
    new layers.LSTM(4, { dropout: 0.2, recurrentDropout: 0.3 }),
    new Dense(1),
  ]),
  "stacked lstm": stack([4, 3], () => [
    new layers.LSTM(4, { returnSequences: true }),
    new layers.LSTM(3),
    new Dense(1),
  ]),
  gru: stack([4, 3], () => [new layers.GRU(4), new Dense(1)]),
  "gru options": flat(
    [4, 3],
    () => new layers.GRU(4, { resetAfter: false, returnSequences: true, goBackwards: true }),
  ),
  "gru without bias": stack([4, 3], () => [new layers.GRU(4, { useBias: false }), new Dense(1)]),
  "gru recurrent dropout": stack([4, 3], () => [
    new layers.GRU(4, { dropout: 0.2, recurrentDropout: 0.3 }),
    new Dense(1),
  ]),
  "bidirectional lstm": stack([4, 3], () => [new layers.Bidirectional(new layers.LSTM(4)), new Dense(1)]),
  "bidirectional gru sequences": flat(
    [4, 3],
    () => new layers.Bidirectional(new layers.GRU(4, { returnSequences: true }), { mergeMode: "sum" }),
  ),
  "time distributed": flat([4, 3], () => new layers.TimeDistributed(new Dense(2, { activation: "relu" }))),
  "time distributed images": flat([3, 5, 5, 1], () => new layers.TimeDistributed(new layers.Conv2D(2, 3))),
  "conv lstm 1d": flat(
    [4, 5, 2],
    () => new layers.ConvLSTM1D(3, 2, { returnSequences: true, recurrentActivation: "hard_sigmoid" }),
  ),
  "conv lstm 2d": flat(
    [3, 5, 4, 2],
    () => new layers.ConvLSTM2D(3, [2, 3], { strides: [2, 1], padding: "same", kernelRegularizer: "l2" }),
  ),
  "conv lstm 2d stacked": flat(
    [3, 6, 6, 1],
    () =>
      new layers.ConvLSTM2D(2, 3, {
        dilationRate: 2,
        returnSequences: true,
        dropout: 0.2,
        recurrentDropout: 0.3,
      }),
    () => new layers.ConvLSTM2D(2, 1, { useBias: false, goBackwards: true, activityRegularizer: "l2" }),
  ),
  "conv lstm 3d": flat(
    [2, 3, 3, 3, 1],
    () => new layers.ConvLSTM3D(2, 2, { unitForgetBias: false, seed: 3 }),
  ),
  "bidirectional conv lstm": flat(
    [3, 4, 4, 1],
    () => new layers.Bidirectional(new layers.ConvLSTM2D(2, 3, { returnSequences: true })),
  ),
  "spectral normalization": tall(
    () => new layers.SpectralNormalization(new Dense(4, { activation: "relu" })),
  ),
  "spectral normalization of images": flat(
    [5, 5, 2],
    () => new layers.SpectralNormalization(new layers.Conv2D(3, 2, { kernelRegularizer: "l2" }), 3),
    () => new layers.SpectralNormalization(new layers.Conv2DTranspose(2, 2, { strides: 2, useBias: false })),
  ),
  "spectral normalization of vectors": {
    ...flat([4], () => new layers.SpectralNormalization(new layers.Embedding(10, 3))),
    whole: true,
  },
  "masked lstm": stack(
    [4],
    () => [new layers.Embedding(10, 3, { maskZero: true }), new layers.LSTM(4), new Dense(1)],
    true,
  ),
  "masked gru sequences": stack(
    [4],
    () => [
      new layers.Embedding(10, 3, { maskZero: true }),
      new layers.Bidirectional(new layers.GRU(4, { returnSequences: true })),
      new layers.GRU(3),
      new Dense(1),
    ],
    true,
  ),
};

/** The layers whose configurations are in tests/golden/layers.json, in the same order. */
export const configured = (): Layer[] => [
  new layers.BatchNormalization({ name: "a" }),
  new layers.BatchNormalization({
    axis: 1,
    momentum: 0.5,
    epsilon: 0.1,
    center: false,
    gammaRegularizer: "l2",
    betaConstraint: "non_neg",
    name: "a",
    trainable: false,
  }),
  new layers.LayerNormalization({ name: "a" }),
  new layers.LayerNormalization({ axis: [1, 2], scale: false, betaInitializer: "ones", name: "a" }),
  new layers.UnitNormalization({ axis: 1, name: "a" }),
  new layers.Normalization({ name: "a" }),
  new layers.Normalization({ axis: null, mean: 1.5, variance: 2, invert: true, name: "a" }),
  new layers.Rescaling(0.5, { name: "a" }),
  new layers.Rescaling([1, 2], { offset: -1, name: "a" }),
  new layers.GaussianNoise(0.5, { name: "a" }),
  new layers.GaussianDropout(0.5, { seed: 3, name: "a" }),
  new layers.AlphaDropout(0.5, { noiseShape: [null, 1], name: "a" }),
  new layers.PReLU({ name: "a" }),
  new layers.PReLU({ alphaInitializer: "ones", sharedAxes: [1, 2], name: "a" }),
  new layers.Softmax({ axis: 1, name: "a" }),
  new layers.ELU({ alpha: 0.5, name: "a" }),
  new layers.ReLU({ maxValue: 6, threshold: 1, name: "a" }),
  new layers.Reshape([2, -1], { name: "a" }),
  new layers.Permute([2, 1], { name: "a" }),
  new layers.RepeatVector(3, { name: "a" }),
  new layers.Embedding(10, 3, { name: "a" }),
  new layers.Embedding(10, 3, {
    embeddingsInitializer: "zeros",
    embeddingsRegularizer: "l1",
    maskZero: true,
    name: "a",
  }),
  new layers.Masking({ maskValue: 2, name: "a" }),
  new layers.UpSampling1D(3, { name: "a" }),
  new layers.UpSampling2D([2, 3], { interpolation: "bilinear", name: "a" }),
  new layers.ZeroPadding1D([1, 2], { name: "a" }),
  new layers.ZeroPadding2D(
    [
      [1, 2],
      [3, 4],
    ],
    { name: "a" },
  ),
  new layers.Conv1D(3, 2, { padding: "causal", name: "a" }),
  new layers.Conv2D(3, 2, { name: "a" }),
  new layers.Conv2D(4, [2, 3], {
    strides: 2,
    padding: "same",
    dataFormat: "channels_first",
    groups: 2,
    activation: "relu",
    useBias: false,
    name: "a",
  }),
  new layers.Conv2DTranspose(3, 2, { strides: 2, name: "a" }),
  new layers.DepthwiseConv2D(2, { depthMultiplier: 2, depthwiseRegularizer: "l2", name: "a" }),
  new layers.SeparableConv1D(3, 2, { name: "a" }),
  new layers.SeparableConv2D(3, [2, 1], { pointwiseInitializer: "ones", name: "a" }),
  new layers.MaxPooling1D(3, { name: "a" }),
  new layers.MaxPooling2D({ name: "a" }),
  new layers.AveragePooling1D(2, { name: "a" }),
  new layers.AveragePooling2D([2, 3], { strides: 1, padding: "same", name: "a" }),
  new layers.GlobalAveragePooling1D({ name: "a" }),
  new layers.GlobalAveragePooling2D({ keepdims: true, name: "a" }),
  new layers.GlobalMaxPooling1D({ name: "a" }),
  new layers.GlobalMaxPooling2D({ name: "a" }),
  new layers.SimpleRNN(3, { name: "a" }),
  new layers.LSTM(3, { dropout: 0.5, seed: 4, returnSequences: true, name: "a" }),
  new layers.GRU(3, { resetAfter: false, goBackwards: true, name: "a" }),
  new layers.Bidirectional(new layers.LSTM(3, { name: "b" }), { mergeMode: "ave", name: "a" }),
  new layers.TimeDistributed(new layers.Softmax({ name: "b" }), { name: "a" }),
  new layers.ConvLSTM2D(3, 2, { dropout: 0.5, padding: "same", name: "a" }),
  new layers.ConvLSTM3D(3, [1, 2, 3], { seed: 4, biasRegularizer: "l1", name: "a" }),
  new layers.SpectralNormalization(new layers.Softmax({ name: "b" }), { powerIterations: 2, name: "a" }),
  new layers.GroupQueryAttention(3, 4, 2, { dropout: 0.1, kernelInitializer: "zeros", name: "a" }),
];
