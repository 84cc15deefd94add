/**
 * The wire thread: owns the sockets and speaks Jupyter's protocol, so that heartbeat, interrupt, completion
 * and output stay alive while the main thread is busy with a cell. It talks to the TypeScript process, which the
 * main thread has started, because that takes longest, or else starts it first.
 */
import { parentPort, Worker, workerData } from "node:worker_threads";
import { BackPressure } from "../back-pressure.ts";
import { logInto } from "../log.ts";
import { ModuleLoads } from "../module-loads.ts";
import type { Descriptors } from "../session/descriptors.ts";
import { LanguageProcess } from "../typescript/language-process.ts";
import { signalChildren } from "./child-processes.ts";
import type { Channel, Connection } from "./connection.ts";
import { ConnectionLog } from "./connection-log.ts";
import { Session } from "./kernel.ts";
import { MainThread } from "./main-thread.ts";
import { createMessage, decode, encode, type Message, TooLarge } from "./message.ts";
import { Outbox } from "./outbox.ts";
import { Pipes } from "./pipes.ts";
import { watchParent } from "./watch-parent.ts";

const MiB = 1024 * 1024;
/** A cell or any other request may be this large, in bytes; the buffers of a comm's message are apart. */
const largestRequest = 32 * MiB;
/** ZeroMQ cuts off a client that sends a frame larger than this, before there is memory for it. */
const largestFrame = { shell: 1024 * MiB, control: 1024 * MiB, stdin: largestRequest, iopub: MiB, hb: MiB };

const log = logInto(workerData.log);
const descriptors: Descriptors | undefined = workerData.descriptors;
const language = new LanguageProcess(
  import.meta.dirname,
  workerData.log,
  descriptors?.stderr,
  workerData.language,
);
const { key, address, ports }: Connection = workerData.connection;
const { Router, Reply, XPublisher, Observer } = await import("zeromq");

// Without high-water marks nothing is dropped when a client reads more slowly than a cell prints.
const options = (channel: Channel) => ({
  sendHighWaterMark: 0,
  linger: 1000,
  maxMessageSize: largestFrame[channel],
});
const iopub = new XPublisher(options("iopub"));
const shell = new Router(options("shell"));
const control = new Router(options("control"));
const stdin = new Router(options("stdin"));
const heartbeat = new Reply(options("hb"));
const connectionLog = new ConnectionLog(
  {
    shell: new Observer(shell),
    control: new Observer(control),
    stdin: new Observer(stdin),
    iopub: new Observer(iopub),
    hb: new Observer(heartbeat),
  },
  largestFrame,
  log,
);
const published = new Outbox(iopub);
const replies = { shell: new Outbox(shell), control: new Outbox(control), stdin: new Outbox(stdin) };
const origin = new WeakMap<Message, Outbox>();

/**
 * A client connects its sockets one by one, and tries again after a tenth of a second where a kernel does not listen yet: a
 * first cell that ran before would tell nobody what it prints, nor that it is done. Who wants to hear nothing waits for it once.
 */
const patience = 1000;
let heard = () => {};
const audience = new Promise<void>((resolve) => {
  heard = resolve;
});

const cells: MainThread = new MainThread(
  parentPort!,
  new BackPressure(workerData.backPressure),
  new ModuleLoads(workerData.loading),
  {
    output: (output) => session.output(output),
    drain: () => pipes?.drain(),
    signalChildren: (signal) => signalChildren(signal, language.pid),
  },
);
const session = new Session({
  cells,
  language,
  ports,
  log,
  reply: (message, request) => origin.get(request)?.send(encode(message, key)),
  publish: (message) => published.send(encode(message, key)),
  ask: (message) => replies.stdin.send(encode(message, key)),
  audience,
  shutdown,
});

const pipes =
  descriptors &&
  new Pipes(descriptors, cells, (name, text) => {
    // V8's last words, before it ends the process in a moment.
    if (text.includes("FATAL ERROR")) log(text);
    session.output({ type: "stream", name, text });
  });

let ending = false;

function shutdown(): void {
  if (ending) return;
  ending = true;
  void end();
}

/** What is said is sent first. The process ends from the main thread: ended from here, ZeroMQ aborts it. */
async function end(): Promise<void> {
  const outboxes = [published, ...Object.values(replies)];
  await Promise.all(outboxes.map((outbox) => outbox.drained()));
  for (const socket of [...outboxes, heartbeat]) socket.close();
  language.close();
  await connectionLog.over();
  await cells.interrupt();
  cells.exit();
}

/** Takes in the messages of a socket; one that is none is told to the server's log, and no cell hears of it. */
async function serve(
  socket: AsyncIterable<Buffer[]>,
  outbox: Outbox,
  receive: (message: Message) => unknown,
): Promise<void> {
  const ignored = (error: unknown) =>
    log(`ignored a message: ${error instanceof Error ? error.message : error}`);
  for await (const frames of socket) {
    try {
      const message = decode(frames, key, largestRequest);
      origin.set(message, outbox);
      Promise.resolve(receive(message)).catch(ignored);
    } catch (error) {
      if (error instanceof TooLarge) {
        origin.set(error.request, outbox);
        void session.refuse(error.request, error);
      } else ignored(error);
    }
  }
}

async function echo(): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

/**
 * Tells each new subscriber that from now on it hears everything (`iopub_welcome`). That has to be the first it hears, so
 * no `starting` is said: nobody can listen before the socket is bound, and then the kernel has started.
 */
async function welcome(): Promise<void> {
  for await (const [frame] of iopub) {
    const topic = frame.subarray(1).toString();
    if (frame[0] !== 1) continue;
    heard();
    const message = createMessage("iopub_welcome", { subscription: topic });
    published.send(encode({ ...message, identities: [topic] }, key));
  }
}

await Promise.all([
  iopub.bind(address.iopub),
  shell.bind(address.shell),
  control.bind(address.control),
  stdin.bind(address.stdin),
  heartbeat.bind(address.hb),
]);
setTimeout(heard, patience);
void serve(shell, replies.shell, (message) => session.receive(message));
void serve(control, replies.control, (message) => session.receive(message));
void serve(stdin, replies.stdin, (message) => session.receiveInput(message));
void echo();
void welcome();
new Worker(new URL("./interrupt-signal.mjs", import.meta.url)).on("message", () => session.interrupt());
watchParent(shutdown);
