/** The usual loss for two classes, in a faster form: binary crossentropy after a sigmoid, by the formulas of `element`. */
import { smooth } from "./crossentropies";
import { sigmoidCrossentropy } from "./element";
import { add, splat, sub } from "../lanes";
import { Layer, Score } from "../records";

/**
 * The score of the four samples at `at` of the last layer's rows, from the values before the sigmoid. Unless `g` is 0, the
 * derivative with respect to these, computed from the outputs, is stored there.
 */
export function afterSigmoid(score: Score, last: Layer, y: usize, g: usize, at: usize, stride: usize): v128 {
  const units = last.units;
  const count = splat(<f32>units);
  let sum = splat(0);
  for (let unit = 0; unit < units; unit++) {
    const t = smooth(v128.load(y + at), score.smoothing, 2);
    sum = add(sum, sigmoidCrossentropy(v128.load(last.preactivations + at), t));
    if (g != 0) {
      const derivative = sub(v128.load(last.outputs + at), t);
      v128.store(g + at, units == 1 ? derivative : f32x4.div(derivative, count));
    }
    at += stride;
  }
  return units == 1 ? sum : f32x4.div(sum, count);
}
