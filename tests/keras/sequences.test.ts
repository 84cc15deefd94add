import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Dense, Input, layers, Model, models, Sequential, utils } from "../../lib/keras/index.ts";
import { flatten } from "../../lib/keras/layers/keras-tensor.ts";
import type { NDArray } from "../../lib/ndarray.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { binary, programs, reals, whole } from "./sequence-programs.ts";

interface Trained {
  shapes: (number | null)[][][];
  first: number[][];
  history: Record<string, number[]>;
  after: number[][];
  outputs: { shape: number[]; values: number[] }[];
}

const expected = golden<{
  programs: Record<string, Trained>;
  stateful: number[][];
  lengths: { history: { loss: number[] }; after: number[][] };
}>("sequences.json");

function near(found: ArrayLike<number>, wanted: ArrayLike<number>, what: string, most = 2e-5): void {
  assert.equal(found.length, wanted.length, what);
  const apart = largestDifference(found, wanted);
  assert.ok(apart <= most, `${what}: ${apart} apart`);
}
const weightsOf = (model: { getWeights(): NDArray[] }) =>
  model.getWeights().flatMap(({ values }) => [...values]);

test("every program of Keras' is here", () => {
  assert.deepEqual(Object.keys(programs), Object.keys(expected.programs));
});

describe("models of sequences of any length come to Keras' figures", () => {
  for (const [name, program] of Object.entries(programs)) {
    test(name, async () => {
      utils.clearSession();
      utils.setRandomSeed(7);
      const { model, x, y, options, others } = program();
      const wanted = expected.programs[name];
      const shapes = () =>
        model.layers.map(({ output }) =>
          flatten(output as layers.KerasTensor).map(({ shape }) => [...shape]),
        );
      assert.deepEqual(shapes(), wanted.shapes);
      near(weightsOf(model), wanted.first.flat(), "first weights", 1e-6);
      const fitted = { batchSize: 4, epochs: 2, shuffle: false, verbose: 0 as const, ...options };
      const { history } = await model.fit(x, y, fitted);
      assert.deepEqual(Object.keys(history).sort(), Object.keys(wanted.history).sort());
      for (const [key, values] of Object.entries(wanted.history)) near(history[key], values, key);
      near(weightsOf(model), wanted.after.flat(), "weights");
      const outputs = [(await model.predict(others)) as NDArray].flat();
      assert.deepEqual(
        outputs.map(({ shape }) => [...shape]),
        wanted.outputs.map(({ shape }) => shape),
      );
      outputs.forEach(({ values }, i) => {
        near(values, wanted.outputs[i].values, `output ${i}`);
      });
      near(([model.apply(others)].flat() as NDArray[])[0].values, wanted.outputs[0].values, "apply");
      assert.deepEqual(shapes(), wanted.shapes, "shapes after training");
    });
  }
});

test("batches may have samples of different lengths", async () => {
  utils.clearSession();
  utils.setRandomSeed(7);
  const model = new Sequential([Input({ shape: [null, 2] }), new layers.LSTM(3), new Dense(1)]);
  model.compile({ optimizer: "adam", loss: "mse" });
  function* batches() {
    for (const steps of [3, 5, 3, 7]) yield [reals(4, steps, 2), binary(4)];
  }
  const { history } = await model.fit(batches(), { verbose: 0 });
  near(history.loss, expected.lengths.history.loss, "loss");
  near(weightsOf(model), expected.lengths.after.flat(), "weights");
  assert.equal((await model.predict(batches())).shape[0], 16);
  const steps = new Model({
    inputs: model.inputs,
    outputs: new layers.LSTM(2, { returnSequences: true }).apply(model.input as layers.KerasTensor),
  });
  await assert.rejects(
    steps.predict(batches()),
    /outputs of all batches to have one shape, 6 numbers.*10 numbers/s,
  );
});

test("a stateful layer goes on from its last state", () => {
  utils.clearSession();
  utils.setRandomSeed(7);
  const layer = new layers.LSTM(3, { stateful: true, returnSequences: true });
  near(layer.apply(reals(2, 4, 2)).values, expected.stateful[0], "first");
  near(layer.apply(reals(2, 3, 2)).values, expected.stateful[1], "second");
  assert.throws(() => layer.apply(reals(3, 3, 2)), /Expected batch size: 2\n- Received batch size: 3/);
  layer.resetStates();
  near(layer.apply(reals(2, 4, 2)).values, expected.stateful[2], "after a reset");
});

test("files say for which states a layer was built, as Keras does", () => {
  const inputs = Input({ shape: [5, 2] });
  const states = () => [Input({ shape: [3] }), Input({ shape: [3] })];
  const [lstm, gru] = [new layers.LSTM(3), new layers.GRU(3)];
  lstm.apply(inputs, { initialState: states() });
  gru.apply(inputs, { initialState: states()[0] });
  const built = [lstm, gru].map((layer) => JSON.parse(JSON.stringify(layers.serialize(layer))).build_config);
  const [sequences_shape, state] = [
    [null, 5, 2],
    [null, 3],
  ];
  assert.deepEqual(built, [
    { shapes_dict: { sequences_shape, initial_state_shape: [state, state] } },
    { shapes_dict: { sequences_shape, initial_state_shape: state } },
  ]);
});

test("states are given as tensors and arrays, and refused where they do not fit", () => {
  const lstm = new layers.LSTM(2, { returnState: true });
  const [outputs, h, c] = lstm.apply(reals(1, 3, 2));
  assert.deepEqual(
    [outputs, h, c].map(({ shape }) => [...shape]),
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
  );
  const [, , again] = lstm.apply(reals(1, 3, 2), { initialState: [h, c] });
  assert.notDeepEqual(again.values, c.values);
  const inputs = Input({ shape: [null, 2] });
  const [, state] = lstm.apply(inputs);
  assert.throws(() => lstm.apply(inputs, { initialState: state }), /to be 2 tensors of shape \(None, 2\)/);
  assert.throws(
    () => new layers.GRU(3).apply(inputs, { initialState: state }),
    /one tensor of shape \(None, 3\)/,
  );
  assert.throws(() => new Dense(3).apply(inputs, { initialState: state }), /initialState/);
  const both = new layers.Bidirectional(new layers.GRU(2, { stateful: true, returnState: true }));
  const first = both.apply(reals(1, 3, 2)) as unknown as { values: ArrayLike<number> }[];
  assert.equal(first.length, 3);
  const next = both.apply(reals(1, 3, 2)) as unknown as typeof first;
  assert.notDeepEqual(next[1].values, first[1].values);
  both.resetState();
  assert.deepEqual(both.apply(reals(1, 3, 2)), first);
  assert.throws(
    () => new layers.SpatialDropout1D(0.5).apply(Input({ shape: [3] })),
    /expected ndim=3, found ndim=2/,
  );
});

test("a model of any length is saved, and made again from its configuration", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keras-day-sequences-"));
  const { model, others } = programs.several();
  const [before] = (await model.predict(others)) as NDArray[];
  await model.save(join(folder, "model.keras"));
  const loaded = (await models.loadModel(join(folder, "model.keras"))) as typeof model;
  const [after] = (await loaded.predict(others)) as NDArray[];
  near(after.values, before.values, "loaded", 0);
  const { model: translation, others: texts } = programs.translation();
  const copy = Model.fromConfig(translation.getConfig());
  copy.setWeights(translation.getWeights());
  const [translated, copied] = [await translation.predict(texts), await copy.predict(texts)] as NDArray[];
  near(copied.values, translated.values, "copied", 0);
  const { model: embedding } = programs.embedding();
  const again = Model.fromConfig(embedding.getConfig());
  assert.deepEqual(again.inputShape, [null, null]);
  assert.equal((again.input as layers.KerasTensor).dtype, "int32");
});

test("what does not fit an axis of any size is refused", async () => {
  assert.throws(
    () => Input({ shape: [Number.NaN] }),
    /positive integers, such as \[30\], or null for any size/,
  );
  assert.throws(
    () => Input({ shape: [3], dtype: "text" as never }),
    /`dtype` to be one of float32, .*string. Received: dtype="text"/,
  );
  const inputs = Input({ shape: [null, 2] });
  const flat = new layers.Flatten().apply(inputs);
  assert.throws(() => new Dense(1).apply(flat), /shape \(batch, …, features\)/);
  assert.throws(() => new Dense(1).apply(Input({ shape: [null] })), /shape \(batch, …, features\)/);
  const model = new Model({ inputs, outputs: new layers.LSTM(1).apply(inputs) });
  await assert.rejects(model.predict(whole(2, 5, 3)), /expected axis -1 of input shape to have value 2/);
  await assert.rejects(model.predict(whole(2, 5)), /expected min_ndim=3, found ndim=2/);
  model.compile({ loss: "mse", jitCompile: "auto" });
  assert.equal(model.jitCompile, false);
  const dense = new Sequential([Input({ shape: [null, 2] }), new Dense(1)]);
  assert.throws(() => dense.compile({ loss: "mse", jitCompile: true }), /an input with an axis of any size/);
});
