import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import {
  builtModels,
  Dense,
  Input,
  InputLayer,
  layers,
  losses,
  Model,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";

const names = (model: Sequential) => model.layers.map(({ name }) => name);

test("names count up as in Keras, and start over after clearSession", () => {
  utils.clearSession();
  assert.deepEqual(
    [new Dense(1), new Dense(1), new Dense(1, { name: "mine" }), new Dense(1)].map(({ name }) => name),
    ["dense", "dense_1", "mine", "dense_2"],
  );
  assert.deepEqual([new Sequential().name, new Sequential().name], ["sequential", "sequential_1"]);
  assert.deepEqual(
    [Input({ shape: [3] }).name, new InputLayer({ inputShape: [3] }).name],
    ["input_1", "input_2"],
  );
  utils.clearSession();
  assert.deepEqual(
    [new Dense(1).name, new Sequential().name, Input({ shape: [3] }).name],
    ["dense", "sequential", "input_1"],
  );
});

test("an address belongs to an object and is the same for the same program", () => {
  const program = () => {
    utils.clearSession();
    const models = [
      new Sequential(),
      new Sequential(),
      new Sequential([], { name: "a" }),
      new Sequential([], { name: "a" }),
    ];
    return models.map(String);
  };
  const printed = program();
  assert.deepEqual(program(), printed);
  assert.equal(new Set(printed).size, 4);
  const model = new Sequential();
  assert.equal(inspect(model), String(model));
  assert.equal(`${model}`, String(model));
  assert.match(
    inspect(new Dense(1)),
    /^<tensorflow\.python\.keras\.layers\.core\.Dense object at 0x7f[0-9a-f]{9}0>$/,
  );
});

test("the input shape can come from a layer, an Input, build or the first data", async () => {
  utils.clearSession();
  const make = [
    () => new Sequential([new Dense(2, { inputShape: [3] }), new Dense(1)]),
    () => new Sequential([new Dense(2, { inputDim: 3 }), new Dense(1)]),
    () => new Sequential([Input({ shape: [3] }), new Dense(2), new Dense(1)]),
  ];
  const built = make.map((build) => build());
  const byHand = new Sequential([new Dense(2), new Dense(1)]);
  assert.equal(byHand.built, false);
  assert.equal(byHand.inputShape, undefined);
  byHand.build([null, 3]);
  const byData = new Sequential([new Dense(2), new Dense(1)]);
  await byData.predict([[1, 2, 3]]);
  for (const model of [...built, byHand, byData]) {
    assert.equal(model.built, true);
    assert.equal(inspect(model.inputShape), "(None, 3)");
    assert.equal(inspect(model.outputShape), "(None, 1)");
    assert.equal(model.countParams(), 3 * 2 + 2 + 2 + 1);
    assert.equal(model.layers.length, 2);
    assert.equal(model.getConfig().layers[0].class_name, "InputLayer");
  }
  assert.equal(built[2].getConfig().layers[0].config.name, "input_1");
  assert.equal(byHand.getConfig().layers[0].config.name, `${byHand.layers[0].name}_input`);
  // Only a layer that was told its shape says so: Keras repeats no shape that it inferred.
  assert.deepEqual(
    [...built, byHand].map((model) => "batch_input_shape" in model.getConfig().layers[1].config),
    [true, true, false, false],
  );
});

test("what is not built says so", () => {
  const model = new Sequential([new Dense(2)]);
  assert.throws(() => model.countParams(), /isn't built/);
  assert.throws(() => model.layers[0].countParams(), /isn't built/);
  assert.throws(() => model.layers[0].outputShape, /has no defined output shape/);
  assert.throws(() => new Sequential().outputShape, /has no defined output shape/);
  assert.throws(() => new Sequential().build([null, 3]), /has no layers\. Call `model\.add\(layer\)`/);
});

test("what cannot be added", () => {
  const layer = new Dense(2, { inputShape: [3], name: "twin" });
  const model = new Sequential([layer]);
  assert.throws(() => model.add(layer), /unique names\. Name 'twin' is already/);
  assert.throws(() => model.add("dense" as never), /Only instances of `Layer`.*Received: "dense" \(string\)/);
  assert.throws(() => model.add(undefined as never), /Only instances of `Layer`.*Received: undefined/);
  assert.throws(
    () => model.add(Input({ shape: [4] })),
    /already been configured to use input shape \(None, 3\)/,
  );
  assert.throws(() => new Sequential([new Dense(1), Input({ shape: [4] })]), /has layers already/);
  const built = new Dense(1, { name: "other" });
  built.build([null, 7]);
  assert.throws(
    () => model.add(built),
    /layer 'other' is incompatible.*value 7, but received input with shape \(None, 2\)/,
  );
  assert.throws(
    () => model.build([null, 9]),
    /layer 'twin'.*value 3, but received input with shape \(None, 9\)/,
  );
});

test("pop takes the last layer off; a shape that came with the layers goes with them", () => {
  utils.clearSession();
  const model = new Sequential([new Dense(2, { inputShape: [3] }), new Dense(1)]);
  assert.equal(model.pop().name, "dense_1");
  assert.equal(inspect(model.outputShape), "(None, 2)");
  model.add(new Dense(5));
  assert.deepEqual(names(model), ["dense", "dense_2"]);
  model.pop();
  model.pop();
  assert.equal(model.built, false);
  assert.throws(() => model.pop(), /There are no layers in the model\./);
  const withInput = new Sequential([Input({ shape: [3] }), new Dense(2)]);
  withInput.pop();
  assert.equal(withInput.built, true);
});

test("weights go in and come out as copies, kernel before bias", async () => {
  const model = new Sequential([new Dense(2, { inputShape: [1] }), new Dense(1, { useBias: false })]);
  model.setWeights([[[1, 2]], [3, 4], [[5], [6]]]);
  const weights = model.getWeights();
  assert.deepEqual(
    weights.map((array) => array.arraySync()),
    [[[1, 2]], [3, 4], [[5], [6]]],
  );
  assert.deepEqual((await model.predict([10])).arraySync(), [[(10 + 3) * 5 + (20 + 4) * 6]]);
  weights[0].values.fill(0);
  assert.deepEqual(model.layers[0].getWeights()[0].arraySync(), [[1, 2]]);
  model.layers[1].setWeights([[[0], [1]]]);
  assert.deepEqual(model.predictOnBatch([10]).arraySync(), [[24]]);
  assert.throws(
    () => model.layers[1].setWeights([]),
    /layer 'dense_\d+'.*length 0, but the layer was expecting 1/,
  );
});

test("a layer in two models has one set of weights", async () => {
  const shared = new Dense(1, { inputShape: [1], kernelInitializer: "ones" });
  const [one, two] = [new Sequential([shared]), new Sequential([shared])];
  one.compile({ optimizer: "sgd", loss: "mse" });
  assert.deepEqual((await two.predict([2])).arraySync(), [[2]]);
  await one.fit([1, 2, 3], [0, 0, 0], { epochs: 3, verbose: 0 });
  const trained = (await one.predict([2])).arraySync();
  assert.notDeepEqual(trained, [[2]]);
  assert.deepEqual((await two.predict([2])).arraySync(), trained);
  two.setWeights([[[7]], [0]]);
  assert.deepEqual((await one.predict([2])).arraySync(), [[14]]);
});

test("JSON.stringify(model) writes what toJson says", () => {
  const model = new Sequential([new Dense(1, { inputShape: [2] })]);
  assert.deepEqual(JSON.parse(JSON.stringify(model)), JSON.parse(model.toJson()));
});

test("a long name is cut in the summary, large numbers have commas", () => {
  utils.clearSession();
  const model = new Sequential([
    new Dense(2000, { inputShape: [999], name: "a_layer_with_a_very_long_name" }),
  ]);
  const lines: string[] = [];
  model.summary({ printFn: (line) => lines.push(line), lineLength: 40, positions: [20, 32, 40] });
  assert.equal(lines[4], "a_layer_with_a_very (None, 2000 2000000 ");
  assert.equal(lines[6], "Total params: 2,000,000");
});

test("an option of Keras 3's summary says how to get it", () => {
  const model = new Sequential([new Dense(1, { inputShape: [2] })]);
  for (const options of [{ expandNested: true }, { showTrainable: true }])
    assert.throws(
      () => model.summary(options),
      /has no option `\w+` in the words of Keras 2\.4\. Call config\.setDialect\("3"\)/,
    );
});

test("the models built since clearSession are known, in order", () => {
  utils.clearSession();
  const first = new Sequential([new Dense(1, { inputShape: [2] })]);
  const later = new Sequential();
  assert.deepEqual(builtModels(), [first]);
  later.add(new Dense(3, { inputShape: [2] }));
  assert.deepEqual(builtModels(), [first, later]);
  for (let i = 0; i < 100; i++) new Sequential([new Dense(1, { inputShape: [1] })]);
  assert.equal(builtModels().length, 100);
  assert.ok(!builtModels().includes(later));
  utils.clearSession();
  assert.deepEqual(builtModels(), []);
});

test("pop removes the model's own call of a layer, not another one", () => {
  const layer = new Dense(2);
  const model = new Sequential([new Dense(3, { inputDim: 2 }), layer]);
  const inputs = Input({ shape: [3] });
  const outputs = layer.apply(inputs);
  model.pop();
  const nodes = new Model({ inputs, outputs }).getConfig().layers.map((entry) => entry.inbound_nodes?.length);
  assert.deepEqual(nodes, [0, 1]);
});

test("build with another shape names the axis that differs", () => {
  const model = new Sequential([new layers.Flatten({ inputShape: [28, 28], name: "flat" }), new Dense(1)]);
  for (const [shape, axis, value] of [
    [[null, 14, 28], 1, 28],
    [[null, 28, 7], -1, 28],
    [[null, 28, 28, 3], -1, null],
  ] as const) {
    assert.throws(() => model.build([...shape]), {
      message:
        "Input 0 with name 'None' of layer 'flat' is incompatible with the layer: expected axis " +
        `${axis} of input shape to have value ${value}, but received input with shape (${shape.join(", ").replace("", "None")})`,
    });
  }
});

test("a single weight that is frozen between predictions and the first update stays as it is", async () => {
  const dense = new Dense(3);
  const model = new Sequential([Input({ shape: [2] }), dense, new Dense(1)]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const [x, y] = [[[1, 2]], [[5]]];
  await model.predict(x, { verbose: 0 });
  dense.weights[0].trainable = false;
  const before = dense.getWeights();
  await model.fit(x, y, { verbose: 0 });
  const after = dense.getWeights();
  assert.deepEqual(after[0], before[0]);
  assert.notDeepEqual(after[1], before[1]);
});

test("a model has the loss that `compile` was given, and a subclass may have one of its own", () => {
  const model = new Sequential([new Dense(1, { inputDim: 2, name: "score" })]);
  assert.deepEqual([model.compiled, model.loss], [false, null]);
  model.compile({ optimizer: "adam", loss: "mse" });
  assert.deepEqual([model.compiled, model.loss], [true, "mse"]);
  const loss = new losses.MeanAbsoluteError();
  model.compile({ loss });
  assert.equal(model.loss, loss);
  model.compile({ loss: { score: "mse" } });
  model.compile();
  assert.deepEqual(model.loss, { score: "mse" });
  class Own extends Model {
    override loss = new losses.Huber();
  }
  const own = new Own();
  own.compile({ optimizer: "sgd" });
  assert.equal(own.loss.name, "huber_loss");
});

test("the shape of the outputs is known before the model is built", () => {
  const model = new Sequential([new layers.Conv2D(3, 2), new layers.Flatten(), new Dense(4)]);
  assert.deepEqual([...model.computeOutputShape([null, 5, 5, 1])], [null, 4]);
  assert.equal(model.built, false);
});
