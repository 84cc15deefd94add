/**
 * The TypeScript process: reads requests from stdin and writes answers to stdout, one line of JSON each, in order, until stdin
 * ends. See `language.ts` for the requests.
 *
 * Set-up runs it once to make the start-up snapshot (see `snapshot.mjs`), in the state before the first request. A process that
 * starts from the snapshot continues at `main`; one that starts from the bundle does the same work first. Because of the
 * snapshot, nothing here may load `net` or `child_process`, or print or complete code before `main`.
 */
import { readSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { startupSnapshot } from "node:v8";
import { ts } from "./compiler.ts";
import { CompilerReplacements } from "./compiler-replacements.ts";
import { failureText } from "./language.ts";
import { createMethods } from "./methods.ts";
import { prewarm } from "./prewarm.ts";
import { notebooks } from "./project.ts";

const isForSnapshot = startupSnapshot.isBuildingSnapshot();
/** Set-up runs it before that, too: see `stored-declarations.ts`. */
const isForDeclarations = process.argv[2] === "--store-library";
if (isForSnapshot || isForDeclarations) ts.sys.getCurrentDirectory = () => notebooks;
let startedFrom = "bundle";
let compiler = new CompilerReplacements();
let answers = createMethods(compiler);

function answer(line: string): object {
  try {
    const [method, ...parameters] = JSON.parse(line) as [string, ...never[]];
    const known: Record<string, (...parameters: never[]) => unknown> = {
      ...answers,
      startedFrom: () => startedFrom,
    };
    return { value: known[method](...parameters) };
  } catch (error) {
    return { error: failureText(error) };
  }
}

/** Returns whether the kernel still listens: it may end while a cell is being checked. */
function write(text: string): boolean {
  try {
    for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(writeSync(1, rest));
    return true;
  } catch {
    return false;
  }
}

const chunk = Buffer.alloc(64 * 1024);

function serve(): void {
  // Ctrl+C in the kernel's terminal reaches this process too, but is meant for the cell.
  process.on("SIGINT", () => {});
  const decoder = new StringDecoder("utf8");
  let pending = "";
  for (let length = readSync(0, chunk); length > 0; length = readSync(0, chunk)) {
    const lines = (pending + decoder.write(chunk.subarray(0, length))).split("\n");
    pending = lines.pop()!;
    if (!lines.every((line) => write(`${JSON.stringify(answer(line))}\n`))) break;
  }
  forwardLastOutput();
}

/** Copies what the kernel printed when it died, such as V8's out-of-memory report, from its stderr pipe to the server's log. */
function forwardLastOutput(): void {
  try {
    for (let length = readSync(3, chunk); length > 0; length = readSync(3, chunk)) {
      writeSync(2, chunk.subarray(0, length));
    }
  } catch {
    // The pipe is empty.
  }
}

/** The entry point from the snapshot, in the folder that the process was started in. */
function main(): void {
  startedFrom = "snapshot";
  const folder = process.cwd();
  if (!compiler.wake(folder)) {
    ts.sys.getCurrentDirectory = () => folder;
    compiler = new CompilerReplacements(compiler);
    answers = createMethods(compiler);
  }
  serve();
}

const isDeclared = compiler.declareLibrary();
if (isForSnapshot) {
  prewarm(answers);
  compiler.forgetChecks();
  answers.convert("", "", "");
  startupSnapshot.setDeserializeMainFunction(main);
} else if (!isForDeclarations) serve();
else if (!isDeclared) compiler.storeLibrary();
