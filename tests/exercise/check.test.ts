/** The feedback on wrong answers; `copy.test.ts` checks in the kernel that right ones pass. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { before, suite, test } from "node:test";
import { pathToFileURL } from "node:url";
import { tsImport } from "tsx/esm/api";
import { check } from "../../lib/exercise/index.ts";
import { config, Dense, Input, layers, optimizers, Sequential, utils } from "../../lib/keras/index.ts";
import { root } from "../../lib/setup/paths.mjs";
import { loadBreastCancer } from "../../lib/sklearn/datasets/index.ts";
import { StandardScaler } from "../../lib/sklearn/preprocessing/index.ts";

const sigmoid = { activation: "sigmoid" } as const;
const relu = { activation: "relu" } as const;
const verdicts = ({ verdicts }: ReturnType<typeof check.ex01>) => verdicts.map(({ said }) => said);

test("a wrong activation is reported, and the rest is met", () => {
  const result = check.ex02(
    new Dense(8, { ...sigmoid, inputShape: [5] }),
    new Dense(4, { activation: "relu" }),
    new Dense(1, sigmoid),
  );
  assert.deepEqual(verdicts(result), ["met", "not met", "met"]);
  assert.equal(result.verdicts[1].found, "{'units': 4, 'activation': 'relu'}");
  assert.match(String(result), /^ex02: 2 of 3 met\n✓ ex02-a {2}met: .*\n.*\n✗ ex02-b {2}not met: /);
});

test("a network is judged as it was built", () => {
  const network = (last: "sigmoid" | "linear", inputShape?: [number], ignored?: [number]) =>
    new Sequential([
      new Dense(8, { ...sigmoid, inputShape }),
      new Dense(4, { ...sigmoid, inputShape: ignored }),
      new Dense(1, { activation: last }),
    ]);
  assert.equal(check.ex03(network("linear", [5])).passed, true);
  assert.equal(check.ex03(network("linear", [5], [5])).passed, true);
  const wrong = check.ex03(network("sigmoid", [5]));
  assert.match(wrong.verdicts[0].found, /'units': 1, 'activation': 'sigmoid'/);
  assert.equal(check.ex03(network("linear")).verdicts[0].found, "no model was built");
  assert.equal(check.ex03("'units': 8").passed, false, "words are no model");
});

test("a network of a library that was loaded again is judged as any other", async () => {
  const again = await tsImport(pathToFileURL(join(root, "lib/keras/index.ts")).href, import.meta.url);
  assert.notEqual(again.Dense, Dense);
  const network = new again.Sequential([
    new again.Dense(8, { ...sigmoid, inputShape: [5] }),
    new again.Dense(4, sigmoid),
    new again.Dense(1),
  ]);
  assert.equal(check.ex03(network).passed, true);
});

test("an empty model has no layers", () => {
  assert.equal(check.ex01(new Sequential()).passed, true);
  for (const [model, told] of [
    [new Sequential([new Dense(8, sigmoid)]), "Its only layer is Dense 8."],
    [
      new Sequential([new Dense(2, { inputDim: 3 }), new layers.Dropout(0.5)]),
      "Its layers are Dense 2, Dropout.",
    ],
  ] as const) {
    const result = check.ex01(model);
    assert.doesNotMatch(String(result), /inputShape/);
    assert.deepEqual(verdicts(result), ["not met"]);
    assert.ok(result.feedback.includes(`${told} Expected: none yet, as in \`new Sequential()\`.`));
    assert.doesNotMatch(String(result), /Well done/);
  }
});

test("hidden layers without an activation are reported", () => {
  for (const activation of ["linear", undefined] as const) {
    const { passed, feedback } = check.ex03(
      new Sequential([
        new Dense(8, { activation, inputShape: [5] }),
        new Dense(4, sigmoid),
        new Dense(1, { activation: "linear" }),
      ]),
    );
    assert.equal(passed, false);
    assert.match(
      feedback.join(),
      RegExp(`^Layer 1, .*activation \`${activation ?? "linear"}\`, expected \`sigmoid\``),
    );
  }
});

test("other answers that the audit accepts are met: another activation, and Keras 3's wording", () => {
  const network = (...own: layers.Layer[]) => new Sequential([Input({ shape: [5] }), ...own, new Dense(1)]);
  assert.equal(check.ex03(network(new Dense(8, relu), new Dense(4, relu))).passed, true);
  const apart = [new Dense(8), new layers.Activation("tanh"), new Dense(4), new layers.Activation("tanh")];
  assert.equal(check.ex03(network(...apart)).passed, true);
  const dialect = config.dialect();
  config.setDialect("3");
  try {
    assert.deepEqual(verdicts(check.ex01(new Sequential())), ["met in Keras 3's wording"]);
    const second = [new Dense(4, sigmoid), new Dense(1, sigmoid)];
    assert.equal(check.ex02(new Dense(8, { ...sigmoid, inputShape: [5] }), ...second).passed, true);
    const { passed, feedback } = check.ex02(new Dense(8, sigmoid), ...second);
    assert.deepEqual([passed, feedback], [false, ["ex02-a: it lacks `inputShape: [5]`."]]);
  } finally {
    config.setDialect(dialect);
  }
});

test("an answer is judged by itself, not by another one", () => {
  const dense = (units: number) => new Dense(units, sigmoid);
  const swapped = check.ex02(dense(1), dense(8), dense(4));
  assert.deepEqual(verdicts(swapped), ["not met", "not met", "not met"]);
  assert.deepEqual(
    swapped.verdicts.map(({ found }) => /'units': \d/.exec(found)?.[0]),
    ["'units': 1", "'units': 8", "'units': 4"],
  );
  // An answer that resembles nothing is shown, too.
  const first = check.ex02(dense(8), dense(4), new Dense(8, { ...sigmoid, inputShape: [5] })).verdicts[2];
  assert.match(first.found, /^\{'name': 'dense_\d+', .{90,}…$/);
  assert.equal(check.ex02(dense(8), dense(4), 42).verdicts[2].found, "42");
});

test("an unanswered check does not give the answer away", () => {
  for (const [exercise, answer] of Object.entries({
    ex01: /new Sequential/,
    ex03: /linear/i,
    ex04: /StandardScaler|binary_crossentropy/,
  })) {
    const unanswered = (check as never as Record<string, () => unknown>)[exercise]();
    assert.doesNotMatch(String(unanswered), answer, exercise);
    assert.match(String(unanswered), /no answer yet/);
  }
});

suite("a training that is not good enough", () => {
  let data: Awaited<ReturnType<typeof loadBreastCancer>>;
  before(async () => {
    data = await loadBreastCancer();
  });

  async function feedback(scales: boolean, compile: object = {}, fit: object = {}) {
    utils.setRandomSeed(3);
    const model = new Sequential([
      new Dense(10, { ...sigmoid, inputShape: [30] }),
      new Dense(5, sigmoid),
      new Dense(1, sigmoid),
    ]);
    model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"], ...compile });
    const x = scales ? new StandardScaler().fitTransform(data.data) : data.data;
    const result = check.ex04(model, await model.fit(x, data.target, { epochs: 50, verbose: 0, ...fit }));
    return result.feedback.map((sentence) => sentence.replace("ex04-b: ", ""));
  }

  test("is asked about the scaling if nothing else differs", async () => {
    assert.deepEqual(await feedback(true), []);
    assert.deepEqual(await feedback(false), ["Was `fit` given the scaled data?"]);
  });

  test("names what differs on scaled data", async () => {
    for (const [compile, fit, told] of [
      [{ optimizer: "sgd" }, {}, /^The optimizer is `SGD`, expected `Adam`\.$/],
      [
        { optimizer: new optimizers.Adam(1e-5) },
        {},
        /^Adam's learning rate is 0\.00001: its default, 0\.001, learns faster\.$/,
      ],
      [{ loss: "categorical_crossentropy" }, {}, /^The loss stays the same: .*`binary_crossentropy`/],
      [{}, { batchSize: 569 }, /^An epoch had 1 batch: with the default `batchSize` of 32/],
      [{}, { batchSize: 300 }, /^An epoch had 2 batches: /],
      [{}, { epochs: 5 }, /^It was trained for 5 epochs: /],
    ] as const) {
      const sentences = await feedback(true, compile, fit);
      assert.equal(sentences.length, 1, sentences.join());
      assert.match(sentences[0], told);
    }
  });
});

test("the accuracy is read from a history or its dictionary, at the last epoch if it is shorter", () => {
  const accuracy = Array.from({ length: 49 }, (_, i) => i / 50);
  const found = "accuracy 0.96 at epoch 49, the last one trained";
  for (const history of [{ accuracy }, { history: { accuracy } }]) {
    const { said: verdict, found: said } = check.ex04(undefined, history).verdicts[1];
    assert.deepEqual([verdict, said], ["met", found]);
  }
  assert.equal(check.ex04(undefined, { loss: [1] }).verdicts[1].found, "{ loss: [ 1 ] }");
  assert.equal(check.ex04(undefined, { accuracy: ["0.9"] }).passed, false, "texts are no figures");
});

test("common mistakes are listed below the verdicts, once", () => {
  const display = Symbol.for("Jupyter.display");
  const unbuilt = new Sequential([new Dense(8, sigmoid)]);
  const whole = new Sequential([new Dense(8, { ...sigmoid, inputShape: [5] })]);
  for (const [result, words] of [
    [
      check.ex04(whole, Promise.resolve({ accuracy: [1] })),
      /is still a promise: write `await` before the call/,
    ],
    [check.ex03(unbuilt), /does not know its input shape yet.*give its first layer an `inputShape`\./],
    [
      check.ex02(Dense, Dense, Dense),
      /the class `Dense` itself: create an instance with `new Dense\(…\)`\.\n[^`]*$/,
    ],
  ] as const) {
    assert.match(String(result), words);
    const { "text/html": html } = (result as never as Record<symbol, () => Record<string, string>>)[
      display
    ]();
    assert.match(html, /<p>(Your answer|The model) [^<]*<code>[^`]*<\/p>/);
  }
  const named = new Sequential([new Dense(9, { inputShape: [5], name: "<b>" }), new Dense(4), new Dense(1)]);
  const { "text/html": html } = (check.ex03(named) as never as Record<symbol, () => Record<string, string>>)[
    display
  ]();
  assert.match(html, /<code>&lt;b&gt;<\/code>: units 9, expected 8/);
  assert.equal(check.ex03(unbuilt).feedback.length, 2, "what is missing, and that two layers are");
});

test("differences of a network are listed, layer by layer", () => {
  const dense = (units: number, options = {}) => new Dense(units, { ...sigmoid, ...options });
  const network = (...layers: Parameters<Sequential["add"]>[0][]) => new Sequential(layers);
  const first = () => dense(8, { inputShape: [5] });
  const linear = { activation: "linear" };
  for (const [answer, told] of [
    [network(first(), dense(4), dense(1, linear)), []],
    [network(), ["The model has no layers yet: `model.add(new Dense(…))` adds one."]],
    [
      network(dense(10, { inputShape: [30] }), dense(4), new Dense(2)),
      [
        "It takes 30 values per sample. Expected 5: `inputShape: [5]` in its first layer.",
        "Layer 1, `dense`: units 10, expected 8.",
        "Layer 3, `dense_2`: units 2, expected 1.",
      ],
    ],
    [
      network(first(), dense(4), dense(1)),
      [
        "Layer 3, `dense_2`: activation `sigmoid`, expected `linear`, which leaves numbers as they are and is the default: leave the option out.",
      ],
    ],
    [network(first()), ["Its only layer is Dense 8. Expected: Dense 8, Dense 4, Dense 1."]],
    [
      network(first(), new layers.Dropout(0.5), dense(1)),
      ["Its layers are Dense 8, Dropout, Dense 1. Expected: Dense 8, Dense 4, Dense 1."],
    ],
    [first(), ["Your answer is a layer, `Dense`: pass the model itself, created with `new Sequential(…)`."]],
    [[first()], ["Your answer is a list: pass the model itself, created with `new Sequential(…)`."]],
    ["Dense", ["Your answer is a string: pass the model itself, created with `new Sequential(…)`."]],
  ] as const) {
    // Which of how many that this process has made is its own business.
    const names = (text: string) => text.replace(/`dense(_\d+)?`/, "`dense`");
    assert.deepEqual(check.ex03(answer).feedback.map(names), told.map(names));
  }
  assert.deepEqual(check.ex02(dense(8, { inputShape: [30] }), undefined, undefined).feedback, [
    "ex02-a: inputShape [30], expected [5].",
  ]);
  assert.deepEqual(check.ex02(dense(8), dense(4, { inputShape: [8] }), network()).feedback, [
    "ex02-a: it lacks `inputShape: [5]`.",
    "ex02-b: it has an `inputShape`, which only a first layer needs.",
    "ex02-c: Your answer is a model: pass the layer itself, created with `new Dense(…)`.",
  ]);
});

test("differences of a training are listed", () => {
  const accuracies = (length: number) => ({ loss: [1], accuracy: new Array<number>(length).fill(0.6274) });
  for (const [history, told] of [
    [{ loss: [1] }, 'ex04-b: `compile({ …, metrics: ["accuracy"] })` records the accuracy too.'],
    [accuracies(5), "ex04-b: It was trained for 5 epochs: `epochs: 50` trains it longer."],
    [accuracies(50), "ex04-b: Was `fit` given the scaled data?"],
    [42, "ex04-b: Pass what `await model.fit(…)` returns."],
  ] as const) {
    assert.deepEqual(check.ex04(undefined, history).feedback, [told]);
  }
});

test("any value can be an answer", () => {
  for (const answer of [
    undefined,
    null,
    0,
    "",
    "text",
    [],
    [1],
    {},
    () => {},
    Symbol("s"),
    new Map(),
    Dense,
  ]) {
    for (const exercise of Object.values(check)) {
      const result = (exercise as (...answers: unknown[]) => ReturnType<typeof check.ex01>)(answer, answer);
      assert.equal(result.passed, false);
    }
  }
  assert.equal(check.ex01(undefined).verdicts[0].found, "no answer yet");
  const [, second, third] = check.ex02(new Dense(8, sigmoid)).verdicts;
  assert.deepEqual([second.found, third.found], ["no answer yet", "no answer yet"]);
});

test("a right answer leads to the next exercise, and the last one to none", () => {
  const right = check.ex01(new Sequential());
  assert.match(
    String(right),
    /Compare with ex01_sequential; copyExercise\("ex02"\) in a new cell makes your copy of the next one\.$/,
  );
  const network = new Sequential([
    new Dense(10, { ...sigmoid, inputShape: [30] }),
    new Dense(5, sigmoid),
    new Dense(1, sigmoid),
  ]);
  const last = check.ex04(network, { accuracy: new Array<number>(50).fill(0.98) });
  assert.match(String(last), /Compare with ex04_optimize\.$/);
});

test("is displayed as HTML too, with the answer escaped", () => {
  const display = Symbol.for("Jupyter.display");
  const result = check.ex01("<script>alert(1)</script>") as unknown as {
    [display: symbol]: () => Record<string, string>;
  };
  const bundle = result[display]();
  assert.equal(bundle["text/plain"], String(result));
  assert.match(
    bundle["text/html"],
    /<td style="text-align:left">&lt;script&gt;alert\(1\)&lt;\/script&gt;<\/td>/,
  );
  assert.match(bundle["text/html"], /<caption[^>]*>ex01: not met yet<\/caption>.*✗\u00a0not\u00a0met</s);
});
