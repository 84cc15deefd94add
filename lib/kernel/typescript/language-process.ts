import { rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { findSnapshot, isWhole } from "../snapshot.mjs";
import { kill } from "./kill.ts";
import type { Completeness, Completions, Conversion, Language } from "./language.ts";
import type { Prespawned } from "./prespawned.ts";
import { spawnTypeScript } from "./spawn.ts";

const require = createRequire(import.meta.url);

interface Running {
  pid: number | undefined;
  /** What it starts from; none: from the bundle. */
  snapshot: string | undefined;
  input: Writable;
  output: Readable;
}

interface Request {
  line: string;
  /** A process has ended while it was at it. */
  isSuspect?: boolean;
  resolve: (value: never) => void;
  reject: (error: Error) => void;
}

/**
 * TypeScript in a process of its own, so that it answers while a cell runs. One line of JSON a request, one
 * an answer, in the same order. A process that dies is started anew: it remembers nothing that matters.
 *
 * It starts from the snapshot that set-up made, if there is one and Node takes it, else from the bundle.
 */
export class LanguageProcess implements Language {
  readonly version: string = require("@tslab/typescript-for-tslab/package.json").version;
  readonly #folder: string;
  readonly #log: number;
  readonly #stderr: number | undefined;
  #process: Running | undefined;
  /** The process has started from a snapshot and not answered yet: it may still refuse it. */
  #onTrial = false;
  #refused = false;
  #waiting: Request[] = [];
  #closed = false;

  /**
   * `folder` is that of the built kernel. The process' complaints go to the file descriptor `log`; so does what
   * this process leaves behind in `stderr`, the reading end of a pipe, when it dies. With a `prespawned` it runs
   * already.
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

  /** Of the process, while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What the process has started from. */
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
    const snapshot = this.#refused ? undefined : findSnapshot(this.#folder);
    const stdio = ["pipe", "pipe", this.#log, this.#stderr ?? "ignore"] as const;
    const child = spawnTypeScript(this.#folder, snapshot, [...stdio]);
    // Told by the end of its output.
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
      // Where in this process it is told of says nothing.
      else request?.reject(Object.assign(new Error(error), { stack: `Error: ${error}` }));
    });
    input.on("error", () => {});
    output.on("error", () => {});
    output.on("close", () => this.#ended(running, "it ended"));
    // Looked at while the process starts; what that says is not read before.
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
      this.#refused = true;
      writeSync(
        this.#log,
        `[tslab] starts without the snapshot of TypeScript (${reason}): \`npm run setup\` mends it\n`,
      );
    } else this.#blame(reason);
    if (!this.#onTrial && this.#waiting.length === 0) return;
    const next = this.#talkTo(this.#spawn());
    for (const { line } of this.#waiting) next.input.write(line);
  }

  /** What the process was at when it ended may have ended it: that is asked once more, and no third time. */
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
