import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TensorFlowTensor } from "../../lib/keras/backend/tensor-types.ts";
import { Dense, Input, layers, Model, models, optimizers, Sequential, utils } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
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
  calls: { layer: string; options: string[]; kwargs: Record<string, unknown> }[];
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
  const backwards = { ...config, layers: config.layers.toReversed() };
  assert.deepEqual(Model.fromConfig(backwards).getConfig(), config);
});

/** Calls a layer, which gets the mask of its inputs. */
class Doubled extends layers.Layer {
  readonly lstm = new layers.LSTM(2);
  override call(inputs: TensorFlowTensor): TensorFlowTensor {
    return this.lstm.apply(inputs.mul(2)).add(this.lstm.apply(inputs));
  }
}

test("masks that Keras stores as operations load, and reach the layers that Keras shows them to", async () => {
  const x = [
    [1, 2, 0, 0],
    [3, 0, 0, 4],
    [2, 2, 2, 2],
    [0, 0, 1, 0],
  ];
  const y = [1, 0.5, -1, 0.25];
  const cases =
    golden<Record<string, { model: object; predictions: number[]; loss: number[] }>>("masks.json");
  assert.ok(Object.keys(cases).length > 10);
  for (const [name, { model: config, predictions, loss }] of Object.entries(cases)) {
    const model = models.modelFromJson(JSON.stringify(config), { Doubled });
    let at = 0;
    const weights = model.getWeights().map(({ shape, values }) => {
      return new NDArray(values.map(() => (((7 * at++) % 11) + 1) / 20) as Float32Array, [...shape]);
    });
    model.setWeights(weights);
    const found = (await model.predict(x, { verbose: 0 })) as NDArray;
    assert.ok(largestDifference(found.values, predictions) < 1e-6, name);
    model.compile({ optimizer: new optimizers.SGD(0.1), loss: "mse" });
    const targets = y.map((value) => Array(model.outputShape.at(-1) as number).fill(value));
    const { history } = await model.fit(x, targets, { epochs: 3, shuffle: false, verbose: 0 });
    assert.ok(largestDifference(history.loss, loss) < 1e-5, `${name}: ${history.loss}`);
  }
});

test("an operation of keras.ops that is not ported is refused", () => {
  const tensor = (name: string) => ({
    class_name: "__keras_tensor__",
    config: { keras_history: [name, 0, 0] },
  });
  const operation = {
    module: "keras.src.ops.numpy",
    class_name: "Square",
    config: { name: "operation" },
    name: "operation",
    inbound_nodes: [{ args: [tensor("a")], kwargs: {} }],
  };
  const input = {
    class_name: "InputLayer",
    config: { batch_shape: [null, 3], name: "a" },
    name: "a",
    inbound_nodes: [],
  };
  const config = {
    name: "m",
    layers: [input, operation],
    input_layers: ["a", 0, 0],
    output_layers: ["operation", 0, 0],
  };
  assert.deepEqual(Model.fromConfig(config).outputShape, [null, 3]);
  const svd = { ...operation, module: "keras.src.ops.linalg", class_name: "SVD" };
  assert.throws(
    () => Model.fromConfig({ ...config, layers: [input, svd] }),
    /The operation SVD \('operation'\) of keras.ops .* `customObjects`/,
  );
  const other = { ...operation, config: { name: "operation", flags: 1 } };
  assert.throws(
    () => Model.fromConfig({ ...config, layers: [input, other] }),
    /The operation Square .* has a setting `flags` that is not ported/,
  );
});

test("calls are stored with Keras' defaults, which fix nothing", () => {
  const made: Record<string, () => layers.Layer> = {
    SpatialDropout1D: () => new layers.SpatialDropout1D(0.5),
    RNN: () => new layers.RNN(new layers.LSTMCell(2)),
    Bidirectional: () => new layers.Bidirectional(new layers.LSTM(2)),
    TimeDistributed: () => new layers.TimeDistributed(new Dense(2)),
    Sequential: () => new Sequential([new Dense(2)]),
  };
  for (const { layer: name, options, kwargs } of expected.calls) {
    const [x, mask] = [Input({ shape: [5, 3] }), Input({ shape: [5], dtype: "bool" })];
    const Class = layers[name as "Dropout"] as new (argument?: number) => layers.Layer;
    const hasArgument = /Dropout|Noise|Dense$|LSTM|GRU|RNN/.test(name);
    const layer = made[name]?.() ?? (hasArgument ? new Class(name.includes("o") ? 0.5 : 2) : new Class());
    const training = kwargs.training as boolean | undefined;
    const given = {
      ...(options.includes("mask") && { mask }),
      ...(options.includes("training") && { training }),
    };
    const inputs = options.includes("mask") ? [x, mask] : [x];
    const model = new Model({ inputs, outputs: layer.apply(x, given) as layers.KerasTensor });
    const argumentsIn = ({ layers }: ReturnType<Model["getConfig"]>) => {
      const [node] = (layers.at(-1)?.inbound_nodes ?? []) as { kwargs: Record<string, unknown> }[];
      return { ...node.kwargs, ...(options.includes("mask") && { mask: true }) };
    };
    assert.deepEqual(argumentsIn(model.getConfig()), kwargs, name);
    const copy = Model.fromConfig(model.getConfig());
    const [node] = copy.layers.at(-1)?.inboundNodes ?? [];
    assert.equal(node.training, given.training, name);
  }
});

test("merging layers take a list of one", async () => {
  const { Add, Average, Concatenate, Maximum, Minimum, Multiply } = layers;
  for (const Class of [Add, Average, Concatenate, Maximum, Minimum, Multiply]) {
    const inputs = Input({ shape: [2] });
    const model = new Model({ inputs, outputs: new Class().apply([inputs]) });
    const copy = Model.fromConfig(model.getConfig());
    assert.deepEqual([...(await copy.predict([[1, 2]], { verbose: 0 })).values], [1, 2]);
  }
  assert.throws(() => new layers.Subtract().apply([Input({ shape: [2] })]), /exactly 2 inputs/);
});

test("a model called on data keeps its layers, with a penalty on outputs", () => {
  const inputs = Input({ shape: [3] });
  const model = new Model({ inputs, outputs: new Dense(2, { activityRegularizer: "l2" }).apply(inputs) });
  model.apply([[1, 2, 3]]);
  assert.equal(model.layers.length, 2);
  assert.equal(model.losses.length, 1);
});

test("lists hold models and layers of one output, of several and of named ones", async () => {
  const inputs = Input({ shape: [2] });
  const outputs = new Dense(1).apply(inputs);
  class Doubled extends Model {
    override call(x: TensorFlowTensor): TensorFlowTensor {
      return x.mul(2);
    }
  }
  const several = new Model({ inputs, outputs: [outputs, inputs] });
  const all: Model[] = [
    new Model({ inputs, outputs }),
    several,
    new Model({ inputs, outputs: { score: outputs } }),
    new Sequential([new Dense(1)]),
    new Doubled(),
  ];
  const parts: layers.Layer[] = [...all, new layers.LSTM(1, { returnState: true }), new Dense(1)];
  assert.equal(parts.length, 7);
  const [first, second] = await models.cloneModel(several).predict([[1, 2]], { verbose: 0 });
  assert.deepEqual(
    [[...first.shape], [...second.shape]],
    [
      [1, 1],
      [1, 2],
    ],
  );
  for (const model of all) {
    const shown = await model.predict([[1, 2]], { verbose: 0 });
    assert.ok(shown);
  }
});

test("a model refuses inputs of another size in Keras' words", () => {
  const inputs = Input({ shape: [3], name: "given" });
  const model = new Model({ inputs, outputs: new Dense(2).apply(inputs), name: "whole" });
  assert.throws(
    () => model.apply(Input({ shape: [4] })),
    (error: Error) =>
      error.message ===
      "Input 0 with name 'given' of layer 'whole' is incompatible with the layer: expected shape=(None, 3), " +
        "found shape=(None, 4)",
  );
});

test("the outputs of a model and of its layers take other layers after them", () => {
  const base = new Sequential([Input({ shape: [4, 4] }), new layers.LSTM(3, { returnSequences: true })]);
  const graph = new Model(base.inputs, base.layers[0].output);
  for (const model of [base, graph]) {
    let x = model.output;
    x = new layers.Flatten().apply(x);
    x = new Dense(2).apply(x);
    assert.deepEqual([...x.shape], [null, 2]);
  }
  let head = graph.layers[1].output;
  head = new layers.Flatten().apply(head);
  assert.deepEqual([...head.shape], [null, 12]);

  const memory = new layers.LSTM(3, { returnState: true });
  const [last] = memory.apply(Input({ shape: [4, 4] }));
  const withState = new Model(memory.input, last);
  const [again, state, carry] = withState.layers[1].apply(Input({ shape: [6, 4] }));
  assert.deepEqual(
    [again, state, carry].map(({ shape }) => shape.length),
    [2, 2, 2],
  );
});

test("a model of inputs alone is refused, and a loss may be alone in a list", async () => {
  const inputs = Input({ shape: [2] });
  const Untyped = Model as unknown as new (...args: unknown[]) => Model;
  for (const args of [[inputs], [[inputs]], [inputs, undefined], [{ inputs }]])
    assert.throws(
      () => new Untyped(...args),
      /^ValueError: Expected a Model to get `inputs` and `outputs`\. Received: outputs=undefined/,
    );
  const model = new Model(inputs, [new Dense(1).apply(inputs), new Dense(2).apply(inputs)]);
  const results = ["mae", ["mae"]].map((loss) => {
    model.compile({ loss: ["mse", loss as "mae"] });
    return model.testOnBatch([[1, 2]], [[[3]], [[4, 5]]]);
  });
  assert.deepEqual(results[1], results[0]);
});
