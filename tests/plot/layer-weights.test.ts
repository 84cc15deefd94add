import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Dense, layers, Sequential } from "../../lib/keras/index.ts";
import { layerWeights } from "../../lib/plot/index.ts";
import { traces } from "./traces.ts";

suite("layerWeights", () => {
  const layer = new Dense(2, { inputShape: [3] });
  new Sequential([layer]);
  layer.setWeights([
    [
      [1, -2],
      [3, 4],
      [5, 6],
    ],
    [0.5, -0.5],
  ]);

  test("draws inputs down, units across, the biases apart, zero in the middle of the scale", () => {
    const figure = layerWeights(layer, { featureNames: ["a", "b", "c"] });
    const [kernel, bias] = traces(figure);
    assert.deepEqual(
      kernel.z.map((row) => [...row]),
      [
        [1, -2],
        [3, 4],
        [5, 6],
      ],
    );
    assert.deepEqual(
      bias.z.map((row) => [...row]),
      [[0.5, -0.5]],
    );
    assert.deepEqual([kernel.zmin, kernel.zmax, bias.zmin, bias.zmax], [-6, 6, -6, 6]);
    assert.deepEqual(kernel.y, ["a", "b", "c"]);
    assert.match(figure.alt, /3 inputs by 2 units, and the biases; from -2\.000 to 6\.000/);
  });

  test("of a wide layer neighbours are drawn as one, by their mean", () => {
    const wide = new Dense(300, { inputShape: [2], useBias: false, kernelInitializer: "ones" });
    new Sequential([wide]);
    const [kernel, ...others] = traces(layerWeights(wide));
    assert.equal(others.length, 0);
    assert.deepEqual([kernel.z.length, kernel.z[0].length, kernel.z[0][0], kernel.dx], [2, 100, 1, 3]);
  });

  test("refuses what has no weights", () => {
    assert.throws(() => layerWeights(new Dense(2)), /not built/);
    const dropout = new layers.Dropout(0.5);
    new Sequential([new Dense(2, { inputShape: [3] }), dropout]);
    assert.throws(() => layerWeights(dropout), /no weights to draw/);
    assert.throws(() => layerWeights({} as never), /Expected a layer/);
    assert.throws(() => layerWeights(layer, { featureNames: ["a"] }), /Expected 3 featureNames. Received: 1/);
  });
});
