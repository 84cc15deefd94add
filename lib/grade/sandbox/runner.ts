import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { generated, jupyterEnv, pythonCommand } from "../../setup/paths.mjs";
import { GradeError } from "../grade-error";
import type { Limits } from "./limits";

/** One notebook to run. */
export interface Job {
  name: string;
  /** The copy that is run, and where the executed one goes. The kernel sees neither. */
  source: string;
  target: string;
  /** What starts the kernel, and in which folder. */
  command: string[];
  folder: string;
}

/** Why a notebook's run ended before its end: the limit that it passed, a kernel that died or did not start. */
export type Stop = "cell" | "total" | "memory" | "processes" | "output" | "disk" | "dead" | "kernel";

/** Milliseconds to end in order. */
const PATIENCE = 10_000;

/**
 * Runs one work's notebooks, one after the other (`run.py`).
 *
 * @returns of each notebook why it was stopped, or `null`
 * @throws GradeError when there is no Python with nbclient
 */
export async function run(
  jobs: readonly Job[],
  limits: Limits,
  signal: AbortSignal,
): Promise<Map<string, Stop | null>> {
  const python = pythonCommand();
  const child = spawn(python, [join(import.meta.dirname, "run.py")], {
    env: {
      ...jupyterEnv(),
      JUPYTER_RUNTIME_DIR: join(generated, "jupyter-runtime"),
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONIOENCODING: "utf-8",
    },
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches this process only, which ends that one in order.
    detached: true,
  });
  const stops = new Map<string, Stop | null>();
  let complaint = "";
  child.stderr.on("data", (data) => {
    complaint = (complaint + data).slice(-2000);
  });
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { name, event, stopped } = JSON.parse(line);
    if (event === "end") stops.set(name, stopped);
  });
  // The end of its input is the word to stop; it comes by itself when this process is killed.
  const stop = () => {
    child.stdin.end();
    setTimeout(() => child.kill("SIGKILL"), PATIENCE).unref();
  };
  signal.addEventListener("abort", stop);
  child.stdin.write(`${JSON.stringify({ jobs, limits })}\n`);
  if (signal.aborted) stop();
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    signal.throwIfAborted();
    if (stops.size === 0 && code !== 0) {
      const last = complaint.trim().split("\n").at(-1) || `it ended with code ${code}`;
      throw new GradeError(
        `nbclient could not run anything (${last}): run npm run doctor to see which part is broken.`,
      );
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new GradeError(`There is no Python at ${python}: run npm run setup.`);
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return stops;
}
