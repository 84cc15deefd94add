/** In so many milliseconds one is read, or the wire thread is no more. */
const patience = 10_000;

/** So many messages may be on their way from a cell to the wire thread. */
const limit = 256;

/**
 * Lets a cell that prints faster than the wire thread reads wait for it. Otherwise a loop of `console.log`
 * would bury the thread, and with it the learner's wish to stop the loop, under a heap of messages.
 */
export class BackPressure {
  /** Memory of both threads: the number of messages read. */
  readonly shared: SharedArrayBuffer;
  readonly #read: Int32Array;
  #sent = 0;

  constructor(shared = new SharedArrayBuffer(4)) {
    this.shared = shared;
    this.#read = new Int32Array(shared);
  }

  /** The writing side, after each message: waits while more than `most` are on their way. */
  sent(most = limit): void {
    this.#sent = (this.#sent + 1) | 0;
    for (let read = this.#count(); ((this.#sent - read) | 0) > most; read = this.#count()) {
      // A reader that has died is for the main thread to notice, once it is back.
      if (Atomics.wait(this.#read, 0, read, patience) === "timed-out") return;
    }
  }

  /** The reading side, after each message. */
  read(): void {
    Atomics.add(this.#read, 0, 1);
    Atomics.notify(this.#read, 0);
  }

  #count(): number {
    return Atomics.load(this.#read, 0);
  }
}
