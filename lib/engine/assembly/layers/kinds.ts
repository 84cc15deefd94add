/** Imported by `lib/engine/layers.ts` too, so plain TypeScript only. */
export enum LayerKind {
  dense,
  activation,
  dropout,
  rescaling,
  normalization,
  batchNormalization,
  layerNormalization,
  prelu,
  gaussianNoise,
  gaussianDropout,
  alphaDropout,
}
