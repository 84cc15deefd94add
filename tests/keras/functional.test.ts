import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, Input, layers, Model, Sequential, utils } from "../../lib/keras/index.ts";
import type { NDArray } from "../../lib/ndarray.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { programs } from "./functional-programs.ts";

interface Trained {
  layers: string[];
  first: number[][];
  after: number[][];
  history: Record<string, number[]>;
  evaluate: number[];
  outputs: number[][];
}

const expected = golden<{
  programs: Record<string, Trained>;
  merged: {
    layer: "Add";
    options: object;
    inputs: number[][][];
    shape: number[];
    outputs: number[];
  }[];
  config: Record<string, unknown>;
  errors: Record<string, string | null>;
}>("functional.json");

test("every program of Keras' is here", () => {
  assert.deepEqual(Object.keys(programs), Object.keys(expected.programs));
});

describe("graphs of layers come to Keras' figures", () => {
  const near = (found: ArrayLike<number>, wanted: ArrayLike<number>, what: string, most = 1e-5) => {
    assert.equal(found.length, wanted.length, what);
    const apart = largestDifference(found, wanted);
    assert.ok(apart <= most, `${what}: ${apart} apart`);
  };
  for (const [name, program] of Object.entries(programs)) {
    test(name, async () => {
      utils.clearSession();
      utils.setRandomSeed(7);
      const { model, x, y, options } = program();
      const wanted = expected.programs[name];
      const classes = model.layers.map(({ className }) => className);
      assert.deepEqual(classes, wanted.layers);
      assert.deepEqual(
        model.getWeights().map(({ values }) => [...values]),
        wanted.first.map((values) => [...Float32Array.from(values)]),
        "first weights",
      );
      const { history } = await model.fit(x, y, { verbose: 0, ...options });
      assert.deepEqual(Object.keys(history).sort(), Object.keys(wanted.history).sort());
      for (const [key, values] of Object.entries(wanted.history)) near(history[key], values, key, 2e-5);
      model.getWeights().forEach(({ values }, i) => {
        near(values, wanted.after[i], `weight ${i}`);
      });
      const { sampleWeight } = options as { sampleWeight?: number[] };
      const evaluated = await model.evaluate(x, y, { verbose: 0, sampleWeight });
      near([evaluated].flat(), wanted.evaluate, "evaluation", 2e-5);
      const outputs: unknown = await model.predict(x);
      const isDictionary = Object.getPrototypeOf(outputs) === Object.prototype;
      const keys = Object.keys(outputs as object).sort();
      const list = isDictionary
        ? keys.map((key) => (outputs as Record<string, NDArray>)[key])
        : [outputs].flat();
      (list as NDArray[]).forEach(({ values }, i) => {
        near(values, wanted.outputs[i], `output ${i}`);
      });
    });
  }
});

test("a chain of layers trains in the engine with the bits of a Sequential", async () => {
  const { x, y, options } = programs.chain();
  const trained: Float32Array[][] = [];
  for (const style of ["graph", "stack"]) {
    utils.setRandomSeed(7);
    const stack = [
      new Dense(4, { activation: "relu" }),
      new layers.Dropout(0.2),
      new Dense(1, { activation: "sigmoid" }),
    ];
    const inputs = Input({ shape: [3] });
    const model =
      style === "stack"
        ? new Sequential(stack)
        : new Model({ inputs, outputs: stack.reduce((tensor, layer) => layer.apply(tensor), inputs) });
    model.compile({ optimizer: "adam", loss: "binary_crossentropy" });
    await model.fit(x, y, { verbose: 0, ...options });
    assert.equal(model.jitCompile, true);
    trained.push(model.getWeights().map(({ values }) => values as Float32Array));
  }
  assert.deepEqual(trained[0], trained[1]);
});

test("merging layers give Keras' values and shapes for data", () => {
  for (const { layer, options, inputs, shape, outputs } of expected.merged) {
    const merged: NDArray = new layers[layer](options as never).apply(inputs as never) as never;
    assert.deepEqual([...merged.shape], shape, layer);
    assert.ok(largestDifference(merged.values, outputs) < 1e-6, layer);
  }
});

test("the configuration names layers, calls and tensors as Keras 3 does", () => {
  utils.clearSession();
  const [a, b] = [Input({ shape: [3], name: "a" }), Input({ shape: [3], name: "b" })];
  const dense = new Dense(2, { name: "shared" });
  const inside = Input({ shape: [2], name: "inner_inputs" });
  const inner = new Model({
    inputs: inside,
    outputs: new Dense(2, { name: "inside" }).apply(inside),
    name: "inner",
  });
  const x = new layers.Add({ name: "sum" }).apply([dense.apply(a), dense.apply(b)]);
  const outputs = [inner.apply(x), new Dense(1, { name: "out" }).apply(x)];
  const config = new Model({ inputs: [a, b], outputs, name: "whole" }).getConfig();
  const { name, trainable, input_layers, output_layers } = config;
  const entries = config.layers.map(({ class_name, name, inbound_nodes }) => ({
    class_name,
    name,
    inbound_nodes,
  }));
  const found = { name, trainable, input_layers, output_layers, layers: entries };
  assert.deepEqual(JSON.parse(JSON.stringify(found)), expected.config);
});
