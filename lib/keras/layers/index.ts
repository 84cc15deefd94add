export {
  Activation,
  ELU,
  LeakyReLU,
  PReLU,
  ReLU,
  type ReLUOptions,
  Softmax,
} from "./activations.ts";
export { Conv1D, Conv1D as Convolution1D, Conv2D, Conv2D as Convolution2D } from "./convolutional/conv.ts";
export {
  Conv2DTranspose,
  Conv2DTranspose as Convolution2DTranspose,
} from "./convolutional/conv-transpose.ts";
export { DepthwiseConv2D } from "./convolutional/depthwise-conv.ts";
export {
  SeparableConv1D,
  SeparableConv1D as SeparableConvolution1D,
  SeparableConv2D,
  SeparableConv2D as SeparableConvolution2D,
} from "./convolutional/separable-conv.ts";
export { ActivityRegularization, Dropout, Flatten, Lambda } from "./core.ts";
export { Dense, type DenseConfig, type DenseOptions } from "./dense.ts";
export { Embedding, Masking } from "./embedding.ts";
export { Input, InputLayer, type InputLayerConfig } from "./input-layer.ts";
export type { KerasTensor } from "./keras-tensor.ts";
export type { LayerConfig, LayerOptions, Shape } from "./layer.ts";
export {
  Add,
  Average,
  add,
  average,
  Concatenate,
  concatenate,
  Dot,
  dot,
  Maximum,
  Minimum,
  Multiply,
  maximum,
  minimum,
  multiply,
  Subtract,
  subtract,
} from "./merging.ts";
export { BatchNormalization, LayerNormalization, UnitNormalization } from "./normalization.ts";
export * from "./not-ported.ts";
export { Layer, type WeightSpec } from "./own-layer.ts";
export {
  AveragePooling1D,
  AveragePooling1D as AvgPool1D,
  AveragePooling2D,
  AveragePooling2D as AvgPool2D,
  GlobalAveragePooling1D,
  GlobalAveragePooling1D as GlobalAvgPool1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling2D as GlobalAvgPool2D,
  GlobalMaxPooling1D,
  GlobalMaxPooling1D as GlobalMaxPool1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling2D as GlobalMaxPool2D,
  MaxPooling1D,
  MaxPooling1D as MaxPool1D,
  MaxPooling2D,
  MaxPooling2D as MaxPool2D,
} from "./pooling.ts";
export { CategoryEncoding } from "./preprocessing/category-encoding.ts";
export { Discretization } from "./preprocessing/discretization.ts";
export { Hashing } from "./preprocessing/hashing.ts";
export { IntegerLookup, StringLookup } from "./preprocessing/lookup.ts";
export { Normalization } from "./preprocessing/normalization.ts";
export { Rescaling } from "./preprocessing/rescaling.ts";
export {
  AlphaDropout,
  GaussianDropout,
  GaussianNoise,
  SpatialDropout1D,
  SpatialDropout2D,
} from "./regularization.ts";
export {
  Permute,
  RepeatVector,
  Reshape,
  UpSampling1D,
  UpSampling2D,
  ZeroPadding1D,
  ZeroPadding2D,
} from "./reshaping.ts";
export { GRU } from "./rnn/gru.ts";
export { LSTM } from "./rnn/lstm.ts";
export { SimpleRNN } from "./rnn/simple-rnn.ts";
export { Bidirectional, TimeDistributed } from "./rnn/wrappers.ts";
