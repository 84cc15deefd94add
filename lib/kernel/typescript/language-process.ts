import { type ChildProcess, spawn } from "node:child_process";
import { rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findSnapshot, flags, isWhole } from "../snapshot.mjs";
import type { Completeness, Completions, Conversion, Language } from "./language";

const require = createRequire(import.meta.url);

/**
 * For glibc's malloc, where it is the one: the snapshot is read into few large pages, which takes 30 ms less; and
 * V8's threads do not each keep memory of their own, a tenth of all.
 */
const tunables = [process.env.GLIBC_TUNABLES, "glibc.malloc.hugetlb=1", "glibc.malloc.arena_max=1"]
  .filter(Boolean)
  .join(":");

interface Request {
  line: string;
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
  #process: ChildProcess | undefined;
  /** The process has started from a snapshot and not answered yet: it may still refuse it. */
  #onTrial = false;
  #refused = false;
  #waiting: Request[] = [];
  #closed = false;

  /**
   * `folder` is that of the built kernel. The process' complaints go to the file descriptor `log`; so does what
   * this process leaves behind in `stderr`, the reading end of a pipe, when it dies.
   */
  constructor(folder: string, log: number, stderr?: number) {
    this.#folder = folder;
    this.#log = log;
    this.#stderr = stderr;
    this.#start();
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
    this.#process?.stdin?.end();
  }

  #ask<T>(method: string, ...parameters: unknown[]): Promise<T> {
    const child = this.#process ?? this.#start();
    return new Promise((resolve, reject) => {
      const line = `${JSON.stringify([method, ...parameters])}\n`;
      this.#waiting.push({ line, resolve, reject });
      child.stdin!.write(line);
    });
  }

  #start(): ChildProcess {
    const snapshot = this.#refused ? undefined : findSnapshot(this.#folder);
    const program =
      snapshot === undefined ? [join(this.#folder, "typescript.cjs")] : ["--snapshot-blob", snapshot];
    const child = spawn(process.execPath, [...flags, ...program], {
      stdio: ["pipe", "pipe", this.#log, this.#stderr ?? "ignore"],
      env: { ...process.env, GLIBC_TUNABLES: tunables },
    });
    this.#process = child;
    this.#onTrial = snapshot !== undefined;
    createInterface({ input: child.stdout! }).on("line", (line) => {
      if (this.#process !== child) return;
      this.#onTrial = false;
      const { value, error } = JSON.parse(line);
      const request = this.#waiting.shift();
      if (error === undefined) request?.resolve(value as never);
      else request?.reject(new Error(error));
    });
    child.stdin!.on("error", () => {});
    child.on("error", (error) => this.#ended(child, error.message));
    child.on("exit", (code, signal) => this.#ended(child, `it ended with ${signal ?? `exit code ${code}`}`));
    // Looked at while the process starts; what that says is not read before.
    if (snapshot !== undefined && !isWhole(snapshot)) {
      rmSync(snapshot, { force: true });
      child.kill("SIGKILL");
      this.#ended(child, "the snapshot is damaged");
    }
    return this.#process;
  }

  #ended(child: ChildProcess, reason: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    if (this.#closed) return;
    if (this.#onTrial) {
      this.#refused = true;
      writeSync(
        this.#log,
        `[tslab] starts without the snapshot of TypeScript (${reason}): \`npm run setup\` mends it\n`,
      );
      const next = this.#start();
      for (const { line } of this.#waiting) next.stdin!.write(line);
      return;
    }
    for (const { reject } of this.#waiting.splice(0)) {
      reject(new Error(`The TypeScript process did not answer: ${reason}. Run the cell again.`));
    }
  }
}
