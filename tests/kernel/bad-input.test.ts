import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { createMessage, encode } from "../../lib/kernel/wire/message";
import { contents, resultText, streamText, TestKernel, until } from "./test-kernel";

let kernel: TestKernel;
before(async () => {
  kernel = await TestKernel.start();
});
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
  const bad: (string | Buffer)[][] = [
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
  let sent = 0;
  for (; sent < 1000; sent++) {
    await kernel.send(
      bad[sent % bad.length],
      sent % 3 === 0 ? "control" : sent % 3 === 1 ? "stdin" : "shell",
    );
  }
  await assertServing();
  assert.ok(!kernel.published.some(({ content }) => String(content.text).includes("never")));
  const words = [
    "wrong signature",
    "no <IDS|MSG> among",
    "four parts",
    "a content that is no object",
    "ignored a comm_msg",
  ];
  for (const word of words) await until(() => kernel.log.includes(word), `${word} in the log`);
});

test("an unknown type is passed over with one line in the log, whatever JavaScript has by that name", async () => {
  for (const type of ["usage_request", "usage_request", "constructor", "__proto__", "toString"]) {
    await kernel.send(signed(type, {}), "control");
  }
  await assertServing();
  const lines = () => kernel.log.split("\n").filter((line) => line.includes('"usage_request"'));
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
    published.map(({ content }) => content.execution_state),
    ["busy", "idle"],
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
  assert.match(String(answer.reply.content.evalue), /^Expected at most 33554432 bytes, received 346\d{5}\.$/);
  assert.deepEqual(contents(answer, "stream"), []);
  await kernel.send([...encode(createMessage("x", {}), "another key"), Buffer.alloc(64 * 1024 * 1024)]);
  await assertServing();
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

/** ZeroMQ's own protocol, ZMTP 3: a greeting, a command that says what this is, and the head of a frame. */
const greeting = Buffer.concat([
  Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]),
  Buffer.from("NULL".padEnd(52, "\0")),
]);
const ready = Buffer.from("\x04\x1c\x05READY\x0bSocket-Type\0\0\0\x06DEALER");
const head = (bytes: bigint) => {
  const frame = Buffer.alloc(9, 2);
  frame.writeBigUInt64BE(bytes, 1);
  return frame;
};

test("a client whose frame says that it is larger than a gigabyte is cut off, and the log tells of it", async () => {
  const meet = () => {
    const client = connect(kernel.ports.shell_port, "127.0.0.1");
    client.write(Buffer.concat([greeting, ready]));
    // What the kernel greets with is read, that an end may come.
    return client.resume();
  };
  const client = meet();
  client.write("\0\x05small");
  const from = kernel.log.length;
  await until(() => kernel.log.slice(from).includes("no <IDS|MSG> among 2 frames"), "the log");
  const over = once(client, "close");
  client.write(Buffer.concat([head(2n ** 30n + 1n), Buffer.alloc(1000)]));
  await over;
  // As ZeroMQ does.
  const again = meet();
  const words =
    "a client of shell was cut off: the connection was lost, or a frame had more than 1073741824 bytes";
  await until(() => kernel.log.includes(words), "the log");
  again.destroy();
  await assertServing();
});
