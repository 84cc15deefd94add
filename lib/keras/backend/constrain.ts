import type { Constraint } from "../../engine/index.ts";

/** Keras' `epsilon()`: keeps a norm of zero from dividing. */
const EPSILON = 1e-7;

/**
 * Applies a constraint to a weight after an update.
 *
 * @param values row-major, changed in place; a bias is one column
 */
export function constrain(values: Float32Array, columns: number, constraint: Constraint): void {
  if (constraint.kind === "nonNeg") {
    for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i], 0);
    return;
  }
  // Sums of squares by row, by column or of all values; then factors.
  const { axis } = constraint;
  const groupOf = (i: number) => (axis === 0 ? i % columns : axis === 1 ? Math.floor(i / columns) : 0);
  const factors = new Float64Array(axis === 0 ? columns : axis === 1 ? values.length / columns : 1);
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
