import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, Input, layers, Model, models, optimizers, Sequential, utils } from "../../lib/keras/index.ts";
import { weightGroups } from "../../lib/keras/saving/weight-groups.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";
import { configured, type LayerProgram, layerPrograms, numbersOf, SAMPLES } from "./layer-programs.ts";

interface Expected {
  shapes: number[][];
  params: number[];
  first: number[][];
  before: number[];
  loss: number[];
  weights: number[][];
  after: number[];
}

const { cases, configs } = golden<{
  cases: Record<string, Expected>;
  configs: { class_name: string; config: Record<string, unknown> }[];
}>("layers.json");

function near(found: ArrayLike<number>, wanted: ArrayLike<number>, what: string, tolerance = 2e-5): void {
  const apart = largestDifference(found, wanted);
  const scale = Math.max(1, ...Array.from(wanted, Math.abs));
  assert.ok(apart <= tolerance * scale, `${what}: ${apart} apart`);
}

async function run(
  { inputs, layers: make, whole }: LayerProgram,
  expected: Expected,
  jitCompile: boolean | "auto",
) {
  utils.setRandomSeed(11);
  const x = whole ? numbersOf([SAMPLES, ...inputs], 0, 10) : numbersOf([SAMPLES, ...inputs]);
  if (whole)
    x.values.forEach((value, i) => {
      x.values[i] = 8 * value;
    });
  const model = new Sequential([Input({ shape: inputs }), ...make()]);
  model.compile({ optimizer: new optimizers.SGD(0.05), loss: "mse", jitCompile });
  assert.deepEqual(
    model.layers.map(({ outputShape }) => outputShape.slice(1)),
    expected.shapes,
  );
  assert.deepEqual(
    model.layers.map((layer) => layer.countParams()),
    expected.params,
  );
  const y = numbersOf([SAMPLES, ...(model.outputShape.slice(1) as number[])], -3, 5);
  const weights = () => model.getWeights().flatMap(({ values }) => [...values]);
  near(weights(), expected.first.flat(), "first weights", 1e-6);
  const few = numbersOf([3, ...inputs]);
  few.values.set(x.values.subarray(0, few.size));
  near((await model.predict(few)).values, expected.before, "predictions before");
  const { history } = await model.fit(x, y, { batchSize: 8, epochs: 2, shuffle: false, verbose: 0 });
  near(history.loss, expected.loss, "loss");
  near(weights(), expected.weights.flat(), "weights");
  near((await model.predict(few)).values, expected.after, "predictions");
  return model;
}

test("every program of Keras' is said here", () => {
  assert.deepEqual(Object.keys(layerPrograms), Object.keys(cases));
});

describe("from the same seed TensorFlow.js comes to Keras' figures", () => {
  for (const [name, program] of Object.entries(layerPrograms)) {
    test(name, async () => {
      const model = await run(program, cases[name], false);
      const tfModel = await model.toTf();
      assert.equal(tfModel.countParams(), model.countParams());
    });
  }
});

/** The programs that the engine computes. */
const ON_ENGINE = [
  "batch normalization",
  "batch normalization options",
  "batch normalization without scale",
  "batch normalization frozen",
  "batch normalization first",
  "layer normalization",
  "layer normalization options",
  "normalization adapted",
  "normalization given",
  "normalization inverted",
  "gaussian noise",
  "gaussian noise with a seed",
  "gaussian dropout",
  "alpha dropout",
  "several noises",
  "prelu",
  "prelu options",
  "rescaling",
  "rescaling of features",
];

describe("from the same seed the engine comes to Keras' figures", () => {
  for (const name of ON_ENGINE) {
    test(name, async () => {
      await run(layerPrograms[name], cases[name], true);
    });
  }
});

test("configurations are Keras'", () => {
  const made = configured();
  assert.equal(made.length, configs.length);
  made.forEach((layer, i) => {
    const { dtype, ...config } = { ...layer.getConfig() };
    assert.equal(dtype, "float32");
    assert.deepEqual(plain({ class_name: layer.className, config }), plain(configs[i]));
  });
});

test("a layer is made again from its configuration", () => {
  for (const layer of configured()) {
    const again = layers.deserialize(layers.serialize(layer));
    assert.deepEqual(plain(again.getConfig()), plain(layer.getConfig()), layer.className);
  }
});

test("files have the weights of inner layers where Keras has them", async () => {
  const lstm = { layer: new layers.LSTM(2), groups: ["cell"] };
  const both = {
    layer: new layers.Bidirectional(new layers.GRU(2)),
    groups: ["forward_layer", "forward_layer/cell", "backward_layer", "backward_layer/cell"],
  };
  const timed = { layer: new layers.TimeDistributed(new Dense(2)), groups: ["layer"] };
  for (const { layer, groups } of [lstm, both, timed]) {
    layer.build([null, 4, 3]);
    const found = weightGroups(layer as never);
    assert.deepEqual(
      found.map(({ path }) => path),
      ["vars", ...groups.map((group) => `${group}/vars`)],
    );
    assert.deepEqual(
      found.flatMap(({ variables }) => variables),
      layer.weights,
    );
  }
});

test("files have a normalized kernel twice, as Keras has it", () => {
  const layer = new layers.SpectralNormalization(new layers.Conv2D(2, 2));
  layer.build([null, 4, 4, 1]);
  assert.deepEqual(
    weightGroups(layer as never).map(({ path, variables }) => [path, variables.map(({ name }) => name)]),
    [
      ["vars", ["kernel", "vector_u"]],
      ["layer/vars", ["kernel", "bias"]],
    ],
  );
  assert.deepEqual(
    layer.weights.map(({ name, trainable }) => [name, trainable]),
    [
      ["kernel", true],
      ["vector_u", false],
      ["bias", true],
    ],
  );
});

test("a kernel is updated from its normalized values", async () => {
  const layer = new layers.SpectralNormalization(new Dense(1, { kernelInitializer: "ones", useBias: false }));
  layer.apply([[1, 1, 1, 1]], { training: true });
  // 1 / σ, where σ is the length of the only column.
  near(layer.weights[0].numpy().values, [0.5, 0.5, 0.5, 0.5], "kernel");
  const model = new Sequential([Input({ shape: [4] }), layer]);
  model.compile({ optimizer: new optimizers.SGD(0.5), loss: "mse" });
  layer.weights[0].assign([[2], [2], [2], [2]]);
  await model.fit([[1, 0, 0, 0]], [[0]], { epochs: 1, verbose: 0 });
  near(layer.weights[0].numpy().values, [0, 0.5, 0.5, 0.5], "kernel after a batch");
});

test("what does not fit the wrapped, grouped and convolutional layers is refused as by Keras", () => {
  const refused = (make: () => unknown, message: RegExp) => assert.throws(make, message);
  refused(
    () => new layers.SpectralNormalization(new layers.ReLU()).build([null, 2]),
    /^ValueError: ReLU object has no attribute 'kernel' nor 'embeddings'/,
  );
  refused(
    () => new layers.SpectralNormalization(new Dense(1), 0),
    /`power_iterations` should be greater than zero/,
  );
  refused(() => new layers.SpectralNormalization("dense" as never), /isn't a supported layer type/);
  refused(() => new layers.GroupQueryAttention(2, 3, 2), /must be divisible by `num_key_value_heads`/);
  const inputs = Input({ shape: [4, 2] });
  const wide = Input({ shape: [4, 3] });
  refused(() => new layers.GroupQueryAttention(2, 2, 1).apply(inputs, wide), /must be equal, but are 2, 3/);
  refused(() => new layers.ConvLSTM2D(0, 2), /invalid value for argument `filters`/);
  refused(() => new layers.ConvLSTM2D(1, 2, { strides: 2, dilationRate: 2 }), /is not compatible with/);
  refused(() => new layers.ConvLSTM2D(1, 2).apply(inputs), /expected ndim=5, found ndim=3/);
  refused(
    () => new layers.ConvLSTM1D(1, 2).apply(Input({ shape: [3, null, 2] })),
    /only support static input shapes for the spatial dimension/,
  );
});

test("layers have their weights under Keras' names", () => {
  const conv = new layers.Conv2D(3, 2, { useBias: false });
  assert.throws(() => conv.kernel, /^ValueError: You must build the layer before accessing `kernel`/);
  conv.build([null, 5, 5, 2]);
  assert.deepEqual([...conv.kernel.shape], [2, 2, 2, 3]);
  assert.equal(conv.bias, null);
  const words = new layers.Embedding(5, 2);
  words.build([null, 3]);
  assert.equal(words.embeddings, words.weights[0]);
  const normalization = new layers.BatchNormalization({ center: false });
  normalization.build([null, 2]);
  const { gamma, beta, movingMean, movingVariance } = normalization;
  assert.deepEqual([gamma, movingMean, movingVariance], [...normalization.weights]);
  assert.equal(beta, null);
  assert.deepEqual(normalization.variables, normalization.weights);
  assert.deepEqual(normalization.nonTrainableVariables, [movingMean, movingVariance]);
});

test("calls are stored with Keras' defaults, which training overrides", async () => {
  const inputs = Input({ shape: [3, 4, 4, 1] });
  const frames = new layers.ConvLSTM2D(2, 2).apply(inputs);
  const normalized = new layers.SpectralNormalization(new layers.Conv2D(1, 3)).apply(frames);
  const json = new Model({ inputs, outputs: normalized }).toJson();
  const { config } = JSON.parse(json);
  assert.deepEqual(
    config.layers
      .slice(1)
      .map((layer: { inbound_nodes: { kwargs: object }[] }) => layer.inbound_nodes[0].kwargs),
    [{ training: false, mask: null }, { training: false }],
  );
  const model = models.modelFromJson(json);
  const vector = model.weights.find(({ name }) => name === "vector_u") as (typeof model.weights)[number];
  const before = vector.numpy().values;
  model.compile({ optimizer: "sgd", loss: "mse" });
  await model.fit(numbersOf([2, 3, 4, 4, 1]), numbersOf([2, 1, 1, 1]), { verbose: 0 });
  assert.notDeepEqual(vector.numpy().values, before);
});

/** Numbers as float32, in which some are stored; tuples as lists, without the types of inner layers. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, entry) =>
      key === "dtype" ? undefined : typeof entry === "number" ? Math.fround(entry) : entry,
    ),
  );
}

test("a class that is derived from one of Keras' has a name of its own", () => {
  class WideLayer extends layers.Dense {}
  const layer = new WideLayer(2);
  assert.equal(layer.className, "WideLayer");
  assert.equal(layer.name, "wide_layer");
});
