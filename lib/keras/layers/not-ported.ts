import { notPorted } from "../not-ported.ts";

const remedy = (name: string) =>
  `TensorFlow.js has none. Write one of your own: \`class ${name} extends layers.Layer\`; files are loaded with it by ` +
  `\`customObjects: { ${name} }\`.`;

/** @deprecated Not ported, which puts the names last in lists of completions. */
export const {
  AdaptiveAveragePooling1D,
  AdaptiveAveragePooling2D,
  AdaptiveAveragePooling3D,
  AdaptiveMaxPooling1D,
  AdaptiveMaxPooling2D,
  AdaptiveMaxPooling3D,
  AugMix,
  AutoContrast,
  ContrastLimitedAdaptiveHistogramEqualization,
  CutMix,
  Equalization,
  FlaxLayer,
  InputSpec,
  JaxLayer,
  MaxNumBoundingBoxes,
  MelSpectrogram,
  MixUp,
  Pipeline,
  RandAugment,
  RandomColorDegeneration,
  RandomColorJitter,
  RandomElasticTransform,
  RandomErasing,
  RandomGaussianBlur,
  RandomGrayscale,
  RandomHue,
  RandomInvert,
  RandomPerspective,
  RandomPosterization,
  RandomSaturation,
  RandomSharpness,
  RandomShear,
  ReversibleEmbedding,
  STFTSpectrogram,
  Solarization,
  TFSMLayer,
  TorchModuleWrapper,
  Wrapper,
} = notPorted("layer", remedy);
