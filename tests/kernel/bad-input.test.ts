import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createMessage } from "../../lib/kernel/protocol/message.ts";
import { encode } from "../../lib/kernel/wire/frames.ts";
import { contents, resultText, streamText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

const signed = (type: string, content: unknown) =>
  encode({ ...createMessage(type, {}), content: content as never }, kernel.key);

/** The kernel runs a cell, and the cell shows nothing but its own. */
async function assertServing(): Promise<void> {
  const answer = await kernel.execute("'serving'");
  assert.equal(resultText(answer), "serving");
  assert.equal(streamText(answer) + streamText(answer, "stderr"), "");
}

test("a thousand malformed, unsigned and unknown messages leave it serving; the log tells of them, no cell does", async () => {
  const whole = signed("execute_request", { code: "console.log('never')" });
  // Signed anew each time: what was read on one channel is ignored as a duplicate on the others, whichever is read first.
  const bad = (): (string | Buffer)[][] => [
    ["nonsense"],
    ["<IDS|MSG>"],
    ["<IDS|MSG>", "", "{", "", "", ""],
    encode(createMessage("execute_request", { code: "console.log('never')" }), "another key"),
    // Cut off after each part.
    ...whole.slice(1).map((_, length) => whole.slice(0, length + 1)),
    // A part that was changed after it was signed.
    [...whole.slice(0, -1), '{"code":"console.log(\'never\')", "silent":false}'],
    encode({ ...createMessage("x", {}), header: null as never }, kernel.key),
    encode({ ...createMessage("x", {}), header: { msg_type: 5 } as never }, kernel.key),
    signed("execute_request", null),
    signed("execute_request", "code"),
    signed("no_such_request", {}),
    signed("comm_msg", { comm_id: { a: 1 } }),
  ];
  const channels = ["control", "stdin", "shell"] as const;
  for (let sent = 0; sent < 1000; ) {
    for (const frames of bad()) await kernel.send(frames, channels[sent++ % 3]);
  }
  await assertServing();
  assert.ok(!kernel.published.some(({ content }) => String(content.text).includes("never")));
  const words = [
    "wrong signature",
    "no <IDS|MSG> among",
    "four parts",
    "content is not an object",
    "ignored a comm_msg",
  ];
  for (const word of words) await until(() => kernel.log.includes(word), `${word} in the log`);
});

test("an unknown type is passed over with one line in the log, whatever JavaScript has by that name", async () => {
  for (const type of ["no_request", "no_request", "constructor", "__proto__", "toString"]) {
    await kernel.send(signed(type, {}), "control");
  }
  await assertServing();
  const lines = () => kernel.log.split("\n").filter((line) => line.includes('"no_request"'));
  await until(() => kernel.log.includes('"toString"'), "the log");
  assert.equal(lines().length, 1);
});

test("a request that lacks what it needs is answered with an error", async () => {
  const { reply, published } = await kernel.ask("execute_request", { code: 5 });
  assert.deepEqual(
    [reply.header.msg_type, reply.content.status, reply.content.evalue],
    ["execute_reply", "error", "Expected `code` to be a string."],
  );
  assert.deepEqual(
    published.map(({ content }) => content.execution_state ?? content.evalue),
    ["busy", "Expected `code` to be a string.", "idle"],
  );
  for (const type of ["complete_request", "inspect_request"]) {
    const { content } = (await kernel.ask(type, { cursor_pos: "x" })).reply;
    assert.equal(content.status, "error", type);
  }
  const search = { hist_access_type: "search", pattern: 5 };
  assert.equal((await kernel.ask("history_request", search)).reply.content.status, "error");
  await assertServing();
});

test("a request of 33 MB is refused, not run; a wrongly signed one of 64 MB ignored", async () => {
  const code = `console.log("ran");//${"x".repeat(33 * 1024 * 1024)}`;
  const answer = await kernel.execute(code);
  assert.equal(answer.reply.content.status, "error");
  assert.match(
    String(answer.reply.content.evalue),
    /^Expected at most 33554432 bytes, received 346\d{5}\. Let the cell read its data from a file\.$/,
  );
  assert.equal((answer.reply.content.traceback as string[]).length, 1);
  await kernel.send(signed("comm_msg", { comm_id: "x", data: code }));
  await until(() => kernel.log.includes("refused a message: comm_msg"), "the log");
  assert.match(kernel.log, /comm_msg: Expected at most 33554432 bytes, received 346\d{5}\.\s*$/m);
  assert.deepEqual(contents(answer, "stream"), []);
  assert.equal(contents(answer, "error")[0].evalue, answer.reply.content.evalue);
  await kernel.send([...encode(createMessage("x", {}), "another key"), Buffer.alloc(64 * 1024 * 1024)]);
  await assertServing();
});

test("a signed message that comes a second time is ignored", async () => {
  const frames = signed("execute_request", { code: "console.log('again and again')" });
  for (const channel of ["shell", "shell", "control"] as const) {
    await kernel.send(frames, channel);
    await kernel.heard("again and again");
  }
  // Control is read by itself.
  await kernel.ask("kernel_info_request", {}, "control");
  await assertServing();
  const texts = kernel.published.map(({ content }) => String(content.text ?? "")).join("");
  assert.equal(texts.split("again and again").length - 1, 1);
  await until(() => kernel.log.includes("duplicate signature"), "the log");
});

test("usage_request tells memory and processor; there are no subshells, and create_subshell_request says so", async () => {
  const { content } = (await kernel.ask("usage_request", {}, "control")).reply;
  assert.equal(content.pid, kernel.process.pid);
  assert.ok((content.kernel_memory as number) > 1e7 && (content.kernel_cpu as number) >= 0);
  const { total, available } = content.host_virtual_memory as Record<string, number>;
  assert.ok(total > available && available > 0);
  const created = (await kernel.ask("create_subshell_request", {}, "control")).reply;
  assert.equal(created.header.msg_type, "create_subshell_reply");
  assert.deepEqual([created.content.status, created.content.ename], ["error", "NotImplementedError"]);
  const { subshell_id } = (await kernel.ask("list_subshell_request", {}, "control")).reply.content;
  assert.deepEqual(subshell_id, []);
});

test("debug_request: there is no debugger, and kernel_info says so", async () => {
  const { reply } = await kernel.ask("debug_request", { seq: 7, command: "initialize" }, "control");
  const { status, success, request_seq, command } = reply.content;
  assert.deepEqual(
    [reply.header.msg_type, status, success, request_seq, command],
    ["debug_reply", "error", false, 7, "initialize"],
  );
  const info = (await kernel.ask("kernel_info_request", {})).reply.content;
  assert.deepEqual([info.debugger, info.supported_features], [false, []]);
});
