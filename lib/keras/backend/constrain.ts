import { type Constraint, constraintAxes } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { broadcastIndex, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFunction } from "./tensor-types.ts";

/** Keras' `epsilon()`: keeps a norm of zero from dividing. */
const EPSILON = 1e-7;

/**
 * Applies a constraint to a weight after an update.
 *
 * @param values row-major, changed in place
 * @throws ValueError for an axis that the weight does not have
 */
export function constrain(values: Float32Array, shape: readonly number[], constraint: Constraint): void {
  if (constraint.kind === "nonNeg") {
    for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i], 0);
    return;
  }
  const axes = constraintAxes(constraint.axis, shape.length);
  const others = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  // The number of a value's norm: its place among the axes over which no norm is taken.
  const groupOf = (i: number) => broadcastIndex(i, shape, others);
  // Sums of squares, then factors.
  const factors = new Float64Array(sizeOf(others));
  for (let i = 0; i < values.length; i++) factors[groupOf(i)] += values[i] * values[i];
  for (let i = 0; i < factors.length; i++) {
    const norm = Math.fround(Math.sqrt(factors[i]));
    factors[i] = wantedNorm(norm, constraint) / (EPSILON + norm);
  }
  for (let i = 0; i < values.length; i++) values[i] *= factors[groupOf(i)];
}

function wantedNorm(norm: number, constraint: Exclude<Constraint, { kind: "nonNeg" }>): number {
  switch (constraint.kind) {
    case "unitNorm":
      return 1;
    case "maxNorm":
      return Math.min(norm, constraint.maxValue);
    case "minMaxNorm": {
      const { minValue, maxValue, rate } = constraint;
      return rate * Math.min(Math.max(norm, minValue), maxValue) + (1 - rate) * norm;
    }
  }
}

/**
 * Applies a function as a constraint to a weight.
 *
 * @param values row-major, changed in place
 * @throws ValueError for a result of another shape
 */
export function constrainBy(
  tf: CallContext["tf"],
  { label, call }: { readonly label: string; readonly call: TensorFunction },
  values: Float32Array,
  shape: readonly number[],
): void {
  tf.tidy(() => {
    const result = call(tf.tensor(values.slice(), [...shape]));
    if (String(result?.shape) !== String(shape)) {
      const got = result?.shape === undefined ? String(result) : `shape ${tuple([...result.shape])}`;
      throw new ValueError(
        `Expected ${label} to return a tensor of the weight's shape ${tuple([...shape])}. Received: ${got}`,
      );
    }
    values.set(result.dataSync());
  });
}
