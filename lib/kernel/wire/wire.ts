/**
 * The wire thread: owns the sockets and speaks Jupyter's protocol, so that heartbeat, interrupt, completion
 * and output stay alive while the main thread is busy with a cell. It starts the TypeScript process first,
 * because that takes longest.
 */
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { Backlog } from "../backlog";
import { LanguageProcess } from "../typescript/language-process";
import { readConnection } from "./connection";
import { MainThread } from "./main-thread";
import { createMessage, decode, encode, type Message } from "./message";
import { Outbox } from "./outbox";
import { Session } from "./session";
import { watchParent } from "./watch-parent";

const language = new LanguageProcess();
const { key, address } = readConnection(workerData.connectionFile);
const { Publisher, Reply, Router } = await import("zeromq");

// Without high-water marks nothing is dropped when a client reads more slowly than a cell prints.
const unlimited = { sendHighWaterMark: 0, linger: 1000 };
const iopub = new Publisher(unlimited);
const shell = new Router(unlimited);
const control = new Router(unlimited);
const stdin = new Router(unlimited);
const heartbeat = new Reply(unlimited);
const published = new Outbox(iopub);
const replies = { shell: new Outbox(shell), control: new Outbox(control) };
const origin = new WeakMap<Message, Outbox>();

const cells: MainThread = new MainThread(parentPort!, new Backlog(workerData.backlog), (output) =>
  session.output(output),
);
const session = new Session({
  cells,
  language,
  reply: (message, request) => origin.get(request)?.send(encode(message, key)),
  publish: (message) => published.send(encode(message, key)),
  shutdown,
});

let ending = false;

function shutdown(): void {
  if (ending) return;
  ending = true;
  void end();
}

/** What is said is sent first. The process ends from the main thread: ended from here, ZeroMQ aborts it. */
async function end(): Promise<void> {
  const outboxes = [published, replies.shell, replies.control];
  await Promise.all(outboxes.map((outbox) => outbox.drained()));
  for (const socket of [...outboxes, stdin, heartbeat]) socket.close();
  language.close();
  await cells.interrupt();
  cells.exit();
}

async function serve(socket: AsyncIterable<Buffer[]>, outbox: Outbox): Promise<void> {
  for await (const frames of socket) {
    try {
      const message = decode(frames, key);
      origin.set(message, outbox);
      void session.receive(message);
    } catch (error) {
      // Into the server's log, never into a cell: the main thread's stderr is the cells'.
      writeSync(2, `[tslab] ignored a message: ${error instanceof Error ? error.message : error}\n`);
    }
  }
}

async function echo(): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

await Promise.all([
  iopub.bind(address.iopub),
  shell.bind(address.shell),
  control.bind(address.control),
  stdin.bind(address.stdin),
  heartbeat.bind(address.hb),
]);
void serve(shell, replies.shell);
void serve(control, replies.control);
void echo();
watchParent(shutdown);
published.send(
  encode({ ...createMessage("status", { execution_state: "starting" }), identities: ["status"] }, key),
);
