import { Worker } from "node:worker_threads";
import type { Program, ProgramResult } from "./program.ts";

interface Job {
  resolve(result: ProgramResult): void;
  reject(error: Error): void;
}

/** A pool of worker threads that run programs. */
export class ProgramPool {
  private readonly workers: { worker: Worker; job: Job | undefined }[];
  private readonly idle: (() => void)[] = [];

  constructor(threads: number) {
    this.workers = Array.from({ length: threads }, () => {
      const worker = new Worker(new URL("./worker.mjs", import.meta.url), { execArgv: [] });
      const entry = { worker, job: undefined as Job | undefined };
      worker.on("message", (result: ProgramResult) => this.take(entry)?.resolve(result));
      worker.on("error", (error) => this.take(entry)?.reject(error));
      return entry;
    });
  }

  /** Resolves when a thread is idle. */
  async ready(): Promise<void> {
    while (this.workers.every(({ job }) => job !== undefined)) {
      await new Promise<void>((resolve) => this.idle.push(resolve));
    }
  }

  /** Runs a program on an idle thread. Transfers the program's memory, which is detached here. @throws Error if all are busy */
  run(program: Program): Promise<ProgramResult> {
    const entry = this.workers.find(({ job }) => job === undefined);
    if (entry === undefined) throw new Error("Every thread is busy: wait for `ready()`.");
    return new Promise((resolve, reject) => {
      entry.job = { resolve, reject };
      entry.worker.postMessage(program, [program.memory.buffer as ArrayBuffer]);
    });
  }

  /** Terminates all threads, including busy ones. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map(({ worker }) => worker.terminate()));
  }

  private take(entry: { job: Job | undefined }): Job | undefined {
    const { job } = entry;
    entry.job = undefined;
    this.idle.shift()?.();
    return job;
  }
}
