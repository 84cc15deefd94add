import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { debuglog } from "node:util";
import { UserError } from "../../errors.ts";
import { generated, jupyterEnv, pythonCommand } from "../../setup/paths.mjs";
import { plainText } from "../report/plain-text.ts";
import type { Limits } from "./limits.ts";
import { readLines } from "./read-lines.ts";

const debug = debuglog("keras-day:sandbox");

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
const STOPS = ["cell", "total", "memory", "processes", "output", "dead", "kernel"] as const;
export type Stop = (typeof STOPS)[number];

/** What held memory and threads: the system (control groups), or a watcher that looks ten times a second. */
export type LimitsHeldBy = "system" | "watcher";

/** One line of `run.py`. */
interface Answer {
  /** The first: nbclient is there. */
  ready?: true;
  name?: string;
  stopped?: Stop | null;
  limits?: LimitsHeldBy | null;
  left?: string | null;
}

/** Starts a command in user and mount namespaces of its own, where `run.py` may mount what a notebook writes to. */
export const ownNamespace = ["unshare", "--user", "--map-root-user", "--mount", "--"];

/** Characters of one line that `run.py` writes. */
const LONGEST_LINE = 10_000;

/** Milliseconds to end in order. */
const PATIENCE = 10_000;

/** Works before a new process: each leaves some 0.2 MB in it. */
const WORKS = 20;

/**
 * Runs one work's notebooks after another's, through one process with nbclient (`run.py`), which takes a second to start. After
 * a work that had to be stopped the next one gets a new process.
 */
export class Runner {
  readonly #sandboxed: boolean;
  #program: Program | undefined;
  #works = 0;
  /** Of the works run so far. */
  limits: LimitsHeldBy | undefined;
  /** Folders that could not be removed. */
  readonly left: string[] = [];

  /** @param options.sandboxed whether jobs may ask for bubblewrap: it needs namespaces */
  constructor({ sandboxed = true } = {}) {
    this.#sandboxed = sandboxed;
  }

  /**
   * Runs one work's notebooks, one after the other.
   *
   * @returns of each notebook why it was stopped, or `null`; those that are missing could not be run
   * @throws UserError when there is no Python with nbclient
   */
  async run(jobs: readonly Job[], limits: Limits, signal: AbortSignal): Promise<Map<string, Stop | null>> {
    signal.throwIfAborted();
    this.#program ??= new Program(this.#sandboxed ? limits : undefined);
    const program = this.#program;
    const stop = () => void program.end();
    signal.addEventListener("abort", stop);
    try {
      const answers = await program.carryOut({ jobs, limits });
      const stops = new Map<string, Stop | null>();
      for (const { name, stopped = null, limits, left } of answers) {
        if (name !== undefined) stops.set(name, stopped);
        if (limits && this.limits !== "watcher") this.limits = limits;
        if (left) this.left.push(left);
      }
      const allWell = stops.size === jobs.length && [...stops.values()].every((stopped) => stopped === null);
      if (!allWell || ++this.#works === WORKS) await this.end();
      signal.throwIfAborted();
      if (!program.isReady) throw program.failure();
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
  readonly #lines: AsyncIterator<string, void>;
  readonly #ended: Promise<void>;
  #complaint = "";
  /** Once it is, whatever ends it is the work's. */
  isReady = false;

  /** @param sandboxed the limits of each sandbox; none: no namespaces */
  constructor(sandboxed: Limits | undefined) {
    const inScope = sandboxed ? scope(sandboxed) : [];
    const [program, ...args] = [
      ...inScope,
      ...(sandboxed ? ownNamespace : []),
      ...[this.#python, join(import.meta.dirname, "run.py")],
      ...(inScope.length > 0 ? ["--scope"] : []),
    ];
    debug("%s", [program, ...args].join(" "));
    this.#child = spawn(program, args, {
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
      this.#child.on("error", (error) => {
        this.#complaint ||= error.message;
      });
    });
    this.#child.stderr.on("data", (data) => {
      this.#complaint = (this.#complaint + data).slice(-2000);
    });
    this.#child.stdin.on("error", () => {}); // it has ended, which is noticed
    this.#lines = readLines(this.#child.stdout, LONGEST_LINE);
  }

  /** What became of the jobs; of those only that it came to, if it ended, or said something odd, before the order's end. */
  async carryOut(order: { jobs: readonly Job[]; limits: Limits }): Promise<Answer[]> {
    for (const { source, command } of order.jobs) debug("%s: %s", source, command.join(" "));
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    const names = new Set(order.jobs.map(({ name }) => name));
    const answers: Answer[] = [];
    try {
      for (;;) {
        const { value, done } = await this.#lines.next();
        const answer = done ? undefined : asAnswer(value as string, names);
        // The order's end, or something that `run.py` does not say.
        if (answer === undefined) return answers;
        if (answer.ready) this.isReady = true;
        answers.push(answer);
      }
    } catch {
      return answers;
    }
  }

  /** The end of its input is the word to stop; it comes by itself when this process is killed. */
  end(): Promise<void> {
    this.#child.stdin.end();
    const late = setTimeout(() => {
      this.#child.kill("SIGKILL");
      // Whoever else holds the other ends is not waited for.
      for (const stream of [this.#child.stdout, this.#child.stderr]) stream.destroy();
    }, PATIENCE).unref();
    return this.#ended.finally(() => clearTimeout(late));
  }

  failure(): UserError {
    if (!existsSync(this.#python))
      return new UserError(`There is no Python at ${this.#python}: run npm run setup.`);
    const last = this.#complaint.trim().split("\n").at(-1) || `it ended with code ${this.#child.exitCode}`;
    return new UserError(
      `nbclient could not run anything (${plainText(last)}): run npm run doctor to see which part is broken.`,
    );
  }
}

/** `undefined` for any other line, and for one that names another work. */
function asAnswer(line: string, names: ReadonlySet<string>): Answer | undefined {
  let answer: Answer;
  try {
    answer = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof answer !== "object" || answer === null) return undefined;
  const { ready, name, stopped = null, limits = null, left = null } = answer;
  const isWhole =
    (ready === undefined || ready === true) &&
    (name === undefined || names.has(name)) &&
    (stopped === null || STOPS.includes(stopped)) &&
    (limits === null || limits === "system" || limits === "watcher") &&
    (left === null || typeof left === "string");
  return isWhole ? answer : undefined;
}

let hasScopes: boolean | undefined;

/**
 * Starts a command in a systemd scope with limits, where the user has a session with systemd: only the system holds a process
 * to what it may take in memory of any kind, however fast it comes.
 */
function scope({ memory, disk, processes }: Limits): string[] {
  const user = process.getuid?.() === 0 ? [] : ["--user"];
  const properties = [
    // `run.py` makes a group for each sandbox in it.
    "Delegate=yes",
    // For nbclient's process as much again as its watcher lets it have.
    `MemoryMax=${1.25 * memory + disk + 1_000_000_000}`,
    "MemorySwapMax=0",
    `TasksMax=${20 * processes + 100}`,
  ];
  const command = ["systemd-run", ...user, "--scope", "--quiet", "--collect"];
  command.push(...properties.flatMap((property) => ["-p", property]), "--");
  hasScopes ??= spawnSync(command[0], [...command.slice(1), "true"], { timeout: 10_000 }).status === 0;
  return hasScopes ? command : [];
}
