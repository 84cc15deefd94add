/** Layers that Keras 3 treats as built from the start; the others are built for the shape of their input, even without weights. */
const BUILT_AT_ONCE = new RegExp(
  "^(?:Activation|ActivityRegularization|(?:Alpha|Gaussian)?Dropout|ELU|GaussianNoise|Global\\w+Pooling\\dD|" +
    "(?:Average|Max)Pooling\\dD|Identity|InputLayer|LeakyReLU|Masking|ReLU|Reshape|Softmax|SpatialDropout\\dD|UnitNormalization)$",
);

/** True if layers of that class are built from the start. */
export function isBuiltAtOnce(className: string): boolean {
  return BUILT_AT_ONCE.test(className);
}
