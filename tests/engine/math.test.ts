import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { firstNotFinite } from "../../lib/engine/finite.ts";
import { exp, log, scheduleOf, sinCos } from "../../lib/engine/math.ts";
import { kernels, Memory } from "../../lib/engine/memory.ts";

/** 20,000 values from `from` to `to`, none a round number. */
const grid = (from: number, to: number) =>
  Array.from({ length: 20_000 }, (_, i) => from + ((to - from) * (i + 0.37)) / 20_000);

describe("functions of the kernels, in units of the last place of the true value's float32", () => {
  const memory = new Memory();
  const address = memory.reserve(4 * 20_000);
  /** The kernels' function by its number, of float32 values. */
  const apply = (which: number, values: number[]) => {
    const view = memory.floats(address, 20_000);
    view.fill(1).set(values);
    kernels.applyFunction(which, address, 4 * Math.ceil(values.length / 4));
    return Array.from(view.subarray(0, values.length));
  };

  // Node's functions and the series below are right to 1e-15, a millionth of a float32's last place.
  const functions: [string, (x: number) => number, number, [number, number][]][] = [
    [
      "exp",
      Math.exp,
      1,
      [
        [-87.3, 88.7],
        [-1, 1],
        [-103, -87],
        [-0.01, 0.01],
      ],
    ],
    [
      "log",
      Math.log,
      1,
      [
        [0.5, 2],
        [1e-3, 4],
        [1, 1e20],
        [1e-40, 1e-37],
      ],
    ],
    [
      "tanh",
      Math.tanh,
      1.5,
      [
        [-1, 1],
        [-9, 9],
        [0.6, 0.65],
        [-0.01, 0.01],
      ],
    ],
    [
      "erf",
      erf,
      1.5,
      [
        [-1, 1],
        [-4, 4],
        [0.9, 0.95],
        [-0.01, 0.01],
      ],
    ],
    [
      "sigmoid",
      (x) => 1 / (1 + Math.exp(-x)),
      2.5,
      [
        [-8, 8],
        [-80, 80],
      ],
    ],
  ];
  functions.forEach(([name, reference, limit, ranges], which) => {
    test(`${name}: at most ${limit}`, () => {
      for (const [from, to] of ranges) {
        const values = grid(from, to).map(Math.fround);
        apply(which, values).forEach((value, i) => {
          const truth = reference(values[i]);
          const error = Math.abs(value - truth) / lastPlace(truth);
          assert.ok(error <= limit, `${name}(${values[i]}) is ${value}, off by ${error}`);
        });
      }
    });
  });

  test("they end as they should: at zero, at infinity, out of range", () => {
    const ends = [0, Infinity, -Infinity, NaN, 100, -1, 5e-45];
    assert.deepEqual(apply(0, ends).slice(0, 5), [1, Infinity, 0, NaN, Infinity]);
    assert.deepEqual(apply(1, ends).slice(0, 4), [-Infinity, Infinity, NaN, NaN]);
    assert.ok(Number.isNaN(apply(1, ends)[5]));
    assert.deepEqual(apply(2, ends).slice(0, 5), [0, 1, -1, NaN, 1]);
    assert.deepEqual(apply(3, ends).slice(0, 5), [0, 1, -1, NaN, 1]);
    assert.deepEqual(apply(4, ends).slice(3, 5), [NaN, 1]);
  });
});

test("sine and cosine are right to 1e-15", () => {
  for (const angle of grid(-7, 7)) {
    const [sine, cosine] = sinCos(angle);
    assert.ok(Math.abs(sine - Math.sin(angle)) < 1e-15 && Math.abs(cosine - Math.cos(angle)) < 1e-15);
  }
});

test("exp and log of schedules are right to 1e-14", () => {
  const error = (own: (x: number) => number, reference: (x: number) => number, values: number[]) =>
    Math.max(...values.map((x) => Math.abs(own(x) - reference(x)) / Math.abs(reference(x))));
  assert.ok(error(exp, Math.exp, [...grid(-90, 90), ...grid(-1, 1), ...grid(-700, 700)]) < 1e-14);
  assert.ok(error(log, Math.log, [...grid(1e-7, 4), ...grid(1, 1e9), ...grid(1e-40, 1e-38)]) < 1e-14);
  assert.deepEqual([0, Infinity, -Infinity, NaN, 1000, -1000].map(exp), [1, Infinity, 0, NaN, Infinity, 0]);
  assert.deepEqual([1, 0, Infinity, -1, NaN, 5e-324].map(log), [
    0,
    -Infinity,
    Infinity,
    NaN,
    NaN,
    Math.log(5e-324),
  ]);
});

test("the first value that is not finite is found in arrays of any length", () => {
  const chunk = 2 ** 14;
  for (const size of [...Array(68).keys(), ...[-17, -16, -1, 0, 1, 16, 17].map((more) => chunk + more)]) {
    for (const all of [new Float32Array(size + 3), new Float64Array(size + 3)]) {
      const values = all.fill(3.4e38).subarray(3);
      assert.equal(firstNotFinite(values), -1);
      const places =
        size < 68 ? Array(size).keys() : [0, chunk - 1, chunk, size - 1].filter((at) => at < size);
      for (const at of places) {
        for (const bad of [NaN, Infinity, -Infinity]) {
          values[at] = bad;
          assert.equal(firstNotFinite(values), at);
          assert.equal(firstNotFinite(values, 0, at), -1);
          assert.equal(firstNotFinite(values, at + 1, size + 40), -1);
        }
        values[at] = 3.4e38;
      }
    }
  }
  assert.equal(firstNotFinite(Float64Array.of(1e300)), -1);
  assert.equal(firstNotFinite(Float64Array.of(1e300, NaN)), 1);
});

/** 2^(e − 23) of a value from 2^e up to 2^(e + 1); of a subnormal, the smallest float32. */
function lastPlace(value: number): number {
  return Math.max(2 ** (Math.floor(Math.log2(Math.abs(Math.fround(value)))) - 23), 2 ** -149);
}

/** The series of erf, and beyond 2.5 the continued fraction of its complement. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; n < 100; n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction));
}

test("restarts that become shorter end where Keras' rate is NaN", () => {
  const rate = scheduleOf({
    kind: "cosineDecayRestarts",
    initialLearningRate: 0.1,
    firstDecaySteps: 10,
    tMul: 0.5,
    mMul: 1,
    alpha: 0,
  });
  // From `keras.optimizers.schedules.CosineDecayRestarts(0.1, 10, t_mul=0.5)` of Keras 3.15.1.
  assert.deepEqual(
    [5, 10, 12, 15, 20, 25].map((step) => Number(rate(step).toFixed(6))),
    [0.05, 0.1, 0.065451, 0.1, Number.NaN, Number.NaN],
  );
});
