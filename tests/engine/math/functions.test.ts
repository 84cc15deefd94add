import assert from "node:assert/strict";
import { test } from "node:test";
import { exp } from "../../../lib/engine/math/exp";
import { log } from "../../../lib/engine/math/log";
import { tanh } from "../../../lib/engine/math/tanh";

/** Largest relative error against Node's own function, which is within an ulp of the true value in float64. */
function largestError(own: (x: number) => number, reference: (x: number) => number, xs: number[]): number {
  return Math.max(...xs.map((x) => Math.abs(own(x) - reference(x)) / Math.abs(reference(x))));
}

/** 20,000 values from `from` to `to`, none a round number. */
const grid = (from: number, to: number) =>
  Array.from({ length: 20_000 }, (_, i) => from + ((to - from) * (i + 0.37)) / 20_000);

test("exp, log and tanh are right to 1e-14, so that their float32 is the nearest or next to it", () => {
  assert.ok(largestError(exp, Math.exp, [...grid(-90, 90), ...grid(-1, 1), ...grid(-700, 700)]) < 1e-14);
  assert.ok(largestError(log, Math.log, [...grid(1e-7, 4), ...grid(1, 1e9), ...grid(1e-40, 1e-38)]) < 1e-14);
  assert.ok(
    largestError(tanh, Math.tanh, [...grid(-10, 10), ...grid(-0.05, 0.05), ...grid(-90, 90)]) < 1e-13,
  );
});

test("they end as they should: at zero, at infinity, out of range", () => {
  assert.deepEqual([0, Infinity, -Infinity, NaN, 1000, -1000].map(exp), [1, Infinity, 0, NaN, Infinity, 0]);
  assert.deepEqual([1, 0, Infinity, -1, NaN, 5e-324].map(log), [
    0,
    -Infinity,
    Infinity,
    NaN,
    NaN,
    Math.log(5e-324),
  ]);
  assert.deepEqual([0, Infinity, -Infinity, NaN].map(tanh), [0, 1, -1, NaN]);
});
