import assert from "node:assert/strict";
import { after, test } from "node:test";
import { contents, resultText, TestKernel } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

const failing = 'await new Promise((resolve) => setTimeout(resolve, 20));\nthrow new Error("no");';

test("cells sent along with a failing one are told to be aborted, and do not run", async () => {
  const answers = await Promise.all(["1", failing, "2", "3"].map((code) => kernel.execute(code)));
  assert.deepEqual(
    answers.map(({ reply }) => reply.content.status),
    ["ok", "error", "aborted", "aborted"],
  );
  assert.deepEqual(
    answers.flatMap((answer) => contents(answer, "execute_input").map(({ code }) => code)),
    ["1", failing],
  );
  // Each was busy and idle, so that no client waits for it.
  assert.deepEqual(
    answers.map((answer) => contents(answer, "status").length),
    [2, 2, 2, 2],
  );
});

test("with stop_on_error: false they run", async () => {
  const answers = await Promise.all(
    [failing, "2", "3"].map((code) => kernel.execute(code, { stop_on_error: false })),
  );
  assert.deepEqual(answers.map(resultText), [undefined, "2", "3"]);
});

test("a cell sent after the reply of a failing one runs", async () => {
  for (let i = 0; i < 5; i++) {
    await kernel.execute("missing;");
    assert.equal(resultText(await kernel.execute(`${i}`)), `${i}`);
  }
});

test("a failing silent request, such as a client's own question, aborts nothing and shows nothing", async () => {
  const before = (await kernel.execute("0")).reply.content.execution_count;
  const [silent, next] = await Promise.all([
    kernel.execute(`console.log("hidden");\n${failing}`, { silent: true }),
    kernel.execute("1"),
  ]);
  assert.equal(silent.reply.content.status, "error");
  assert.deepEqual(
    silent.published.map(({ content }) => content.execution_state),
    ["busy", "idle"],
  );
  assert.equal(resultText(next), "1");
  assert.equal(next.reply.content.execution_count, Number(before) + 1);
});

test("store_history: false does not count", async () => {
  const counted = (await kernel.execute("0")).reply.content.execution_count;
  const aside = await kernel.execute("0", { store_history: false });
  assert.equal(aside.reply.content.execution_count, counted);
  assert.equal(resultText(aside), "0");
});
