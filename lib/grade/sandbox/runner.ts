import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { generated, jupyterEnv, pythonCommand } from "../../setup/paths.mjs";
import { GradeError } from "../grade-error.ts";
import type { Limits } from "./limits.ts";

/** One notebook to run. */
export interface Job {
  name: string;
  /** The copy that is run, and where the executed one goes. The kernel sees neither. */
  source: string;
  target: string;
  /** What starts the kernel, and in which folder. */
  command: string[];
  folder: string;
  /** More of the kernel's environment. */
  env?: Record<string, string>;
}

/** Why a notebook's run ended before its end: the limit that it passed, a kernel that died or did not start. */
export type Stop = "cell" | "total" | "memory" | "processes" | "output" | "disk" | "dead" | "kernel";

/** Milliseconds to end in order. */
const PATIENCE = 10_000;

/** Works before a new process: each leaves some 0.2 MB in it. */
const WORKS = 20;

/**
 * Runs one work's notebooks after another's, through one process with nbclient (`run.py`), which takes a second to start. After
 * a work that had to be stopped the next one gets a new process.
 */
export class Runner {
  #program: Program | undefined;
  #works = 0;

  /**
   * Runs one work's notebooks, one after the other.
   *
   * @returns of each notebook why it was stopped, or `null`; those that are missing could not be run
   * @throws GradeError when there is no Python with nbclient
   */
  async run(jobs: readonly Job[], limits: Limits, signal: AbortSignal): Promise<Map<string, Stop | null>> {
    signal.throwIfAborted();
    this.#program ??= new Program();
    const program = this.#program;
    const stop = () => void program.end();
    signal.addEventListener("abort", stop);
    try {
      const stops = await program.carryOut({ jobs, limits });
      const allWell = stops.size === jobs.length && [...stops.values()].every((stopped) => stopped === null);
      if (!allWell || ++this.#works === WORKS) await this.end();
      signal.throwIfAborted();
      if (stops.size === 0) throw program.failure();
      return stops;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Ends the process, and with it whatever it runs. */
  async end(): Promise<void> {
    const program = this.#program;
    this.#program = undefined;
    this.#works = 0;
    await program?.end();
  }
}

class Program {
  readonly #python = pythonCommand();
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<void>;
  #complaint = "";
  #missing = false;

  constructor() {
    this.#child = spawn(this.#python, [join(import.meta.dirname, "run.py")], {
      env: {
        ...jupyterEnv(),
        JUPYTER_RUNTIME_DIR: join(generated, "jupyter-runtime"),
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONIOENCODING: "utf-8",
      },
      // A group of its own: Ctrl-C reaches this process only, which ends that one in order.
      detached: true,
    });
    this.#ended = new Promise((resolve) => {
      this.#child.on("close", () => resolve());
      this.#child.on("error", (error: NodeJS.ErrnoException) => {
        this.#missing = error.code === "ENOENT";
        this.#complaint ||= error.message;
      });
    });
    this.#child.stderr.on("data", (data) => {
      this.#complaint = (this.#complaint + data).slice(-2000);
    });
    this.#child.stdin.on("error", () => {}); // it has ended, which is noticed
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** What became of the jobs; of those only that it came to, if it ended before the order's end. */
  async carryOut(order: { jobs: readonly Job[]; limits: Limits }): Promise<Map<string, Stop | null>> {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    const stops = new Map<string, Stop | null>();
    for (;;) {
      const { value, done } = await this.#lines.next();
      const answer = done ? null : JSON.parse(value);
      if (answer === null) return stops;
      stops.set(answer.name, answer.stopped);
    }
  }

  /** The end of its input is the word to stop; it comes by itself when this process is killed. */
  end(): Promise<void> {
    this.#child.stdin.end();
    const late = setTimeout(() => this.#child.kill("SIGKILL"), PATIENCE).unref();
    return this.#ended.finally(() => clearTimeout(late));
  }

  failure(): GradeError {
    if (this.#missing) return new GradeError(`There is no Python at ${this.#python}: run npm run setup.`);
    const last = this.#complaint.trim().split("\n").at(-1) || `it ended with code ${this.#child.exitCode}`;
    return new GradeError(
      `nbclient could not run anything (${last}): run npm run doctor to see which part is broken.`,
    );
  }
}
