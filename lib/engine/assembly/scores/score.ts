/**
 * Keras' losses and metrics of a sample, four samples at a time, by the formulas of Keras on TensorFlow. Unless `g` is 0,
 * ∂loss/∂source of each unit is stored there.
 */
import { add, splat } from "../lanes";
import { Layer, Score } from "../records";
import { categoricalAccuracy, firstLargest, inTopK, isFirstLargest } from "./accuracies";
import {
  categoricalCrossentropy,
  categoricalFocal,
  generalizedCrossEntropy,
  softmaxCrossentropy,
  sparseSoftmaxCrossentropy,
} from "./crossentropies";
import { sampleOverlap } from "./batch";
import { element } from "./element";
import { Kind } from "./kinds";
import { categoricalHinge, cosineSimilarity } from "./vectors";

/** Address of a score's values. */
export function sourceOf(score: Score, last: Layer): usize {
  return score.source == 2 ? last.preactivations : last.outputs;
}

/**
 * The score of the four samples at `z` and `y`. `binary`: all labels of the batch are 0 or 1, which the hinge losses need to know.
 */
export function scoreOf(score: Score, z: usize, y: usize, g: usize, stride: usize, units: i32, binary: bool): v128 {
  switch (score.kind) {
    case Kind.categoricalCrossentropy:
      return score.source != 0
        ? softmaxCrossentropy(score, z, y, g, stride, units)
        : categoricalCrossentropy(score, z, y, g, stride, units);
    case Kind.sparseCategoricalCrossentropy:
      return score.source != 0
        ? sparseSoftmaxCrossentropy(z, y, g, stride, units, false)
        : sparseSoftmaxCrossentropy(z, y, g, stride, units, true);
    case Kind.categoricalFocalCrossentropy:
      return categoricalFocal(score, z, y, g, stride, units);
    case Kind.categoricalHinge:
      return categoricalHinge(z, y, g, stride, units);
    case Kind.cosineSimilarity:
      return cosineSimilarity(z, y, g, stride, units);
    case Kind.categoricalGeneralizedCrossEntropy:
      return generalizedCrossEntropy(score, z, y, g, stride, units);
    case Kind.dice:
    case Kind.tversky:
      return sampleOverlap(score, z, y, g, stride, units);
    case Kind.categoricalAccuracy:
      return categoricalAccuracy(z, y, stride, units);
    case Kind.sparseCategoricalAccuracy:
      return isFirstLargest(z, v128.load(y), stride, units);
    case Kind.topKCategoricalAccuracy:
      return inTopK(z, firstLargest(y, stride, units), stride, units, <i32>score.a);
    case Kind.sparseTopKCategoricalAccuracy:
      return inTopK(z, v128.load(y), stride, units, <i32>score.a);
  }
  let sum = splat(0);
  const count = splat(<f32>units);
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, element(score, v128.load(z), v128.load(y), g, count, binary));
    z += stride;
    y += stride;
    if (g != 0) g += stride;
  }
  return score.kind == Kind.klDivergence ? sum : f32x4.div(sum, count);
}
