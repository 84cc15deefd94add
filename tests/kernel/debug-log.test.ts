import assert from "node:assert/strict";
import { test } from "node:test";
import { createMessage } from "../../lib/kernel/protocol/message.ts";
import { encode } from "../../lib/kernel/wire/frames.ts";
import { streamText, TestKernel, until } from "./test-kernel.ts";

test("NODE_DEBUG=keras-day:kernel logs each message in and out, and prints nothing into a cell", async () => {
  const kernel = await TestKernel.start({ env: { ...process.env, NODE_DEBUG: "keras-day:kernel" } });
  try {
    const answer = await kernel.execute('console.log("printed"); console.error("complained");');
    assert.equal(streamText(answer), "printed\n");
    assert.equal(streamText(answer, "stderr"), "complained\n");
    const { msg_id } = answer.reply.parent;
    const request = `shell in execute_request ${msg_id}`;
    await until(() => kernel.log.includes(request), `${request} in the log`);
    const reply = `shell out execute_reply ${answer.reply.header.msg_id}`;
    await until(() => kernel.log.includes(reply), `${reply} in the log`);
    assert.match(kernel.log, /^\[tslab\] \d+\.\d ms iopub out stream \S+, \d+\.\d ms after request$/m);

    // JupyterLab names the cell in the metadata of its request.
    const named = createMessage("execute_request", { code: "1 + 1" }, undefined, {
      metadata: { cellId: "a1b2" },
    });
    await kernel.send(encode(named, kernel.key));
    const cell = /execute_reply \S+ cell a1b2, \d+\.\d ms after request/;
    await until(() => cell.test(kernel.log), "the cell's id in the log");
  } finally {
    await kernel.stop();
  }
});

test("without NODE_DEBUG no message is logged", async () => {
  const kernel = await TestKernel.start({ env: { ...process.env, NODE_DEBUG: "" } });
  try {
    await kernel.execute("1 + 1");
    assert.doesNotMatch(kernel.log, /execute_request/);
  } finally {
    await kernel.stop();
  }
});
