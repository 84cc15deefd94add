import { readFileSync } from "node:fs";
import { Session as InspectorSession } from "node:inspector";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { BackPressure } from "../back-pressure.ts";
import type { ModuleLoads } from "../module-loads.ts";
import type { Cell, CommMessage, FromCells, InputAnswer, Outcome, ToCells } from "../thread-messages.ts";
import { interrupted } from "./evaluator.ts";

/** How long the main thread may take to answer before it counts as busy, in milliseconds. */
const patience = 100;

/** How often the process is asked to end before it is killed. */
const requests = 50;

interface Hooks {
  /** Gets what cells print and display, in order. */
  output(output: FromCells): void;
  /** Passes on what cells have printed past the main thread's own messages. */
  drain(): void;
  /** Sends a signal to the processes that cells have started. */
  signalChildren(signal: "SIGINT" | "SIGKILL"): void;
}

/** So many attempts, and the learner is told why the cell runs on. */
const attemptsUntilTold = 4;

/** So many, and an interrupt is over, whether or not the cell is: what was asked of V8 stays asked. */
const attempts = 20;

/** So many are left to modules that are being loaded. */
const attemptsWhileLoading = 30;

const stillLoading =
  "Interrupt: a module that the cell imports is being loaded. The cell ends as soon as that module lets it, in three seconds at most.\n";

const unstoppable =
  "Interrupt: the cell is in one call that cannot be stopped, such as sort() of a million values or a read of a file that " +
  "waits. It ends once that call returns. To end it now choose Kernel > Restart, which forgets what the cells have declared.\n";

/** The main thread, which runs the cells, as the wire thread sees it. */
export class MainThread {
  readonly #port: MessagePort;
  readonly #receive: (message: FromCells) => void;
  readonly #loading: ModuleLoads;
  readonly #hooks: Hooks;
  readonly #deliveries = new Map<number, () => void>();
  #delivered = 0;
  #run = 0;
  #finish: ((outcome: Outcome) => void) | undefined;
  #attempt = 0;
  #answered: (() => void) | undefined;
  #interrupting: Promise<void> | undefined;

  constructor(port: MessagePort, backPressure: BackPressure, loading: ModuleLoads, hooks: Hooks) {
    this.#port = port;
    this.#loading = loading;
    this.#hooks = hooks;
    this.#receive = (message) => {
      if (message.later) hooks.drain();
      backPressure.read();
      if (message.type === "done") {
        if (message.run === this.#run) this.#finish?.(message.outcome);
      } else if (message.type === "interrupted") {
        if (message.attempt === this.#attempt) this.#answered?.();
      } else if (message.type === "delivered") this.#arrived(message.delivery);
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
      this.#post({ type: "run", run: ++this.#run, cell });
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
    const most = () => (this.#loading.isUnderWay ? attemptsWhileLoading : attempts);
    for (let tries = 1; tries <= most(); tries++) {
      const answered = new Promise<boolean>((resolve) => {
        this.#answered = () => resolve(true);
        setTimeout(resolve, patience, false);
      });
      this.#post({ type: "interrupt", attempt: ++this.#attempt });
      if (await answered) {
        this.#loading.forget();
        // What ends a loop may have ended the cell's start instead, where the machine is busy: then it has no end of its own.
        setTimeout((finish) => finish?.(interrupted), 5 * patience, this.#finish);
        return;
      }
      const isLoading = this.#loading.isUnderWay;
      if (tries === attemptsUntilTold) {
        const text = isLoading ? stillLoading : unstoppable;
        this.#hooks.output({ type: "stream", name: "stderr", text });
      }
      if (isLoading && tries < attemptsWhileLoading) continue;
      // Not in a loop, or that would have ended: it may wait for a process (`execSync`), which may not care.
      if (tries === 2) this.#hooks.signalChildren("SIGINT");
      if (tries === 3 && isAsleep()) this.#hooks.signalChildren("SIGKILL");
      endWhatRuns();
    }
  }
}

/** Whether the main thread waits for something outside, where the system tells. */
function isAsleep(): boolean {
  try {
    const { pid } = process;
    return /\) [SD] /.test(readFileSync(`/proc/${pid}/task/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

/** The main thread is in a loop, where no message reaches it: ends whatever it executes, by the debugger's way in. */
function endWhatRuns(): void {
  const session = new InspectorSession();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
}
