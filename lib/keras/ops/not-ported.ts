import { notPorted } from "../not-ported.ts";

const TENSORFLOW =
  "Tensors here are those of TensorFlow.js, which may have it: see the operations of `tf` (a.matMul(b), tf.image.resizeBilinear).";

const missing = notPorted("operation", (name) =>
  name.includes(".") ? `Operations stand in keras.ops alone: \`ops.${name.split(".").at(-1)}\`.` : TENSORFLOW,
);

/** @deprecated Not ported. */
// biome-ignore format: a list of names
export const {
  convTranspose, eig, eigh, fold, istft, jvp, linalg, lstsq, luFactor, matrixRank, nextafter, nn, numpy, pinv, polar,
  svd, unfold, view, viewAsComplex, viewAsReal,
} = missing;
