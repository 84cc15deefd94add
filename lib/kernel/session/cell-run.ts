/** Thrown into a cell's place when it is stopped; the name is the one that Jupyter's tools know. */
export class Interrupted extends Error {
  override name = "KeyboardInterrupt";

  constructor() {
    super("the cell was stopped");
  }
}

/** One run of a cell. What waits in it goes on only while it is not stopped: see `typescript/stoppable-awaits.ts`. */
export class CellRun {
  readonly #stop = new AbortController();

  /** Aborted when the cell is stopped. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** After an `await`, which gave `value`: ends a cell that was stopped meanwhile. */
  go<T>(value: T): T {
    if (this.#stop.signal.aborted) throw new Interrupted();
    return value;
  }

  /** Before an `await` of `value`: a cell that caught its end waits for ever. */
  hold<T>(value: T): T | Promise<never> {
    return this.#stop.signal.aborted ? new Promise<never>(() => {}) : value;
  }
}
