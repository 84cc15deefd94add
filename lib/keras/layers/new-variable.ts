import { ValueError } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { WeightPlan } from "../backend/plan.ts";
import { initialValues } from "../initializers/initializer.ts";
import { takeWeights } from "../saving/weight-budget.ts";
import { Variable } from "../variable.ts";
import type { WeightSettings } from "./weight-settings.ts";

/**
 * A weight with its initial values, which are drawn when needed.
 *
 * @param path names of the layer and the weight, `dense/kernel`
 * @throws ValueError if there is not enough memory
 */
export function newVariable(
  path: string,
  shape: readonly number[],
  { initializer, regularizer = null, constraint = null, trainable = true }: WeightSettings,
): Variable {
  const [layer, name] = path.split(/\/(?=[^/]*$)/);
  takeWeights(sizeOf(shape), layer);
  try {
    const { values, rest } = initializer.begin?.(shape) ?? { values: initialValues(initializer, shape) };
    const variable = new Variable(name, shape, values, path, rest);
    return Object.assign(variable, { regularizer, constraint, trainable, isState: !trainable });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ValueError(
      `No memory for the ${name} of layer '${layer}': ${tuple([...shape])} numbers take ` +
        `${((4 * sizeOf(shape)) / 1e9).toFixed(1)} GB. Use fewer units or features.`,
    );
  }
}

/** A weight as the trainer takes it. Keras leaves out the penalties on weights that stay as they are. */
export function weightPlan({ shape, regularizer, constraint }: Variable, trainable: boolean): WeightPlan {
  return {
    shape,
    trainable,
    ...(trainable && regularizer && { regularizer: regularizer.plan() }),
    ...(constraint && { constraint: constraint.plan() }),
  };
}
