/** Configurations are those of Keras 3.15.1, and objects made from them have the same configuration. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  config,
  constraints,
  Dense,
  Input,
  initializers,
  layers,
  losses,
  metrics,
  models,
  optimizers,
  regularizers,
  Sequential,
  saving,
} from "../../lib/keras/index.ts";
import { type ConfigClass, fromConfig, type SerializedObject } from "../../lib/keras/saving/config.ts";
import { layerForm } from "../../lib/keras/saving/keras3-form.ts";
import { pythonJson } from "../../lib/python-repr.ts";
import { golden } from "../golden/load.ts";

interface Configured {
  getConfig(): object;
}

const cases =
  golden<{ module: string; options: Record<string, unknown>; form: SerializedObject }[]>("configs.json");
const modules: Record<string, object> = {
  constraints,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  "optimizers.schedules": optimizers.schedules,
  regularizers,
};
const deserialize = (module: string, form: SerializedObject): Configured =>
  (modules[module] as { deserialize(form: SerializedObject): Configured }).deserialize(form);
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

for (const { module, options, form } of cases) {
  const given = JSON.stringify(options);
  test(`${module}.${form.class_name}(${given})`, () => {
    const Class = (modules[module] as Record<string, ConfigClass<Configured>>)[form.class_name];
    assert.ok(Class, `${form.class_name} is exported`);
    const made =
      form.class_name === "InputLayer"
        ? new layers.InputLayer({ inputShape: [3], name: "k" })
        : fromConfig(Class, options);
    const again = deserialize(module, form);
    if (module === "layers") {
      for (const layer of [made, again] as layers.Layer[]) {
        assert.deepEqual(plain(layerForm(layer)), form);
        assert.deepEqual(plain(layers.serialize(layer)), form);
      }
      return;
    }
    const rounds = ["L2", "L1L2", "Identity"].includes(form.class_name);
    // Written as in Keras 2.4.3: L2 in float32, Identity with its gain; a VarianceScaling without its axes.
    const { input_axes: _, output_axes: __, ...expected } = form.config;
    for (const one of [made, again]) if (!rounds) assert.deepEqual(plain(one.getConfig()), expected);
    assert.deepEqual(again.getConfig(), made.getConfig());
    assert.equal(again.constructor, made.constructor);
  });
}

test("settings that are kept although Keras' dictionary lacks them", () => {
  assert.deepEqual(
    { ...new losses.Huber({ delta: 2 }).getConfig() },
    {
      name: "huber_loss",
      reduction: "sum_over_batch_size",
      delta: 2,
    },
  );
  const metric = metrics.PrecisionAtRecall.fromConfig({ recall: 0.5, class_id: 1 });
  assert.equal(metric.getConfig().class_id, 1);
});

test("a LossScaleOptimizer and an optimizer with a schedule are made again", () => {
  const schedule = new optimizers.schedules.ExponentialDecay(0.1, 10, 0.9);
  const optimizer = new optimizers.LossScaleOptimizer(new optimizers.Adam({ learningRate: schedule }));
  const form = plain(optimizers.serialize(optimizer));
  assert.equal(form.config.inner_optimizer.config.learning_rate.class_name, "ExponentialDecay");
  const again = optimizers.get(form);
  assert.deepEqual(plain(optimizers.serialize(again)), form);
  assert.equal(again.learningRate, schedule.call(0));
  const inner = optimizers.Adam.fromConfig(form.config.inner_optimizer.config);
  assert.equal(inner.learningRate, schedule.call(0));
});

test("settings of Keras that are not ported are refused, others left out", () => {
  const config = new Dense(3, { name: "a" }).getConfig();
  assert.equal(layers.Dense.fromConfig({ ...config, quantization_config: null }).name, "a");
  assert.throws(
    () => layers.Dense.fromConfig({ ...config, lora_rank: 4 }),
    /The configuration of Dense has `lora_rank`, which this port does not have.* Received: lora_rank=4/,
  );
  assert.throws(
    () => layers.deserialize({ class_name: "Dense", config: { ...config, dtype: "float16" } }),
    /`dtype`.*Expected: float32\. Received: dtype="float16"/,
  );
});

test("optimizers hold optimizers; an unknown class, or something else, is refused", () => {
  assert.throws(
    () => layers.deserialize({ class_name: "constructor", config: {} }),
    /Could not locate class 'constructor' for a layer/,
  );
  assert.throws(
    () => optimizers.deserialize({ class_name: "get", config: {} }),
    /Could not locate class 'get' for an optimizer/,
  );
  assert.throws(() => losses.get({ class_name: "Nope", config: {} }), /Could not locate class 'Nope'/);
  assert.throws(() => layers.deserialize("Dense" as never), /Expected a layer in Keras' form/);
  const scaled = new optimizers.LossScaleOptimizer(new optimizers.SGD(0.1));
  assert.deepEqual(
    optimizers.LossScaleOptimizer.fromConfig(scaled.getConfig()).getConfig(),
    scaled.getConfig(),
  );
  assert.throws(
    () => optimizers.Adam.fromConfig([] as never),
    /Expected the configuration of Adam to be a dict/,
  );
});

test("get takes a class, and the name that a class is registered by", () => {
  const given = [
    [constraints, constraints.NonNeg],
    [initializers, initializers.HeNormal],
    [losses, losses.Huber],
    [metrics, metrics.Recall],
    [optimizers, optimizers.Lion],
    [regularizers, regularizers.L2],
  ] as const;
  for (const [module, Class] of given) {
    const get = module.get as (identifier: unknown) => object;
    assert.equal(get(Class).constructor, Class);
    const Own = { [`Own${Class.name}`]: class extends (Class as new () => object) {} }[`Own${Class.name}`];
    saving.registerKerasSerializable("tests")(Own);
    assert.equal(get(`tests>${Own.name}`).constructor, Own);
    assert.throws(() => get("tests>Nothing"), /Could not interpret \w+ identifier: tests>Nothing/);
  }
});

test("an optimizer's floats are floats in a file, as Keras demands of SGD's momentum", () => {
  const written = (optimizer: optimizers.Optimizer) => pythonJson(optimizers.serialize(optimizer));
  assert.match(written(new optimizers.SGD()), /"momentum": 0\.0, /);
  assert.match(written(new optimizers.Adam(1)), /"learning_rate": 1\.0, /);
  const muon = written(new optimizers.Muon({ gradientAccumulationSteps: 2 }));
  assert.match(muon, /"gradient_accumulation_steps": 2, /);
  assert.match(muon, /"ns_steps": 5\b(?!\.)/);
});

test("modelFromJson and cloneModel", () => {
  const model = new Sequential([
    Input({ shape: [2] }),
    new Dense(3, { activation: "relu", name: "first" }),
    new Dense(1, { name: "last" }),
  ]);
  model.compile({ optimizer: "adam", loss: "mse" });
  for (const json of [model.toJson(), JSON.stringify(model)]) {
    const copy = models.modelFromJson(json);
    assert.deepEqual(copy.getConfig(), model.getConfig());
  }
  assert.throws(() => models.modelFromJson("{"), /Expected: JSON in it/);
  const clone = models.cloneModel(model);
  assert.deepEqual(clone.getConfig(), model.getConfig());
  assert.notEqual(clone.layers[0], model.layers[0]);
  assert.equal(clone.getCompileConfig(), null);
  const wide = models.cloneModel(model, {
    cloneFunction: (layer) =>
      layer.name === "first" ? new Dense(7, { name: "wide" }) : layers.Dense.fromConfig(layer.getConfig()),
  });
  assert.deepEqual(
    wide.layers.map(({ name, outputShape }) => [name, outputShape[1]]),
    [
      ["wide", 7],
      ["last", 1],
    ],
  );
  assert.throws(() => models.cloneModel({} as never), /Expected `model` to be a model/);
});

test("a registered function is found by its package and name when a file is loaded", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keras-"));
  const thrice = (x: { mul(by: number): unknown }) => x.mul(3);
  saving.registerKerasSerializable("tests")(thrice);
  // As Keras 3.15.1 writes it.
  const form = {
    module: "builtins",
    class_name: "function",
    config: "tests>thrice",
    registered_name: "function",
  };
  assert.deepEqual(saving.serializeKerasObject(thrice), form);
  const model = new Sequential([
    new Dense(2, { inputDim: 2, activation: thrice }),
    new layers.Activation(thrice),
    new layers.Lambda(thrice),
  ]);
  for (const ending of ["keras", "h5"]) {
    const path = join(folder, `model.${ending}`);
    await model.save(path);
    const loaded = await models.loadModel(path);
    assert.deepEqual(await loaded.predict([[1, 2]]), await model.predict([[1, 2]]));
  }
  assert.throws(
    () =>
      saving.registerKerasSerializable("tests")(
        (
          () => () =>
            1
        )(),
      ),
    /a class or function with a name/,
  );
});

test("a function of Keras is found by its name, whichever module it is of", () => {
  for (const one of [losses.meanSquaredError, metrics.binaryAccuracy])
    assert.equal(saving.deserializeKerasObject(saving.serializeKerasObject(one)), one);
});

test("Keras 3's form of a Sequential says whether the model is trainable", (t) => {
  config.setDialect("3");
  t.after(() => config.setDialect("2.4.3"));
  const model = new Sequential([new Dense(1, { inputDim: 2 })]);
  model.trainable = false;
  assert.equal(JSON.parse(model.toJson()).config.trainable, false);
  assert.equal(models.modelFromJson(model.toJson()).layers[0].trainable, false);
});

test("the form of a model holds what it was compiled and built with", () => {
  const inner = new Sequential([new Dense(1, { inputDim: 2 })]);
  inner.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  const form = saving.serializeKerasObject(inner);
  assert.deepEqual(layers.serialize(inner), form);
  const { loss, metrics: reported } = form.compile_config;
  assert.deepEqual(
    [form.module, form.registered_name, form.build_config, loss, reported],
    ["keras", null, { input_shape: [null, 2] }, "mse", ["mae"]],
  );
  const outer = saving.serializeKerasObject(new Sequential([new Dense(2, { inputDim: 3 }), inner]));
  assert.deepEqual(outer.compile_config, {});
  assert.equal(outer.config.layers[2].compile_config.loss, "mse");
  assert.equal((saving.deserializeKerasObject(outer) as Sequential).layers.length, 2);
});
