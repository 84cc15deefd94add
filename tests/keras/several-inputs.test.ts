/** Layers and models of one's own that are called with one input after the other, as Keras' are: `layer.apply(query, values)`. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Dense, Input, layers, Model, models, ops } from "../../lib/keras/index.ts";
import type { NDArray } from "../../lib/ndarray.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js, symbolic tensors or arrays
type Any = any;

const folder = mkdtempSync(join(tmpdir(), "keras-day-several-inputs-"));
after(() => rmSync(folder, { recursive: true }));

const shapes: string[] = [];

class Weighted extends layers.Layer {
  private scale: Any;
  override build(a: Any, b?: Any): void {
    shapes.push(`${a} ${b}`);
    this.scale = this.addWeight({ shape: [b.at(-1)], initializer: "ones", name: "scale" });
  }
  override call(a: Any, b: Any, { factor = 1, training }: Any): Any {
    return ops.multiply(ops.add(a, ops.multiply(b, this.scale.read())), training ? 0 : factor);
  }
}

test("`call` gets one input after the other, then its context, and `build` a shape of each", () => {
  shapes.length = 0;
  const layer = new Weighted();
  const a = [[1, 2]];
  const b = [[3, 4]];
  assert.deepEqual(layer.apply(a, b).arraySync(), [[4, 6]]);
  assert.deepEqual(layer.apply(a, b, { factor: 2 }).arraySync(), [[8, 12]]);
  assert.deepEqual(layer.apply(a, b, { training: true }).arraySync(), [[0, 0]]);
  assert.deepEqual(shapes, ["(None, 2) (None, 2)"]);
  class Sum extends layers.Layer {
    override call(a: Any, b: Any, c: Any): Any {
      return ops.add(ops.add(a, b), c);
    }
  }
  assert.deepEqual(new Sum().apply(a, b, [[5, 6]]).arraySync(), [[9, 12]]);
});

test("a graph of such a layer trains, and files have its arguments as Keras' have", async () => {
  const [a, b] = [Input({ shape: [2], name: "a" }), Input({ shape: [2], name: "b" })];
  const sum: Any = new Weighted({ name: "weighted" }).apply(a, b, { factor: 3 });
  const model = new Model([a, b], new Dense(1, { name: "out" }).apply(sum));
  model.compile({ optimizer: "sgd", loss: "mse" });
  const x = [[[1, 2]], [[3, 4]]];
  const { history } = await model.fit(x, [1], { epochs: 3, verbose: 0 });
  assert.ok(history.loss[2] < history.loss[0], String(history.loss));
  const [, , entry] = (model.getConfig() as Any).layers;
  const [node] = entry.inbound_nodes;
  assert.deepEqual(
    node.args.map((one: Any) => one.config.keras_history[0]),
    ["a", "b"],
  );
  assert.deepEqual(node.kwargs, { factor: 3 });
  const file = join(folder, "weighted.keras");
  await model.save(file);
  const loaded = await models.loadModel(file, { customObjects: { Weighted } });
  const rows = (await model.predict(x, { verbose: 0 })) as NDArray;
  assert.deepEqual((await loaded.predict(x, { verbose: 0 })) as NDArray, rows);
});

test("a model is called so with data, and within another one", () => {
  class Decoder extends Model {
    readonly fc = new Dense(2, { kernelInitializer: "ones" });
    override call(x: Any, hidden: Any): Any {
      return this.fc.apply(ops.concatenate([x, hidden], -1));
    }
  }
  const decoder = new Decoder();
  const x = [[1, 2, 3]];
  assert.deepEqual(decoder.apply(x, [[4, 5]]).arraySync(), [[15, 15]]);
  assert.deepEqual(
    decoder.trainableWeights.map(({ shape }) => [...shape]),
    [[5, 2], [2]],
  );
  class Outer extends Model {
    readonly inner = new Decoder();
    override call(x: Any): Any {
      return this.inner.apply(x, ops.multiply(x, 2));
    }
  }
  assert.deepEqual(new Outer().apply(x).arraySync(), [[18, 18]]);
});

test("where inputs belong in a list, the error says so", () => {
  class One extends layers.Layer {
    override call(x: Any): Any {
      return x;
    }
  }
  const [a, b] = [Input({ shape: [2] }), Input({ shape: [2] })];
  const list = /to get several inputs in a list: layer\.apply\(\[a, b\]\)/;
  for (const layer of [new One(), new Dense(1) as Any, new layers.Add() as Any])
    assert.throws(() => layer.apply(a, b), list);
  class Pair extends Model {
    override call(a: Any, b: Any): Any {
      return ops.add(a, b);
    }
  }
  assert.throws(
    () => new Pair().apply(a, b),
    /several arguments of the `call` of model 'pair' to be given with data, or in the `call` of another layer/,
  );
});
