/** Layers and models that say themselves how files hold them: files of Keras load, and ours hold the same. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  Dense,
  Input,
  layers,
  losses,
  Model,
  models,
  optimizers,
  Sequential,
  saving,
  Variable,
} from "../../lib/keras/index.ts";
import { readArchive } from "../../lib/keras/saving/archive.ts";
import { weightGroups } from "../../lib/keras/saving/weight-groups.ts";
import { golden } from "../golden/load.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js, and dictionaries
type Any = any;

const folder = mkdtempSync(join(tmpdir(), "keras-day-own-"));

class OwnVariables extends layers.Layer {
  readonly offset: Variable;
  kernel: Any;
  constructor(
    readonly units = 1,
    options = {},
  ) {
    super(options);
    this.offset = new Variable(Array.from({ length: units }, (_, i) => i + 0.5));
  }
  override getConfig() {
    return { ...super.getConfig(), units: this.units };
  }
  override build(shape: Any) {
    this.kernel = this.addWeight({ shape: [shape.at(-1), this.units] });
    super.build(shape);
  }
  override saveOwnVariables(store: Record<string, Any>) {
    super.saveOwnVariables(store);
    store.added = [...this.offset.numpy().values].map((value) => value * 2);
  }
  override loadOwnVariables(store: Record<string, Any>) {
    this.weights.forEach((variable, i) => {
      variable.assign(store[i]);
    });
    this.offset.assign([...store.added.values].map((value) => value / 2));
  }
  override call(inputs: Any) {
    return inputs.matMul(this.kernel.read()).add(this.offset.read());
  }
}

class OwnAssets extends layers.Layer {
  constructor(
    public text: string | null = null,
    options = {},
  ) {
    super(options);
  }
  override getConfig() {
    return { ...super.getConfig(), text: this.text };
  }
  override saveAssets(innerPath: string) {
    writeFileSync(join(innerPath, "text.txt"), String(this.text));
  }
  override async loadAssets(innerPath: string) {
    this.text = `${readFileSync(join(innerPath, "text.txt"), "utf8")} (read)`;
  }
  override call(inputs: Any) {
    return inputs;
  }
}

class OwnBuild extends layers.Layer {
  kernel: Any;
  override build(inputShape: Any, units = 0) {
    super.build(inputShape);
    this.kernel = this.addWeight({ shape: [inputShape.at(-1), units], name: "kernel" });
  }
  override getBuildConfig() {
    return { input_shape: this.inputShape, units: this.kernel.shape[1] };
  }
  override buildFromConfig({ input_shape, units }: Any) {
    this.build(input_shape, units);
  }
  override computeOutputShape(shape: Any) {
    return [shape[0], this.kernel.shape[1]] as Any;
  }
  override call(inputs: Any) {
    return inputs.matMul(this.kernel.read());
  }
}

class OwnCompile extends Model {
  private readonly dense = new Dense(1);
  private compiledWith: Any;
  override call(inputs: Any): Any {
    return this.dense.apply(inputs);
  }
  override compile({ optimizer, loss_function: loss }: Any) {
    super.compile({ optimizer, loss });
    this.compiledWith = { optimizer, loss_function: loss };
  }
  override getCompileConfig() {
    return this.compiledWith;
  }
  override compileFromConfig(config: Any) {
    this.compile(saving.deserializeKerasObject(config) as Any);
  }
}

for (const Class of [OwnVariables, OwnAssets, OwnBuild, OwnCompile])
  saving.registerKerasSerializable("tests")(Class);

const { x, ...figures } = golden<Record<string, number[][]>>("saved/own.json");
const y = x.map((row) => [row.reduce((sum, one) => sum + one)]);

const own = (): Record<string, Any> => {
  const built = new OwnBuild();
  built.build([null, 4], 3);
  const compiled = new OwnCompile();
  compiled.compile({ optimizer: new optimizers.SGD(0.1), loss_function: new losses.Huber(0.5) });
  return {
    variables: new Sequential([new OwnVariables()]),
    assets: new Sequential([new OwnAssets("a b"), new Dense(1)]),
    build: new Sequential([built, new Dense(1)]),
    compile: compiled,
  };
};

for (const [name, outputs] of Object.entries(figures)) {
  const check = async (path: string, wanted: readonly number[]) => {
    const model: Any = await models.loadModel(path);
    const { values } = await model.predict(x, { verbose: 0 });
    for (const [i, value] of wanted.entries()) assert.ok(Math.abs(values[i] - value) < 1e-6);
    if (name === "assets") assert.equal(model.layers[0].text, "a b (read)");
    if (name === "compile") {
      assert.ok(model.getCompileConfig().loss_function instanceof losses.Huber);
      await model.fit(x, y, { verbose: 0 });
    }
  };

  test(`own ${name} in a file of Keras`, () =>
    check(join(import.meta.dirname, `../golden/saved/own_${name}.keras`), outputs.flat()));

  test(`own ${name} in a file of ours`, async () => {
    const model = own()[name];
    const path = join(folder, `${name}.keras`);
    const { values } = await model.predict(x, { verbose: 0 });
    await model.save(path);
    await check(path, [...values]);
    if (name !== "assets") return;
    const files = [...(await readArchive(path)).keys()];
    assert.equal(files.at(-1), "assets/layers/own_assets/text.txt");
  });
}

test("weights of a layer of one's own that do not fit are refused", () => {
  const layer = new OwnVariables();
  layer.build([null, 4]);
  const store = { 0: layer.offset.numpy() };
  const load = () => layers.Layer.prototype.loadOwnVariables.call(layer, store);
  assert.throws(load, /expected 2 variables, but received 1 variables during loading/);
});

/** Has more weights than its file holds: they are made from a seed. */
class Seeded extends layers.Layer {
  kernel: Any;
  savedAt = 0;
  override build(shape: Any) {
    this.kernel = this.addWeight({ shape: [shape.at(-1), 500_000], trainable: false });
    super.build(shape);
  }
  override call(inputs: Any) {
    return inputs;
  }
  override saveOwnVariables(store: Record<string, Any>) {
    store.savedAt = [Date.now()];
    store.whole = Int32Array.of(16_777_217);
  }
  override loadOwnVariables(store: Record<string, Any>) {
    this.savedAt = store.savedAt.values[0];
    if (store.whole.values[0] !== 16_777_217) throw new Error("another number");
  }
}
saving.registerKerasSerializable("own")(Seeded);

test("a layer may save fewer numbers than it has weights, the time among them", async () => {
  const path = join(folder, "seeded.keras");
  const begun = Date.now();
  const model = new Sequential([new Seeded({ inputShape: [3] }), new Dense(1)]);
  await model.save(path);
  const loaded = await models.loadModel(path);
  assert.ok((loaded.layers[0] as Seeded).savedAt >= begun);
});

test("an error of one's own loadOwnVariables names the layer, or is skipped", async () => {
  const path = join(folder, "failing.weights.h5");
  const model = new Sequential([new Seeded({ inputShape: [3], name: "seeded" })]);
  await model.saveWeights(path);
  (model.layers[0] as Any).loadOwnVariables = () => {
    throw new TypeError("no such array");
  };
  await assert.rejects(model.loadWeights(path), {
    name: "ValueError",
    message: "`loadOwnVariables` of layer 'seeded' failed: no such array",
  });
  await model.loadWeights(path, { skipMismatch: true });
});

class OwnModel extends Model {
  readonly dense = new Dense(2);
  units = 0;
  override call(inputs: Any) {
    return this.dense.apply(inputs);
  }
  override getBuildConfig(): Any {
    return { input_shape: [null, 3], units: 7 };
  }
  override buildFromConfig(config: Any) {
    this.units = config.units;
    this.build(config.input_shape);
  }
}
saving.registerKerasSerializable("own")(OwnModel);

test("a model's own getBuildConfig and buildFromConfig", async () => {
  const path = join(folder, "own_model.keras");
  const model = new OwnModel();
  model.build([null, 3]);
  await model.save(path);
  const loaded = (await models.loadModel(path)) as OwnModel;
  assert.equal(loaded.units, 7);
  assert.deepEqual(loaded.getWeights(), model.getWeights());
});

test("files of layers that are too large are refused before anything is written", async () => {
  const path = join(folder, "large.keras");
  class Large extends layers.Layer {
    override call(inputs: Any) {
      return inputs;
    }
    override saveAssets(innerPath: string) {
      writeFileSync(join(innerPath, "large.bin"), Buffer.alloc(2 ** 27 + 1));
    }
  }
  const model = new Sequential([new Large({ inputShape: [3] })]);
  await assert.rejects(model.save(path), /at most 9997 files of together 134217728 bytes/);
  assert.throws(() => readFileSync(path), { code: "ENOENT" });
});

test("a model whose steps update some of its weights gets their state back", async () => {
  class Averaged extends Model {
    network = new Dense(1, { inputShape: [2] });
    average = new Dense(1, { inputShape: [2] });
    override call(x: Any): Any {
      return this.network.apply(x);
    }
    override trainStep([x, y]: Any): Any {
      let loss: Any;
      this.optimizer.minimize(() => {
        loss = this.computeLoss({ y, yPred: this.network.apply(x) });
        return loss;
      }, this.network.trainableVariables);
      for (const [i, weight] of this.average.weights.entries()) weight.assign(this.network.weights[i].value);
      return { loss };
    }
  }
  const [x, y] = [[[1, 2]], [[3]]];
  const model = new Averaged();
  model.compile({ optimizer: "adam", loss: "mse" });
  await model.fit(x, y, { epochs: 2, verbose: 0 });
  await model.saveWeights(join(folder, "averaged.weights.h5"));
  const expected = await model.fit(x, y, { verbose: 0 });
  await model.fit(x, y, { verbose: 0 });
  await model.loadWeights(join(folder, "averaged.weights.h5"));
  assert.equal(model.optimizer.iterations, 2);
  const after = await model.fit(x, y, { epochs: 2, verbose: 0 });
  assert.equal(after.history.loss[0], expected.history.loss[0]);
  assert.equal(model.optimizer.iterations, 4);
});

class Gated extends Dense {
  readonly scale = new Variable([2], { name: "scale" });
  readonly gate = new Dense(this.units);
  override build(shape: Any) {
    super.build(shape);
    this.gate.build(shape);
  }
  override call(inputs: Any) {
    return super.call(inputs).mul(this.scale.read()).mul(this.gate.apply(inputs));
  }
}
class Steps extends layers.LSTM {
  readonly scale = new Variable([3], { name: "scale" });
  override call(inputs: Any) {
    return super.call(inputs).mul(this.scale.read());
  }
}

test("files have the variables and layers of a class that extends a built-in one in Keras' groups", async () => {
  const model = new Sequential([Input({ shape: [4, 3] }), new Gated(2), new Steps(2)]);
  const expected = await model.predict([DATA]);
  const path = join(folder, "extended.keras");
  await model.save(path);
  const loaded = await models.loadModel(path, { customObjects: { Gated, Steps } });
  assert.deepEqual((await loaded.predict([DATA])).values, expected.values);
  const groups = weightGroups(model as Any).filter(({ variables }) => variables.length > 0);
  // The groups of real Keras, whose Dense leaves out the variables of a subclass.
  assert.deepEqual(
    groups.map(({ path, variables }) => [path, ...variables.map(({ name }) => name)]),
    [
      ["layers/gated/vars", "scale", "kernel", "bias"],
      ["layers/gated/gate/vars", "kernel", "bias"],
      ["layers/steps/vars", "scale"],
      ["layers/steps/cell/vars", "kernel", "recurrent_kernel", "bias"],
    ],
  );
});

const DATA = [0, 1, 2, 3].map((i) => [i / 4, 1 - i / 2, i / 3]);
