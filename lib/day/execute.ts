import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../errors.ts";
import { generated, jupyterEnv, pythonCommand } from "../setup/paths.mjs";
import type { Failure } from "./failure.ts";

/** One notebook to run. */
export interface Job {
  name: string;
  /** How many cells it has that hold code. The copy may have more. */
  cells: number;
  /** The copy that is executed, and where the executed one goes. */
  source: string;
  target: string;
  /** The folder that the kernel works in, from which the notebook's `../lib` is seen. */
  folder: string;
}

/** How far a notebook is. Cells are counted from 0 among those that hold code. */
export type Progress = { name: string } & (
  | { event: "start"; cells: number }
  | { event: "cell"; index: number; done: boolean }
  | { event: "end" }
  | ({ event: "failed" } & Failure)
);

export interface ExecuteOptions {
  kernel: string;
  /** Seconds for one cell. */
  limit: number;
  /** How many notebooks run side by side. */
  atOnce: number;
  onProgress: (progress: Progress) => void;
  /** Ends the run, and every kernel of it, before its time. */
  signal: AbortSignal;
}

/** Milliseconds that the kernels have to end in order. */
const PATIENCE = 10_000;

/**
 * Runs notebooks with nbclient (`execute.py`) and resolves when all of them, and their kernels, have ended.
 *
 * @throws UserError when there is no Python, or none with nbclient
 */
export async function execute(jobs: readonly Job[], options: ExecuteOptions): Promise<void> {
  const { kernel, limit, atOnce, onProgress, signal } = options;
  const python = pythonCommand();
  // A process group of its own: Ctrl-C reaches this process only, which then ends that one in order.
  const child = spawn(python, [join(import.meta.dirname, "execute.py")], {
    env: {
      ...jupyterEnv(),
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
  child.stdin.on("error", () => {}); // it ended before it read its order: its exit code says so
  createInterface({ input: child.stdout }).on("line", (line) => onProgress(JSON.parse(line)));
  // The end of its input is the word to stop; it also comes by itself when this process is killed.
  const stop = () => {
    child.stdin.end();
    setTimeout(() => child.kill("SIGKILL"), PATIENCE).unref();
  };
  signal.addEventListener("abort", stop);
  child.stdin.write(`${JSON.stringify({ jobs, kernel, limit, atOnce })}\n`);
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
  return `nbclient ended by itself (${last || "without a word"}): run npm run doctor to see which part is broken.`;
}
