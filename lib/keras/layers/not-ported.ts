import { notPorted } from "../not-ported.ts";

const remedy = (name: string) =>
  `TensorFlow.js has none. Write one of your own: \`class ${name} extends layers.Layer\`; files are loaded with it by ` +
  `\`customObjects: { ${name} }\`.`;

/** @deprecated Not ported, which puts the names last in lists of completions. */
export const {
  AugMix,
  ContrastLimitedAdaptiveHistogramEqualization,
  CutMix,
  FlaxLayer,
  InputSpec,
  JaxLayer,
  MaxNumBoundingBoxes,
  MelSpectrogram,
  MixUp,
  Pipeline,
  RandAugment,
  RandomColorJitter,
  RandomElasticTransform,
  RandomPerspective,
  ReversibleEmbedding,
  STFTSpectrogram,
  TFSMLayer,
  TorchModuleWrapper,
  Wrapper,
} = notPorted("layer", remedy);
