import { join } from "node:path";
import { createInterface } from "node:readline";
import { NbclientProcess } from "../grade/sandbox/nbclient-process.ts";
import type { Failure } from "./failure.ts";

/** One notebook to run. */
export interface Job {
  name: string;
  /** Number of cells with code. The copy may have more. */
  cells: number;
  /** Path of the copy to execute, and path for the result. */
  source: string;
  target: string;
  /** The kernel's working directory, to which the notebook's `../lib` is relative. */
  folder: string;
}

/** Progress of a notebook. Cells are counted from 0 among those with code. */
export type Progress = { name: string } & (
  | { event: "start"; cells: number }
  | { event: "cell"; index: number; done: boolean }
  | { event: "end" }
  | ({ event: "failed" } & Failure)
);

interface ExecuteOptions {
  kernel: string;
  /** Seconds for one cell. */
  limit: number;
  /** Number of notebooks to run in parallel. */
  concurrency: number;
  onProgress: (progress: Progress) => void;
  /** Aborts the run and shuts its kernels down. */
  signal: AbortSignal;
}

/**
 * Runs notebooks with nbclient (`execute.py`). Resolves when all of them and their kernels have ended.
 *
 * @throws UserError when there is no Python, or none with nbclient
 */
export async function execute(jobs: readonly Job[], options: ExecuteOptions): Promise<void> {
  const { kernel, limit, concurrency, onProgress, signal } = options;
  // Nobody recalls the cells of a run.
  const program = new NbclientProcess(join(import.meta.dirname, "execute.py"), {
    env: { TSLAB_HISTORY: "" },
  });
  const { child } = program;
  createInterface({ input: child.stdout }).on("line", (line) => onProgress(JSON.parse(line)));
  const stop = () => void program.end();
  signal.addEventListener("abort", stop);
  child.stdin.write(`${JSON.stringify({ jobs, kernel, limit, concurrency })}\n`);
  if (signal.aborted) stop();
  await program.ended;
  signal.removeEventListener("abort", stop);
  if (child.exitCode !== 0 && !signal.aborted) throw program.failure();
}
