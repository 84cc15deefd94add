/** What a learner is told of an answer that is not right yet; that the right ones pass is tested in the kernel. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Dense, Sequential } from "../../lib/keras/index.ts";
import { check } from "../../lib/notebook/index.ts";

const sigmoid = { activation: "sigmoid" } as const;
const verdicts = ({ verdicts }: ReturnType<typeof check.ex01>) => verdicts.map(({ verdict }) => verdict);

test("another activation is named, and the rest is met", () => {
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
  const network = (last: "sigmoid" | "linear", inputShape?: [number]) =>
    new Sequential([
      new Dense(8, { ...sigmoid, inputShape }),
      new Dense(4, sigmoid),
      new Dense(1, { activation: last }),
    ]);
  assert.equal(check.ex03(network("linear", [5])).passed, true);
  const wrong = check.ex03(network("sigmoid", [5]));
  assert.match(wrong.verdicts[0].found, /'units': 1, 'activation': 'sigmoid'/);
  assert.equal(check.ex03(network("linear")).verdicts[0].found, "no model was built");
  assert.equal(check.ex03("'units': 8").passed, false, "words are no model");
});

test("an accuracy counts from a history or its dictionary, at its last epoch when it is shorter", () => {
  const accuracy = Array.from({ length: 49 }, (_, i) => i / 50);
  const found = "accuracy 0.96 at epoch 49, the last one trained";
  for (const history of [{ accuracy }, { history: { accuracy } }]) {
    const { verdict, found: said } = check.ex04(undefined, history).verdicts[1];
    assert.deepEqual([verdict, said], ["met", found]);
  }
  assert.equal(check.ex04(undefined, { loss: [1] }).verdicts[1].found, "no training log with an accuracy");
});

test("what was most likely forgotten is told below the verdicts, once", () => {
  const display = Symbol.for("Jupyter.display");
  const unbuilt = new Sequential([new Dense(8, sigmoid)]);
  const whole = new Sequential([new Dense(8, { ...sigmoid, inputShape: [5] })]);
  for (const [result, words] of [
    [
      check.ex04(whole, Promise.resolve({ accuracy: [1] })),
      /is still a promise: write `await` before the call/,
    ],
    [check.ex03(unbuilt), /does not know its input yet.*give its first layer an `inputShape`\./],
    [
      check.ex02(Dense, Dense, Dense),
      /the class `Dense` itself: `new Dense\(…\)` makes something of it\.\n[^`]*$/,
    ],
  ] as const) {
    assert.match(String(result), words);
    const { "text/html": html } = (result as never as Record<symbol, () => Record<string, string>>)[
      display
    ]();
    assert.match(html, /<p>(What you handed in|The model) [^<]*<code>[^`]*<\/p>/);
  }
  assert.doesNotMatch(String(check.ex03(whole)), /`/);
});

test("anything at all can be handed in", () => {
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
});

test("is readable as a page too, with nothing of the answer taken for HTML", () => {
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
