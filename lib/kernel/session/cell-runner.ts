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

/** Kept, for a cell may replace them, as does what fakes timers. */
const { Promise: OwnPromise, setImmediate } = globalThis;

/** Runs cells, one at a time. */
export class CellRunner {
  readonly #bindings = new Bindings();
  readonly #imports: Imports;
  readonly #meta: ImportMeta;
  readonly #tell: (error: unknown) => void;
  #run = new CellRun();
  #stop = () => {};

  /** `tell` hears of errors that do not end a cell. */
  constructor(folder: string, imports: Imports, tell: (error: unknown) => void) {
    this.#tell = tell;
    const filename = join(folder, "cell.ts");
    this.#imports = imports;
    imports.module.exports = this.#bindings.exports;
    this.#meta = { dirname: folder, filename, url: pathToFileURL(filename).href } as ImportMeta;
  }

  /** Aborted when the running cell is stopped. */
  get signal(): AbortSignal {
    return this.#run.signal;
  }

  /**
   * Runs a cell and tells its outcome to `done`. It starts on the caller's stack, which should hold nothing
   * else: stopping a loop ends all that is on the stack, so what follows the cell is set up before it.
   */
  run(cell: Cell, done: (outcome: Outcome) => void): void {
    this.#run = new CellRun();
    let finish!: (value: { value?: unknown }) => void;
    let fail!: (reason: unknown) => void;
    const finished = new OwnPromise<{ value?: unknown }>((resolve, reject) => {
      finish = resolve;
      fail = reject;
    });
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
    };
    this.#stop = () => {
      const reason = new Interrupted();
      fail(reason);
      // A cell that has its value already is stopped as it shows it; and what ended a loop may have ended the steps below.
      setImmediate(() => setImmediate(end, () => failed(reason)));
    };
    finished
      .then(async ({ value }): Promise<Outcome> => {
        // Of what counts as a cell.
        if (/^Cell \[\d/.test(cell.name)) rememberValue(value);
        return { status: "ok", result: await resultBundle(value, this.#tell) };
      })
      .catch(failed)
      // A turn later, so that a rejection which nothing waits for is told among the cell's own output.
      .then((outcome) => setImmediate(end, () => outcome));
    this.#evaluate(cell).then(finish, fail);
  }

  /** Stops the running cell, wherever it waits. */
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
