import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { golden } from "../golden/load.ts";

const { "drawn weights": layers, "from JSON": fromJSON } = golden<{
  "drawn weights": { layer: string; config: Record<string, unknown>; shape: number[]; gives: number[] }[];
  "from JSON": { json: string; gives: number[] };
}>("odd_cases.json");

/** @param gives the first number of each weight */
function begins(weights: readonly NDArray[], gives: readonly number[]): void {
  assert.equal(weights.length, gives.length);
  weights.forEach(({ values }, i) => {
    assert.ok(
      Math.abs(values[0] - gives[i]) < 2e-6,
      `weight ${i} begins with ${values[0]}, Keras' with ${gives[i]}`,
    );
  });
}

suite("weights are drawn in Keras' order", () => {
  for (const { layer: name, config, shape, gives } of layers) {
    test(`${name} with drawn biases`, () => {
      keras.utils.setRandomSeed(7);
      // biome-ignore lint/suspicious/noExplicitAny: a layer of which only the name is known
      const layer: any = keras.layers.deserialize({ class_name: name, config });
      const size = shape.reduce((a, b) => a * b);
      const ones = new NDArray(new Float32Array(size).fill(1), [1, ...shape]);
      layer.apply(name === "MultiHeadAttention" ? [ones, ones] : ones);
      begins(layer.getWeights(), gives);
    });
  }

  test("a model from JSON builds each layer before it makes the next one", () => {
    keras.utils.setRandomSeed(3);
    begins(keras.models.modelFromJson(fromJSON.json).getWeights(), fromJSON.gives);
  });
});
