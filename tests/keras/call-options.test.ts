/** Options of a layer's own `call`, as keyword arguments in Keras: `layer(x, temperature=2)`. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Dense, Input, layers, Model, models, ops, Sequential } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type T = any;

class Tempered extends layers.Layer {
  override call(inputs: T, { temperature = 1 }: T): T {
    return inputs.div(temperature);
  }
}
class Rated extends layers.Layer {
  override call(inputs: T, context: T): T {
    return inputs.mul(context.rate ?? 1);
  }
}
class Masked extends layers.Layer {
  override call([a, b]: T, { mask, factor = 1 }: T): T {
    return a
      .add(b)
      .mul(mask ?? 1)
      .mul(factor);
  }
}
class TemperedDense extends Dense {
  override call(inputs: T, { temperature = 1 }: T): T {
    return super.call(inputs).div(temperature);
  }
}
class TemperedModel extends Model {
  private readonly tempered = new Tempered();
  override call(inputs: T, { temperature = 1, training = false }: T): T {
    return this.tempered.apply(inputs, { temperature: training ? 8 : temperature });
  }
}

const numbers = (result: T) => [...(result as NDArray).values];
const X = [[2, 4]];
const folder = mkdtempSync(join(tmpdir(), "keras-day-options-"));

test("a layer called with data gets its options", () => {
  assert.deepEqual(numbers(new Tempered().apply(X, { temperature: 2 })), [1, 2]);
  assert.deepEqual(numbers(new Tempered().apply(X)), [2, 4]);
  assert.deepEqual(numbers(new Rated().apply(X, { rate: 3 })), [6, 12]);
  const dense = new TemperedDense(1, { kernelInitializer: "ones" });
  assert.deepEqual(numbers(dense.apply(X, { temperature: 2 } as object)), [3]);
});

test("a graph and its file keep the options of a call", async () => {
  for (const [layer, options] of [
    [new Tempered(), { temperature: 2 }],
    [new Rated(), { rate: 0.5 }],
  ] as const) {
    const inputs = Input({ shape: [2] });
    const model = new Model({ inputs, outputs: layer.apply(inputs, options) });
    assert.deepEqual(numbers(await model.predict(X)), [1, 2]);
    const path = join(folder, `${layer.name}.keras`);
    await model.save(path);
    const loaded = await models.loadModel(path, { customObjects: { Tempered, Rated } });
    assert.deepEqual(numbers(await loaded.predict(X)), [1, 2]);
  }
});

test("a mask is given as an option, with data and in a graph", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  const [a, b, mask] = [
    [2, 4],
    [1, 1],
    [1, 0],
  ].map((row) => new NDArray(Float32Array.from(row), [1, 2]));
  assert.deepEqual(numbers(new Masked().apply([a, b], { mask, factor: 3 })), [9, 0]);
  const inputs = [0, 1, 2].map(() => Input({ shape: [2] }));
  const outputs = new Masked().apply(inputs.slice(0, 2), { mask: inputs[2], factor: 3 });
  assert.deepEqual(numbers(await new Model({ inputs, outputs }).predict([a, b, mask])), [9, 0]);
  assert.equal(warn.mock.callCount(), 0);
});

test("a model of one's own gets its options, also within another one", async () => {
  const model = new TemperedModel();
  assert.deepEqual(numbers(model.apply(X, { temperature: 4 })), [0.5, 1]);
  assert.deepEqual(numbers(model.apply(X, { temperature: 4, training: true })), [0.25, 0.5]);
  assert.deepEqual(numbers(await model.predict(X)), [2, 4]);
  class Outer extends Model {
    private readonly inner = new TemperedModel();
    override call(inputs: T): T {
      return this.inner.apply(inputs, { temperature: 2 });
    }
  }
  assert.deepEqual(numbers(await new Outer().predict(X)), [1, 2]);
  assert.throws(
    () => new TemperedModel().apply(Input({ shape: [2] }), { temperature: 2 }),
    /Expected `temperature` of the `call` of model .* to be given with data/,
  );
});

test("an option that the call does not take is refused", () => {
  class Plain extends layers.Layer {
    override call(inputs: T): T {
      return inputs;
    }
  }
  assert.throws(
    () => new Tempered().apply(X, { temprature: 2 }),
    /no option `temprature`. Did you mean `temperature`/,
  );
  assert.throws(() => new Plain().apply(X, { temperature: 2 }), /no option `temperature`/);
  assert.throws(() => new TemperedModel().apply(X, { rate: 2 }), /no option `rate`/);
  assert.throws(() => new Dense(1).apply(X, { rate: 2 } as object), /no option `rate`/);
});

test("build gets the shapes of several inputs in their form", () => {
  class Shapes extends layers.Layer {
    shapes: unknown;
    override build(shapes: T): void {
      this.shapes = shapes;
    }
    override call(inputs: T): T {
      return inputs.a ?? inputs[0];
    }
  }
  const [a, b] = [Input({ shape: [2] }), Input({ shape: [3] })];
  const [named, listed] = [new Shapes(), new Shapes()];
  named.apply({ a, b });
  listed.apply([a, b]);
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
  assert.deepEqual(plain(named.shapes), { a: [null, 2], b: [null, 3] });
  assert.deepEqual(plain(listed.shapes), [
    [null, 2],
    [null, 3],
  ]);
});

test("a fixed number of samples holds while shapes are found", async () => {
  const inputs = Input({ shape: [4], batchSize: 3 });
  const outputs = ops.reshape(inputs, [3, 2, 2]);
  const model = new Model({ inputs, outputs });
  assert.deepEqual([...(outputs as T).shape], [3, 2, 2]);
  const rows = [1, 2, 3].map((i) => [i, 2, 3, 4]);
  assert.deepEqual([...(await model.predict(rows)).shape], [3, 2, 2]);
  const stack = new Sequential([
    Input({ shape: [4], batchSize: 3 }),
    new layers.Lambda((x: T) => x.reshape([3, 2, 2])),
    new layers.Flatten(),
    new Dense(1),
  ]);
  stack.compile({ loss: "mse" });
  const { history } = await stack.fit([...rows, ...rows], [1, 2, 3, 4, 5, 6], { batchSize: 3, verbose: 0 });
  assert.ok(Number.isFinite(history.loss[0]));
});
