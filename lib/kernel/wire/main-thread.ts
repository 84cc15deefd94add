import { readFileSync } from "node:fs";
import { Session as InspectorSession } from "node:inspector";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { BackPressure } from "../back-pressure.ts";
import type { ModuleLoads } from "../module-loads.ts";
import { interrupted, RemoteCells } from "../protocol/cells.ts";
import type { FromCells, ToCells } from "../thread-messages.ts";

/** How long the main thread may take to answer before it is considered busy, in milliseconds. */
const timeoutMs = 100;

/** Requests to exit before the process is killed. */
const exitRequests = 50;

/** Attempts to interrupt a cell until the learner is told why it is still running. */
const attemptsUntilTold = 4;

/** Attempts until an interrupt gives up, whether or not the cell has ended: V8 ends it at the next opportunity. */
const maxAttempts = 20;

/** Attempts that leave time for modules to finish loading. */
const attemptsWhileLoading = 30;

const stillLoading =
  "Interrupt: a module that the cell imports is being loaded. The cell ends as soon as the module has loaded, in three seconds at most.\n";

const unstoppable =
  "Interrupt: the cell is in a call that cannot be stopped, such as sort() of a million values or a blocking read of a " +
  "file. It ends once that call returns. To end it now choose Kernel > Restart, which forgets what the cells have declared.\n";

interface Hooks {
  /** Receives what cells print and display, in order. */
  output(output: FromCells): void;
  /** Forwards what cells have printed without the main thread, through the pipes of stdout and stderr. */
  drain(): void;
  /** Called before an interrupt: a cell may be blocked by a question. */
  interrupting(): void;
  /** Sends a signal to the processes that cells have started. */
  signalChildren(signal: "SIGINT" | "SIGKILL"): void;
}

/** The main thread, which runs the cells, as seen from the wire thread. */
export class MainThread extends RemoteCells {
  readonly #receive: (message: FromCells) => void;

  /** @param stopping shared memory, in which loops with a `finally` around them look for an interrupt */
  constructor(
    private readonly port: MessagePort,
    backPressure: BackPressure,
    private readonly loads: ModuleLoads,
    private readonly stopping: Int32Array,
    private readonly hooks: Hooks,
  ) {
    super();
    this.#receive = (message) => {
      if (message.drainPipesFirst) hooks.drain();
      backPressure.read();
      if (!this.receiveAnswer(message)) hooks.output(message);
    };
    port.on("message", this.#receive);
  }

  /** Handles pending messages, and the pipe's output before the first of them that asks for it. */
  deliverInOrder(handlePipeOutput: () => void): void {
    let isHandled = false;
    for (let next = receiveMessageOnPort(this.port); next; next = receiveMessageOnPort(this.port)) {
      if (next.message.drainPipesFirst && !isHandled) {
        isHandled = true;
        handlePipeOutput();
      }
      this.#receive(next.message);
    }
    if (!isHandled) handlePipeOutput();
  }

  /** Ends the process, even if timers start new loops before the main thread reads the request. */
  exit(code: number): void {
    let asked = 0;
    const ask = () => {
      if (asked > 0) terminateExecution();
      if (asked++ === exitRequests) process.kill(process.pid, "SIGKILL");
      this.post({ type: "exit", code });
    };
    ask();
    setInterval(ask, timeoutMs);
  }

  protected post(message: ToCells): void {
    this.port.postMessage(message);
  }

  protected async stop(): Promise<void> {
    this.hooks.interrupting();
    Atomics.store(this.stopping, 0, 1);
    const most = () => (this.loads.arePending ? attemptsWhileLoading : maxAttempts);
    for (let tries = 1; tries <= most(); tries++) {
      if (await this.askToStop(timeoutMs)) {
        this.loads.reset();
        // On a busy machine the cell may have been terminated while it started, and then never reports its end. It may also
        // take a second in a `finally`.
        const run = this.started;
        setTimeout(() => this.finish(interrupted, run), 15 * timeoutMs);
        return;
      }
      const isLoading = this.loads.arePending;
      if (tries === attemptsUntilTold) {
        const text = isLoading ? stillLoading : unstoppable;
        this.hooks.output({ type: "stream", name: "stderr", text });
      }
      if (isLoading && tries < attemptsWhileLoading) continue;
      // A loop would have ended by now. The cell may wait for a process (`execSync`), which may ignore SIGINT.
      if (tries === 2) this.hooks.signalChildren("SIGINT");
      if (tries === 3 && isAsleep()) this.hooks.signalChildren("SIGKILL");
      terminateExecution();
    }
  }
}

/** True if the main thread is blocked in a system call; false if `/proc` does not say. */
function isAsleep(): boolean {
  try {
    const { pid } = process;
    return /\) [SD] /.test(readFileSync(`/proc/${pid}/task/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

/** Ends the JavaScript that the main thread is executing, through the inspector: a loop receives no messages. */
function terminateExecution(): void {
  const session = new InspectorSession();
  session.connectToMainThread();
  session.post("Runtime.terminateExecution", () => session.disconnect());
}
