/** Exercise 3 is judged from the model that a session built: how that model is seen, and how it gets to the judge. */
import assert from "node:assert/strict";
import { beforeEach, suite, test } from "node:test";
import { judge } from "../../lib/grade/index.ts";
import { describeModels } from "../../lib/grade/probe.ts";
import { MODELS_MIME, withoutProbe, withProbe } from "../../lib/grade/probe-cell.ts";
import { Dense, Input, Sequential, utils } from "../../lib/keras/index.ts";
import { executed } from "./executed.ts";

const verdict = () =>
  judge("ex03_architecture", { notebook: executed(), models: describeModels() })[0].verdict;

suite("the models that lib/keras built", () => {
  beforeEach(() => utils.clearSession());

  test("meet the question however the input was told and the model put together", () => {
    const model = new Sequential();
    model.add(new Dense(8, { inputShape: [5], activation: "sigmoid" }));
    model.add(new Dense(4, { activation: "tanh" }));
    assert.equal(verdict(), "not met");
    model.add(new Dense(1, { activation: "linear" }));
    assert.equal(verdict(), "met");

    utils.clearSession();
    new Sequential([Input({ shape: [5] }), new Dense(8), new Dense(4), new Dense(1)]);
    assert.equal(verdict(), "met");

    utils.clearSession();
    new Sequential([new Dense(8), new Dense(4), new Dense(1)]).build([null, 5]);
    assert.equal(verdict(), "met");
  });

  test("do not meet it with a sigmoid output, with other inputs, or unbuilt", () => {
    new Sequential([
      Input({ shape: [5] }),
      new Dense(8),
      new Dense(4),
      new Dense(1, { activation: "sigmoid" }),
    ]);
    new Sequential([Input({ shape: [6] }), new Dense(8), new Dense(4), new Dense(1)]);
    new Sequential([new Dense(8), new Dense(4), new Dense(1)]);
    assert.equal(describeModels().length, 2);
    assert.equal(verdict(), "not met");
  });
});

suite("the cell that shows them", () => {
  const models = [{ name: "sequential", input_shape: [null, 5], layers: [] }];

  test("is added to a copy, and taken away again with what it showed", () => {
    const notebook = executed("a", "b");
    const copy = withProbe(notebook);
    assert.equal(copy.cells.length, 3);
    assert.equal(notebook.cells.length, 2);
    const last = copy.cells[2];
    assert.ok(last.cell_type === "code");
    last.outputs = [
      { output_type: "display_data", data: { [MODELS_MIME]: models, "text/plain": "" }, metadata: {} },
    ];
    // As nbformat gives it back.
    last.source = String(last.source).split(/(?<=\n)/);
    assert.deepEqual(withoutProbe(copy), { notebook, models });
  });

  test("a notebook without it shows none, whatever its own cells show", () => {
    const notebook = executed([
      { output_type: "display_data", data: { [MODELS_MIME]: models }, metadata: {} },
    ]);
    notebook.cells[0].id = "grade-probe";
    assert.deepEqual(withoutProbe(notebook), { notebook, models: [] });
  });
});
