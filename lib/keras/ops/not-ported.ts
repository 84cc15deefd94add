import { notPorted } from "../not-ported.ts";

const TENSORFLOW =
  "Tensors here are those of TensorFlow.js, which may have it: see the operations of `tf` (a.matMul(b), tf.image.resizeBilinear).";

const missing = notPorted("operation", () => TENSORFLOW);

/** @deprecated Not ported. */
// biome-ignore format: a list of names
export const {
  adaptiveAveragePool, adaptiveMaxPool, allclose, angle, append, argpartition, arraySplit, associativeScan,
  average, bartlett, bincount, bitwiseAnd, bitwiseInvert, bitwiseLeftShift, bitwiseNot, bitwiseOr,
  bitwiseRightShift, bitwiseXor, blackman, cbrt, cdist, conj, conjugate, convTranspose, corrcoef, correlate,
  cross, ctcDecode, ctcLoss, customGradient, deg2rad, depthToSpace, diagflat, diagonal, diff, digitize, dsplit,
  dstack, eig, eigh, empty, emptyLike, erfc, erfinv, extractSequences, fabs, fft, fft2, fliplr, flipud, fmax,
  fmin, fmod, fold, gcd, geomspace, hamming, hanning, heaviside, histogram, hsplit, hypot, i0, ifft2, imag,
  inTopK, inner, irfft, isin, isneginf, isposinf, isreal, istft, jvp, kaiser, kron, lcm, ldexp, leftShift,
  linalg, logaddexp2, logspace, lstsq, luFactor, matrixRank, median, nanToNum, nanargmax, nanargmin, nancumprod,
  nancumsum, nanmax, nanmean, nanmedian, nanmin, nanpercentile, nanprod, nanquantile, nanstd, nansum, nanvar,
  nextafter, nn, numpy, percentile, pinv, polar, psnr, ptp, quantile, rad2deg, real, rearrange, rfft,
  rightShift, rmsNormalization, rot90, saturateCast, searchsorted, segmentMax, segmentMin, segmentProd, select,
  separableConv, signbit, sinc, spaceToDepth, stft, svd, trapezoid, tri, trunc, unfold, unique, unravelIndex,
  vander, vectorize, view, viewAsComplex, viewAsReal, vsplit,
} = missing;

const { switch: switchOperation } = missing;

export { switchOperation as switch };
