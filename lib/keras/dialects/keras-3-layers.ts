/** Layers that Keras 3 treats as built from the start; the others are built for the shape of their input, even without weights. */
const BUILT_AT_ONCE = new RegExp(
  "^(?:Activation|ActivityRegularization|(?:Alpha|Gaussian)?Dropout|ELU|GaussianNoise|Global\\w+Pooling\\dD|" +
    "(?:Average|Max)Pooling\\dD|Identity|InputLayer|LeakyReLU|Masking|ReLU|Reshape|Softmax|SpatialDropout\\dD|UnitNormalization)$",
);

/** True if layers of that class are built from the start. */
export function isBuiltAtOnce(className: string): boolean {
  return BUILT_AT_ONCE.test(className);
}

/** Layers that a configuration gives a mask in each call, null if there is none; models too. */
const MASKED =
  /^(?:BatchNormalization|Softmax|LSTM|ConvLSTM\dD|GRU|SimpleRNN|RNN|TimeDistributed|Bidirectional|GlobalAveragePooling1D)$/;
const TRAINING_FALSE =
  /^(?:(?:Alpha|Gaussian)?Dropout|SpatialDropout\dD|GaussianNoise|LSTM|ConvLSTM\dD|GRU|SimpleRNN|RNN|SpectralNormalization)$/;
const TRAINING_TRUE =
  /^(?:Random(?!Normal|Uniform)\w+|Resizing|CenterCrop|AutoContrast|Equalization|Solarization)$/;

/** Keras' default for `training` of a call, which it stores for every call, and overrides in `fit` and `predict`. */
export function defaultTraining(className: string): boolean | undefined {
  if (TRAINING_FALSE.test(className)) return false;
  return TRAINING_TRUE.test(className) ? true : undefined;
}

/** True if Keras stores a mask with the calls of that class. */
export function takesMaskArgument(className: string): boolean {
  return MASKED.test(className);
}

/** The arguments that Keras stores for a call with nothing but a tensor. */
export function defaultArguments(className: string): Record<string, unknown> {
  const training = defaultTraining(className);
  return { ...(training !== undefined && { training }), ...(MASKED.test(className) && { mask: null }) };
}
