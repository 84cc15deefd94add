import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import type { Cell, Outcome } from "../thread-messages";
import { Bindings } from "./bindings";
import { errorContent } from "./error-content";
import type { Imports } from "./imports";
import { resultBundle } from "./mime-bundle";
import { rememberCell } from "./stack-trace";

/** Thrown into a cell's place when it is stopped; the name is the one that Jupyter's tools know. */
class Interrupted extends Error {
  override name = "KeyboardInterrupt";
}

/** Runs cells, one at a time. */
export class CellRunner {
  readonly #bindings = new Bindings();
  readonly #imports: Imports;
  readonly #meta: ImportMeta;
  #stop = new AbortController();
  #fail: ((reason: unknown) => void) | undefined;

  constructor(folder: string, imports: Imports) {
    const filename = join(folder, "cell.ts");
    this.#imports = imports;
    this.#meta = { dirname: folder, filename, url: pathToFileURL(filename).href } as ImportMeta;
  }

  /** Aborted when the running cell is stopped. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  async run(cell: Cell): Promise<Outcome> {
    this.#stop = new AbortController();
    try {
      rememberCell(cell);
      const { value } = await this.#evaluate(cell);
      return { status: "ok", result: await resultBundle(value) };
    } catch (error) {
      return { status: "error", kept: this.#bindings.keepOrRestore(), ...errorContent(error) };
    } finally {
      this.#fail = undefined;
    }
  }

  /** Stops the running cell, wherever it waits. */
  interrupt(): void {
    this.#stop.abort();
    this.#fail?.(new Interrupted("the cell was stopped"));
  }

  #evaluate(cell: Cell): Promise<{ value?: unknown }> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      // From a fresh stack: ending a loop ends everything on the stack, which must not be this promise.
      setImmediate(() => {
        try {
          const script = new Script(cell.code, {
            filename: cell.name,
            lineOffset: -1,
            importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
          });
          const { require, import: load, pick } = this.#imports;
          const declare = (accessors: object) => this.#bindings.declare(accessors);
          const cellScope = { declare, import: load, pick, meta: this.#meta };
          script.runInThisContext()(this.#bindings.exports, require, cellScope).then(resolve, reject);
        } catch (error) {
          reject(error);
        }
      });
    });
  }
}
