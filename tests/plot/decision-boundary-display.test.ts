import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { NDArray } from "../../lib/ndarray.ts";
import { decisionBoundaryDisplay } from "../../lib/plot/index.ts";
import { traces } from "./traces.ts";

suite("decisionBoundaryDisplay", () => {
  const X = [
    [0, 0],
    [4, 2],
    [1, 2],
  ];
  const y = [0, 1, 1];
  const probability = (points: NDArray) =>
    new NDArray(
      points.values.filter((_, i) => i % 2 === 0),
      [points.shape[0], 1],
    );

  test("predicts a grid around the samples, and puts them on top by class", async () => {
    const asked: NDArray[] = [];
    const predict = (points: NDArray) => {
      asked.push(points);
      return probability(points);
    };
    const figure = await decisionBoundaryDisplay({ predict }, X, y, {
      gridResolution: 5,
      targetNames: ["malignant", "benign"],
    });
    const [fill, line, first, second] = traces(figure);
    assert.deepEqual(asked[0].shape, [25, 2]);
    const xs = Array.from(asked[0].values).filter((_, i) => i % 2 === 0);
    assert.ok(Math.min(...xs) < 0 && Math.max(...xs) > 4);
    // The second feature goes upwards row by row, as contours want it.
    assert.deepEqual(
      Array.from(fill.z[0], (z) => Number(z.toFixed(3))),
      xs.slice(0, 5).map((x) => Number(x.toFixed(3))),
    );
    assert.deepEqual((line.contours as { start: number }).start, 0.5);
    assert.deepEqual([first.name, Array.from(first.x), Array.from(first.y)], ["malignant", [0], [0]]);
    assert.deepEqual([second.name, Array.from(second.x), Array.from(second.y)], ["benign", [4, 1], [2, 2]]);
    assert.notEqual(
      (first.marker as { symbol: string }).symbol,
      (second.marker as { symbol: string }).symbol,
    );
  });

  test("of several classes each has the area where it leads", async () => {
    const softmax = (points: NDArray) =>
      new NDArray(
        Float64Array.from({ length: points.shape[0] * 3 }, (_, i) => [0.2, 0.5, 0.3][i % 3]),
        [points.shape[0], 3],
      );
    const three = traces(
      await decisionBoundaryDisplay({ predict: softmax }, X, [0, 1, 2], { gridResolution: 2 }),
    );
    const leads = three.slice(0, 3).map(({ z }) => Number(z[0][0].toFixed(3)));
    assert.deepEqual(leads, [-0.3, 0.2, -0.2]);
    // The colours are those of the areas if `y` lacks a class.
    const colors = (figure: { data: object[] }) =>
      traces(figure as never).flatMap(({ marker }) => (marker as { color: string } | undefined)?.color ?? []);
    const without = await decisionBoundaryDisplay({ predict: softmax }, X, [2, 0, 2], { gridResolution: 2 });
    const [first, , third] = colors({ data: three });
    assert.deepEqual(colors(without), [first, third]);
    const one = await decisionBoundaryDisplay({ predict: softmax }, X, [0, 0, 0], { gridResolution: 2 });
    assert.deepEqual(colors(one), [first]);
    const labels = (points: NDArray) =>
      new NDArray(new Float64Array(points.shape[0]).fill(1), [points.shape[0]]);
    const two = traces(await decisionBoundaryDisplay({ predict: labels }, X, y, { gridResolution: 2 }));
    assert.deepEqual(
      two.slice(0, 2).map(({ z }) => z[0][0]),
      [-1, 1],
    );
  });

  test("takes any number of samples", async () => {
    const many = new NDArray(new Float64Array(400_000).fill(1), [200_000, 2]);
    const labels = new NDArray(new Float64Array(200_000), [200_000]);
    await decisionBoundaryDisplay({ predict: probability }, many, labels, { gridResolution: 2 });
  });

  test("refuses another number of features, predictions of another form, NaN", async () => {
    const refused = (predict: (points: NDArray) => NDArray, data: number[][] = X) =>
      decisionBoundaryDisplay({ predict }, data, y, { gridResolution: 3 });
    await assert.rejects(
      refused(probability, [[1, 2, 3]]),
      /two features: shape \(samples, 2\). Received: shape \(1, 3\)/,
    );
    await assert.rejects(
      refused(() => new NDArray(new Float64Array(2), [2, 1])),
      /return one prediction for each of 9 samples/,
    );
    await assert.rejects(
      refused(() => new NDArray(new Float64Array(9).fill(Number.NaN), [9, 1])),
      /predicts NaN/,
    );
    await assert.rejects(
      refused(() => new NDArray(new Float64Array(9).fill(7), [9])),
      /a label that is not in `y`/,
    );
    await assert.rejects(
      decisionBoundaryDisplay({ predict: probability }, X, [0, 1]),
      /a label for each of 3 samples/,
    );
    await assert.rejects(
      decisionBoundaryDisplay({ predict: probability }, X, [0, Number.NaN, 1]),
      /Received: NaN at index 1/,
    );
  });
});
