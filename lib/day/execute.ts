import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { generated, jupyterEnv, pythonCommand } from "../setup/paths.mjs";
import { UserError } from "../setup/user-error.mjs";
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

/** Time for the kernels to shut down before they are killed, in milliseconds. */
const SHUTDOWN_TIMEOUT = 10_000;

/**
 * Runs notebooks with nbclient (`execute.py`). Resolves when all of them and their kernels have ended.
 *
 * @throws UserError when there is no Python, or none with nbclient
 */
export async function execute(jobs: readonly Job[], options: ExecuteOptions): Promise<void> {
  const { kernel, limit, concurrency, onProgress, signal } = options;
  const python = pythonCommand();
  // In a process group of its own, so that Ctrl-C reaches this process only, which then shuts that one down.
  const child = spawn(python, [join(import.meta.dirname, "execute.py")], {
    env: {
      ...jupyterEnv(),
      // Nobody recalls the cells of a run.
      TSLAB_HISTORY: "",
      JUPYTER_RUNTIME_DIR: join(generated, "jupyter-runtime"),
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONIOENCODING: "utf-8",
    },
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  let complaint = "";
  child.stderr.on("data", (data) => {
    complaint = (complaint + data).slice(-4000);
  });
  child.stdin.on("error", () => {}); // it ended before reading its order: the exit code tells
  createInterface({ input: child.stdout }).on("line", (line) => onProgress(JSON.parse(line)));
  // Closing its standard input tells it to stop; this also happens when this process is killed.
  const stop = () => {
    child.stdin.end();
    setTimeout(() => child.kill("SIGKILL"), SHUTDOWN_TIMEOUT).unref();
  };
  signal.addEventListener("abort", stop);
  child.stdin.write(`${JSON.stringify({ jobs, kernel, limit, concurrency })}\n`);
  if (signal.aborted) stop();
  try {
    const code = await ended;
    if (code !== 0 && !signal.aborted) throw new UserError(pythonTrouble(python, complaint));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new UserError(`There is no Python at ${python}: run npm run setup.`);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function pythonTrouble(python: string, complaint: string): string {
  const last = complaint.trim().split("\n").at(-1) ?? "";
  if (last.startsWith("ModuleNotFoundError")) {
    return `The Python at ${python} lacks a package (${last}): run npm run setup.`;
  }
  return `nbclient ended unexpectedly (${last || "it printed nothing"}): run npm run doctor to see which part is broken.`;
}
