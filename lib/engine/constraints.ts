import { cut, PIECE } from "../pieces.ts";
import type { Constraint } from "./plan.ts";

/** Keras' `epsilon()`: keeps a norm of zero from dividing. */
const EPSILON = 1e-7;

/**
 * Puts a weight where its constraint wants it, after an update, in pieces.
 *
 * @param weight its values, row-major, changed in place; asked for in each piece, as memory may move; a bias is one column
 */
export function* constrain(
  weight: () => Float32Array,
  columns: number,
  constraint: Constraint,
): Generator<void, void> {
  const rows = weight().length / columns;
  const pieces = () => cut(rows, Math.max(1, Math.floor(PIECE / columns)));
  if (constraint.kind === "nonNeg") {
    for (const [from, to] of pieces()) {
      const values = weight();
      for (let i = from * columns; i < to * columns; i++) values[i] = Math.max(values[i], 0);
      yield;
    }
    return;
  }
  // Of each row, of each column, or of all: sums of squares, then factors.
  const { axis } = constraint;
  const ofRow = axis === 1 ? 1 : 0;
  const ofColumn = axis === 0 ? 1 : 0;
  const factors = new Float64Array(axis === 1 ? rows : axis === 0 ? columns : 1);
  for (const [from, to] of pieces()) {
    const values = weight();
    for (let row = from, i = from * columns; row < to; row++) {
      for (let column = 0; column < columns; column++, i++)
        factors[ofRow * row + ofColumn * column] += values[i] * values[i];
    }
    yield;
  }
  for (let i = 0; i < factors.length; i++) {
    const norm = Math.fround(Math.sqrt(factors[i]));
    factors[i] = wantedNorm(norm, constraint) / (EPSILON + norm);
  }
  for (const [from, to] of pieces()) {
    const values = weight();
    for (let row = from, i = from * columns; row < to; row++) {
      for (let column = 0; column < columns; column++, i++)
        values[i] *= factors[ofRow * row + ofColumn * column];
    }
    yield;
  }
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
