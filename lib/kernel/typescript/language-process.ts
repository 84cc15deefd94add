import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Completeness, Completions, Conversion, Language } from "./language";

const require = createRequire(import.meta.url);

/**
 * TypeScript in a process of its own, so that it answers while a cell runs. One line of JSON a request, one
 * an answer, in the same order. A process that dies is started anew: it remembers nothing that matters.
 */
export class LanguageProcess implements Language {
  readonly version: string = require("@tslab/typescript-for-tslab/package.json").version;
  readonly #log: number;
  readonly #stderr: number | undefined;
  #process: ChildProcess | undefined;
  #waiting: { resolve: (value: never) => void; reject: (error: Error) => void }[] = [];
  #closed = false;

  /**
   * Its complaints go to the file descriptor `log`; so does what this process leaves behind in `stderr`, the
   * reading end of a pipe, when it dies.
   */
  constructor(log: number, stderr?: number) {
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

  close(): void {
    this.#closed = true;
    this.#process?.stdin?.end();
  }

  #ask<T>(method: string, ...parameters: unknown[]): Promise<T> {
    const child = this.#process ?? this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      child.stdin!.write(`${JSON.stringify([method, ...parameters])}\n`);
    });
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, [join(import.meta.dirname, "typescript.mjs")], {
      stdio: ["pipe", "pipe", this.#log, this.#stderr ?? "ignore"],
    });
    this.#process = child;
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const { value, error } = JSON.parse(line);
      const request = this.#waiting.shift();
      if (error === undefined) request?.resolve(value as never);
      else request?.reject(new Error(error));
    });
    child.stdin!.on("error", () => {});
    child.on("error", (error) => this.#ended(child, error.message));
    child.on("exit", (code, signal) => this.#ended(child, `it ended with ${signal ?? `exit code ${code}`}`));
    return child;
  }

  #ended(child: ChildProcess, reason: string): void {
    if (this.#process !== child) return;
    this.#process = undefined;
    const waiting = this.#waiting.splice(0);
    if (this.#closed) return;
    for (const { reject } of waiting) {
      reject(new Error(`The TypeScript process did not answer: ${reason}. Run the cell again.`));
    }
  }
}
