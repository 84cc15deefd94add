import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Dense, Input, layers, Model, Sequential } from "../../lib/keras/index.ts";
import { plotModel } from "../../lib/plot/index.ts";
import { traces } from "./traces.ts";

suite("plotModel", () => {
  const texts = (figure: { layout: Record<string, unknown> }) =>
    (figure.layout.annotations as { text: string }[]).map(({ text }) => text);

  test("has units, activation and parameters of each layer, and a line for each weight", () => {
    const model = new Sequential(
      [
        new Dense(10, { inputShape: [5], activation: "sigmoid", name: "first" }),
        new Dense(1, { activation: "sigmoid", name: "last" }),
      ],
      { name: "net" },
    );
    const figure = plotModel(model);
    assert.deepEqual(texts(figure), [
      "<b>input</b><br>5 values",
      "<b>first</b><br>Dense · sigmoid<br>10 units<br>60 parameters",
      "<b>last</b><br>Dense · sigmoid<br>1 unit<br>11 parameters",
    ]);
    const [lines, ...columns] = traces(figure);
    assert.equal(Array.from(lines.x).length / 3, 5 * 10 + 10 * 1);
    assert.deepEqual(
      columns.map(({ x }) => x.length),
      [5, 10, 1],
    );
    assert.equal((figure.layout.title as { text: string }).text, "net: 71 parameters");
  });

  test("of a wide layer some units are drawn, with dots; of a deep net the middle is left out", () => {
    const wide = new Sequential([
      new layers.Flatten({ inputShape: [28, 28] }),
      new Dense(512),
      new layers.Dropout(0.25),
    ]);
    assert.deepEqual(
      traces(plotModel(wide))
        .slice(1)
        .map(({ x }) => x.length),
      [12, 12, 12, 12],
    );
    assert.equal(texts(plotModel(wide)).filter((text) => text === "⋮").length, 4);
    assert.ok(texts(plotModel(wide)).some((text) => text.includes("Dropout · 0.25")));
    const deep = new Sequential(
      Array.from({ length: 30 }, (_, i) => new Dense(3, i === 0 ? { inputShape: [3] } : {})),
    );
    assert.ok(texts(plotModel(deep)).includes("26 more layers"));
    assert.equal(traces(plotModel(deep)).length, 1 + 6);
  });

  test("has a line for each value of a layer without a kernel, and none where a value has no one place", () => {
    const model = new Sequential([
      new layers.Embedding(5, 3, { inputShape: [2] }),
      new layers.Flatten(),
      new layers.BatchNormalization(),
      new Dense(2),
    ]);
    assert.equal(traces(plotModel(model))[0].x.length / 3, 0 + 6 + 6 + 6 * 2);
  });

  test("draws the input of a functional model once, and refuses branches", () => {
    const x = Input({ shape: [4] });
    const hidden = new Dense(2).apply(x);
    const chain = new Model({ inputs: x, outputs: new Dense(1).apply(hidden) });
    assert.equal(traces(plotModel(chain)).length, 1 + 3);
    const both = new layers.Concatenate({ name: "both" }).apply([hidden, new Dense(2).apply(x)]);
    const branches = new Model({ inputs: x, outputs: both, name: "fork" });
    assert.throws(() => plotModel(branches), /layers form a chain.*Received: 'fork', which has branches/);
  });

  test("refuses anything but a built model", () => {
    assert.throws(() => plotModel(new Sequential([new Dense(1)])), /not yet been built.*inputShape/);
    assert.throws(() => plotModel(undefined as never), /Expected a model. Received: undefined/);
  });
});
