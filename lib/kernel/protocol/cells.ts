import type { Cell, CommMessage, FromCells, InputAnswer, Outcome, ToCells } from "../thread-messages.ts";

/** The thread that runs the cells: in Node, the main one. */
export interface Cells {
  /** Runs a cell; one at a time. */
  run(cell: Cell): Promise<Outcome>;
  /** Delivers a comm's message. Resolves once its handlers have been called, which a loop in a cell delays. */
  deliver(message: CommMessage): Promise<void>;
  /** Answers the cell that waits for input. */
  answer(answer: InputAnswer): void;
  /** Interrupts the running cell, even in a loop. Resolves when cells can run again. */
  interrupt(): Promise<void>;
}

/** The outcome of a cell that was interrupted before it ran. Jupyter's tools know this name. */
export const interrupted: Outcome = {
  status: "error",
  kept: false,
  ename: "KeyboardInterrupt",
  evalue: "the cell was stopped",
  traceback: ["KeyboardInterrupt: the cell was stopped"],
};

/** The cells of another thread, which answers each message by its number. */
export abstract class RemoteCells implements Cells {
  readonly #deliveries = new Map<number, () => void>();
  #delivered = 0;
  #run = 0;
  #finish: ((outcome: Outcome) => void) | undefined;
  #attempt = 0;
  #answered = () => {};
  #interrupting: Promise<void> | undefined;

  protected abstract post(message: ToCells): void;
  /** Interrupts the running cell. Not called again until it has resolved. */
  protected abstract stop(): Promise<void>;

  async run(cell: Cell): Promise<Outcome> {
    if (this.#interrupting !== undefined) await this.#interrupting;
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.post({ type: "run", run: ++this.#run, cell });
    });
  }

  deliver(message: CommMessage): Promise<void> {
    const delivery = this.#delivered++;
    this.post({ type: "comm", delivery, message });
    return new Promise((resolve) => this.#deliveries.set(delivery, resolve));
  }

  answer(answer: InputAnswer): void {
    this.post({ type: "input", answer });
  }

  interrupt(): Promise<void> {
    this.#interrupting ??= this.stop().finally(() => {
      this.#interrupting = undefined;
      this.endDeliveries();
    });
    return this.#interrupting;
  }

  /** Number of the last cell that was started. */
  protected get started(): number {
    return this.#run;
  }

  /** Asks the running cell to stop. @returns whether its thread answers within `timeoutMs` milliseconds */
  protected askToStop(timeoutMs: number): Promise<boolean> {
    const answered = new Promise<boolean>((resolve) => {
      this.#answered = () => resolve(true);
      setTimeout(resolve, timeoutMs, false);
    });
    this.post({ type: "interrupt", attempt: ++this.#attempt });
    return answered;
  }

  /** Handles an answer; ignores a late one. @returns false if the message is not an answer */
  protected receiveAnswer(message: FromCells): boolean {
    if (message.type === "done") this.finish(message.outcome, message.run);
    else if (message.type === "interrupted") {
      if (message.attempt === this.#attempt) this.#answered();
    } else if (message.type === "delivered") this.#arrived(message.delivery);
    else return false;
    return true;
  }

  /** Ends a cell, unless it has ended. */
  protected finish(outcome: Outcome, run = this.#run): void {
    if (run !== this.#run) return;
    this.#finish?.(outcome);
    this.#finish = undefined;
  }

  /** Ends the deliveries that wait for an answer: handlers that were stopped do not answer. */
  protected endDeliveries(): void {
    for (const delivery of this.#deliveries.keys()) this.#arrived(delivery);
  }

  #arrived(delivery: number): void {
    this.#deliveries.get(delivery)?.();
    this.#deliveries.delete(delivery);
  }
}
