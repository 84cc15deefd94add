/** Thrown where a cell was when it is interrupted. Jupyter's tools know this name. */
export class Interrupted extends Error {
  override name = "KeyboardInterrupt";

  constructor() {
    super("the cell was stopped");
  }
}

/** Awaits in `try` blocks that throw after an interrupt; a cell that goes on beyond them is held. */
const maxFinallyAwaits = 100;

/** One run of a cell, which every `await` in it consults: see `typescript/stoppable-code.ts`. */
export class CellRun {
  readonly #stop = new AbortController();
  /** Rejects the awaits that are pending in a `try` block with a `finally`. */
  readonly #guarded = new Set<(reason: Interrupted) => void>();
  #finallyAwaits = 0;
  /** The line and column where the cell waits, or waited last. */
  waits: [line: number, column: number] | undefined;

  /** Aborted when the cell is interrupted. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** @returns whether a `finally` of the cell runs now */
  stop(): boolean {
    this.#stop.abort();
    const guarded = [...this.#guarded];
    this.#guarded.clear();
    for (const reject of guarded) reject(new Interrupted());
    return guarded.length > 0;
  }

  /** Called with the result of an `await`. @throws Interrupted if the cell was interrupted meanwhile */
  throwIfInterrupted<T>(value: T): T {
    if (this.#stop.signal.aborted) throw new Interrupted();
    return value;
  }

  /** Called with the operand of an `await`, and its place. Never settles after an interrupt that the cell caught. */
  neverIfInterrupted<T>(value: T, line?: number, column = 1): T | Promise<never> {
    if (line !== undefined) this.waits = [line, column];
    return this.#stop.signal.aborted ? new Promise<never>(() => {}) : value;
  }

  /** Like `neverIfInterrupted`, in a `try` block with a `finally`, which has to run although the operand may never settle. */
  rejectOnInterrupt<T>(value: T, line?: number, column = 1): T | Promise<Awaited<T>> {
    if (line !== undefined) this.waits = [line, column];
    if (this.#stop.signal.aborted) {
      if (++this.#finallyAwaits > maxFinallyAwaits) return this.neverIfInterrupted(value) as Promise<never>;
      return Promise.reject(new Interrupted());
    }
    if (typeof (value as PromiseLike<T> | undefined)?.then !== "function") return value;
    return new Promise((resolve, reject) => {
      this.#guarded.add(reject);
      const forget = () => this.#guarded.delete(reject);
      const settled = value as Promise<Awaited<T>>;
      settled.then(resolve, reject);
      settled.then(forget, forget);
    });
  }

  /** The same for the iterable of a `for await`. */
  rejectOnInterruptEach<T>(values: AsyncIterable<T>): AsyncIterable<T> {
    if (typeof values?.[Symbol.asyncIterator] !== "function") return values;
    return {
      [Symbol.asyncIterator]: () => {
        const iterator = values[Symbol.asyncIterator]();
        const end = (value?: unknown) =>
          iterator.return?.(value) ?? Promise.resolve({ done: true as const, value });
        return {
          next: async () => {
            try {
              return await this.rejectOnInterrupt(iterator.next());
            } catch (error) {
              // It waits for its next value, and may have a `finally` of its own.
              if (error instanceof Interrupted) void Promise.resolve(end()).catch(() => {});
              throw error;
            }
          },
          return: end,
        };
      },
    };
  }
}
