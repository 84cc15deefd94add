import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { debuglog } from "node:util";
import { Ajv } from "ajv";
import { data, is, orNull, text } from "../json-schema.ts";
import type { Limits } from "./limits.ts";
import { NbclientProcess } from "./nbclient-process.ts";

const debug = debuglog("keras-day:sandbox");

/** One notebook to run. */
export interface Job {
  name: string;
  /** Path of the copy to run. The kernel cannot read it. */
  source: string;
  /** Path of the executed notebook. The kernel cannot write it. */
  target: string;
  /** Starts the kernel. */
  command: string[];
  /** Working directory of the kernel. */
  folder: string;
  /** Files and folders that the sandbox mounts, read-only, where the kernel runs: their paths in `folder`. */
  submitted?: { folder: string; paths: string[]; names: Readonly<Record<string, string>> };
  /** Additional environment variables of the kernel. */
  env?: Record<string, string>;
}

/** Why a run did not complete: the limit that was exceeded, or a kernel that died or did not start. */
const STOPS = ["cell", "total", "memory", "processes", "output", "dead", "kernel"] as const;
export type Stop = (typeof STOPS)[number];

/** The enforcement of the limits of memory and threads: control groups, or a watcher that polls ten times a second. */
export type LimitsHeldBy = "system" | "watcher";

/** One line of output of `run.py`. */
interface Answer {
  /** In the first line: nbclient has been imported. */
  ready?: true;
  name?: string;
  stopped?: Stop | null;
  limits?: LimitsHeldBy | null;
  left?: string | null;
}

/** Runs a command in its own user and mount namespaces, where `run.py` may mount a tmpfs. */
export const ownNamespace = ["unshare", "--user", "--map-root-user", "--mount", "--"];

/** Characters of the longest valid line of `run.py`. */
const LONGEST_LINE = 10_000;

/** Submissions run by one process, which grows by some 0.1 MB with each. */
const SUBMISSIONS_PER_PROCESS = 20;

/**
 * Runs submissions one after the other in a process with nbclient (`run.py`), which takes a second to start. After a submission
 * that was stopped, the next one gets a new process.
 */
export class Runner {
  readonly #sandboxed: boolean;
  #program: Program | undefined;
  #submissions = 0;
  /** The enforcement so far: "watcher" if it was that for any notebook. */
  limits: LimitsHeldBy | undefined;
  /** Folders that could not be removed. */
  readonly left: string[] = [];

  /** @param options.sandboxed whether jobs may use bubblewrap, which needs namespaces; default true */
  constructor({ sandboxed = true } = {}) {
    this.#sandboxed = sandboxed;
  }

  /**
   * Runs the notebooks of one submission, one after the other.
   *
   * @returns for each job's name why it was stopped, or `null` if it completed; a job that could not be run is missing
   * @throws UserError if there is no Python with nbclient
   */
  async run(jobs: readonly Job[], limits: Limits, signal: AbortSignal): Promise<Map<string, Stop | null>> {
    signal.throwIfAborted();
    this.#program ??= new Program(this.#sandboxed ? limits : undefined);
    const program = this.#program;
    const stop = () => void program.end();
    signal.addEventListener("abort", stop);
    try {
      const answers = await program.run({ jobs, limits });
      const stops = new Map<string, Stop | null>();
      for (const { name, stopped = null, limits, left } of answers) {
        if (name !== undefined) stops.set(name, stopped);
        if (limits && this.limits !== "watcher") this.limits = limits;
        if (left) this.left.push(left);
      }
      const allCompleted =
        stops.size === jobs.length && [...stops.values()].every((stopped) => stopped === null);
      if (program.isBroken || !allCompleted || ++this.#submissions === SUBMISSIONS_PER_PROCESS)
        await this.end();
      signal.throwIfAborted();
      if (!program.isReady) throw program.failure();
      return stops;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Ends the process and the kernels that it runs. */
  async end(): Promise<void> {
    const program = this.#program;
    this.#program = undefined;
    this.#submissions = 0;
    await program?.end();
  }
}

class Program extends NbclientProcess {
  readonly #lines: AsyncIterator<string, void>;
  /** nbclient has been imported. If the process ends later, the submission caused it. */
  isReady = false;
  /** It wrote an invalid line: those after it could be taken for answers to the next order. */
  isBroken = false;

  /** @param sandboxed the limits of each sandbox; undefined without namespaces */
  constructor(sandboxed: Limits | undefined) {
    const inScope = sandboxed ? scope(sandboxed) : [];
    super(join(import.meta.dirname, "run.py"), {
      before: [...inScope, ...(sandboxed ? ownNamespace : [])],
      args: inScope.length > 0 ? ["--scope"] : [],
    });
    debug("%s", this.child.spawnargs.join(" "));
    this.#lines = readLines(this.child.stdout, LONGEST_LINE);
  }

  /** The answers to an order; fewer than jobs if the process ended, or wrote an invalid line. */
  async run(order: { jobs: readonly Job[]; limits: Limits }): Promise<Answer[]> {
    for (const { source, command } of order.jobs) debug("%s: %s", source, command.join(" "));
    this.child.stdin.write(`${JSON.stringify(order)}\n`);
    const names = new Set(order.jobs.map(({ name }) => name));
    const answers: Answer[] = [];
    try {
      for (;;) {
        const { value, done } = await this.#lines.next();
        const answer = done ? undefined : asAnswer(value as string, names);
        // `null` ends an order. An invalid line does too.
        if (answer === undefined) {
          this.isBroken = value !== "null";
          return answers;
        }
        if (answer.ready) this.isReady = true;
        answers.push(answer);
      }
    } catch {
      this.isBroken = true;
      return answers;
    }
  }

  /** Reads what is left: with text unread, the end of the process would not be noticed. */
  override end(): Promise<void> {
    const readOn = async () => {
      while (!(await this.#lines.next()).done);
    };
    readOn().catch(() => {}); // a line that is too long
    return super.end();
  }
}

/** Parses a line of `run.py`; undefined if it is invalid or names another job. */
function asAnswer(line: string, names: ReadonlySet<string>): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(line);
    return isAnswer(answer) && (answer.name === undefined || names.has(answer.name)) ? answer : undefined;
  } catch {
    return undefined;
  }
}

const isAnswer = new Ajv({ strict: false }).compile<Answer>({
  ...data,
  properties: {
    ...{ ready: is(true), name: text, stopped: { enum: [...STOPS, null] } },
    ...{ limits: { enum: ["system", "watcher", null] }, left: orNull(text) },
  },
});

/**
 * The lines of a stream. Unlike `node:readline`, limits the length of a line.
 *
 * @throws RangeError for a line longer than `longest` characters
 */
export async function* readLines(stream: Readable, longest: number): AsyncGenerator<string, void, undefined> {
  let rest = "";
  for await (const text of stream.setEncoding("utf8")) {
    const lines = (rest + text).split("\n");
    for (const [at, line] of lines.entries()) {
      if (line.length > longest) throw new RangeError(`A line has more than ${longest} characters.`);
      if (at < lines.length - 1) yield line;
    }
    rest = lines.at(-1)!;
  }
}

let hasScopes: boolean | undefined;

/**
 * The command that runs another in a systemd scope with limits, or none without a systemd session. Only the system limits memory
 * of every kind, however fast it is allocated.
 */
function scope({ memory, disk, processes }: Limits): string[] {
  const user = process.getuid?.() === 0 ? [] : ["--user"];
  const properties = [
    // `run.py` makes a control group for each sandbox in it.
    "Delegate=yes",
    // The last term is for nbclient's process, as much as the watcher allows it.
    `MemoryMax=${1.25 * memory + disk + 1_000_000_000}`,
    "MemorySwapMax=0",
    `TasksMax=${20 * processes + 100}`,
  ];
  const command = ["systemd-run", ...user, "--scope", "--quiet", "--collect"];
  command.push(...properties.flatMap((property) => ["-p", property]), "--");
  hasScopes ??= spawnSync(command[0], [...command.slice(1), "true"], { timeout: 10_000 }).status === 0;
  return hasScopes ? command : [];
}
