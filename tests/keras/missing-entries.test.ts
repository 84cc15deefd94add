/** Missing entries are errors, as Python's KeyError and IndexError, and not `undefined`. */
import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { inspect } from "node:util";
import { Dense, type History, Input, Model, Sequential } from "../../lib/keras/index.ts";

const model = new Sequential([new Dense(2, { inputDim: 1 }), new Dense(1)]);
let fitted: History;

before(async () => {
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  fitted = await model.fit([[0], [1]], [0, 1], { epochs: 3, verbose: 0 });
});

suite("the history", () => {
  test("a name that is not there", () => {
    const { history } = fitted;
    const error = (message: string) => ({ name: "ValueError", message });
    assert.throws(() => history.maa, error("The history has no `maa`. Did you mean `mae`?"));
    assert.throws(() => history.val_loss, error("The history has no `val_loss`. Expected one of: loss, mae"));
    assert.throws(() => history.accuracy, error("The history has no `accuracy`. Expected one of: loss, mae"));
    assert.throws(() => history.acuracy, error("The history has no `acuracy`. Expected one of: loss, mae"));
    assert.throws(() => history.Loss, error("The history has no `Loss`. Did you mean `loss`?"));
    assert.equal("val_loss" in history, false);
    // Names by which other libraries recognise their own objects, and arrays.
    for (const name of [
      "then",
      "toJSON",
      "columns",
      "$isSeries",
      "0",
      "getConfig",
      "built",
      "shape",
      "length",
      "map",
    ])
      assert.equal(history[name], undefined, name);
  });

  test("an index that is not there", () => {
    const { loss } = fitted.history;
    assert.throws(() => loss[-1], {
      name: "ValueError",
      message:
        "history.loss has 3 entries, numbered from 0: [-1] is not one of them. Write .at(-1) to count from the end.",
    });
    assert.equal(loss.at(-1), loss[2]);
    assert.equal(loss.at(7), undefined);
  });

  test("is still plain data", async () => {
    const { history } = fitted;
    const copy = { loss: [...history.loss], mae: history.mae.slice() };
    assert.deepEqual(history, copy);
    assert.deepEqual(await history, copy);
    assert.equal(JSON.stringify(history), JSON.stringify(copy));
    assert.match(inspect(history), /^\{'loss': \[\d/);
    assert.equal(inspect(history), String(history));
    assert.ok(Array.isArray(history.loss) && Math.min(...history.loss) > 0);
    assert.deepEqual(Object.keys({ ...history }), ["loss", "mae"]);
    assert.equal([0].concat(history.loss).length, 4);
    assert.deepEqual(structuredClone({ ...history }), copy);
    assert.deepEqual(Object.keys(history.loss), ["0", "1", "2"]);
  });
});

test("layers", () => {
  assert.throws(
    () => model.layers[-1],
    /^ValueError: model\.layers has 2 entries, numbered from 0: \[-1\] is not one/,
  );
  assert.throws(
    () => model.layers[5],
    /model\.layers has 2 entries, numbered from 0: \[5\] is not one of them\.$/,
  );
  assert.throws(() => new Sequential().layers[0], /model\.layers has no entries: \[0\] is not one/);
  const inputs = Input({ shape: [2] });
  const graph = new Model({ inputs, outputs: new Dense(1).apply(inputs) });
  assert.throws(() => graph.layers[2], /has 2 entries, numbered from 0: \[2\]/);
  assert.equal(model.layers.at(-1), model.layers[1]);
  assert.equal(model.layers.at(5), undefined);
  assert.equal(new Sequential().layers.length, 0);
  const [first, second, third] = model.layers;
  assert.deepEqual([first.name, second.name, third], [model.layers[0].name, model.layers[1].name, undefined]);
});
