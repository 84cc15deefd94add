import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const {
  elasticTransform,
  extractPatches3d,
  gaussianBlur,
  hsvToRgb,
  mapCoordinates,
  perspectiveTransform,
  rgbToHsv,
  scaleAndTranslate,
  sobelEdges,
  ssim,
} = notPorted(
  "operation",
  () =>
    "Tensors here are those of TensorFlow.js: compute it with the operations of `tf`, such as `tf.image`.",
);
