import { Session as InspectorSession } from "node:inspector";
import type { MessagePort } from "node:worker_threads";
import type { Backlog } from "../backlog";
import type { Cell, FromCells, Outcome, ToCells } from "../thread-messages";

/** How long the main thread may take to answer before it counts as busy, in milliseconds. */
const patience = 100;

/** How often the process is asked to end before it is killed. */
const requests = 50;

/** The main thread, which runs the cells, as the wire thread sees it. */
export class MainThread {
  readonly #port: MessagePort;
  #finish: ((outcome: Outcome) => void) | undefined;
  #answered: (() => void) | undefined;
  #interrupting: Promise<void> | undefined;

  /** `onOutput` gets what cells print and display, in order. */
  constructor(port: MessagePort, backlog: Backlog, onOutput: (output: FromCells) => void) {
    this.#port = port;
    port.on("message", (message: FromCells) => {
      backlog.read();
      if (message.type === "done") this.#finish?.(message.outcome);
      else if (message.type === "interrupted") this.#answered?.();
      else onOutput(message);
    });
  }

  /** Runs a cell; one at a time. */
  async run(cell: Cell): Promise<Outcome> {
    await this.#interrupting;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#post({ type: "run", cell });
    });
  }

  /** Stops what runs, a loop too. Resolves when the main thread listens again. */
  interrupt(): Promise<void> {
    this.#interrupting ??= this.#interrupt().finally(() => {
      this.#interrupting = undefined;
    });
    return this.#interrupting;
  }

  /** Ends the process, though timers that loop may begin anew before the main thread hears of it. */
  exit(): void {
    let asked = 0;
    const ask = () => {
      if (asked > 0) endWhatRuns();
      if (asked++ === requests) process.kill(process.pid, "SIGKILL");
      this.#post({ type: "exit" });
    };
    ask();
    setInterval(ask, patience);
  }

  #post(message: ToCells): void {
    this.#port.postMessage(message);
  }

  async #interrupt(): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      const answered = new Promise<boolean>((resolve) => {
        this.#answered = () => resolve(true);
        setTimeout(resolve, patience, false);
      });
      this.#post({ type: "interrupt" });
      if (await answered) return;
      endWhatRuns();
    }
  }
}

/** The main thread is in a loop, where no message reaches it: ends whatever it executes, by the debugger's way in. */
function endWhatRuns(): void {
  const session = new InspectorSession();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
}
