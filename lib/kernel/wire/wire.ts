/**
 * The wire thread: owns the sockets and speaks Jupyter's protocol, so that heartbeat, interrupt, completion and output keep
 * working while the main thread is busy with a cell. It also talks to the TypeScript process, which is started first because
 * it takes longest.
 */
import { join } from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { BackPressure } from "../back-pressure.ts";
import { BlockingAnswers } from "../blocking-answers.ts";
import { logInto } from "../log.ts";
import { ModuleLoads } from "../module-loads.ts";
import { Evaluator } from "../protocol/evaluator.ts";
import { History } from "../protocol/history.ts";
import { Kernel, type Request } from "../protocol/kernel.ts";
import { createMessage } from "../protocol/message.ts";
import { Stdin } from "../protocol/stdin.ts";
import type { Descriptors } from "../thread-messages.ts";
import { LanguageProcess } from "../typescript/language-process.ts";
import { endChildren, signalChildren } from "./child-processes.ts";
import type { Channel, Connection } from "./connection.ts";
import { ConnectionLog } from "./connection-log.ts";
import { MessageTrace } from "./debug.ts";
import { fileNames } from "./file-names.ts";
import { decode, Replays, TooLarge } from "./frames.ts";
import { HistoryFiles } from "./history-files.ts";
import { MainThread } from "./main-thread.ts";
import { Outbox } from "./outbox.ts";
import { Pipes } from "./pipes.ts";
import { removeStaleFolders } from "./stale-folders.ts";
import { usage } from "./usage.ts";
import { watchParent } from "./watch-parent.ts";

const MiB = 1024 * 1024;
/** Maximum size of a request, in bytes, not counting the buffers of comm messages. */
const largestRequest = 32 * MiB;
/** ZeroMQ disconnects a client that sends a larger frame, before memory is allocated for it. */
const largestFrame = { shell: 1024 * MiB, control: 1024 * MiB, stdin: largestRequest, iopub: MiB, hb: MiB };
/**
 * How long the first cell waits for a subscriber, in milliseconds. Clients connect their sockets one by one and retry every
 * tenth of a second until the kernel listens: output of a cell that ran earlier would be lost, and so would its `idle`.
 */
const subscriberTimeoutMs = 1000;

/** When to look for the folders of other kernels, in milliseconds: not while this one starts. */
const staleFoldersMs = 1000;

const log = logInto(workerData.log);
const descriptors: Descriptors | undefined = workerData.descriptors;
const language = new LanguageProcess(import.meta.dirname, workerData.log, descriptors?.stderr);
const { key, address, ports }: Connection = workerData.connection;
const { Router, Reply, XPublisher, Observer } = await import("zeromq");

// Without high-water marks nothing is dropped when a client reads more slowly than a cell prints.
const options = (channel: Channel) => ({
  sendHighWaterMark: 0,
  linger: 1000,
  maxMessageSize: largestFrame[channel],
});
const sockets = {
  shell: new Router(options("shell")),
  control: new Router(options("control")),
  stdin: new Router(options("stdin")),
  iopub: new XPublisher(options("iopub")),
  hb: new Reply(options("hb")),
};
const channels = Object.keys(sockets) as Channel[];
const observers = channels.map((channel) => [channel, new Observer(sockets[channel])] as const);
const connectionLog = new ConnectionLog(observers, largestFrame, log);
const trace = new MessageTrace(log);
const outbox = (channel: Exclude<Channel, "hb">) => new Outbox(channel, sockets[channel], key, trace);
const outboxes = {
  shell: outbox("shell"),
  control: outbox("control"),
  stdin: outbox("stdin"),
  iopub: outbox("iopub"),
};

let subscribe = () => {};
const subscribed = new Promise<void>((resolve) => {
  subscribe = resolve;
});

const cells: MainThread = new MainThread(
  parentPort!,
  new BackPressure(workerData.backPressure),
  new ModuleLoads(workerData.loads),
  workerData.stopping,
  {
    output: (output) => {
      if (output.type === "pipes") pipes.add(output.descriptors, output.parentId);
      else kernel.output(output);
    },
    drain: () => pipes.drain(),
    interrupting: () => stdin.interrupt(),
    signalChildren: (signal) => signalChildren(signal, language.pid),
  },
);
const evaluator = new Evaluator(language, cells);
// Beside the folder of all builds.
const historyFolder = process.env.TSLAB_HISTORY ?? join(import.meta.dirname, "../../history");
const { port, shared } = workerData.answers;
const answers = new BlockingAnswers(port, shared);
const stdin = new Stdin(outboxes.stdin, (answer, blocks) =>
  blocks ? answers.give(answer) : cells.answer(answer),
);
const kernel = new Kernel({
  cells,
  evaluator,
  language,
  host: { name: `Node ${process.versions.node}`, ports, usage, fileNames },
  log,
  iopub: outboxes.iopub,
  stdin,
  history: new History(historyFolder === "" ? undefined : new HistoryFiles(historyFolder)),
  subscribed,
  shutdown,
});

const pipes = new Pipes(cells, (name, text, parentId) => {
  // V8's last output before it aborts the process.
  if (text.includes("FATAL ERROR")) log(text);
  kernel.output({ type: "stream", name, text, parentId });
});
if (descriptors !== undefined) pipes.add(descriptors);

let ending = false;

function shutdown(code = 0): void {
  if (ending) return;
  ending = true;
  void end(code);
}

/** Sends what is pending first. The main thread ends the process: ZeroMQ would abort it if this thread did. */
async function end(code: number): Promise<void> {
  const all = Object.values(outboxes);
  await Promise.all(all.map((outbox) => outbox.drained()));
  for (const socket of [...all, sockets.hb]) socket.close();
  language.close();
  await connectionLog.closed();
  await cells.interrupt();
  // A server that a cell has started would keep its port.
  await endChildren(language.pid);
  cells.exit(code);
}

/** Of all channels: shell and control take the same requests. */
const replays = new Replays();

/** Receives the messages of a channel. Invalid ones are logged for the server and never reach a cell. */
async function serve(
  channel: "shell" | "control" | "stdin",
  receive: (request: Request) => unknown,
): Promise<void> {
  const replies = outboxes[channel];
  const ignored = (error: unknown) =>
    log(`ignored a message: ${error instanceof Error ? error.message : error}`);
  for await (const frames of sockets[channel]) {
    try {
      const message = decode(frames, key, largestRequest);
      replays.check(message);
      trace.received(channel, message);
      Promise.resolve(receive({ ...message, replies })).catch(ignored);
    } catch (error) {
      if (error instanceof TooLarge) void kernel.refuse({ ...error.request, replies }, error);
      else ignored(error);
    }
  }
}

async function echo(): Promise<void> {
  for await (const frames of sockets.hb) await sockets.hb.send(frames);
}

/**
 * Sends each new subscriber an `iopub_welcome`, which has to be its first message. There is no `starting` status: nobody can
 * be subscribed before the socket is bound, and then the kernel has started.
 */
async function welcome(): Promise<void> {
  for await (const [frame] of sockets.iopub) {
    const topic = frame.subarray(1).toString();
    if (frame[0] !== 1) continue;
    subscribe();
    const message = createMessage("iopub_welcome", { subscription: topic });
    outboxes.iopub.send({ ...message, identities: [topic] });
  }
}

try {
  await Promise.all(channels.map((channel) => bind(channel)));
  setTimeout(subscribe, subscriberTimeoutMs);
  void serve("shell", (request) => kernel.receive(request));
  void serve("control", (request) => kernel.receive(request));
  void serve("stdin", (reply) => stdin.receive(reply));
  void echo();
  void welcome();
  new Worker(new URL("./interrupt-signal.mjs", import.meta.url)).on("message", () => evaluator.interrupt());
  watchParent(shutdown);
  setTimeout(removeStaleFolders, staleFoldersMs).unref();
} catch (error) {
  log((error as Error).message);
  shutdown(1);
}

/** @throws Error that says which port is taken */
async function bind(channel: Channel): Promise<void> {
  try {
    await sockets[channel].bind(address[channel]);
  } catch (error) {
    throw new Error(
      `cannot listen on ${address[channel]} for ${channel}: ${(error as Error).message}. Is another kernel using the same connection file?`,
    );
  }
}
