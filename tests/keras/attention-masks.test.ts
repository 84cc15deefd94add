/** Masks of attention layers: what Keras makes of each shape. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { NDArray, sizeOf } from "../../lib/ndarray.ts";
import { tensorFlowNow } from "../../lib/tfjs/tensorflow.ts";
import { golden } from "../golden/load.ts";

interface Call {
  mask: number[];
  outputs: number[] | null;
  with_scores?: [outputs: number[], scores: number[]] | null;
}

interface SavedModel {
  model: { config: Record<string, unknown> };
  predictions: number[];
}

const figures = golden<{
  multi_head: Call[];
  multi_head_causal: Call[];
  grouped: Call[];
  grouped_causal: Call[];
  attention: Call[];
  additive_attention: Call[];
  over_axes: { axes: number[]; calls: Call[] }[];
  model: SavedModel;
  model_causal: SavedModel;
  model_of_samples: SavedModel;
}>("attention_masks.json");

// biome-ignore lint/suspicious/noExplicitAny: TensorFlow.js' types take other arguments
const tf: any = tensorFlowNow();
const waves = (...shape: number[]) => tf.sin(tf.range(0, sizeOf(shape))).reshape(shape);
const [query, value] = [waves(2, 3, 2), waves(2, 4, 2)];
const mask = (shape: number[]) => tf.range(0, sizeOf(shape)).mod(3).greater(0).reshape(shape);
const TOKENS = [
  [1, 2, 0],
  [2, 0, 1],
];

function setWeights(layer: { getWeights(): NDArray[]; setWeights(weights: NDArray[]): void }): void {
  let start = 0;
  layer.setWeights(
    layer.getWeights().map(({ shape, values: { length } }) => {
      const values = Float32Array.from({ length }, (_, i) => (((7 * (start + i)) % 11) + 1) / 20);
      start += length;
      return new NDArray(values, [...shape]);
    }),
  );
}

function near(found: { dataSync(): ArrayLike<number> }, expected: number[]): void {
  const values = Array.from(found.dataSync());
  assert.equal(values.length, expected.length);
  values.forEach((one, i) => {
    assert.ok(Math.abs(one - expected[i]) < 1e-5, `${one} is not ${expected[i]}`);
  });
}

const refused = {
  name: "ValueError",
  message: /_mask` must be broadcastable to the attention scores of shape/,
};

for (const [name, make, calls, useCausalMask] of [
  ["MultiHeadAttention", () => new keras.layers.MultiHeadAttention(2, 2), figures.multi_head, false],
  ["MultiHeadAttention", () => new keras.layers.MultiHeadAttention(2, 2), figures.multi_head_causal, true],
  ["GroupQueryAttention", () => new keras.layers.GroupQueryAttention(2, 2, 1), figures.grouped, false],
  ["GroupQueryAttention", () => new keras.layers.GroupQueryAttention(2, 2, 1), figures.grouped_causal, true],
] as const) {
  suite(`${name}${useCausalMask ? " with a causal mask" : ""}`, () => {
    const layer = make();
    layer.apply(query, value);
    setWeights(layer);
    assert.ok(calls.length > 20);
    for (const { mask: shape, outputs, with_scores: both } of calls) {
      test(`attentionMask of shape [${shape}]${outputs ? "" : " is refused"}`, () => {
        const options = { attentionMask: mask(shape), useCausalMask };
        const withScores = { ...options, returnAttentionScores: true };
        if (!outputs || !both) {
          assert.throws(() => layer.apply(query, value, options), refused);
          assert.throws(() => layer.apply(query, value, withScores), refused);
          return;
        }
        near(layer.apply(query, value, options), outputs);
        const [means, scores] = layer.apply(query, value, withScores);
        near(means, both[0]);
        near(scores, both[1]);
      });
    }
  });
}

test("a mask may be a list, a tensor of numbers, or belong to queries that are lists", () => {
  const layer = new keras.layers.MultiHeadAttention(2, 2);
  layer.apply(query, value);
  setWeights(layer);
  const expected = figures.multi_head[0].outputs as number[];
  const [numbers, booleans] = [mask([3, 4]).toFloat(), mask([3, 4])];
  for (const attentionMask of [
    numbers,
    numbers.arraySync(),
    booleans.arraySync().map((row: number[]) => row.map(Boolean)),
  ])
    near(layer.apply(query, value, { attentionMask }), expected);
  const { values } = layer.apply(query.arraySync(), value.arraySync(), {
    attentionMask: numbers.arraySync(),
  });
  near({ dataSync: () => values }, expected);
});

for (const { axes, calls } of figures.over_axes) {
  for (const { mask: shape, outputs } of calls) {
    test(`attention over axes [${axes}] with a mask of shape [${shape}]`, () => {
      const layer = new keras.layers.MultiHeadAttention(2, 2, { attentionAxes: axes });
      const x = waves(2, 2, 3, 2);
      layer.apply(x, x);
      setWeights(layer);
      const call = () => layer.apply(x, x, { attentionMask: mask(shape) });
      if (outputs) near(call(), outputs);
      else assert.throws(call, refused);
    });
  }
}

for (const [name, Layer] of [
  ["attention", keras.layers.Attention],
  ["additive_attention", keras.layers.AdditiveAttention],
] as const) {
  for (const { mask: shape, outputs } of figures[name]) {
    test(`${Layer.name} with a mask of values of shape [${shape}]`, () => {
      const layer = new Layer();
      layer.apply([query, value]);
      setWeights(layer);
      const call = () => layer.apply([query, value], { mask: [null, mask(shape)] } as never);
      if (outputs) near(call(), outputs);
      else assert.throws(call, refused);
    });
  }
}

for (const [name, shape, useCausalMask] of [
  ["model", [3, 3], false],
  ["model_causal", [3, 3], true],
  ["model_of_samples", [1, 3, 3], false],
] as const) {
  const { model: form, predictions } = figures[name];
  test(`a ${name} holds a mask of shape [${shape}] together with that of an Embedding, and so do files`, async () => {
    const inputs = keras.Input({ shape: [3] });
    const steps = new keras.layers.Embedding(3, 2, { maskZero: true }).apply(inputs);
    const attentionMask = mask([...shape]);
    const attention = new keras.layers.MultiHeadAttention(2, 2);
    const outputs = attention.apply(steps, steps, { attentionMask, useCausalMask });
    attentionMask.dispose();
    const made = new keras.Model({ inputs, outputs });
    const again = keras.models.modelFromJson(made.toJson());
    const ofKeras = keras.models.modelFromJson(JSON.stringify(form));
    for (const model of [made, again, ofKeras]) {
      setWeights(model);
      near(await predicted(model), predictions);
    }
  });
}

async function predicted(model: keras.Model): Promise<{ dataSync(): ArrayLike<number> }> {
  const { values } = await model.predict(TOKENS, { verbose: 0 });
  return { dataSync: () => values };
}
