import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { Cell, Outcome } from "../thread-messages.ts";
import { Bindings } from "./bindings.ts";
import { CellRun, Interrupted } from "./cell-run.ts";
import { errorContent } from "./error-content.ts";
import { missingColumn } from "./error-hints.ts";
import { rememberValue } from "./globals.ts";
import type { Imports } from "./imports.ts";
import { resultBundle } from "./result-bundle.ts";
import { rememberCell } from "./stack-trace.ts";

/** Saved because a cell may replace them, for example with fake timers. */
const { Promise: OwnPromise, setImmediate, setTimeout } = globalThis;

/** Called by loops: see `typescript/stoppable-code.ts`. */
const globals = globalThis as { __tslabCheckInterrupt__?: () => void };

/** How long a `finally` of an interrupted cell may take until the cell counts as ended, in milliseconds. */
const finallyTimeoutMs = 1000;

/** Runs cells, one at a time. */
export class CellRunner {
  readonly #bindings = new Bindings();
  readonly #meta: ImportMeta;
  #run = new CellRun();
  #stop = () => {};
  #fail: ((error: unknown) => void) | undefined;

  /**
   * @param report called with errors that do not end a cell
   * @param stopping shared memory: its first number is 1 if the wire thread wants to interrupt the cell
   */
  constructor(
    folder: string,
    private readonly imports: Imports,
    private readonly report: (error: unknown) => void,
    private readonly stopping: Int32Array,
  ) {
    const filename = join(folder, "cell.ts");
    imports.module.exports = this.#bindings.exports;
    // There from the start: V8 compiles a constant into code that reads it.
    Object.defineProperty(globals, "__tslabCheckInterrupt__", {
      value: undefined,
      writable: true,
      configurable: true,
    });
    const url = pathToFileURL(filename).href;
    this.#meta = { dirname: folder, filename, url, resolve: imports.resolve } as ImportMeta;
  }

  /** Aborted when the running cell is interrupted. */
  get signal(): AbortSignal {
    return this.#run.signal;
  }

  /**
   * Runs a cell and calls `done` with its outcome. Call it with nothing else on the stack: interrupting a loop terminates
   * everything on the stack. That is why the steps after the cell are set up before it starts.
   */
  run(cell: Cell, done: (outcome: Outcome) => void): void {
    const run = new CellRun();
    this.#run = run;
    this.stopping[0] = 0;
    let finish!: (value: { value?: unknown }) => void;
    let fail!: (reason: unknown) => void;
    const finished = new OwnPromise<{ value?: unknown }>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
    this.#fail = fail;
    const failed = (error: unknown): Outcome => ({
      status: "error",
      kept: this.#bindings.keepOrRestore(),
      ...errorContent(
        error,
        run.waits && { name: cell.name, line: run.waits[0], column: run.waits[1] },
        (name) => this.#bindings.exports[name],
      ),
    });
    let isOver = false;
    const end = (outcome: () => Outcome) => {
      if (isOver) return;
      done(outcome());
      isOver = true;
      this.#fail = undefined;
    };
    this.#stop = () => {
      const reason = new Interrupted();
      fail(reason);
      // The cell may be past its code and showing its value, or the termination may have hit the steps below.
      setImmediate(() => setImmediate(end, () => failed(reason)));
    };
    finished
      .then(async ({ value }): Promise<Outcome> => {
        // The cell caught the interrupt.
        if (run.signal.aborted) throw new Interrupted();
        if (cell.executionCount !== undefined) rememberValue(value);
        const hint =
          value === undefined && missingColumn(cell.source, (name) => this.#bindings.exports[name]);
        if (hint) process.stderr.write(`${hint}\n`);
        return { status: "ok", result: await resultBundle(value, this.report) };
      })
      .catch(failed)
      // One turn of the event loop later, so that an unhandled rejection is still part of the cell's output.
      .then((outcome) => setImmediate(end, () => outcome));
    this.#evaluate(cell).then(finish, fail);
  }

  /** Ends the running cell with an error thrown outside of it; if no cell is running, prints the error. */
  fail(error: unknown): void {
    (this.#fail ?? this.report)(error);
  }

  /** Stops the running cell at its current `await`. A `finally` around it runs first. */
  interrupt(): void {
    this.stopping[0] = 0;
    if (this.#run.stop()) setTimeout(this.#stop, finallyTimeoutMs);
    else this.#stop();
  }

  async #evaluate(cell: Cell): Promise<{ value?: unknown }> {
    rememberCell(cell);
    const script = new Script(cell.code, {
      filename: cell.name,
      lineOffset: -1,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const interrupt = () => {
      throw new Interrupted();
    };
    if (/\b(finally|using)\b/.test(cell.source)) {
      // A loop of an earlier cell's function may run in its block.
      globals.__tslabCheckInterrupt__ ??= () => {
        if (this.stopping[0]) interrupt();
      };
    }
    const { require, module, import: load, pick, preload } = this.imports;
    const kernel = {
      declare: (accessors: object) => this.#bindings.declare(accessors),
      pick,
      preload,
      run: this.#run,
      currentRun: () => this.#run,
      stopping: this.stopping,
      interrupt,
      value: undefined,
    };
    const { filename, dirname } = this.#meta;
    const run = script.runInThisContext();
    return run(this.#bindings.exports, require, module, kernel, load, this.#meta, filename, dirname);
  }
}
