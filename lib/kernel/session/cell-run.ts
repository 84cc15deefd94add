/** Thrown where a cell was when it is interrupted. Jupyter's tools know this name. */
export class Interrupted extends Error {
  override name = "KeyboardInterrupt";

  constructor() {
    super("the cell was stopped");
  }
}

/** One run of a cell, which every `await` in it consults: see `typescript/stoppable-awaits.ts`. */
export class CellRun {
  readonly #stop = new AbortController();

  /** Aborted when the cell is interrupted. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Called with the result of an `await`. @throws Interrupted if the cell was interrupted meanwhile */
  go<T>(value: T): T {
    if (this.#stop.signal.aborted) throw new Interrupted();
    return value;
  }

  /** Called with the operand of an `await`. An interrupted cell that caught `Interrupted` waits for ever. */
  hold<T>(value: T): T | Promise<never> {
    return this.#stop.signal.aborted ? new Promise<never>(() => {}) : value;
  }
}
