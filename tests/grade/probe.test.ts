/** Exercise 3 is judged from the model that a session built: how that model is seen, and how it gets to the judge. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { beforeEach, suite, test } from "node:test";
import { judge } from "../../lib/grade/judge.ts";
import { modelCandidate } from "../../lib/grade/predicates/literal.ts";
import { layersOf } from "../../lib/grade/probe.ts";
import { RECORD_MIME, withoutProbe, withProbe } from "../../lib/grade/probe-cell.ts";
import type { Literal } from "../../lib/grade/question.ts";
import { builtModel, EMPTY_RECORD, type SessionRecord } from "../../lib/grade/record/session-record.ts";
import { networkOf } from "../../lib/grade/replay/network.ts";
import { rubric } from "../../lib/grade/rubric.ts";
import {
  builtModels,
  Dense,
  Input,
  layers,
  losses,
  Model,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import { RECORD } from "../../lib/keras/record.ts";
import type { SerializedObject } from "../../lib/keras/saving/config.ts";
import { root } from "../../lib/setup/paths.mjs";
import { withLibrary } from "../with-library.ts";
import { executed } from "./executed.ts";

const verdict = () =>
  judge("ex03_architecture", { notebook: executed(), models: builtModels().map(layersOf) })[0].said;

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

    utils.clearSession();
    const apart = [8, 4].flatMap((units) => [new Dense(units), new layers.Activation("sigmoid")]);
    new Sequential([Input({ shape: [5] }), ...apart, new Dense(1), new layers.Activation("linear")]);
    assert.equal(verdict(), "met");
  });

  test("do not meet it with a sigmoid output, other inputs, no hidden activation, or unbuilt", () => {
    const own = (activation?: "sigmoid", last?: "sigmoid") => [
      new Dense(8, { activation }),
      new Dense(4, { activation }),
      new Dense(1, { activation: last }),
    ];
    new Sequential([Input({ shape: [5] }), ...own("sigmoid", "sigmoid")]);
    new Sequential([Input({ shape: [6] }), ...own("sigmoid")]);
    new Sequential([Input({ shape: [5] }), ...own()]);
    new Sequential(own("sigmoid"));
    // Layers beside each other.
    const [first, second, last] = own("sigmoid");
    const inputs = Input({ shape: [5] });
    new Model({ inputs, outputs: [first, second, last].map((layer) => layer.apply(inputs)) });
    assert.equal(builtModels().length, 4);
    assert.equal(verdict(), "not met");
  });
});

/** An executed notebook whose last cell shows this as its record. */
function showing(record: unknown) {
  const copy = withProbe(executed("a"));
  const last = copy.cells.at(-1)!;
  assert.ok(last.cell_type === "code");
  last.outputs = [{ output_type: "display_data", data: { [RECORD_MIME]: record }, metadata: {} }];
  return copy;
}

const input = { class_name: "InputLayer", config: { batch_input_shape: [null, 5] } };

suite("the cell that shows the record", () => {
  const record = { ...EMPTY_RECORD, models: [[input]] };

  test("is added to a copy, and taken away again with what it showed", () => {
    const notebook = executed("a", "b");
    const copy = withProbe(notebook);
    assert.equal(copy.cells.length, 3);
    assert.equal(notebook.cells.length, 2);
    const last = copy.cells[2];
    assert.ok(last.cell_type === "code");
    last.outputs = [
      { output_type: "display_data", data: { [RECORD_MIME]: record, "text/plain": "" }, metadata: {} },
    ];
    // As nbformat gives it back.
    last.source = String(last.source).split(/(?<=\n)/);
    assert.deepEqual(withoutProbe(copy), { notebook, record });
  });

  test("a notebook without it shows none, whatever its own cells show", () => {
    const notebook = executed([
      { output_type: "display_data", data: { [RECORD_MIME]: record }, metadata: {} },
    ]);
    notebook.cells[0].id = "grade-probe";
    assert.deepEqual(withoutProbe(notebook), { notebook, record: undefined });
  });

  test("a model that no kernel of ours would show is left out, and a record that is too large or too deep", () => {
    const layer = { class_name: "Dense", config: { units: 8 } };
    let deep: unknown = 1;
    for (let n = 0; n < 30; n++) deep = [deep];
    const read = (...models: unknown[]) => withoutProbe(showing({ ...record, models })).record?.models;
    for (const forged of [[null], "x", null, [[layer]], [{ ...layer, config: 1 }], [{ config: {} }]])
      assert.deepEqual(read([input], forged), [[input]]);
    assert.equal(read([input], Array(300_000).fill(layer)), undefined);
    assert.equal(read([{ ...layer, config: { units: deep } }]), undefined);
    assert.equal(withoutProbe(showing("x")).record, undefined);
  });

  test("what can be read of a forged model is judged like any other, and not met", () => {
    const layers = Array(300).fill({ class_name: "Dense", config: { units: [[1, { a: "'\"" }]] } });
    const { record: read } = withoutProbe(showing({ ...record, models: [[input, ...layers]] }));
    const question = rubric.find(({ where }) => where === "model")!;
    const { met } = modelCandidate(question.predicate as Literal, builtModel(read!.models[0])!, []);
    assert.equal(met, false);
    assert.equal(builtModel([{ class_name: "Dense", config: { batch_input_shape: 5 } }]), undefined);
  });
});

/** The record of a session that runs this code. */
function recordOf(code: string): SessionRecord {
  const program = `
    import { config, Dense, Input, layers, Model, Sequential } from "./lib/keras";
    import { recordModel } from "./lib/keras/record.ts";
    import { showRecord } from "./lib/grade/probe.ts";
    const display = (bundle) => process.stdout.write(JSON.stringify(bundle[${JSON.stringify(RECORD_MIME)}]));
    Object.defineProperty(globalThis, Symbol.for("tslab.kernel"), { value: { display } });
    ${code}
    showRecord();`;
  const { stdout, stderr } = spawnSync(process.execPath, withLibrary(program), {
    cwd: root,
    env: { ...process.env, [RECORD]: "1" },
    encoding: "utf8",
  });
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}

test("a record tells the input of a layer in the words of Keras 3, too", () => {
  const { layers } = recordOf('config.setDialect("3");\nnew Dense(8, { inputShape: [5] });\nnew Dense(4);');
  assert.deepEqual(
    layers.map(({ units, batch_input_shape }) => [units, batch_input_shape]),
    [
      [8, [null, 5]],
      [4, undefined],
    ],
  );
});

test("a record tells what layers compute with, whatever their getConfig says", () => {
  const { layers, models } = recordOf(`
    const other = (layer, units) => {
      const config = layer.getConfig();
      layer.getConfig = () => ({ ...config, units });
      return layer;
    };
    class Sigmoid extends Dense {
      constructor(units) { super(units, { activation: "sigmoid" }); }
      getConfig() { return { ...super.getConfig(), note: "mine" }; }
    }
    class Failing extends Dense { getConfig() { throw new Error("none"); } }
    class Stack extends Sequential { getConfig() { return { layers: [] }; } }
    new Sigmoid(8);
    new Failing(7);
    new (class extends Dense { getConfig() { return { units: 8, activation: "sigmoid" }; } })(6);
    const built = new Dense(3);
    built.build([null, 2]);
    built.units = 4;
    new (class extends layers.Layer { units = 8; activation = "sigmoid"; getConfig() { return { units: 8 }; } })();
    class Other extends Dense { call(x) { return super.call(x); } }
    new Stack([Input({ shape: [2] }), other(new Dense(5), 8), new Sigmoid(4), new Other(1)]);
    Dense.prototype.getConfig = () => ({ units: 8, activation: "sigmoid" });
    new Dense(2);
    class Weighted extends Dense {
      get weights() { return [{ shape: [5, 8] }]; }
      set weights(weights) { super.weights = weights; }
    }
    new Weighted(9).build([null, 2]);`);
  assert.deepEqual(
    layers.map(({ units, activation }) => [units, activation]),
    [
      [8, "sigmoid"],
      [7, "linear"],
      [6, "linear"],
      [3, "linear"],
      [5, "linear"],
      [4, "sigmoid"],
      [1, "linear"],
      [2, "linear"],
      [9, "linear"],
    ],
  );
  assert.deepEqual(
    models[0].map(({ class_name, config }) => [class_name, config.units, config.batch_input_shape]),
    [
      ["Dense", 5, [null, 2]],
      ["Dense", 4, [null, 5]],
      ["Other", 1, [null, 4]],
    ],
  );
});

test("no layer keeps the others of a model from the record, and no class called Dense is Keras'", () => {
  const { models } = recordOf(`
    class Failing extends layers.Layer {
      activation = null;
      call(x) { return x; }
      getConfig() { throw new Error("none"); }
    }
    const Hand = (() => {
      class Dense extends layers.Layer { call(x) { return x; } }
      return Dense;
    })();
    class Cyclic extends layers.Layer {
      call(x) { return x; }
      getConfig() { return { ...super.getConfig(), inner: this }; }
    }
    class Unready extends layers.Layer {
      get units() { throw new Error("no weights yet"); }
      call(x) { return x; }
    }
    const without = new Dense(2);
    without.plans = () => [];
    const passing = new Dense(2);
    passing.callPlans = () => [];
    new Sequential([
      Input({ shape: [2] }), new Failing(), new Cyclic(), new Unready(), new Hand(), without, passing, new Dense(1),
    ]);`);
  assert.deepEqual(
    models[0].map(({ class_name, config }) => [class_name, config.units]),
    [
      ["Failing", undefined],
      ["Cyclic", undefined],
      ["Unready", undefined],
      ["another Dense", undefined],
      ["another Dense", 2],
      ["another Dense", 2],
      ["Dense", 1],
    ],
  );
});

test("only models of Keras are recorded, and only a Sequential as printed", () => {
  const { models, printed } = recordOf(`
    class Other extends Model { toString() { return "a Sequential"; } }
    const inputs = Input({ shape: [2] });
    const made = new Dense(3);
    new Other({ inputs, outputs: made.apply(inputs) });
    recordModel({ name: "fake", layers: [made], weights: [], getConfig: () => ({}) });
    new Sequential([new Dense(1)]);`);
  assert.deepEqual(
    models.map((layers) => layers.map(({ config }) => config.units)),
    [[undefined, 3], [], [1]],
  );
  assert.equal(printed.length, 1);
  assert.match(printed[0], /Sequential object at 0x/);
});

test("a training is recorded with the settings of Keras' Dense, whatever getConfig adds to them", () => {
  const { trainings } = recordOf(`
    class Sigmoid extends Dense {
      constructor(units, options = {}) { super(units, { activation: "sigmoid", ...options }); }
      getConfig() { return { ...super.getConfig(), note: "mine" }; }
    }
    class Failing extends Dense { getConfig() { throw new Error("none"); } }
    const frozen = new Sigmoid(3, { trainable: false });
    const model = new Sequential([Input({ shape: [2] }), frozen, new Failing(2), new Sigmoid(1)]);
    model.compile({ optimizer: "adam", loss: "binary_crossentropy" });
    await model.fit([[1, 2], [3, 4]], [0, 1], { verbose: 0 });
    frozen.trainable = true;`);
  const { layers } = networkOf(trainings[0], 2);
  assert.deepEqual(
    (layers as Dense[]).map(({ className, units, activation, trainable }) => [
      className,
      units,
      activation,
      trainable,
    ]),
    [
      ["Dense", 3, "sigmoid", false],
      ["Dense", 2, "linear", true],
      ["Dense", 1, "sigmoid", true],
    ],
  );
});

test("the network of a record has its loss again, and tells of one that is not Keras'", async () => {
  const { trainings } = recordOf(`
    const { losses } = await import("./lib/keras/index.ts");
    class Mine extends losses.Loss { call(yTrue, yPred) { return yPred.sub(yTrue).abs().sum(-1); } }
    class Named extends losses.BinaryCrossentropy { getConfig() { return {}; } }
    const { CTC, ...ofRows } = losses; // CTC is a loss of sequences
    const classes = Object.values(ofRows).filter((Class) => Class.prototype instanceof losses.Loss);
    const given = [
      ...classes.map((Class) => new Class()),
      new losses.BinaryCrossentropy({ reduction: "mean_with_sample_weight", fromLogits: true }),
      new Named({ labelSmoothing: 0.25 }),
      new Mine(),
    ];
    for (const loss of given) {
      const model = new Sequential([Input({ shape: [2] }), new Dense(2, { activation: "sigmoid" })]);
      model.compile({ optimizer: "sgd", loss });
      const y = /^(?:Sparse|CategoricalGen|Circle)/.test(loss.constructor.name) ? [0, 1] : [[0, 1], [1, 0]];
      await model.fit([[1, 2], [3, 4]], y, { verbose: 0, epochs: 1 });
    }`);
  const made = trainings
    .slice(0, -1)
    .map((training) => networkOf(training, 2).getCompileConfig()!.loss as SerializedObject);
  const isLoss = (Class: unknown) => typeof Class === "function" && Class.prototype instanceof losses.Loss;
  const { CTC: _, ...ofRows } = losses;
  const classes = Object.keys(ofRows).filter((name) => isLoss(ofRows[name as keyof typeof ofRows]));
  assert.ok(classes.length > 20);
  assert.deepEqual(
    made.map(({ class_name }) => class_name),
    [...classes, "BinaryCrossentropy", "BinaryCrossentropy"],
  );
  const [weighted, smoothed] = made.slice(-2).map(({ config }) => config);
  assert.deepEqual([weighted.reduction, weighted.from_logits], ["mean_with_sample_weight", true]);
  assert.equal(smoothed.label_smoothing, 0.25);
  assert.throws(() => networkOf(trainings.at(-1)!, 2), /^Error: mine cannot be repeated$/);
});
