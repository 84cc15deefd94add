/** Files of Keras 3.15.1 and 2.15.0 load, predict the same and train on with the same epochs; those of ours are reproducible. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  config,
  Dense,
  Input,
  Model as KerasModel,
  layers,
  losses,
  type Model,
  metrics,
  models,
  optimizers,
  Sequential,
  saving,
  utils,
} from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";

interface Figures {
  x: number[][];
  y: number[][];
  labels: number[][];
  programs: Record<string, { formats: string[]; predictions: number[][]; loss: number[]; after: number[][] }>;
}

const saved = join(import.meta.dirname, "../golden/saved");
const folder = mkdtempSync(join(tmpdir(), "keras-day-saving-"));
const file = (name: string) => join(folder, name);
const warn = console.warn;
let warnings: string[] = [];

before(() => {
  console.warn = (text: string) => warnings.push(text);
});
after(() => {
  console.warn = warn;
});

const difference = (a: readonly number[] | Float32Array, b: readonly number[]) =>
  b.reduce((largest, value, i) => Math.max(largest, Math.abs(a[i] - value)), 0);

for (const version of ["keras3", "keras2"]) {
  const figures = golden<Figures>(`saved/${version}.json`);
  const { x } = figures;
  for (const [program, { formats, predictions, loss, after }] of Object.entries(figures.programs)) {
    const y = program === "sgd" ? figures.labels : figures.y;
    for (const format of formats) {
      test(`${version}_${program}.${format}`, async () => {
        warnings = [];
        const path = join(saved, `${version}_${program}.${format}`);
        let model: Model;
        if (format === "weights.h5") {
          model = await models.loadModel(join(saved, `${version}_${program}.keras`));
          model.setWeights(model.getWeights().map(({ shape, size }) => zeros(shape as number[], size)));
          // The state of the optimizer comes with the weights in Keras 3 alone.
          if (version === "keras3") model.compileFromConfig(model.getCompileConfig()!);
          await model.loadWeights(path);
        } else model = await models.loadModel(path);
        const outputs = await model.predict(x);
        assert.ok(difference(outputs.values as Float32Array, predictions.flat()) < 1e-6);
        const { history } = await model.fit(x, y, {
          epochs: 6,
          initialEpoch: 3,
          batchSize: 8,
          shuffle: false,
          verbose: 0,
        });
        assert.equal(history.loss.length, 3);
        assert.ok(difference(history.loss, loss) < 2e-6, `${history.loss} ${loss}`);
        const later = await model.predict(x);
        assert.ok(difference(later.values as Float32Array, after.flat()) < 1e-5);
        assert.equal(model.optimizer.iterations, 18);
        assert.deepEqual(warnings, []);
      });
    }
  }
}

for (const version of ["keras3", "keras2"]) {
  const figures = golden<Record<string, { inputs: number[][]; outputs: number[][] }>>(
    `saved/${version}_layers.json`,
  );
  test(`models of many layers of ${version}`, async () => {
    assert.equal(Object.keys(figures).length, 6);
    for (const [name, { inputs, outputs }] of Object.entries(figures)) {
      for (const format of ["keras", "h5"]) {
        const model = await models.loadModel(join(saved, `${version}_${name}.${format}`), { compile: false });
        const given = (inputs.length > 1 ? inputs : inputs[0]) as number[][];
        const found = [await model.predict(given)].flat();
        assert.equal(found.length, outputs.length);
        found.forEach(({ values }, i) => {
          const expected = outputs[i].flat(Number.POSITIVE_INFINITY) as number[];
          const scale = Math.max(1, ...expected.map(Math.abs));
          assert.ok(difference(values as Float32Array, expected) < 1e-6 * scale, `${name}.${format}`);
        });
      }
    }
  });
}

test("several optimizers go on as in Keras, and again from a file of ours", async () => {
  const { multi } = golden<{
    multi: { x: number[][]; y: number[][]; predictions: number[][]; loss: number[] };
  }>("saved/parts.json");
  const model = await models.loadModel(join(saved, "multi_optimizer.keras"));
  const outputs = await model.predict(multi.x);
  assert.ok(difference(outputs.values as Float32Array, multi.predictions.flat()) < 1e-6);
  const more = { epochs: 5, initialEpoch: 2, batchSize: 4, shuffle: false, verbose: 0 } as const;
  const { history } = await model.fit(multi.x, multi.y, more);
  assert.equal(history.loss.length, 3);
  assert.ok(difference(history.loss, multi.loss) < 2e-6, `${history.loss} ${multi.loss}`);
  await model.save(file("multi.keras"));
  await model.saveWeights(file("multi.weights.h5"));
  const loaded = await models.loadModel(file("multi.keras"));
  const restored = await models.loadModel(join(saved, "multi_optimizer.keras"));
  await restored.loadWeights(file("multi.weights.h5"));
  const histories = [];
  for (const one of [model, loaded, restored])
    histories.push((await one.fit(multi.x, multi.y, { ...more, epochs: 4 })).history.loss);
  assert.deepEqual([...histories[1]], [...histories[0]]);
  assert.deepEqual([...histories[2]], [...histories[0]]);
  const { optimizers: inner } = model.optimizer as optimizers.MultiOptimizer;
  assert.deepEqual(
    inner.map((one) => [one.constructor.name, one.iterations]),
    [
      ["Nadam", 21],
      ["Lion", 0],
      ["Adam", 21],
      ["Adam", 21],
      ["SGD", 21],
    ],
  );
  const choice = () => new optimizers.SGD();
  model.compile({ optimizer: new optimizers.MultiOptimizer(choice), loss: "mse" });
  await model.save(file("choice.keras"));
  await assert.rejects(
    models.loadModel(file("choice.keras")),
    /needs its function 'choice', which no file holds/,
  );
  await models.loadModel(file("choice.keras"), { customObjects: { choice } });
  model.compile({ optimizer: new optimizers.MultiOptimizer(() => new optimizers.SGD()), loss: "mse" });
  await assert.rejects(model.save(file("nameless.keras")), /or a function with a name, to be saved/);
});

function zeros(shape: number[], size: number): number[] | number[][] {
  const [rows, columns = 1] = shape;
  if (shape.length === 1) return Array(size).fill(0);
  return Array.from({ length: rows }, () => Array(columns).fill(0));
}

const x = [
  [0, 1],
  [1, 0],
  [1, 1],
  [0.5, 0.2],
];
const y = [[1], [0], [1], [0]];

function small(optimizer: optimizers.OptimizerIdentifier = "adam"): Sequential {
  utils.setRandomSeed(4);
  const model = new Sequential(
    [
      Input({ shape: [2] }),
      new Dense(3, { activation: "relu", name: "first" }),
      new Dense(1, { name: "last" }),
    ],
    { name: "small" },
  );
  model.compile({
    optimizer,
    loss: new losses.BinaryCrossentropy({ fromLogits: true }),
    metrics: ["accuracy", new metrics.BinaryAccuracy({ threshold: 0.3, name: "low" })],
  });
  return model;
}

const fit = { batchSize: 2, shuffle: false, verbose: 0 } as const;

test("the same model gives the same bytes at any time, and no other file stays", async () => {
  const model = small();
  await model.fit(x, y, fit);
  for (const name of ["a.keras", "a.h5", "a.weights.h5"]) {
    const [one, two] = [file(name), file(`b-${name}`)];
    const save = (path: string) => (name.endsWith("weights.h5") ? model.saveWeights(path) : model.save(path));
    await save(one);
    const { now } = Date;
    Date.now = () => now() + 1e7;
    try {
      await save(two);
    } finally {
      Date.now = now;
    }
    assert.deepEqual(readFileSync(one), readFileSync(two), name);
  }
  const loaded = await models.loadModel(file("a.keras"));
  await loaded.save(file("c.keras"));
  assert.deepEqual(readFileSync(file("a.keras")), readFileSync(file("c.keras")));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes("part")),
    [],
  );
});

const everyOptimizer: optimizers.Optimizer[] = [
  new optimizers.SGD({ momentum: 0.9 }),
  new optimizers.SGD({ momentum: 0.9, useEma: true, emaOverwriteFrequency: 3, gradientAccumulationSteps: 2 }),
  new optimizers.RMSprop({ momentum: 0.3, centered: true }),
  new optimizers.Adam({ amsgrad: true }),
  new optimizers.AdamW(),
  new optimizers.Adadelta(),
  new optimizers.Adagrad(),
  new optimizers.Adamax(),
  new optimizers.Adafactor(),
  new optimizers.Nadam(),
  new optimizers.Ftrl(),
  new optimizers.Lion(),
  new optimizers.Lamb(),
  new optimizers.Muon(),
  new optimizers.ScheduleFreeAdamW(),
  new optimizers.LossScaleOptimizer(new optimizers.Adam(), { dynamicGrowthSteps: 3 }),
];
for (const optimizer of everyOptimizer) {
  test(`training goes on to the bit with ${optimizer.constructor.name}`, async () => {
    const model = small(optimizer);
    await model.fit(x, y, { ...fit, epochs: 2 });
    await model.save(file("goes-on.keras"));
    const loaded = await models.loadModel(file("goes-on.keras"));
    assert.equal(loaded.optimizer.constructor, optimizer.constructor);
    const histories = [];
    for (const one of [model, loaded]) histories.push((await one.fit(x, y, { ...fit, epochs: 3 })).history);
    assert.deepEqual({ ...histories[1] }, { ...histories[0] });
    assert.deepEqual(loaded.getWeights(), model.getWeights());
  });
}

test("TensorFlow.js goes on, too", async () => {
  const model = small();
  model.compile({ optimizer: new optimizers.Nadam(), loss: "mse", jitCompile: false });
  await model.fit(x, y, { ...fit, epochs: 2 });
  await model.saveWeights(file("tf.weights.h5"));
  const other = small();
  other.compile({ optimizer: new optimizers.Nadam(), loss: "mse", jitCompile: false });
  await other.loadWeights(file("tf.weights.h5"));
  const losses_ = [];
  for (const one of [model, other]) losses_.push((await one.fit(x, y, { ...fit, epochs: 2 })).history.loss);
  assert.deepEqual([...losses_[1]], [...losses_[0]]);
});

test("compile is as it was, or left out", async () => {
  const model = small(new optimizers.Adam({ learningRate: 0.02, weightDecay: 0.1 }));
  await model.save(file("compiled.keras"));
  const loaded = await models.loadModel(file("compiled.keras"));
  assert.deepEqual(loaded.getCompileConfig(), model.getCompileConfig());
  await loaded.evaluate(x, y, { verbose: 0 });
  assert.deepEqual(loaded.metricsNames, ["loss", "accuracy", "low"]);
  assert.equal(loaded.optimizer.learningRate, Math.fround(0.02));
  const plain = await models.loadModel(file("compiled.keras"), { compile: false });
  assert.throws(() => plain.optimizer, /You must call `compile\(\)`/);
  assert.equal(plain.getCompileConfig(), null);
});

test("in Keras 3's words a loaded optimizer keeps its name, and a new one is numbered", async () => {
  config.setDialect("3");
  utils.clearSession();
  try {
    const model = small(new optimizers.Adam());
    await model.save(file("named.keras"));
    const loaded = await models.loadModel(file("named.keras"));
    assert.deepEqual([model.optimizer.name, loaded.optimizer.name], ["adam", "adam"]);
    const scaled = () => new optimizers.LossScaleOptimizer(new optimizers.SGD()).name;
    assert.deepEqual(
      [new optimizers.Adam().name, scaled(), scaled()],
      ["adam_1", "loss_scale_optimizer", "loss_scale_optimizer_1"],
    );
  } finally {
    config.setDialect("2.4.3");
  }
});

test("layers, functions and classes of the user's are given by name, or registered", async () => {
  const double = (tensor: { mul(by: number): typeof tensor }) => tensor.mul(2);
  class Twice extends layers.Activation {
    override readonly className = "Activation";
  }
  const model = new Sequential([Input({ shape: [2] }), new Dense(2), new layers.Lambda(double as never)]);
  await model.save(file("lambda.keras"));
  await assert.rejects(
    models.loadModel(file("lambda.keras")),
    /needs its function 'double'.*customObjects: \{ double \}/,
  );
  const loaded = await models.loadModel(file("lambda.keras"), { customObjects: { double } });
  assert.deepEqual(await loaded.predict(x), await model.predict(x));
  saving.registerKerasSerializable("tests")(Twice);
  assert.equal(saving.getCustomObjects()["tests>Twice"], Twice);
  const form = layers.serialize(new Twice("relu"));
  assert.equal(form.registered_name, "tests>Twice");
  assert.ok(layers.deserialize(form) instanceof Twice);
  class OwnLambda extends layers.Lambda {}
  class OwnActivation extends layers.Activation {}
  for (const layer of [
    new layers.Lambda(((t: unknown) => t) as never),
    new OwnLambda(((t: unknown) => t) as never),
    new OwnActivation(((t: unknown) => t) as never),
    new Dense(1, {
      activation: (
        () => (t: unknown) =>
          t
      )() as never,
    }),
  ]) {
    const nameless = new Sequential([Input({ shape: [2] }), layer]);
    await assert.rejects(nameless.save(file("nameless.keras")), /without a name, which cannot be saved/);
  }
  class Formed extends layers.Lambda {
    override getConfig() {
      return { ...super.getConfig(), function: "other" };
    }
  }
  const formed = new Sequential([Input({ shape: [2] }), new Formed(((t: unknown) => t) as never)]);
  await formed.save(file("formed.keras"));
  const named = new Sequential([Input({ shape: [2] }), new Dense(1, { activation: double as never })]);
  await named.save(file("named.keras"));
  const again = await models.loadModel(file("named.keras"), { customObjects: { double } });
  assert.deepEqual(await again.predict(x), await named.predict(x));
});

test("configurations hold models in models, and layers of the user's", async () => {
  class Scaled extends layers.Layer {
    constructor(readonly factor: number) {
      super();
    }
    static override fromConfig(config: object): Scaled {
      return new Scaled((config as Scaled).factor);
    }
    override call(inputs: { mul(by: number): typeof inputs }) {
      return inputs.mul(this.factor) as never;
    }
    override getConfig() {
      return { ...super.getConfig(), factor: this.factor };
    }
  }
  class Head extends KerasModel {
    private readonly dense = new Dense(1);
    override call(inputs: never) {
      return this.dense.apply(inputs) as never;
    }
  }
  const inputs = Input({ shape: [2] });
  const inner = new KerasModel({ inputs, outputs: new Dense(3).apply(inputs) });
  const make = () => new Sequential([Input({ shape: [2] }), inner, new Scaled(2), new Head()]);
  const graph = (model: Sequential) => {
    const x = Input({ shape: [2] });
    return new KerasModel({ inputs: x, outputs: model.apply(x) });
  };
  const unregistered = make();
  assert.throws(
    () => Sequential.fromConfig(unregistered.getConfig()),
    /Give your own by name as `customObjects`, \{ Scaled \}/,
  );
  const clone = models.cloneModel(unregistered);
  const copies = [clone, Sequential.fromConfig(unregistered.getConfig(), { Scaled, Head })];
  copies.push(models.modelFromJson(unregistered.toJson(), { Scaled, Head }));
  saving.registerKerasSerializable("tests")(Scaled);
  saving.registerKerasSerializable("tests")(Head);
  const model = make();
  assert.equal(model.getConfig().layers[2].class_name, "tests>Scaled");
  copies.push(Sequential.fromConfig(model.getConfig()), models.modelFromJson(model.toJson()));
  for (const whole of [graph(model), graph(graph(model) as never)]) {
    const nested = KerasModel.fromConfig(whole.getConfig()).layers[1] as Model;
    copies.push(
      nested.layers[1] instanceof KerasModel && nested.layers.length === 2
        ? (nested.layers[1] as Model)
        : nested,
    );
  }
  assert.equal(copies.length, 7);
  const expected = await unregistered.predict(x);
  for (const copy of copies) {
    assert.deepEqual(
      copy.layers.map(({ className }) => className),
      ["Functional", "Scaled", "Head"],
    );
    copy.build([null, 2]);
    copy.setWeights(unregistered.getWeights());
    assert.deepEqual(await copy.predict(x), expected);
  }
  const wrapped = new Sequential([Input({ shape: [3, 2] }), new layers.TimeDistributed(new Scaled(2))]);
  await wrapped.save(file("wrapped.keras"));
  const loaded = await models.loadModel(file("wrapped.keras"));
  assert.deepEqual(await loaded.predict([x.slice(0, 3)]), await wrapped.predict([x.slice(0, 3)]));
});

test("weights go by order, by name, and past what does not fit", async () => {
  const model = small();
  await model.save(file("names.h5"));
  const other = new Sequential([
    Input({ shape: [2] }),
    new Dense(3, { name: "other" }),
    new Dense(1, { name: "last" }),
  ]);
  const before = other.getWeights();
  await other.loadWeights(file("names.h5"), { byName: true });
  assert.deepEqual(other.getWeights()[0], before[0]);
  assert.deepEqual(other.layers[1].getWeights(), model.layers[1].getWeights());
  await other.loadWeights(file("names.h5"));
  assert.deepEqual(other.getWeights(), model.getWeights());
  const wide = new Sequential([Input({ shape: [2] }), new Dense(4), new Dense(1)]);
  await model.saveWeights(file("narrow.weights.h5"));
  const kept = wide.getWeights();
  await assert.rejects(
    wide.loadWeights(file("narrow.weights.h5")),
    /to have the shape \[2, 4\]\. Received: \[2, 3\]/,
  );
  assert.deepEqual(wide.getWeights(), kept);
  warnings = [];
  await wide.loadWeights(file("narrow.weights.h5"), { skipMismatch: true });
  assert.match(warnings[0], /Skipping the weights of layer 'dense/);
  assert.equal(warnings.length, 2);
  assert.deepEqual(wide.getWeights()[3], model.getWeights()[3]);
});
