type Frames = (Buffer | string)[];

/**
 * Sends one message after the other through a ZeroMQ socket. zeromq.js takes one pending `send` per socket
 * and refuses a second (`EBUSY`); it postpones one now and then, so without a queue messages get lost.
 */
export class Outbox {
  readonly #socket: { send(frames: Frames): Promise<void> };
  #last: Promise<void> = Promise.resolve();

  constructor(socket: { send(frames: Frames): Promise<void> }) {
    this.#socket = socket;
  }

  send(frames: Frames): void {
    // One that fails, to a client that is gone or from a kernel that ends, does not hold up the rest.
    this.#last = this.#last.then(() => this.#socket.send(frames)).catch(() => {});
  }

  /** Resolves when everything given to `send` so far has been handed to ZeroMQ. */
  drained(): Promise<void> {
    return this.#last;
  }
}
