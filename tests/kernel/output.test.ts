import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { contents, resultText, streamText, TestKernel } from "./test-kernel.ts";

const flag = join(tmpdir(), `kernel-output-${process.pid}`);
const kernel = await TestKernel.start();
after(async () => {
  await kernel.stop();
  rmSync(flag, { force: true });
});

test("no message is lost over 2,000 requests in a row: every reply, every result, every idle, in order", async () => {
  // zeromq.js postpones every 513th operation of a socket, here some twenty times. It is the same for all requests; cells cost most.
  const isCell = (number: number) => number % 4 === 0;
  for (let first = 0; first < 2000; first += 100) {
    const numbers = Array.from({ length: 100 }, (_, i) => first + i);
    const answers = await Promise.all(
      numbers.map((number) =>
        isCell(number) ? kernel.execute(`${number}`) : kernel.ask("kernel_info_request", {}),
      ),
    );
    const cells = numbers.filter(isCell);
    assert.deepEqual(
      answers.map(resultText).filter((text) => text !== undefined),
      cells.map(String),
    );
    assert.deepEqual(
      answers.flatMap(({ reply }) => reply.content.execution_count ?? []),
      cells.map((number) => number / 4 + 1),
    );
    for (const { reply, published } of answers) {
      assert.equal(reply.content.status, "ok");
      assert.deepEqual(published.at(-1)?.content, { execution_state: "idle" });
    }
  }
});

test("100,000 lines from a loop arrive whole, in order, before idle", async () => {
  const answer = await kernel.execute("for (let i = 0; i < 100_000; i++) console.log(i);");
  const lines = Array.from({ length: 100_000 }, (_, i) => `${i}\n`).join("");
  assert.ok(streamText(answer) === lines, "the lines are not all there, or not in order");
});

test("2,000 lines from a loop arrive whole, in order, in few messages, before idle", async () => {
  const answer = await kernel.execute("for (let i = 0; i < 2000; i++) console.log(i);");
  assert.equal(streamText(answer), Array.from({ length: 2000 }, (_, i) => `${i}\n`).join(""));
  // A busy machine may take several of the batches' 25 milliseconds.
  assert.ok(contents(answer, "stream").length < 50, `${contents(answer, "stream").length} messages`);
  assert.deepEqual(answer.published.at(-1)?.content, { execution_state: "idle" });
});

test("stdout and stderr keep their order, bytes that arrive in two halves are one letter, \\r stays", async () => {
  const answer = await kernel.execute(`
    console.log("a"); console.error("b"); console.log("c");
    const bytes = Buffer.from("é"); process.stdout.write(bytes.subarray(0, 1)); process.stdout.write(bytes.subarray(1));
    process.stdout.write("\\r10%");`);
  assert.deepEqual(contents(answer, "stream"), [
    { name: "stdout", text: "a\n" },
    { name: "stderr", text: "b\n" },
    { name: "stdout", text: "c\né\r10%" },
  ]);
});

test("a console.group that is left open ends with its cell", async () => {
  const open = await kernel.execute('console.group("a"); console.groupCollapsed("b"); console.log("in");');
  assert.equal(streamText(open), "a\n  b\n    in\n");
  await kernel.execute('console.group("a"); throw new Error("no");');
  const closed =
    'console.log("1"); console.groupEnd(); console.group("x"); console.log("2"); console.groupEnd(); console.log("3");';
  assert.equal(streamText(await kernel.execute(closed)), "1\nx\n  2\n3\n");
});

test("console.log writes strings as they are and objects without colours", async () => {
  const answer = await kernel.execute('console.log("plain", { a: 1, b: "x" }, [null])');
  assert.equal(streamText(answer), "plain { a: 1, b: 'x' } [ null ]\n");
});

test("what a loop prints is seen while it still runs", async () => {
  const cell = kernel.execute(
    `import { existsSync } from "node:fs";\nconsole.log("first"); while (!existsSync(${JSON.stringify(flag)})) {} console.log("last");`,
  );
  // The cell ends only when this has heard its first line.
  await kernel.heard("first\n");
  writeFileSync(flag, "");
  assert.ok(existsSync(flag));
  assert.equal(streamText(await cell), "first\nlast\n");
});

test("half a character is sent as U+FFFD, as Node writes it: Python cannot save it", async () => {
  const answer = await kernel.execute(`
    console.log("😀"[0], "\\\\ud83d");
    display({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "😀"[1] }) });
    throw new Error("😀"[0]);`);
  assert.equal(streamText(answer), "\ufffd \\ud83d\n");
  assert.deepEqual(contents(answer, "display_data")[0].data, { "text/plain": "\ufffd" });
  assert.equal(answer.reply.content.evalue, "\ufffd");
});

test("ten megabytes in one output", async () => {
  const { published } = await kernel.execute(
    '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "x".repeat(10_000_000) }) })',
  );
  const { data } = published.find(({ header }) => header.msg_type === "execute_result")!.content as {
    data: Record<string, string>;
  };
  assert.equal(data["text/html"].length, 10_000_000);
});

test("what a cell leaves behind still prints", async () => {
  await kernel.execute('setTimeout(() => console.log("late"), 20);');
  await kernel.heard("late\n");
});

test("Node's warnings show without the process id", async () => {
  const answer = await kernel.execute(
    'process.emitWarning("careful");\nawait new Promise((resolve) => setImmediate(resolve));',
  );
  assert.equal(streamText(answer, "stderr"), "Warning: careful\n");
});
