import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Project } from "../project.ts";
import { root } from "../setup/paths.mjs";
import { UserError } from "../setup/user-error.mjs";
import { mismatch } from "./registry.ts";

/** A message from a worker to its child. */
export interface Order {
  /** URL of the module that does the job. */
  module: string;
  input: Uint8Array;
}

/** A message from the child. */
export interface Answer {
  /** In its first message: the files that it runs. */
  project?: Project;
  output?: Uint8Array;
  error?: { name: string; message: string };
}

/** Does jobs in another process, so that a long or crashing one does not keep the worker from renewing its locks. */
export class JobProcess {
  #child: ChildProcess | undefined;

  constructor(private readonly project: Project) {}

  /**
   * Does one job. Must not be called again before it has ended.
   *
   * @param limit milliseconds after which the process is killed
   * @throws UserError if this machine cannot do such jobs
   * @throws Error if the job fails or its process dies
   */
  async run(order: Order, limit: number): Promise<Buffer> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#child?.kill("SIGKILL");
    }, limit);
    try {
      const child = this.#child ?? (await this.#start(order.module));
      child.send(order);
      const { output, error } = await this.#next(child);
      if (error?.name === "UserError") throw new UserError(error.message);
      if (error) throw Object.assign(new Error(error.message), { name: error.name });
      return Buffer.from(output!);
    } catch (error) {
      throw isLate ? new Error(`it took longer than its limit of ${limit / 1000} s`) : error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process, and with it the job that it does. */
  end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  /** Without tsx if all is built, which saves a process 0.9 s of CPU time. */
  async #start(job: string): Promise<ChildProcess> {
    const module = "./child.ts"; // the built library has a URL here
    const program = new URL(module, import.meta.url);
    const isBuilt = [program.href, job].every((url) => url.endsWith(".mjs"));
    const child = fork(fileURLToPath(program), {
      cwd: root,
      execArgv: isBuilt ? [] : ["--import", "tsx"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.on("error", () => {}); // it has ended, see `#next`
    this.#child = child;
    child.once("exit", () => {
      if (this.#child === child) this.#child = undefined;
    });
    const { project } = await this.#next(child);
    const difference = mismatch(project!, this.project);
    if (difference === undefined) return child;
    this.end();
    throw new UserError("The project's files were changed while this worker ran: start it again.");
  }

  async #next(child: ChildProcess): Promise<Answer> {
    const controller = new AbortController();
    const { signal } = controller;
    try {
      return await Promise.race([
        once(child, "message", { signal }).then(([answer]) => answer as Answer),
        once(child, "close", { signal }).then(([code, killedBy]) => {
          throw new Error(`the process that did it ended (${killedBy ?? `exit code ${code}`})`);
        }),
      ]);
    } finally {
      controller.abort();
    }
  }
}
