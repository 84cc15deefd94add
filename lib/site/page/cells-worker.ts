import { interrupted, RemoteCells } from "../../kernel/protocol/cells.ts";
import type { FromCells, Outcome, ToCells } from "../../kernel/thread-messages.ts";
import type { Added, Loaded, OwnFile, Removed, Start, Written } from "../worker/cells.ts";
import { cannotBeLoaded, type PageWorker } from "./worker.ts";

/** How long an interrupted cell may take to stop before its worker is terminated, in milliseconds. */
const stopTimeoutMs = 1000;

interface Hooks {
  /** Starts a worker for cells. */
  start(): PageWorker;
  /** Receives what cells print and display, in order. */
  output(output: FromCells): void;
  /** Receives the files that cells write or remove. */
  written(file: Written): void;
  /** Called when the worker was ended: all variables are gone. */
  restarted(): void;
}

/** The worker that runs the cells, as the kernel sees it. It is replaced if it dies or a loop does not stop. */
export class CellsWorker extends RemoteCells {
  #started: Promise<void> = Promise.resolve();
  /** `undefined` if it could not be loaded: the next message opens it again. */
  #worker: PageWorker | undefined;
  #isClosed = false;

  constructor(
    private readonly start: () => Promise<Start>,
    private readonly hooks: Hooks,
  ) {
    super();
    this.#open();
  }

  /** Adds or replaces a file that cells can read. */
  add(file: OwnFile): void {
    this.post({ type: "file", file });
  }

  /** Removes a file or folder that cells can read. */
  remove(path: string): void {
    this.post({ type: "removed", path });
  }

  protected async stop(): Promise<void> {
    const answered = this.askToStop(stopTimeoutMs);
    const worker = this.#worker;
    // It may have died, and been replaced, meanwhile.
    if ((await answered) || worker !== this.#worker || this.#isClosed) return;
    const evalue =
      "the cell did not answer, as in a loop without `await`, so the kernel was ended: its variables are gone. Run the cells above again.";
    this.#replace({ ...interrupted, evalue, traceback: [`KeyboardInterrupt: ${evalue}`] } as Outcome);
  }

  close(): void {
    this.#isClosed = true;
    this.#worker?.terminate();
  }

  #open(): PageWorker {
    const worker = this.hooks.start();
    let isLoaded = false;
    worker.onmessage = ({ data }) => {
      const message = data as FromCells | Written | Loaded;
      if (message.type === "loaded") isLoaded = true;
      else if (worker === this.#worker) this.#receive(message);
    };
    worker.onerror = (event) => {
      const evalue = isLoaded
        ? `the worker that runs the cells has ended (${event.message ?? "out of memory"}): its variables are gone. Run the cells above again.`
        : cannotBeLoaded("the worker that runs the cells");
      const outcome: Outcome = {
        status: "error",
        kept: false,
        ename: "KernelDied",
        evalue,
        traceback: [evalue],
      };
      // A worker that cannot be loaded would fail again at once.
      if (isLoaded) this.#replace(outcome);
      else this.#end(outcome);
    };
    this.#worker = worker;
    this.#started = this.start().then((start) => worker.postMessage(start));
    return worker;
  }

  #replace(outcome: Outcome): void {
    this.#end(outcome);
    this.#open();
  }

  #end(outcome: Outcome): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.hooks.restarted();
    this.endDeliveries();
    this.finish(outcome);
  }

  #receive(message: FromCells | Written): void {
    if (message.type === "written") this.hooks.written(message);
    else if (!this.receiveAnswer(message)) this.hooks.output(message);
  }

  protected post(message: ToCells | Added | Removed): void {
    if (this.#isClosed) return;
    const worker = this.#worker ?? this.#open();
    void this.#started.then(() => worker.postMessage(message));
  }
}
