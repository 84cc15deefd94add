/** Exercise 3 is judged from the model that a session built: how that model is seen, and how it gets to the judge. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { beforeEach, suite, test } from "node:test";
import { judge, rubric } from "../../lib/grade/index.ts";
import { modelCandidate } from "../../lib/grade/predicates/literal.ts";
import { describeModels } from "../../lib/grade/probe.ts";
import { MODELS_MIME, RECORD_MIME, withoutProbe, withProbe } from "../../lib/grade/probe-cell.ts";
import type { Literal } from "../../lib/grade/question.ts";
import { Dense, Input, Sequential, utils } from "../../lib/keras/index.ts";
import { RECORD } from "../../lib/keras/record.ts";
import { root } from "../../lib/setup/paths.mjs";
import { executed } from "./executed.ts";

const verdict = () => judge("ex03_architecture", { notebook: executed(), models: describeModels() })[0].said;

suite("the models that lib/keras built", () => {
  beforeEach(() => utils.clearSession());

  test("meet the question however the input was told and the model put together", () => {
    const model = new Sequential();
    model.add(new Dense(8, { inputShape: [5], activation: "sigmoid" }));
    model.add(new Dense(4, { activation: "sigmoid" }));
    assert.equal(verdict(), "not met");
    model.add(new Dense(1, { activation: "linear" }));
    assert.equal(verdict(), "met");

    const hidden = () => [new Dense(8, { activation: "sigmoid" }), new Dense(4, { activation: "sigmoid" })];
    utils.clearSession();
    new Sequential([Input({ shape: [5] }), ...hidden(), new Dense(1)]);
    assert.equal(verdict(), "met");

    utils.clearSession();
    new Sequential([...hidden(), new Dense(1)]).build([null, 5]);
    assert.equal(verdict(), "met");
  });

  test("do not meet it with a sigmoid output, other inputs, no hidden activation, or unbuilt", () => {
    const layers = (activation?: "sigmoid", last?: "sigmoid") => [
      new Dense(8, { activation }),
      new Dense(4, { activation }),
      new Dense(1, { activation: last }),
    ];
    new Sequential([Input({ shape: [5] }), ...layers("sigmoid", "sigmoid")]);
    new Sequential([Input({ shape: [6] }), ...layers("sigmoid")]);
    new Sequential([Input({ shape: [5] }), ...layers()]);
    new Sequential(layers("sigmoid"));
    assert.equal(describeModels().length, 3);
    assert.equal(verdict(), "not met");
  });
});

/** An executed notebook whose last cell shows this as its models. */
function showing(described: unknown) {
  const copy = withProbe(executed("a"));
  const last = copy.cells.at(-1)!;
  assert.ok(last.cell_type === "code");
  last.outputs = [{ output_type: "display_data", data: { [MODELS_MIME]: described }, metadata: {} }];
  return copy;
}

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
    assert.deepEqual(withoutProbe(copy), { notebook, models, remark: null });
  });

  test("a notebook without it shows none, whatever its own cells show", () => {
    const notebook = executed([
      { output_type: "display_data", data: { [MODELS_MIME]: models }, metadata: {} },
    ]);
    notebook.cells[0].id = "grade-probe";
    assert.deepEqual(withoutProbe(notebook), { notebook, models: [], remark: null });
  });

  test("a model that no kernel of ours would show is none, which is said", () => {
    const [honest] = models;
    const layer = { class_name: "Dense", units: 8 };
    let deep: unknown = 1;
    for (let n = 0; n < 30; n++) deep = [deep];
    const forged = [
      { ...honest, layers: Array(300_000).fill(layer) },
      { ...honest, layers: [{ ...layer, units: Array(300_000).fill(1) }] },
      { ...honest, layers: [{ ...layer, units: deep }] },
      { ...honest, layers: [null] },
      { ...honest, layers: "x" },
      { ...honest, input_shape: 5 },
      "x",
      null,
      [[honest]],
    ];
    for (const model of forged) {
      const { models: read, remark } = withoutProbe(showing([honest, model]));
      assert.deepEqual(read, models);
      assert.match(remark!, /^a model was not read: a model has an input_shape and at most 300 layers/);
    }
    const { models: read, remark } = withoutProbe(showing(Array(300_000).fill(honest)));
    assert.equal(read.length, 1_000);
    assert.match(remark!, /^299000 models were not read/);
    assert.deepEqual(withoutProbe(showing("x")).models, []);
  });

  test("what can be read of a forged model is judged like any other, and not met", () => {
    const layers = Array(300).fill({ class_name: "Dense", units: [[1, { a: "'\"" }]] });
    const { models: read } = withoutProbe(showing([{ name: "x", input_shape: [null, 5], layers }]));
    assert.equal(read.length, 1);
    const question = rubric.find(({ where }) => where === "model")!;
    const { met } = modelCandidate(question.predicate as Literal, read[0], []);
    assert.equal(met, false);
  });
});

test("a record tells the input of a layer in the words of Keras 3, too", () => {
  const program = `
    import { config, Dense } from ${JSON.stringify(join(root, "lib/keras/index.ts"))};
    import { showBuiltModels } from ${JSON.stringify(join(root, "lib/grade/probe.ts"))};
    const display = (bundle) => process.stdout.write(JSON.stringify(bundle[${JSON.stringify(RECORD_MIME)}].layers));
    Object.defineProperty(globalThis, Symbol.for("tslab.kernel"), { value: { display } });
    config.setDialect("3");
    new Dense(8, { inputShape: [5] });
    new Dense(4);
    showBuiltModels();`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", program],
    { cwd: root, env: { ...process.env, [RECORD]: "1" }, encoding: "utf8" },
  );
  assert.notEqual(stdout, "", stderr);
  const shapes = JSON.parse(stdout).map(({ units, batch_input_shape }: Record<string, unknown>) => [
    units,
    batch_input_shape,
  ]);
  assert.deepEqual(shapes, [
    [8, [null, 5]],
    [4, undefined],
  ]);
});
