import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const { elasticTransform, extractPatches3d, mapCoordinates, perspectiveTransform, scaleAndTranslate } =
  notPorted(
    "operation",
    () =>
      "Tensors here are those of TensorFlow.js: compute it with the operations of `tf`, such as `tf.image`.",
  );
