import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findSnapshot, flags, isWhole } from "../snapshot.mjs";
import { RemoteLanguage } from "./language.ts";

const require = createRequire(import.meta.url);

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
export class LanguageProcess extends RemoteLanguage {
  readonly version: string = require("typescript/package.json").version;
  #process: ChildProcess | undefined;
  /** The snapshot of a process that has not answered yet: Node may still reject it. */
  #onTrial: string | undefined;
  #rejected = false;
  #waiting: Request[] = [];
  #closed = false;

  /**
   * @param folder of the built kernel
   * @param log file descriptor for the process' stderr
   * @param stderr reading end of the kernel's own stderr; what is left in it when the kernel dies goes to `log` too
   */
  constructor(
    private readonly folder: string,
    private readonly log: number,
    private readonly stderr?: number,
  ) {
    super();
    this.#start();
  }

  /** The process' id, while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Tells if the process was started from a snapshot or from the bundled code. */
  startedFrom(): Promise<"snapshot" | "bundle"> {
    return this.ask("startedFrom");
  }

  close(): void {
    this.#closed = true;
    this.#process?.stdin?.destroy();
  }

  protected ask<T>(method: string, ...parameters: unknown[]): Promise<T> {
    const { stdin } = this.#process ?? this.#start();
    return new Promise((resolve, reject) => {
      const line = `${JSON.stringify([method, ...parameters])}\n`;
      this.#waiting.push({ line, resolve, reject });
      stdin!.write(line);
    });
  }

  #start(): ChildProcess {
    const snapshot = this.#rejected ? undefined : findSnapshot(this.folder);
    const program =
      snapshot === undefined ? [join(this.folder, "typescript.cjs")] : ["--snapshot-blob", snapshot];
    const stdio: StdioOptions = ["pipe", "pipe", this.log, this.stderr ?? "ignore"];
    // It asks no other machine, and Node takes 40 ms of CPU time to read certificates that are added to its own.
    const { NODE_EXTRA_CA_CERTS: _, GLIBC_TUNABLES: own, ...inherited } = process.env;
    // Linux gives the copies of the snapshot in memory large pages: 50 ms of CPU time less.
    const env = { ...inherited, GLIBC_TUNABLES: ["glibc.malloc.hugetlb=1", own].filter(Boolean).join(":") };
    const child = spawn(process.execPath, [...flags, ...program], { stdio, env });
    // Handled when its output ends.
    child.on("error", () => {});
    this.#process = child;
    this.#onTrial = snapshot;
    createInterface({ input: child.stdout! }).on("line", (line) => {
      this.#onTrial = undefined;
      const { value, error } = JSON.parse(line);
      const request = this.#waiting.shift();
      if (error === undefined) request?.resolve(value as never);
      // Without the stack of this process, which is meaningless.
      else request?.reject(Object.assign(new Error(error), { stack: `Error: ${error}` }));
    });
    child.stdin!.on("error", () => {});
    child.stdout!.on("error", () => {});
    child.stdout!.on("close", () => this.#ended(child));
    return child;
  }

  #ended(child: ChildProcess): void {
    this.#process = undefined;
    child.stdin!.destroy();
    if (this.#closed) return;
    if (this.#onTrial !== undefined) this.#reject(this.#onTrial);
    else this.#blame();
    if (this.#waiting.length === 0) return;
    const { stdin } = this.#start();
    for (const { line } of this.#waiting) stdin!.write(line);
  }

  /** Goes on without a snapshot that no process could start from. A damaged one is removed: set-up then makes a new one. */
  #reject(snapshot: string): void {
    this.#rejected = true;
    if (!isWhole(snapshot)) rmSync(snapshot, { force: true });
    writeSync(
      this.log,
      "[tslab] cannot start from the TypeScript snapshot; run `npm run setup` to rebuild it\n",
    );
  }

  /** The request that the process was handling may have ended it: it is retried once. */
  #blame(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    if (first.isSuspect) {
      this.#waiting.shift();
      first.reject(
        new Error("The TypeScript process crashed twice on this request. Change the cell, or run it again."),
      );
    }
    first.isSuspect = true;
  }
}
