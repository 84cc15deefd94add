/** So many messages may be on their way from a cell to the wire thread. */
const limit = 256;

/**
 * Lets a cell that prints faster than the wire thread reads wait for it. Otherwise a loop of `console.log`
 * would bury the thread, and with it the learner's wish to stop the loop, under a heap of messages.
 */
export class Backlog {
  /** Memory of both threads: the number of messages read. */
  readonly shared: SharedArrayBuffer;
  readonly #read: Int32Array;
  #sent = 0;

  constructor(shared = new SharedArrayBuffer(4)) {
    this.shared = shared;
    this.#read = new Int32Array(shared);
  }

  /** The writing side, after each message: waits while too many are on their way. */
  sent(): void {
    this.#sent = (this.#sent + 1) | 0;
    for (let read = this.#count(); ((this.#sent - read) | 0) > limit; read = this.#count()) {
      Atomics.wait(this.#read, 0, read, 50);
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
