import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createMessage, type Message } from "../../lib/kernel/protocol/message.ts";
import { encode } from "../../lib/kernel/wire/frames.ts";
import { contents, TestKernel, until } from "./test-kernel.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

/** Sends a message of a comm, and returns what the kernel published until it was idle and `until` came. */
async function say(type: string, content: object, last?: (message: Message) => boolean): Promise<Message[]> {
  const from = kernel.published.length;
  const message = createMessage(type, content, undefined, {});
  await kernel.send(encode({ ...message, buffers: [] }, kernel.key));
  const isIdle = ({ parent, content }: Message) =>
    parent.msg_id === message.header.msg_id && content.execution_state === "idle";
  await until(() => {
    const since = kernel.published.slice(from);
    return since.some(isIdle) && (last === undefined || since.some(last));
  }, `the end of ${type}`);
  return kernel.published.slice(from);
}

type Data = {
  method: string;
  state: Record<string, unknown>;
  states: Record<string, { model_name: string; state: object }>;
};
const dataOf = ({ content }: Message) => content.data as Data;
const update = (comm_id: unknown, state: object) => ({
  comm_id,
  data: { method: "update", state, buffer_paths: [] },
});

test("interact opens its widgets, and a slider runs the function into the output widget", async () => {
  const cell = await kernel.execute(`
    import { interact } from "../lib/notebook/widgets";
    const shown = await interact(
      async ({ units }) => { console.log("trains", units); return \`\${units} units\`; },
      { units: [1, 20] });`);
  assert.equal(cell.reply.content.status, "ok", String(cell.reply.content.evalue));
  const opened = contents(cell, "comm_open") as { comm_id: string; data: Data }[];
  const model = (name: string) => opened.find(({ data }) => data.state._model_name === name)!;
  const [slider, output, box] = [model("IntSliderModel"), model("OutputModel"), model("VBoxModel")];
  assert.deepEqual(
    [slider.data.state.value, slider.data.state.description, box.data.state.children],
    [10, "units", [`IPY_MODEL_${slider.comm_id}`, `IPY_MODEL_${output.comm_id}`]],
  );
  const [{ data }] = contents(cell, "display_data").slice(-1) as {
    data: Record<string, { model_id: string }>;
  }[];
  assert.equal(data["application/vnd.jupyter.widget-view+json"].model_id, box.comm_id);
  assert.equal(data["text/plain"], "10 units");

  const isEnd = (message: Message) =>
    message.content.comm_id === output.comm_id && dataOf(message).state.msg_id === "";
  const messages = await say("comm_msg", update(slider.comm_id, { value: 5 }), isEnd);
  const seen = messages.flatMap((message) => {
    const { header, content } = message;
    if (header.msg_type === "comm_msg") return [[dataOf(message).method, dataOf(message).state]];
    if (header.msg_type === "stream") return [content.text];
    if (header.msg_type === "display_data") return [(content.data as Record<string, string>)["text/plain"]];
    return header.msg_type === "clear_output" ? [content.wait] : [];
  });
  const id = cell.reply.parent.msg_id;
  assert.deepEqual(seen, [
    ["echo_update", { value: 5 }],
    ["update", { msg_id: id }],
    true,
    "trains 5\n",
    "5 units",
    ["update", { msg_id: "" }],
  ]);
  const outputs = messages.filter(({ header }) => ["stream", "display_data"].includes(header.msg_type));
  assert.ok(outputs.every(({ parent }) => parent.msg_id === id));
  // The client tells what its widget shows now; every other client has received the outputs, too.
  const told = await say("comm_msg", update(output.comm_id, { outputs: [{ output_type: "stream" }] }));
  assert.deepEqual(
    told.map(({ header }) => header.msg_type),
    ["status", "status"],
  );
});

test("interact as the last line of a cell shows its widgets once, and a later cell can show them again", async () => {
  const cell = await kernel.execute(`
    import { interact } from "../lib/notebook/widgets";
    const again = await interact(({ x }) => x, { x: true });
    again`);
  const [first] = contents(cell, "display_data").slice(-1) as { data: object }[];
  assert.ok("application/vnd.jupyter.widget-view+json" in first.data);
  assert.deepEqual(contents(cell, "execute_result"), []);
  const later = await kernel.execute("again");
  assert.deepEqual((contents(later, "execute_result") as { data: object }[])[0].data, first.data);

  const opened = contents(cell, "comm_open") as { comm_id: string; data: Data }[];
  const box = opened.find(({ data }) => data.state._model_name === "CheckboxModel")!;
  const shows = ({ content }: Message) => (content.data as Data)?.state?.outputs !== undefined;
  const messages = await say("comm_msg", update(box.comm_id, { value: false }), shows);
  const data = { "text/plain": "false" };
  assert.deepEqual(dataOf(messages.find(shows)!).state, {
    outputs: [{ output_type: "display_data", data, metadata: {} }],
  });
  assert.ok(!messages.some(({ header }) => header.msg_type === "display_data"));
});

test("a value outside of its bounds is corrected in the client, and an error is shown", async () => {
  const cell = await kernel.execute(`
    import { BoundedIntText, interactive } from "../lib/notebook/widgets";
    const field = new BoundedIntText({ max: 10 });
    const failing = await interactive(({ x }) => { if (x > 3) throw new Error("too large"); }, { x: field });
    field.modelId`);
  const [{ data }] = contents(cell, "execute_result") as { data: Record<string, string> }[];
  const comm_id = data["text/plain"];
  const from = kernel.published.length;
  const messages = await say("comm_msg", update(comm_id, { value: 99 }));
  const updates = messages.filter(({ content }) => content.comm_id === comm_id).map(dataOf);
  assert.deepEqual(
    updates.map(({ method, state }) => [method, state.value]),
    [
      ["echo_update", 99],
      ["update", 10],
    ],
  );
  await kernel.heard("Error: too large", from);
});

test("a client that connects later asks for all widgets, and for one", async () => {
  const isAnswer = (message: Message) => dataOf(message)?.method === "update_states";
  await say("comm_open", { comm_id: "control", target_name: "jupyter.widget.control", data: {} });
  const messages = await say(
    "comm_msg",
    { comm_id: "control", data: { method: "request_states" } },
    isAnswer,
  );
  const { states } = dataOf(messages.find(isAnswer)!);
  const sliders = Object.entries(states).filter(([, { model_name }]) => model_name === "IntSliderModel");
  assert.equal(sliders.length, 1);
  const [[comm_id, { state }]] = sliders as [string, { state: Record<string, unknown> }][];
  assert.equal(state.value, 5);
  const one = await say("comm_msg", { comm_id, data: { method: "request_state" } });
  assert.equal(dataOf(one.find(({ content }) => content.comm_id === comm_id)!).state.value, 5);
});

test("a button calls its handler, and its cell gets the output", async () => {
  const cell = await kernel.execute(`
    import { Button } from "../lib/notebook/widgets";
    const button = new Button({ description: "Train" });
    button.onClick(() => console.log("clicked"));
    button.modelId`);
  await kernel.execute("1");
  const [{ data }] = contents(cell, "execute_result") as { data: Record<string, string> }[];
  const isClicked = ({ content }: Message) => content.text === "clicked\n";
  const click = { comm_id: data["text/plain"], data: { method: "custom", content: { event: "click" } } };
  const messages = await say("comm_msg", click, isClicked);
  assert.equal(messages.find(isClicked)?.parent.msg_id, cell.reply.parent.msg_id);
});
