import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { makeBlobs, makeCircles, makeMoons } from "../../lib/sklearn/datasets/index.ts";

const makers = { makeBlobs, makeCircles, makeMoons };
interface Case {
  name: keyof typeof makers;
  options: Record<string, unknown>;
  X: number[][];
  y: number[];
}
const cases: Case[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../golden/sklearn_samples.json"), "utf8"),
);
assert.ok(cases.length > 0);

const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

suite("samples are scikit-learn's", () => {
  for (const { name, options, X, y } of cases) {
    test(`${name} ${JSON.stringify(options)}`, () => {
      const given = Object.fromEntries(
        Object.entries(options).map(([key, value]) => [camelCase(key), value]),
      );
      const [points, labels] = makers[name](given);
      assert.deepEqual([...labels.values], y);
      assert.deepEqual(points.shape, [y.length, X[0].length]);
      X.flat().forEach((value, i) => {
        assert.ok(Math.abs(points.values[i] - value) < 1e-14, `${points.values[i]} ${value}`);
      });
    });
  }
});

test("mistakes are named", () => {
  assert.throws(
    () => makeMoons({ nSamples: 1.5 }),
    /makeMoons expects `nSamples` to be a whole number.*Received: 1\.5/,
  );
  assert.throws(() => makeMoons({ noise: -1 }), /`noise` to be a number of at least 0.*Received: -1/);
  assert.throws(() => makeCircles({ factor: 1 }), /`factor` from 0 to below 1\. Received: 1/);
  for (const randomState of [-1, 2 ** 32, 0.5]) {
    assert.throws(
      () => makeCircles({ randomState }),
      new RegExp(`\`randomState\` to be an integer.*Received: randomState=${randomState} `),
    );
  }
  assert.throws(
    () => makeBlobs({ centers: 0 }),
    /makeBlobs expects `centers` to be a whole number of at least 1/,
  );
  assert.throws(
    () => makeBlobs({ nSamples: [3, -1] }),
    /`nSamples` to be a whole number of at least 0\. Received: -1/,
  );
  assert.throws(
    () =>
      makeBlobs({
        centers: [
          [0, 0],
          [1, 1],
        ],
        clusterStd: [1],
      }),
    /as many numbers in `clusterStd` as there are centers, 2\. Received: 1/,
  );
  assert.throws(
    () => makeBlobs({ nSamples: [1, 2], centers: 3 }),
    /in `nSamples` as there are centers, 3\. Received: 2/,
  );
  assert.throws(() => makeMoons({ n_samples: 3 } as never), /Did you mean `nSamples`/);
});
