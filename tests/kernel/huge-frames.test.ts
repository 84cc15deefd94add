/** Frames that ZeroMQ itself refuses: cut off before there is memory for them, and told to the server's log. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { resultText, streamText, TestKernel, until } from "./test-kernel.ts";
import { more, ZmtpClient } from "./zmtp-client.ts";

const kernel = await TestKernel.start();
after(() => kernel.stop());

const MiB = 1024 * 1024;
const lost = (channel: string) => `a client was disconnected from ${channel} only`;
const residentMegabytes = () =>
  Number(execFileSync("ps", ["-o", "rss=", "-p", String(kernel.process.pid)], { encoding: "utf8" })) / 1024;

/** The kernel runs a cell, and the cell shows nothing but its own. */
async function assertServing(): Promise<void> {
  const answer = await kernel.execute("'serving'");
  assert.equal(resultText(answer), "serving");
  assert.equal(streamText(answer) + streamText(answer, "stderr"), "");
}

const cases: [channel: string, type: string, length: number][] = [
  ["shell", "DEALER", 1024 * MiB],
  ["control", "DEALER", 1024 * MiB],
  ["stdin", "DEALER", 32 * MiB],
  ["iopub", "SUB", MiB],
  ["hb", "REQ", MiB],
];
for (const [channel, type, length] of cases) {
  test(`${channel}: a frame of more than ${length} bytes ends the connection, and the log says so`, async () => {
    const before = residentMegabytes();
    // The log does not blame a client if another one connects in the same second, as the first one may on a busy machine.
    for (let tries = 0; tries < 10 && !kernel.log.includes(lost(channel)); tries++) {
      const client = await ZmtpClient.connect(kernel.ports[`${channel}_port`], type);
      client.head(0, BigInt(length) + 1n);
      await client.closed;
      await assertServing();
      for (let i = 0; i < 300 && !kernel.log.includes(lost(channel)); i++) await sleep(10);
    }
    assert.match(
      kernel.log,
      new RegExp(`${lost(channel)}; probably it sent a frame of more than ${length} bytes`),
    );
    assert.ok(residentMegabytes() - before < 100);
  });
}

test("heads of 8 EiB, alone and after whole frames, a hundred times", async () => {
  for (let i = 0; i < 100; i++) {
    const client = await ZmtpClient.connect(kernel.ports.shell_port, "DEALER");
    if (i % 2 === 0) client.socket.write(Buffer.from([more, 9, ...Buffer.from("<IDS|MSG>")]));
    client.head(i % 3 === 0 ? more : 0, 2n ** 63n - BigInt(i));
    await client.closed;
  }
  await assertServing();
});

test("a frame that ends early, and one that is never finished, are ignored", async () => {
  const early = await ZmtpClient.connect(kernel.ports.shell_port, "DEALER");
  early.head(0, 100n);
  early.socket.end("not a hundred bytes");
  await early.closed;
  const before = residentMegabytes();
  const unfinished = await ZmtpClient.connect(kernel.ports.shell_port, "DEALER");
  unfinished.head(0, BigInt(1000 * MiB));
  unfinished.socket.write("a few");
  await assertServing();
  assert.ok(residentMegabytes() - before < 100);
  unfinished.end();
});

test("who does not speak ZeroMQ's protocol is turned away, and the log says so", async () => {
  const socket = connect(kernel.ports.shell_port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  socket.end();
  await until(
    () => kernel.log.includes("closed a connection to shell that does not speak ZeroMQ"),
    "the log",
  );
  await assertServing();
});

test("then it ends cleanly", async () => {
  await kernel.ask("shutdown_request", { restart: false }, "control");
  assert.equal(await kernel.ended(), 0);
});
