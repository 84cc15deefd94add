/** `training` of a call: what it fixes, in which copies it stays, and where it is refused. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { Dense, Input, layers, Model, models, Sequential } from "../../lib/keras/index.ts";
import type { NDArray } from "../../lib/ndarray.ts";

const x = Array.from({ length: 32 }, (_, i) => [1 + (i % 7), 5 + (i % 3), -1 - (i % 5)]);
const kwargsOf = (model: Model) =>
  model.getConfig().layers.map(({ inbound_nodes }) => {
    const [call] = JSON.parse(JSON.stringify(inbound_nodes));
    return call?.kwargs ?? null;
  });
const outputsOf = (model: Model) => [...(model.apply(x, { training: true }) as NDArray).values];
/** Whether a model's moving mean drifts in `fit`, and whether its dropout is active in training. */
const behaviour = async (model: Model) => {
  model.compile({ optimizer: "sgd", loss: "mse" });
  await model.fit(x, x, { epochs: 1, verbose: 0 });
  const mean = model.getWeights().find((_, i) => model.weights[i].path.endsWith("moving_mean")) as NDArray;
  return { drifts: mean.values.some((value) => value !== 0), drops: outputsOf(model).includes(0) };
};
/** Keras stores `training: false` for every call of a dropout, so only that of a model fixes it in copies. */
const still = (kind: string) => ({ drifts: false, drops: kind === "layers" });
const inner = () => [new layers.BatchNormalization(), new layers.Dropout(0.5)];

/** Models whose call does or does not fix `training`: of single layers, of a stack and of a graph in the model. */
const made = (kind: "layers" | "stack" | "graph", training?: boolean) => {
  const options = training === undefined ? {} : { training };
  const inputs = Input({ shape: [3] });
  const [normalization, dropout] = inner();
  if (kind === "layers") {
    return new Model({ inputs, outputs: dropout.apply(normalization.apply(inputs, options)) });
  }
  const inside = Input({ shape: [3] });
  const base =
    kind === "stack"
      ? new Sequential([Input({ shape: [3] }), normalization, dropout])
      : new Model({ inputs: inside, outputs: dropout.apply(normalization.apply(inside)) });
  return new Model({ inputs, outputs: base.apply(inputs, options) });
};

for (const kind of ["layers", "stack", "graph"] as const) {
  test(`holds in fit and stays in copies: ${kind}`, async () => {
    assert.deepEqual(await behaviour(made(kind)), { drifts: true, drops: true });
    const model = made(kind, false);
    // The forms are Keras 3.15.1's.
    const call = kind === "layers" ? { training: false } : { training: false, mask: null };
    assert.deepEqual(kwargsOf(model), kind === "layers" ? [null, call, call] : [null, call]);
    const path = join(mkdtempSync(join(tmpdir(), "keras-day-training-")), "model.keras");
    await model.save(path);
    const copies = {
      config: models.modelFromJson(model.toJson()) as Model,
      clone: models.cloneModel(model),
      file: (await models.loadModel(path)) as Model,
      model,
    };
    rmSync(dirname(path), { recursive: true });
    for (const [name, copy] of Object.entries(copies)) {
      assert.deepEqual(kwargsOf(copy), kwargsOf(model), name);
      assert.deepEqual(await behaviour(copy), still(kind), name);
      assert.equal(copy.jitCompile, false);
    }
  });
}

test("the nearest call decides", async () => {
  const inside = Input({ shape: [3] });
  const base = new Model({
    inputs: inside,
    outputs: new layers.Dropout(0.5).apply(inside, { training: true }),
  });
  const inputs = Input({ shape: [3] });
  const model = new Model({ inputs, outputs: base.apply(inputs, { training: false }) });
  assert.ok([...(await model.predict(x, { verbose: 0 })).values].filter((value) => value === 0).length > 30);
});

test("Keras 2's form is read", () => {
  const config = JSON.parse(JSON.stringify(made("layers").getConfig()));
  config.layers.forEach((layer: { inbound_nodes: unknown }, i: number) => {
    layer.inbound_nodes = i === 0 ? [] : [[[config.layers[i - 1].config.name, 0, 0, { training: false }]]];
  });
  assert.deepEqual(kwargsOf(Model.fromConfig(config)), [null, { training: false }, { training: false }]);
});

test("in a custom model", async () => {
  class Own extends Model {
    private readonly normalization = new layers.BatchNormalization();
    private readonly dropout = new layers.Dropout(0.5);
    constructor(readonly fixed: boolean) {
      super();
    }
    // biome-ignore lint/suspicious/noExplicitAny: a tensor of TensorFlow.js
    override call(inputs: any, context: { training: boolean }): any {
      const training = this.fixed ? false : context.training;
      return this.dropout.apply(this.normalization.apply(inputs, { training }), { training });
    }
  }
  assert.deepEqual(await behaviour(new Own(true)), still("custom"));
  assert.deepEqual(await behaviour(new Own(false)), { drifts: true, drops: true });
});

test("is refused where it would be dropped, and for anything but a boolean", async () => {
  const model = made("graph", false);
  await assert.rejects(model.toTf(), /Expected layers without `training` in their calls/);
  const inputs = Input({ shape: [2, 3] });
  const steps = new Model({ inputs, outputs: new layers.TimeDistributed(model).apply(inputs) });
  assert.throws(
    () => steps.apply([x.slice(0, 2)]),
    /Expected TimeDistributed to wrap a layer, or a model whose/,
  );
  assert.throws(
    () => new Dense(1).apply(Input({ shape: [3] }), { training: "no" as never }),
    /Expected `training` to be true or false/,
  );
  const compile = () => model.compile({ optimizer: "sgd", loss: "mse", jitCompile: true });
  assert.throws(compile, /does not know a layer that was called with `training`/);
});
