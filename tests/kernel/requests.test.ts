import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createMessage, encode } from "../../lib/kernel/wire/message";
import { resultText, streamText, TestKernel, until } from "./test-kernel";

let kernel: TestKernel;
before(async () => {
  kernel = await TestKernel.start();
});
after(() => kernel.stop());

test("kernel_info: what the cells are written in", async () => {
  const { reply } = await kernel.ask("kernel_info_request", {});
  assert.equal(reply.header.msg_type, "kernel_info_reply");
  const { status, language_info, implementation } = reply.content;
  assert.deepEqual([status, implementation], ["ok", "tslab"]);
  const { name, version, file_extension, mimetype } = language_info as Record<string, string>;
  assert.deepEqual(
    [name, version, file_extension, mimetype],
    ["typescript", "5.0.4", ".ts", "text/typescript"],
  );
});

test("comm_info is answered as such, and a comm of an unknown target is closed", async () => {
  const { reply } = await kernel.ask("comm_info_request", { target_name: "jupyter.widget" });
  assert.equal(reply.header.msg_type, "comm_info_reply");
  assert.deepEqual(reply.content, { status: "ok", comms: {} });
  const open = createMessage("comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
  await kernel.send(encode(open, kernel.key));
  await until(
    () =>
      kernel.published.some(
        ({ header, content }) => header.msg_type === "comm_close" && content.comm_id === "c1",
      ),
    "comm_close",
  );
});

test("completion and inspection know the names of earlier cells and of lib", async () => {
  await kernel.execute(
    'import { asArray } from "../lib/ndarray";\nconst numbers = asArray([1], "float32", "x");',
  );
  const complete = await kernel.ask("complete_request", { code: "numbers.res", cursor_pos: 11 });
  const { matches, cursor_start, cursor_end, status } = complete.reply.content;
  assert.deepEqual([status, cursor_start, cursor_end], ["ok", 8, 11]);
  assert.ok((matches as string[]).includes("reshape"));
  const inspect = await kernel.ask("inspect_request", { code: "numbers", cursor_pos: 3, detail_level: 0 });
  assert.equal(inspect.reply.content.found, true);
  assert.match(
    (inspect.reply.content.data as Record<string, string>)["text/plain"],
    /const numbers: NDArray/,
  );
  const nothing = await kernel.ask("inspect_request", { code: "   ", cursor_pos: 1 });
  assert.deepEqual([nothing.reply.content.status, nothing.reply.content.found], ["ok", false]);
});

test("the cursor counts characters, not UTF-16 units", async () => {
  const code = '"😀😀"; numbers.res';
  const { reply } = await kernel.ask("complete_request", { code, cursor_pos: [...code].length });
  assert.deepEqual([reply.content.cursor_start, reply.content.cursor_end], [14, 17]);
  assert.deepEqual(reply.content.matches, ["reshape"]);
});

test("is_complete tells a finished cell from one that goes on", async () => {
  const ask = async (code: string) => (await kernel.ask("is_complete_request", { code })).reply.content;
  assert.equal((await ask("1 + 1")).status, "complete");
  assert.deepEqual(await ask("function f() {"), { status: "incomplete", indent: "  " });
});

test("history of this session: the latest, a range, a search", async () => {
  const { reply } = await kernel.execute("'the latest'");
  const line = Number(reply.content.execution_count);
  const ask = async (content: object) => (await kernel.ask("history_request", content)).reply.content.history;
  const entry = [0, line, "'the latest'"];
  assert.deepEqual(await ask({ hist_access_type: "tail", n: 1, output: false, raw: true }), [entry]);
  assert.deepEqual(await ask({ hist_access_type: "range", session: 0, start: line, stop: line + 1 }), [
    entry,
  ]);
  assert.deepEqual(await ask({ hist_access_type: "search", pattern: "*the l?test*" }), [entry]);
  assert.deepEqual(await ask({ hist_access_type: "search", pattern: "the latest" }), []);
});

test("all but cells is answered while a cell is busy", async () => {
  const flag = join(tmpdir(), `kernel-requests-${process.pid}`);
  let over = false;
  const cell = kernel.execute(
    `import { existsSync } from "node:fs";\nconsole.log("in"); while (!existsSync(${JSON.stringify(flag)})) {} "out"`,
  );
  void cell.then(() => {
    over = true;
  });
  await kernel.heard("in\n");
  assert.equal(await kernel.heartbeat(), "ping");
  const complete = await kernel.ask("complete_request", { code: "numbers.sha", cursor_pos: 11 });
  assert.equal((complete.reply.content.matches as string[])[0], "shape");
  assert.equal((await kernel.ask("kernel_info_request", {}, "control")).reply.content.status, "ok");
  // The last status that a client hears is the cell's.
  await until(() => kernel.published.at(-1)?.content.execution_state === "busy", "busy as the last status");
  assert.equal(over, false);
  writeFileSync(flag, "");
  assert.equal(resultText(await cell), "out");
  rmSync(flag);
});

test("malformed, unsigned and unknown messages leave it serving, and no cell hears of them", async () => {
  const wrong = encode(createMessage("execute_request", { code: "console.log('never')" }), "another key");
  const unknown = encode(createMessage("no_such_request", {}), kernel.key);
  const bad: (string | Buffer)[][] = [
    ["nonsense"],
    ["<IDS|MSG>"],
    ["<IDS|MSG>", "", "{", "", "", ""],
    wrong,
    unknown,
  ];
  for (let i = 0; i < 20; i++) for (const frames of bad) await kernel.send(frames);
  const answer = await kernel.execute("'serving'");
  assert.equal(resultText(answer), "serving");
  assert.equal(streamText(answer) + streamText(answer, "stderr"), "");
  assert.ok(!kernel.published.some(({ content }) => String(content.text).includes("never")));
});
