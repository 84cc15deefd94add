import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { trace } from "../backend/scope.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { checkResult } from "./eager.ts";
import type { Shape } from "./keras-tensor.ts";
import { withoutDraws } from "./seed-generator.ts";

/**
 * The shapes of what a function returns for zeros; sizes that depend on an open axis are open, too.
 *
 * @param label of the layer, for errors
 * @param inputs shapes of its inputs
 * @throws ValueError for a result that is no tensor, or has another number of samples
 */
export function tracedShapes(
  label: string,
  inputs: readonly Shape[],
  call: (zeros: TensorFlowTensor[]) => unknown,
): Shape[] {
  const tf = tensorFlowNow();
  const batch = inputs[0]?.[0] ?? null;
  const samples = batch ?? 2;
  const shapesWith = (free: number): Shape[] =>
    tf.tidy(() => {
      const zeros = inputs.map((shape) => tf.zeros([samples, ...shape.slice(1).map((size) => size ?? free)]));
      const result = trace(() => withoutDraws(() => call(zeros)));
      checkResult(result, label);
      const outputs: TensorFlowTensor[] = isTensor(result) ? [result] : Object.values(result as object);
      return outputs.map(({ shape }): Shape => {
        if (shape[0] === samples) return tuple([batch, ...shape.slice(1)]);
        throw new ValueError(
          `Expected the \`call\` of ${label} to return a row for each of the ${samples} samples. ` +
            `Received: shape ${tuple([...shape])}`,
        );
      });
    });
  const shapes = shapesWith(8);
  if (!inputs.some((shape) => shape.slice(1).includes(null))) return shapes;
  const others = shapesWith(9);
  return shapes.map((shape, i) => tuple(shape.map((size, axis) => (size === others[i][axis] ? size : null))));
}
