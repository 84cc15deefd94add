import type { Constraint } from "./plan.ts";

/** Keras' `epsilon()`: keeps a norm of zero from dividing. */
const EPSILON = 1e-7;

/**
 * Puts a weight where its constraint wants it, after an update.
 *
 * @param values row-major, changed in place; a bias is one column
 */
export function constrain(values: Float32Array, columns: number, constraint: Constraint): void {
  if (constraint.kind === "nonNeg") {
    for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i], 0);
    return;
  }
  const rows = values.length / columns;
  const { axis } = constraint;
  const scale = (at: number, count: number, stride: number) => {
    let square = 0;
    for (let i = 0; i < count; i++) square += values[at + i * stride] ** 2;
    const norm = Math.fround(Math.sqrt(square));
    const factor = wantedNorm(norm, constraint) / (EPSILON + norm);
    for (let i = 0; i < count; i++) values[at + i * stride] *= factor;
  };
  if (typeof axis === "object") scale(0, values.length, 1);
  else if (axis === 1) for (let row = 0; row < rows; row++) scale(row * columns, columns, 1);
  else for (let column = 0; column < columns; column++) scale(column, rows, columns);
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
