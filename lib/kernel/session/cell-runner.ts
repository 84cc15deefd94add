import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { Cell, Outcome } from "../thread-messages.ts";
import { Bindings } from "./bindings.ts";
import { CellRun, Interrupted } from "./cell-run.ts";
import { errorContent } from "./error-content.ts";
import { rememberValue } from "./globals.ts";
import type { Imports } from "./imports.ts";
import { resultBundle } from "./result-bundle.ts";
import { rememberCell } from "./stack-trace.ts";

/** Saved because a cell may replace them, for example with fake timers. */
const { Promise: OwnPromise, setImmediate } = globalThis;

/** Runs cells, one at a time. */
export class CellRunner {
  readonly #bindings = new Bindings();
  readonly #imports: Imports;
  readonly #meta: ImportMeta;
  readonly #report: (error: unknown) => void;
  #run = new CellRun();
  #stop = () => {};
  #fail: ((error: unknown) => void) | undefined;

  /** `report` is called with errors that do not end a cell. */
  constructor(folder: string, imports: Imports, report: (error: unknown) => void) {
    this.#report = report;
    const filename = join(folder, "cell.ts");
    this.#imports = imports;
    imports.module.exports = this.#bindings.exports;
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
    this.#run = new CellRun();
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
      ...errorContent(error),
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
        // Not a silent request or a user expression.
        if (/^Cell \[\d/.test(cell.name)) rememberValue(value);
        return { status: "ok", result: await resultBundle(value, this.#report) };
      })
      .catch(failed)
      // One turn of the event loop later, so that an unhandled rejection is still part of the cell's output.
      .then((outcome) => setImmediate(end, () => outcome));
    this.#evaluate(cell).then(finish, fail);
  }

  /** Ends the running cell with an error of code that it cannot see; if it is over, the error is printed. */
  fail(error: unknown): void {
    (this.#fail ?? this.#report)(error);
  }

  /** Stops the running cell at its current `await`. */
  interrupt(): void {
    this.#run.stop();
    this.#stop();
  }

  async #evaluate(cell: Cell): Promise<{ value?: unknown }> {
    rememberCell(cell);
    const script = new Script(cell.code, {
      filename: cell.name,
      lineOffset: -1,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    const { require, module, import: load, pick, preload } = this.#imports;
    const kernel = {
      declare: (accessors: object) => this.#bindings.declare(accessors),
      pick,
      preload,
      run: this.#run,
      now: () => this.#run,
      value: undefined,
    };
    const { filename, dirname } = this.#meta;
    const run = script.runInThisContext();
    return run(this.#bindings.exports, require, module, kernel, load, this.#meta, filename, dirname);
  }
}
