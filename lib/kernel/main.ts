/**
 * The kernel: `main.mjs CONNECTION_FILE`, as `build.mjs` makes it of this file. This thread runs cells and nothing else; a second thread owns the
 * sockets and Jupyter's protocol (`wire/`); a process of its own holds TypeScript (`typescript/`).
 */
import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { prepareTensorFlow } from "../backend/prepare";
import { Backlog } from "./backlog";
import { CellRunner } from "./cells/cell-runner";
import { errorContent } from "./cells/error-content";
import { Imports } from "./cells/imports";
import { setKernelSeam } from "./cells/kernel-seam";
import { bundleJson } from "./cells/mime-bundle";
import { captureOutput } from "./cells/output";
import { forbidExit } from "./cells/process-exit";
import { installStackTraces } from "./cells/stack-trace";
import { tameWarnings } from "./cells/warnings";
import type { FromCells, ToCells } from "./thread-messages";

const [, , connectionFile] = process.argv;
const backlog = new Backlog();
const wire = new Worker(new URL("./wire.mjs", import.meta.url), {
  workerData: { connectionFile, backlog: backlog.shared },
});
const send = (message: FromCells) => {
  wire.postMessage(message);
  backlog.sent();
};
const exit = forbidExit();

prepareTensorFlow();
installStackTraces();
captureOutput(send);
tameWarnings();
const cells = new CellRunner(process.cwd(), new Imports(process.cwd()));
setKernelSeam({
  display: (bundle, { displayId, update = false, metadata = {} } = {}) =>
    send({
      type: "display",
      bundle: bundleJson(bundle),
      metadata: JSON.stringify(metadata),
      displayId,
      update,
    }),
  clearOutput: (wait = false) => send({ type: "clear", wait }),
  get signal() {
    return cells.signal;
  },
});

const tell = (thrown: unknown) => process.stderr.write(`${errorContent(thrown).traceback.join("\n")}\n`);
process.on("uncaughtException", tell);
process.on("unhandledRejection", tell);
process.on("SIGINT", () => cells.interrupt());

wire.on("message", (message: ToCells) => {
  if (message.type === "run") cells.run(message.cell, (outcome) => send({ type: "done", outcome }));
  else if (message.type === "exit") exit(0);
  else {
    cells.interrupt();
    send({ type: "interrupted" });
  }
});
wire.on("error", (error) => {
  // Past what captures a cell's output: into the server's log.
  writeSync(2, `[tslab] ${error.stack}\n`);
  exit(1);
});
