/** A forgotten `await` is noticed: the cell runs, and a line under it says what to write. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { resultText, streamText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  const { reply } = await kernel.execute(`
    import { Dense, Sequential } from "../lib/keras";
    import { setTimeout as sleep } from "node:timers/promises";
    const m = new Sequential([new Dense(1, { inputShape: [1] })]);
    m.compile({ loss: "mse" });
    const X = [[1], [2]], y = [1, 2];
    const quiet = { verbose: 0 } as const;
    const later = async (value = 1) => value;`);
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
});
after(() => kernel.stop());

const hinted: [code: string, hint: string][] = [
  [
    "m.predict(X, quiet);",
    "`predict` returns a Promise: write `await m.predict(…)`, or `void m.predict(…)` to go on without waiting.\n",
  ],
  [
    "later()",
    "`later` returns a Promise: write `await later()`, or `void later()` to go on without waiting.\n",
  ],
  [
    "const a = 1;\nif (a) {\n  sleep(1);\n}\na",
    "Line 3: `sleep` returns a Promise: write `await sleep(…)`, or `void sleep(…)` to go on without waiting.\n",
  ],
  [
    "const p = later();\np",
    "Line 2: `p` is a Promise: write `await p`, or `void p` to go on without waiting.\n",
  ],
  [
    "function start() { later(3); }",
    "`later` returns a Promise: write `await later(…)` in an `async` function, or `void later(…)` to go on without waiting.\n",
  ],
  [
    "(async () => 1)();",
    "This function returns a Promise: write `await (async () => 1)()`, or `void (async () => 1)()` to go on without waiting.\n",
  ],
  ["console.log(later());", "`later` returns a Promise: write `await later()`.\n"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: code
  ["`${later()}`;", "`later` returns a Promise: write `await later()`.\n"],
  ["const o = { p: later() };\nconsole.log(o.p);", "Line 2: `o.p` is a Promise: write `await o.p`.\n"],
  [
    "const all = [later()];\nconsole.log(all);",
    "Line 2: `all` is a list of Promises: write `await Promise.all(all)`.\n",
  ],
  ["[1].map(later)", "`[1].map(…)` is a list of Promises: write `await Promise.all([1].map(…))`.\n"],
];
for (const [code, hint] of hinted) {
  test(`${code} – ${hint}`, async () => {
    const answer = await kernel.execute(code);
    assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
    assert.equal(streamText(answer, "stderr"), hint);
  });
}

const silent = [
  "await later();",
  "void later();",
  "const kept = later();",
  "console.log(await later());",
  "let other; other = later();",
  "later().then(() => {});",
  'display("a"); display("b");',
  "[1, 2].map((n) => later(n)).length",
  "const anything: any = later(); anything",
  "later",
];
for (const code of silent) {
  test(`${code} gets no hint`, async () => {
    const answer = await kernel.execute(code);
    assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
    assert.equal(streamText(answer, "stderr"), "");
  });
}

test("at most three hints, and none for a silent request", async () => {
  const many = await kernel.execute("later();\n".repeat(5));
  assert.equal(streamText(many, "stderr").split("\n").length, 4);
  assert.equal(streamText(await kernel.execute("later();", { silent: true }), "stderr"), "");
});

const waited: [code: string, line: string][] = [
  ["const { history } = m.fit(X, y, quiet);", "const { history } = await m.fit(…)"],
  ["const [first] = m.evaluate(X, y, quiet);", "const [first] = await m.evaluate(…)"],
  ["Math.max(later(), 1)", "await later()"],
  ["if (m.predict(X, quiet)) { }", "await m.predict(…)"],
];
for (const [code, line] of waited) {
  test(`${code}: wait for it`, async () => {
    const text = ((await kernel.execute(code)).reply.content.traceback as string[]).join("\n");
    assert.ok(text.includes(`Wait for it first: \`${line}\`.`), text);
    assert.doesNotMatch(text, /BYTES_PER_ELEMENT/);
  });
}

const parentheses: [code: string, line: string][] = [
  ["await m.fit(X, y, quiet).history", "(await m.fit(…)).history"],
  ["const losses = await m.fit(X, y, quiet).history.loss;", "(await m.fit(…)).history.loss"],
  ["(await later().toFixed(2))", "(await later()).toFixed(2)"],
];
for (const [code, line] of parentheses) {
  test(`${code}: the parentheses are missing`, async () => {
    const text = ((await kernel.execute(code)).reply.content.traceback as string[]).join("\n");
    assert.ok(text.includes(`The parentheses are missing: \`${line}\``), text);
    assert.doesNotMatch(text, /forget/);
  });
}

test("one hint for a member of a history that may be missing", async () => {
  const text = ((await kernel.execute("m.history.loss")).reply.content.traceback as string[]).join("\n");
  assert.ok(text.includes("It may be in `m.history!.history`: `m.history!.history.loss`."), text);
  assert.doesNotMatch(text, /certainly/);
});

test("a misspelled method after a call that returns no promise asks for no parentheses", async () => {
  const { content } = (
    await kernel.execute("const same = <T>(value: T) => value;\nawait same(m).fitt(X, y);")
  ).reply;
  assert.doesNotMatch((content.traceback as string[]).join("\n"), /parentheses/);
});

test("m.fit(…).history without `await`", async () => {
  const { content } = (await kernel.execute("const { loss } = m.fit(X, y, quiet).history;")).reply;
  const text = (content.traceback as string[]).join("\n");
  assert.ok(text.includes("Wait for it first: `(await m.fit(…)).history`."), text);
});

test("the value of a promise that is waited for is shown as before", async () => {
  assert.equal(resultText(await kernel.execute("await later(7)")), "7");
});

test("an index from the end, as Python has it, is noticed in lists and texts, and in nothing else", async () => {
  const hintsOf = async (code: string) => streamText(await kernel.execute(code), "stderr");
  assert.equal(await hintsOf("X[-1]"), "`X[-1]` finds nothing: write `X.at(-1)` to count from the end.\n");
  assert.equal(
    await hintsOf('const word = "text";\nconst end = word[-2];\nX[-1] = [3];'),
    "Line 2: `word[-2]` finds nothing: write `word.at(-2)` to count from the end.\n" +
      "Line 3: `X[-1]` finds nothing: write `X[X.length - 1]` to count from the end.\n",
  );
  const layer = await kernel.execute("m.layers[-1]");
  assert.match(String(layer.reply.content.evalue), /Write \.at\(-1\) to count from the end/);
  assert.equal(streamText(layer, "stderr"), "", "the error says it already");
  assert.equal(
    await hintsOf(
      'const named: Record<number, string> = {};\nnamed[-1] = "a";\nconst some: any = {};\nnamed[-1] + some[-1] + X.at(-1) + X[0];',
    ),
    "",
  );
});

test("a model that is being trained refuses other calls, also where types are not checked", async () => {
  const answer = await kernel.execute(`// @ts-nocheck
    const training = m.fit(X, y, { ...quiet, epochs: 20_000 });
    for (const call of [() => m.fit(X, y), () => m.evaluate(X, y), () => m.predict(X), async () => m.setWeights([])])
      await call().catch((error) => console.log(error.message));
    await training;
    await m.evaluate(X, y, quiet);`);
  assert.equal(answer.reply.content.status, "ok", String(answer.reply.content.evalue));
  const names = ["fit", "evaluate", "predict", "setWeights"];
  const sentence =
    "was called while the model is being trained. `fit` returns a Promise: write `await model.fit(…)`, which waits for its end.\n";
  assert.equal(streamText(answer), names.map((name) => `\`${name}\` ${sentence}`).join(""));
});

test("options and entries that there are not are errors, also where types are not checked", async () => {
  await kernel.execute(`
    import { callbacks, losses, optimizers } from "../lib/keras";
    import { trainTestSplit } from "../lib/sklearn/model_selection";
    import { DataFrame } from "danfojs-node";
    const { history: record } = await m.fit(X, y, quiet);
    const frame = new DataFrame([[1, 2]], { columns: ["mean radius", "b"] });`);
  for (const [code, sentence] of [
    ["record.los", "The history has no `los`. Did you mean `loss`?"],
    ['record["loss"][-1]', "Write .at(-1) to count from the end."],
    ['frame["mean raduis"]', "The frame has no column `mean raduis`. Did you mean `mean radius`?"],
    ["new optimizers.SGD({ learning_rate: 0.5 })", "Did you mean `learningRate`?"],
    ["new losses.BinaryCrossentropy({ from_logits: true })", "Did you mean `fromLogits`?"],
    ["new callbacks.EarlyStopping({ patiance: 3 })", "Did you mean `patience`?"],
    ["trainTestSplit(X, y, { random_state: 42 })", "Did you mean `randomState`?"],
  ]) {
    const { ename, evalue } = (await kernel.execute(`// @ts-nocheck\n${code}`)).reply.content;
    assert.equal(ename, "ValueError", code);
    assert.ok(String(evalue).endsWith(sentence), String(evalue));
  }
});
