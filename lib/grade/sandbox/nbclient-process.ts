import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { generated, jupyterEnv, pythonCommand } from "../../setup/paths.mjs";
import { UserError } from "../../setup/user-error.mjs";
import { plainText } from "../report/plain-text.ts";

/** Milliseconds until it is killed after its input was closed. */
const SHUTDOWN_TIMEOUT = 10_000;

/** A Python process that runs notebooks with nbclient. It ends when its input is closed, also because this process was killed. */
export class NbclientProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<void>;
  #stderr = "";

  /**
   * @param script path of the Python script
   * @param options.before a command that runs the rest of its arguments
   * @param options.args arguments of the script
   * @param options.env more environment variables
   */
  constructor(
    script: string,
    { before = [], args = [], env = {} }: { before?: string[]; args?: string[]; env?: NodeJS.ProcessEnv },
  ) {
    const [program, ...rest] = [...before, pythonCommand(), script, ...args];
    this.child = spawn(program, rest, {
      env: {
        ...jupyterEnv(),
        JUPYTER_RUNTIME_DIR: join(generated, "jupyter-runtime"),
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONIOENCODING: "utf-8",
        ...env,
      },
      // Its own process group, so that Ctrl-C only reaches this process, which then ends the other one.
      detached: process.platform !== "win32",
    });
    this.ended = new Promise((resolve) => {
      this.child.on("close", () => resolve());
      this.child.on("error", (error) => {
        this.#stderr ||= error.message;
        resolve();
      });
    });
    this.child.stderr.on("data", (data) => {
      this.#stderr = (this.#stderr + data).slice(-4000);
    });
    this.child.stdin.on("error", () => {}); // EPIPE: it has ended
  }

  end(): Promise<void> {
    this.child.stdin.end();
    const late = setTimeout(() => {
      this.child.kill("SIGKILL");
      // Other processes may still hold the pipes open.
      for (const stream of [this.child.stdout, this.child.stderr]) stream.destroy();
    }, SHUTDOWN_TIMEOUT).unref();
    return this.ended.finally(() => clearTimeout(late));
  }

  /** Why it could not do its work. */
  failure(): UserError {
    const python = pythonCommand();
    if (!existsSync(python)) return new UserError(`There is no Python at ${python}: run npm run setup.`);
    const last = plainText(this.#stderr.trim().split("\n").at(-1) || `exit code ${this.child.exitCode}`);
    return new UserError(
      last.startsWith("ModuleNotFoundError")
        ? `The Python at ${python} lacks a package (${last}): run npm run setup.`
        : `nbclient ended unexpectedly (${last}): run npm run doctor to see which part is broken.`,
    );
  }
}
