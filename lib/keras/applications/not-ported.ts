import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
// biome-ignore format: a list of names
export const {
  ConvNeXtBase, ConvNeXtLarge, ConvNeXtSmall, ConvNeXtTiny, ConvNeXtXLarge, EfficientNetV2B0, EfficientNetV2B1,
  EfficientNetV2B2, EfficientNetV2B3, EfficientNetV2L, EfficientNetV2M, EfficientNetV2S, InceptionResNetV2, InceptionV3,
  MobileNetV3Large, MobileNetV3Small, NASNetLarge, NASNetMobile,
} = notPorted(
  "model",
  () =>
    "Save it in Keras and load it here: `await models.loadModel(path)`. Or use one that is ported, such as applications.MobileNetV2.",
);
