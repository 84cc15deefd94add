import { type StdioOptions, spawn } from "node:child_process";
import { rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { findSnapshot, flags, isWhole, tunables } from "../snapshot.mjs";
import type { Completeness, Completions, Conversion, Language } from "./language.ts";
import { kill, type Prespawned } from "./prespawned.ts";

const require = createRequire(import.meta.url);

interface Running {
  pid: number | undefined;
  /** The snapshot that it starts from; `undefined` if it starts from the bundle. */
  snapshot: string | undefined;
  input: Writable;
  output: Readable;
}

interface Request {
  line: string;
  /** A process has ended while it handled this request. */
  isSuspect?: boolean;
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/**
 * Runs TypeScript in a process of its own, so that it can answer while a cell runs. Requests and answers are lines of JSON, in
 * the same order. A process that dies is replaced, as it has no state that matters.
 *
 * It starts from the snapshot that set-up made, if there is one that Node accepts, otherwise from the bundle.
 */
export class LanguageProcess implements Language {
  readonly version: string = require("@tslab/typescript-for-tslab/package.json").version;
  readonly #folder: string;
  readonly #log: number;
  readonly #stderr: number | undefined;
  #process: Running | undefined;
  /** The process was started from a snapshot and has not answered yet: Node may still reject the snapshot. */
  #onTrial = false;
  #rejected = false;
  #waiting: Request[] = [];
  #closed = false;

  /**
   * @param folder of the built kernel
   * @param log file descriptor for the process' stderr
   * @param stderr reading end of the kernel's own stderr; what is left in it when the kernel dies goes to `log` too
   * @param prespawned a running process to use instead of starting one
   */
  constructor(folder: string, log: number, stderr?: number, prespawned?: Prespawned) {
    this.#folder = folder;
    this.#log = log;
    this.#stderr = stderr;
    this.#talkTo(prespawned === undefined ? this.#spawn() : opened(prespawned));
  }

  convert(name: string, declarations: string, source: string): Promise<Conversion> {
    return this.#ask("convert", name, declarations, source);
  }

  complete(declarations: string, source: string, position: number): Promise<Completions> {
    return this.#ask("complete", declarations, source, position);
  }

  inspect(declarations: string, source: string, position: number): Promise<string | undefined> {
    return this.#ask("inspect", declarations, source, position);
  }

  isComplete(source: string): Promise<Completeness> {
    return this.#ask("isComplete", source);
  }

  /** The process' id, while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What the process was started from. */
  startedFrom(): Promise<"snapshot" | "bundle"> {
    return this.#ask("startedFrom");
  }

  close(): void {
    this.#closed = true;
    this.#process?.input.destroy();
  }

  #ask<T>(method: string, ...parameters: unknown[]): Promise<T> {
    const { input } = this.#process ?? this.#talkTo(this.#spawn());
    return new Promise((resolve, reject) => {
      const line = `${JSON.stringify([method, ...parameters])}\n`;
      this.#waiting.push({ line, resolve, reject });
      input.write(line);
    });
  }

  #spawn(): Running {
    const snapshot = this.#rejected ? undefined : findSnapshot(this.#folder);
    const program =
      snapshot === undefined ? [join(this.#folder, "typescript.cjs")] : ["--snapshot-blob", snapshot];
    const env = {
      ...process.env,
      GLIBC_TUNABLES: [process.env.GLIBC_TUNABLES, tunables].filter(Boolean).join(":"),
    };
    const stdio: StdioOptions = ["pipe", "pipe", this.#log, this.#stderr ?? "ignore"];
    const child = spawn(process.execPath, [...flags, ...program], { stdio, env });
    // Handled when its output ends.
    child.on("error", () => {});
    return { pid: child.pid, snapshot, input: child.stdin!, output: child.stdout! };
  }

  #talkTo(running: Running): Running {
    const { pid, snapshot, input, output } = running;
    this.#process = running;
    this.#onTrial = snapshot !== undefined;
    createInterface({ input: output }).on("line", (line) => {
      if (this.#process !== running) return;
      this.#onTrial = false;
      const { value, error } = JSON.parse(line);
      const request = this.#waiting.shift();
      if (error === undefined) request?.resolve(value as never);
      // Without the stack of this process, which is meaningless.
      else request?.reject(Object.assign(new Error(error), { stack: `Error: ${error}` }));
    });
    input.on("error", () => {});
    output.on("error", () => {});
    output.on("close", () => this.#ended(running, "it ended"));
    // Checked while the process starts, before any of its answers is read.
    if (snapshot !== undefined && !isWhole(snapshot)) {
      rmSync(snapshot, { force: true });
      if (pid !== undefined) kill(pid);
      this.#ended(running, "the snapshot is damaged");
    }
    return this.#process;
  }

  #ended(running: Running, reason: string): void {
    if (this.#process !== running) return;
    this.#process = undefined;
    running.input.destroy();
    if (this.#closed) return;
    if (this.#onTrial) {
      this.#rejected = true;
      writeSync(
        this.#log,
        `[tslab] starts without the snapshot of TypeScript (${reason}): \`npm run setup\` makes a new one\n`,
      );
    } else this.#blame(reason);
    if (!this.#onTrial && this.#waiting.length === 0) return;
    const next = this.#talkTo(this.#spawn());
    for (const { line } of this.#waiting) next.input.write(line);
  }

  /** The request that the process was handling may have ended it: it is retried once. */
  #blame(reason: string): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    if (first.isSuspect) {
      this.#waiting.shift();
      first.reject(new Error(`The TypeScript process did not answer: ${reason}. Run the cell again.`));
    }
    first.isSuspect = true;
  }
}

function opened({ pid, snapshot, input, output }: Prespawned): Running {
  return {
    pid,
    snapshot,
    input: new Socket({ fd: input, readable: false, writable: true }),
    output: new Socket({ fd: output, readable: true, writable: false }),
  };
}
