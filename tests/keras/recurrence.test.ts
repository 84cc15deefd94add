/**
 * Recurrent layers whose steps the engine computes, beside the same layers with an activation of one's own, which TensorFlow.js computes
 * step by step: outputs, states and gradients. What Keras makes of them is in `sequences.test.ts` and `layers.test.ts`.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, Input, layers, Model, utils } from "../../lib/keras/index.ts";
import type { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { reals, whole } from "./sequence-programs.ts";

const { tf } = await loadTensorFlow();

const options: Record<string, object> = {
  "the last output": {},
  "all outputs": { returnSequences: true },
  backwards: { goBackwards: true, returnSequences: true },
  "backwards, the last output": { goBackwards: true },
  "zeros where a step is masked": { zeroOutputForMask: true, returnSequences: true },
  "zeros if the last step is masked": { zeroOutputForMask: true },
  "without biases": { useBias: false, returnSequences: true },
  "dropout of the inputs": { dropout: 0.4 },
};

/** Samples, steps, features and units: below, at and above the engine's blocks of eight samples and five units. */
const sizes = [
  [3, 1, 1, 1],
  [8, 4, 2, 5],
  [19, 7, 3, 12],
];

type Kind = "SimpleRNN" | "GRU" | "LSTM";
const ownTanh = (x: { tanh(): object }) => x.tanh();

/** A model whose layer gets its first state from another input, trained: all weights come to depend on all gradients. */
async function trained(
  kind: Kind,
  size: readonly number[],
  given: object,
  isMasked: boolean,
  isOwn: boolean,
) {
  const [samples, steps, features, units] = size;
  utils.clearSession();
  utils.setRandomSeed(3);
  const inputs = Input({ shape: [steps, features] });
  const context = Input({ shape: [2] });
  const first = Array.from({ length: kind === "LSTM" ? 2 : 1 }, () => new Dense(units).apply(context));
  const layer = new (layers[kind] as typeof layers.LSTM)<true>(units, {
    ...{ returnState: true, biasInitializer: "random_normal", ...given },
    ...(isOwn && { activation: ownTanh }),
  });
  const x = isMasked ? new layers.Masking().apply(inputs) : inputs;
  const outputs = layer.apply(x, { initialState: first.length === 1 ? first[0] : first });
  const model = new Model({
    inputs: [inputs, context],
    outputs: outputs.map((one) => new Dense(1).apply(one)),
  });
  model.compile({ optimizer: "sgd", loss: "mse" });
  // Zero for all features of a step: the step is masked.
  const values = reals(samples, steps, features).arraySync() as number[][][];
  const data = values.map((sample, i) =>
    sample.map((step, t) => ((i + 2 * t) % 3 ? step : step.map(() => 0))),
  );
  const samplesOf = [data, whole(samples, 2)];
  const targets = model.outputs.map(({ shape }) => reals(samples, ...(shape.slice(1) as number[])));
  const history = await model.fit(samplesOf, targets, { epochs: 2, batchSize: 16, verbose: 0 });
  const predicted = (await model.predict(samplesOf, { verbose: 0 })) as NDArray[];
  return [...[...model.getWeights(), ...predicted].map(({ values }) => values), history.history.loss];
}

describe("recurrent layers in the engine, and step by step", () => {
  for (const kind of ["SimpleRNN", "GRU", "LSTM"] as const)
    for (const [name, given] of Object.entries(options))
      test(`${kind}, ${name}`, async () => {
        for (const size of sizes)
          for (const isMasked of [false, true]) {
            const found = await trained(kind, size, given, isMasked, false);
            const wanted = await trained(kind, size, given, isMasked, true);
            assert.equal(found.length, wanted.length);
            for (const [i, values] of found.entries()) {
              const apart = largestDifference(values as ArrayLike<number>, wanted[i] as ArrayLike<number>);
              assert.ok(apart <= 1e-5, `${size}, ${isMasked}, part ${i}: ${apart} apart`);
            }
          }
      });

  for (const kind of ["SimpleRNN", "GRU", "LSTM"] as const)
    test(`${kind}: longer sequences take no more operations of TensorFlow.js`, async () => {
      const operations = async (steps: number, given: object = {}) => {
        const layer = new (layers[kind] as typeof layers.LSTM)(3, given);
        layer.build([null, steps, 2]);
        const x = tf.ones([4, steps, 2]);
        const { kernels } = await tf.profile(() => layer.apply(x) as unknown as typeof x);
        return kernels.length;
      };
      assert.equal(await operations(40), await operations(4));
      assert.ok(
        (await operations(40, { activation: ownTanh })) > (await operations(4, { activation: ownTanh })),
      );
    });

  test("the gradient of a gradient", () => {
    const penalty = (activation: "tanh" | typeof ownTanh) => {
      utils.setRandomSeed(3);
      const layer = new layers.LSTM(3, { activation });
      layer.build([null, 4, 2]);
      const slope = tf.grad((x) => (layer.apply(x) as unknown as ReturnType<typeof tf.tensor>).sum());
      return tf.grad((x) => slope(x).square().sum())(tf.tensor(reals(2, 4, 2).arraySync() as number[][][]));
    };
    const [found, wanted] = [penalty("tanh"), penalty(ownTanh)].map((x) => x.dataSync());
    assert.ok(wanted.some((value) => Math.abs(value) > 1e-3));
    assert.ok(largestDifference(found, wanted) <= 1e-6);
  });
});
