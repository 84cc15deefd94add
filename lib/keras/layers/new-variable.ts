import { ValueError } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { Initializer } from "../initializers/index.ts";
import { takeWeights } from "../saving/weight-budget.ts";
import { Variable } from "../variable.ts";

/**
 * A weight with its initial values, which are drawn when needed.
 *
 * @param path names of the layer and the weight, `dense/kernel`
 * @throws ValueError if there is not enough memory
 */
export function newVariable(path: string, shape: readonly number[], initializer: Initializer): Variable {
  const [layer, name] = path.split(/\/(?=[^/]*$)/);
  takeWeights(sizeOf(shape), layer);
  try {
    const { values, rest } = initializer.begin?.(shape) ?? { values: initializer.call(shape) };
    return new Variable(name, shape, values, path, rest);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ValueError(
      `No memory for the ${name} of layer '${layer}': ${tuple([...shape])} numbers take ` +
        `${((4 * sizeOf(shape)) / 1e9).toFixed(1)} GB. Use fewer units or features.`,
    );
  }
}
