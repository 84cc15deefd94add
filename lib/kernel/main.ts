/**
 * The kernel: `build.mjs` bundles this file into `main.mjs`, which takes the connection file as its argument. This thread runs
 * the cells (`session/`), a second thread owns the sockets and Jupyter's protocol (`wire/`), and a process of its own runs the
 * TypeScript compiler (`typescript/`).
 */
import { setFlagsFromString } from "node:v8";
import { MessageChannel, Worker } from "node:worker_threads";
import { prepareTensorFlow } from "../tfjs/prepare.ts";
import { BackPressure } from "./back-pressure.ts";
import { BlockingAnswers } from "./blocking-answers.ts";
import { takeLog } from "./log.ts";
import { ModuleLoads } from "./module-loads.ts";
import { Interrupted } from "./session/cell-run.ts";
import { CellRunner } from "./session/cell-runner.ts";
import { separateChildOutput } from "./session/child-output.ts";
import { cloneDictionaries } from "./session/clone.ts";
import { CommManager } from "./session/comms.ts";
import { countGroups } from "./session/console-groups.ts";
import { pipeDescriptors } from "./session/descriptors.ts";
import { errorContent } from "./session/error-content.ts";
import { Imports } from "./session/imports.ts";
import { InputRequests } from "./session/input-requests.ts";
import { Output } from "./session/output.ts";
import { currentParentId, runWithParent, trackParents } from "./session/parent.ts";
import { forbidExit } from "./session/process-exit.ts";
import { provideApi } from "./session/provide-api.ts";
import { installStackTraces } from "./session/stack-trace.ts";
import { followStdin } from "./session/standard-input.ts";
import { surviveErrors } from "./session/survive-errors.ts";
import { loadTypeScriptInWorkers } from "./session/typescript-workers.ts";
import { printWarnings } from "./session/warnings.ts";
import { optimizeLater } from "./snapshot.mjs";
import type { Outcome, ToCells } from "./thread-messages.ts";
import { type Connection, readConnection } from "./wire/connection.ts";

const { log, descriptor } = takeLog();
const connection = connect();
const descriptors = pipeDescriptors();
const backPressure = new BackPressure();
const loads = new ModuleLoads();
const { port1, port2 } = new MessageChannel();
const answers = new BlockingAnswers(port1);
const stopping = new Int32Array(new SharedArrayBuffer(4));
const wire = new Worker(new URL("./wire.mjs", import.meta.url), {
  workerData: {
    connection,
    backPressure: backPressure.shared,
    loads: loads.shared,
    stopping,
    answers: { port: port2, shared: answers.shared },
    log: descriptor,
    descriptors,
  },
  transferList: [port2],
});
const output = new Output(wire, backPressure);
const exit = forbidExit();

prepareTensorFlow();
trackParents();
installStackTraces();
output.capture();
if (descriptors !== undefined) {
  separateChildOutput(
    (reading) => output.send({ type: "pipes", descriptors: reading, parentId: currentParentId() }),
    () => output.running,
  );
}
printWarnings();
const endGroups = countGroups();

const report = (thrown: unknown) => {
  // A timer's loop that was stopped.
  if (thrown instanceof Interrupted) return;
  process.stderr.write(`${errorContent(thrown).traceback.join("\n")}\n`);
};
surviveErrors(report);

const cells = new CellRunner(process.cwd(), new Imports(process.cwd(), loads), report, stopping);
const inputs = new InputRequests(
  (prompt, password, blocks) => output.send({ type: "input", prompt, password, blocks }),
  () => answers.wait(),
  () => cells.signal,
);
followStdin(
  (prompt) => inputs.input(prompt, false),
  (error) => cells.fail(error),
  () => cells.signal,
);
loadTypeScriptInWorkers();
const comms = new CommManager(
  (message) => output.send({ type: "comm", message }),
  (error) => {
    log(`a comm's handler failed: ${errorContent(error).traceback.join("\n")}`);
    report(error);
  },
);
provideApi({ output, inputs, comms, signal: () => cells.signal });
cloneDictionaries();

// Not on the command line: with other flags Node compiles its own modules again, here and in the thread that starts next.
wire.once("message", () => optimizeLater.forEach(setFlagsFromString));

wire.on("message", (message: ToCells) => {
  if (message.type === "run") {
    const done = (outcome: Outcome) => {
      endGroups();
      output.send({ type: "done", run: message.run, outcome });
      output.running = undefined;
    };
    output.running = message.cell.parentId;
    runWithParent(message.cell.parentId, () => cells.run(message.cell, done));
  } else if (message.type === "input") inputs.receive(message.answer);
  else if (message.type === "comm") {
    // Clears the parent that an interrupted cell may have left.
    runWithParent(undefined, () => comms.receive(message.message));
    output.send({ type: "delivered", delivery: message.delivery });
  } else if (message.type === "exit") exit(message.code);
  else {
    cells.interrupt();
    output.send({ type: "interrupted", attempt: message.attempt });
  }
});
wire.on("error", (error) => {
  log(error.stack ?? error.message);
  exit(1);
});

/** The addresses to listen on. Ends the process if the connection file is invalid. */
function connect(): Connection {
  try {
    return readConnection(process.argv[2]);
  } catch (error) {
    log((error as Error).message);
    process.exit(1);
  }
}
