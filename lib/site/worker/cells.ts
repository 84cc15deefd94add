/** The worker that runs the cells, in place of the main thread of Node's kernel. */
import "../node/globals.ts";
import "./required.ts";
import { Interrupted } from "../../kernel/session/cell-run.ts";
import { CellRunner } from "../../kernel/session/cell-runner.ts";
import { cloneDictionaries } from "../../kernel/session/clone.ts";
import { CommManager } from "../../kernel/session/comms.ts";
import { countGroups } from "../../kernel/session/console-groups.ts";
import { errorContent } from "../../kernel/session/error-content.ts";
import type { Imports as NodeImports } from "../../kernel/session/imports.ts";
import { InputRequests } from "../../kernel/session/input-requests.ts";
import { currentParentId, runWithParent } from "../../kernel/session/parent.ts";
import { provideApi } from "../../kernel/session/provide-api.ts";
import { installStackTraces } from "../../kernel/session/stack-trace.ts";
import type { Cell, FromCells, Outcome, ToCells } from "../../kernel/thread-messages.ts";
import { addFiles, addFolder, addRemote, onWrite, removeFiles } from "../node/files.ts";
import { installConsole } from "./console.ts";
import { Imports, type Modules } from "./imports.ts";
import { Output } from "./output.ts";
import { renameCellFrames } from "./stack-frames.ts";

/** The first message: the modules that cells can import, and the files that code can read, each with its address. */
export interface Start {
  type: "start";
  modules: Modules;
  files: [path: string, url: string][];
  /** The learner's own files. */
  own: OwnFile[];
}

/** A file with its text or bytes. */
export type OwnFile = [path: string, content: string | Uint8Array];

/** A file that the learner has added or changed. */
export interface Added {
  type: "file";
  file: OwnFile;
}

/** A file or folder that the learner has removed. */
export interface Removed {
  type: "removed";
  path: string;
}

/** Sent once the worker's code has been loaded. */
export interface Loaded {
  type: "loaded";
}

/** A file of the notebooks' folder that a cell has written, or removed. */
export interface Written {
  type: "written";
  path: string;
  bytes: Uint8Array | undefined;
}

declare const self: {
  onmessage: ((event: { data: ToCells | Start | Added | Removed }) => void) | null;
  postMessage(message: FromCells | Written | Loaded): void;
  addEventListener(
    name: string,
    listener: (event: { reason?: unknown; error?: unknown; preventDefault(): void }) => void,
  ): void;
};

const folder = "/day/notebooks";
const output = new Output((message) => self.postMessage({ ...message, parentId: currentParentId() }));
output.capture();
installConsole();
installStackTraces();
renameCellFrames();
cloneDictionaries();
const endGroups = countGroups();

const report = (thrown: unknown) => {
  if (thrown instanceof Interrupted) return;
  process.stderr.write(`${errorContent(thrown).traceback.join("\n")}\n`);
};
for (const name of ["unhandledrejection", "error"]) {
  self.addEventListener(name, (event) => {
    event.preventDefault();
    report(event.reason ?? event.error);
  });
}

let cells: CellRunner | undefined;
const signal = () => cells!.signal;
const inputs = new InputRequests(
  (prompt, password, blocks) => output.send({ type: "input", prompt, password, blocks }),
  () => {
    throw new Error("A page cannot wait for prompt(), confirm() and alert(). Use `await input(question)`.");
  },
  signal,
);
const comms = new CommManager((message) => output.send({ type: "comm", message }), report);
provideApi({ output, inputs, comms, signal });

/** The source map of a cell, one line further down: a browser has no `lineOffset`. */
function shifted(cell: Cell): Cell {
  const map = JSON.parse(cell.map);
  return { ...cell, map: JSON.stringify({ ...map, mappings: `;${map.mappings}` }) };
}

self.onmessage = ({ data: message }) => {
  if (message.type === "start") {
    addFolder(folder);
    addRemote(message.files);
    addFiles(message.own);
    onWrite((path, bytes) => {
      if (path.startsWith(`${folder}/`)) self.postMessage({ type: "written", path, bytes });
    });
    const imports = new Imports(folder, message.modules) as unknown as NodeImports;
    cells = new CellRunner(folder, imports, report, new Int32Array(1));
  } else if (message.type === "file") addFiles([message.file]);
  else if (message.type === "removed") removeFiles(message.path);
  else if (message.type === "run") {
    const done = (outcome: Outcome) => {
      endGroups();
      output.send({ type: "done", run: message.run, outcome });
    };
    runWithParent(message.cell.parentId, () => cells!.run(shifted(message.cell), done));
  } else if (message.type === "input") inputs.receive(message.answer);
  else if (message.type === "comm") {
    comms.receive(message.message);
    output.send({ type: "delivered", delivery: message.delivery });
  } else if (message.type === "interrupt") {
    cells!.interrupt();
    output.send({ type: "interrupted", attempt: message.attempt });
  }
};

self.postMessage({ type: "loaded" });
