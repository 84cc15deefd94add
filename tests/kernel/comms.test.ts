import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createMessage, type Message } from "../../lib/kernel/protocol/message.ts";
import { encode } from "../../lib/kernel/wire/frames.ts";
import { contents, resultText, streamText, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
before(async () => {
  const { reply } = await kernel.execute(`
    import { comms, type Comm } from "../lib/notebook";
    const seen: unknown[] = [];
    let latest!: Comm;
    comms.registerTarget("echo", (comm, { data, metadata }) => {
      latest = comm;
      seen.push(["open", data, metadata]);
      comm.onMsg(({ data, buffers }) => comm.send({ echo: data }, { buffers, metadata: { back: true } }));
      comm.onClose(({ data }) => seen.push(["close", data]));
      comm.send("welcome");
    });`);
  assert.equal(reply.content.status, "ok", String(reply.content.evalue));
});
after(() => kernel.stop());

/** Sends a comm's message and waits until the kernel is idle after it. @returns what it published meanwhile */
async function say(type: string, content: object, buffers: Buffer[] = []): Promise<Message[]> {
  const from = kernel.published.length;
  const message = { ...createMessage(type, content, undefined, { metadata: { from: "test" } }), buffers };
  await kernel.send(encode(message, kernel.key));
  const isIdle = ({ parent, content }: Message) =>
    parent.msg_id === message.header.msg_id && content.execution_state === "idle";
  await until(() => kernel.published.slice(from).some(isIdle), `idle after ${type}`);
  return kernel.published.slice(from);
}

const ofType = (messages: Message[], type: string) =>
  messages.filter(({ header }) => header.msg_type === type);

test("a client opens a comm to a target of a cell; messages go both ways, with their buffers", async () => {
  const opened = await say("comm_open", { comm_id: "c1", target_name: "echo", data: { size: 3 } });
  assert.deepEqual(
    ofType(opened, "comm_msg").map(({ content }) => content),
    [{ comm_id: "c1", data: "welcome" }],
  );
  assert.deepEqual(
    ofType(opened, "status").map(({ content }) => content.execution_state),
    ["busy", "idle"],
  );

  const bytes = Buffer.from([0, 1, 255]);
  const [answer] = ofType(
    await say("comm_msg", { comm_id: "c1", data: [1, { x: null }] }, [bytes]),
    "comm_msg",
  );
  assert.deepEqual(answer.content, { comm_id: "c1", data: { echo: [1, { x: null }] } });
  assert.deepEqual(answer.metadata, { back: true });
  assert.deepEqual(answer.buffers.map(Buffer.from), [bytes]);

  const info = async (content: object) =>
    (await kernel.ask("comm_info_request", content)).reply.content.comms;
  assert.deepEqual(await info({}), { c1: { target_name: "echo" } });
  assert.deepEqual(await info({ target_name: "echo" }), { c1: { target_name: "echo" } });
  assert.deepEqual(await info({ target_name: "other" }), {});

  await say("comm_close", { comm_id: "c1", data: "bye" });
  assert.deepEqual(await info({}), {});
  assert.equal(
    resultText(await kernel.execute("JSON.stringify([seen, latest.isClosed])")),
    '[[["open",{"size":3},{"from":"test"}],["close","bye"]],true]',
  );
  assert.match(
    String((await kernel.execute("latest.send(1)")).reply.content.evalue),
    /^The comm c1 \(echo\) is closed/,
  );
});

test("a cell opens one, sends and closes it", async () => {
  const { published } = await kernel.execute(`
    const mine = comms.open("widget", { data: { a: 1 }, buffers: [new Float32Array([1, 2]).subarray(1)] });
    mine.send({ b: 2 });
    mine.close();
    mine.close();`);
  const sent = published.filter(({ header }) => header.msg_type.startsWith("comm_"));
  const comm_id = sent[0].content.comm_id;
  assert.deepEqual(
    sent.map(({ header, content }) => [header.msg_type, content]),
    [
      ["comm_open", { comm_id, target_name: "widget", data: { a: 1 } }],
      ["comm_msg", { comm_id, data: { b: 2 } }],
      ["comm_close", { comm_id, data: {} }],
    ],
  );
  assert.deepEqual([...new Float32Array(new Uint8Array(sent[0].buffers[0]).buffer)], [2]);
});

test("what an unknown target opens is closed, and what a closed comm says is passed over", async () => {
  const [closed] = ofType(
    await say("comm_open", { comm_id: "c2", target_name: "nobody", data: {} }),
    "comm_close",
  );
  assert.equal(closed.content.comm_id, "c2");
  assert.deepEqual((await kernel.ask("comm_info_request", {})).reply.content.comms, {});
  assert.deepEqual(ofType(await say("comm_msg", { comm_id: "c2", data: 1 }), "comm_msg"), []);
});

test("a handler that throws is told in the cell and in the log, and the others go on", async () => {
  await kernel.execute(`
    comms.registerTarget("fails", (comm) => {
      comm.onMsg(() => { throw new Error("in the handler"); });
      comm.onMsg(async () => { throw new Error("in a promise"); });
      comm.onMsg(() => comm.send("still here"));
    });
    comms.registerTarget("refuses", () => { throw new Error("not today"); });`);
  await say("comm_open", { comm_id: "c3", target_name: "fails", data: {} });
  const from = kernel.published.length;
  assert.equal(ofType(await say("comm_msg", { comm_id: "c3", data: {} }), "comm_msg").length, 1);
  await kernel.heard("Error: in the handler", from);
  await kernel.heard("Error: in a promise", from);
  await until(() => kernel.log.includes("in the handler") && kernel.log.includes("in a promise"), "the log");
  const refused = await say("comm_open", { comm_id: "c4", target_name: "refuses", data: {} });
  assert.equal(ofType(refused, "comm_close").length, 1);
});

test("a cell that awaits hears its comms meanwhile", async () => {
  const cell = kernel.execute(`
    const word = await new Promise((resolve) => {
      comms.registerTarget("word", (_, { data }) => resolve(data));
      console.log("listening");
    });
    word`);
  await kernel.heard("listening");
  await say("comm_open", { comm_id: "c5", target_name: "word", data: "heard" });
  const answer = await cell;
  assert.equal(resultText(answer), "heard");
  assert.equal(streamText(answer, "stderr"), "");
});

test("an interrupt stops a handler that loops", async () => {
  await kernel.execute('comms.registerTarget("loops", () => { console.log("looping"); for (;;) {} });');
  const opening = say("comm_open", { comm_id: "c6", target_name: "loops", data: {} });
  await kernel.heard("looping");
  await kernel.ask("interrupt_request", {}, "control");
  await opening;
  assert.equal(resultText(await kernel.execute("1 + 1")), "2");
});

test("a value that is not JSON is an error where it is sent, and the comm stays open", async () => {
  const answer = await kernel.execute('const open = comms.open("t"); open.send(1n)');
  assert.equal(answer.reply.content.ename, "TypeError");
  assert.equal(resultText(await kernel.execute("open.isClosed")), "false");
  assert.equal(contents(answer, "comm_open").length, 1);
});
