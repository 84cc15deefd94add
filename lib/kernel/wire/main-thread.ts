import { Session as InspectorSession } from "node:inspector";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Backlog } from "../backlog.ts";
import type { Cell, CommMessage, FromCells, InputAnswer, Outcome, ToCells } from "../thread-messages.ts";

/** How long the main thread may take to answer before it counts as busy, in milliseconds. */
const patience = 100;

/** How often the process is asked to end before it is killed. */
const requests = 50;

interface Hooks {
  /** Gets what cells print and display, in order. */
  output(output: FromCells): void;
  /** Passes on what cells have printed past the main thread's own messages. */
  drain(): void;
  /** Ends the processes that cells have started. */
  interruptChildren(): void;
}

/** The main thread, which runs the cells, as the wire thread sees it. */
export class MainThread {
  readonly #port: MessagePort;
  readonly #receive: (message: FromCells) => void;
  readonly #interruptChildren: () => void;
  readonly #deliveries = new Map<number, () => void>();
  #delivered = 0;
  #finish: ((outcome: Outcome) => void) | undefined;
  #answered: (() => void) | undefined;
  #interrupting: Promise<void> | undefined;

  constructor(port: MessagePort, backlog: Backlog, hooks: Hooks) {
    this.#port = port;
    this.#interruptChildren = hooks.interruptChildren;
    this.#receive = (message) => {
      if (message.later) hooks.drain();
      backlog.read();
      if (message.type === "done") this.#finish?.(message.outcome);
      else if (message.type === "interrupted") this.#answered?.();
      else if (message.type === "delivered") this.#arrived(message.delivery);
      else hooks.output(message);
    };
    port.on("message", this.#receive);
  }

  /** Takes in at once what has been sent so far, and in its turn `other`, which came by another way. */
  catchUp(other: () => void): void {
    let isTaken = false;
    for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
      if (next.message.later && !isTaken) {
        isTaken = true;
        other();
      }
      this.#receive(next.message);
    }
    if (!isTaken) other();
  }

  /** Runs a cell; one at a time. */
  async run(cell: Cell): Promise<Outcome> {
    await this.#interrupting;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#post({ type: "run", cell });
    });
  }

  /** Hands a comm's message over. Resolves when its handlers have been called, which a loop in a cell puts off. */
  deliver(message: CommMessage): Promise<void> {
    const delivery = this.#delivered++;
    this.#post({ type: "comm", delivery, message });
    return new Promise((resolve) => this.#deliveries.set(delivery, resolve));
  }

  /** The answer to the input that a cell waits for. */
  answer(answer: InputAnswer): void {
    this.#post({ type: "input", answer });
  }

  /** Stops what runs, a loop too. Resolves when the main thread listens again. */
  interrupt(): Promise<void> {
    this.#interrupting ??= this.#interrupt().finally(() => {
      this.#interrupting = undefined;
      // The one that was stopped does not answer any more.
      for (const delivery of this.#deliveries.keys()) this.#arrived(delivery);
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

  #arrived(delivery: number): void {
    this.#deliveries.get(delivery)?.();
    this.#deliveries.delete(delivery);
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
      // Not in a loop, or that would have ended: it waits for a process (`execSync`).
      if (tries === 1) this.#interruptChildren();
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
