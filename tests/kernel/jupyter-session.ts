import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { JupyterFolder } from "./jupyter-folder.ts";

/** The result of a cell. */
export interface CellOutcome {
  status: "ok" | "error" | "aborted";
  ename: string | null;
  evalue: string | null;
  traceback: string[] | null;
  /** The plain text of its results and displays. */
  results: string[];
  /** Its printed text. */
  text: string;
}

/** A kernel driven by jupyter_client, in a Python process of its own (`jupyter_session.py`). */
export class JupyterSession {
  readonly process: ChildProcessWithoutNullStreams;
  /** The language in `kernel_info_reply`. */
  language = "";
  /** Of the kernel; unknown when it was there before. */
  pid: number | undefined;
  readonly #answers: AsyncIterator<string>;

  private constructor(folder: JupyterFolder, args: string[]) {
    this.process = folder.python([join(import.meta.dirname, "jupyter_session.py"), ...args]);
    this.process.stderr.pipe(process.stderr);
    this.#answers = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** Lets jupyter_client start a kernel that `folder` or the project knows, in `cwd`. */
  static start(folder: JupyterFolder, kernel = "tslab", cwd = folder.notebooks): Promise<JupyterSession> {
    return new JupyterSession(folder, ["start", kernel, cwd]).#ready();
  }

  /** Connects to a kernel that runs already. */
  static connect(folder: JupyterFolder, connectionFile: string): Promise<JupyterSession> {
    return new JupyterSession(folder, ["connect", connectionFile]).#ready();
  }

  /** Runs a cell; with `interrupt`, stops it as soon as it has printed that. */
  execute(code: string, interrupt?: string): Promise<CellOutcome> {
    return this.#ask({ do: "execute", code, interrupt }) as Promise<CellOutcome>;
  }

  async restart(): Promise<void> {
    this.pid = ((await this.#ask({ do: "restart" })) as { pid: number }).pid;
  }

  /** Asks the kernel to end, and says whether it lives on. */
  async shutdown(): Promise<boolean> {
    const { alive } = (await this.#ask({ do: "shutdown" })) as { alive: boolean };
    this.process.stdin.end();
    return alive;
  }

  async #ready(): Promise<JupyterSession> {
    Object.assign(this, await this.#answer());
    return this;
  }

  #ask(request: object): Promise<unknown> {
    this.process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#answer();
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error("jupyter_session.py ended without an answer; what it said is above.");
    return JSON.parse(value);
  }
}
