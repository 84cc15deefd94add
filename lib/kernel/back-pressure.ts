/** After this many milliseconds without a message read, the wire thread is considered dead. */
const timeoutMs = 10_000;

/** Messages that may be in flight from a cell to the wire thread. */
const limit = 256;

/**
 * Makes a cell that prints faster than the wire thread reads wait for it. Otherwise a loop of `console.log` would flood the
 * thread with messages, and an interrupt would be stuck behind them.
 */
export class BackPressure {
  #sent = 0;

  /** @param shared the number of messages read, in memory of both threads */
  constructor(readonly shared = new Int32Array(new SharedArrayBuffer(4))) {}

  /** Called by the sender after each message. Blocks while more than `most` messages are unread. */
  sent(most = limit): void {
    this.#sent = (this.#sent + 1) | 0;
    for (let read = this.#count(); ((this.#sent - read) | 0) > most; read = this.#count()) {
      // A dead reader is reported by the main thread's "error" listener, once it runs again.
      if (Atomics.wait(this.shared, 0, read, timeoutMs) === "timed-out") return;
    }
  }

  /** Called by the reader after each message. */
  read(): void {
    Atomics.add(this.shared, 0, 1);
    Atomics.notify(this.shared, 0);
  }

  #count(): number {
    return Atomics.load(this.shared, 0);
  }
}
