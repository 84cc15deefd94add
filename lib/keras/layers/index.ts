export {
  Activation,
  ELU,
  LeakyReLU,
  PReLU,
  ReLU,
  type ReLUOptions,
  Softmax,
} from "./activations.ts";
export * from "./adaptive-pooling.ts";
export { AdditiveAttention, Attention, type AttentionOptions } from "./attention/attention.ts";
export {
  GroupedQueryAttention as GroupQueryAttention,
  type GroupQueryAttentionOptions,
} from "./attention/grouped-query-attention.ts";
export { MultiHeadAttention } from "./attention/multi-head-attention.ts";
export type { MultiHeadAttentionOptions } from "./attention/options.ts";
export {
  Conv1D,
  Conv1D as Convolution1D,
  Conv2D,
  Conv2D as Convolution2D,
  Conv3D,
  Conv3D as Convolution3D,
} from "./convolutional/conv.ts";
export {
  Conv1DTranspose,
  Conv1DTranspose as Convolution1DTranspose,
  Conv2DTranspose,
  Conv2DTranspose as Convolution2DTranspose,
  Conv3DTranspose,
  Conv3DTranspose as Convolution3DTranspose,
} from "./convolutional/conv-transpose.ts";
export { DepthwiseConv1D, DepthwiseConv2D } from "./convolutional/depthwise-conv.ts";
export {
  SeparableConv1D,
  SeparableConv1D as SeparableConvolution1D,
  SeparableConv2D,
  SeparableConv2D as SeparableConvolution2D,
} from "./convolutional/separable-conv.ts";
export { Flatten, Identity, Lambda } from "./core.ts";
export { Layer } from "./custom-layer.ts";
export { Dense, type DenseConfig, type DenseOptions } from "./dense.ts";
export { EinsumDense, type EinsumDenseOptions } from "./einsum-dense.ts";
export { Embedding, Masking } from "./embedding.ts";
export { GroupNormalization, RMSNormalization } from "./group-normalization.ts";
export { Input, InputLayer, type InputLayerConfig } from "./input-layer.ts";
export type { KerasTensor } from "./keras-tensor.ts";
export type { LayerConfig, LayerOptions, Shape } from "./layer.ts";
export * from "./merging/concatenate.ts";
export * from "./merging/dot.ts";
export * from "./merging/elementwise.ts";
export { BatchNormalization, LayerNormalization } from "./normalization.ts";
export * from "./not-ported.ts";
export * from "./padding.ts";
export {
  AveragePooling1D,
  AveragePooling1D as AvgPool1D,
  AveragePooling2D,
  AveragePooling2D as AvgPool2D,
  AveragePooling3D,
  AveragePooling3D as AvgPool3D,
  GlobalAveragePooling1D,
  GlobalAveragePooling1D as GlobalAvgPool1D,
  GlobalAveragePooling2D,
  GlobalAveragePooling2D as GlobalAvgPool2D,
  GlobalAveragePooling3D,
  GlobalAveragePooling3D as GlobalAvgPool3D,
  GlobalMaxPooling1D,
  GlobalMaxPooling1D as GlobalMaxPool1D,
  GlobalMaxPooling2D,
  GlobalMaxPooling2D as GlobalMaxPool2D,
  GlobalMaxPooling3D,
  GlobalMaxPooling3D as GlobalMaxPool3D,
  MaxPooling1D,
  MaxPooling1D as MaxPool1D,
  MaxPooling2D,
  MaxPooling2D as MaxPool2D,
  MaxPooling3D,
  MaxPooling3D as MaxPool3D,
} from "./pooling.ts";
export { CategoryEncoding } from "./preprocessing/category-encoding.ts";
export { Discretization } from "./preprocessing/discretization.ts";
export { HashedCrossing } from "./preprocessing/hashed-crossing.ts";
export { Hashing } from "./preprocessing/hashing.ts";
export * from "./preprocessing/images/more-random-colors.ts";
export * from "./preprocessing/images/pixel-values.ts";
export { RandomBrightness, RandomContrast } from "./preprocessing/images/random-colors.ts";
export { RandomCrop } from "./preprocessing/images/random-crop.ts";
export { RandomFlip } from "./preprocessing/images/random-flip.ts";
export * from "./preprocessing/images/random-transforms.ts";
export { CenterCrop, Resizing } from "./preprocessing/images/resizing.ts";
export { IntegerLookup } from "./preprocessing/integer-lookup.ts";
export { Normalization } from "./preprocessing/normalization.ts";
export { Rescaling } from "./preprocessing/rescaling.ts";
export { StringLookup } from "./preprocessing/string-lookup.ts";
export { TextVectorization, type TextVectorizationOptions } from "./preprocessing/text-vectorization.ts";
export * from "./regularization.ts";
export * from "./removed.ts";
export { Permute, RepeatVector, Reshape } from "./reshaping.ts";
export { Bidirectional } from "./rnn/bidirectional.ts";
export { GRUCell, LSTMCell, SimpleRNNCell, StackedRNNCells } from "./rnn/cells.ts";
export { ConvLSTM1D, ConvLSTM2D, ConvLSTM3D } from "./rnn/conv-lstm.ts";
export { GRU } from "./rnn/gru.ts";
export { LSTM } from "./rnn/lstm.ts";
export { RNN } from "./rnn/rnn.ts";
export { SimpleRNN } from "./rnn/simple-rnn.ts";
export { TimeDistributed } from "./rnn/wrappers.ts";
export { SpectralNormalization } from "./spectral-normalization.ts";
export type { WeightSpec } from "./tracking-layer.ts";
export { UnitNormalization } from "./unit-normalization.ts";
export { UpSampling1D, UpSampling2D, UpSampling3D } from "./up-sampling.ts";
