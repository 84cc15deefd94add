import type { Cell, CommMessage, InputAnswer, Outcome } from "../thread-messages.ts";

/** Runs the cells: in Node, the main thread. */
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
