type Frames = (Buffer | string)[];

interface Socket {
  send(frames: Frames): Promise<void>;
  close(): void;
}

/**
 * Sends one message after the other through a ZeroMQ socket. zeromq.js takes one pending `send` per socket
 * and refuses a second (`EBUSY`); it postpones one now and then, so without a queue messages get lost.
 */
export class Outbox {
  readonly #socket: Socket;
  #last: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  send(frames: Frames): void {
    // One that fails, to a client that is gone or from a kernel that ends, does not hold up the rest.
    this.#last = this.#last
      .then(() => (this.#closed ? undefined : this.#socket.send(frames)))
      .catch(() => {});
  }

  /** Resolves when everything given to `send` so far has been handed to ZeroMQ. */
  drained(): Promise<void> {
    return this.#last;
  }

  /** Closes the socket; what comes later is dropped. A thread that is ended within a `send` aborts the process. */
  close(): void {
    this.#closed = true;
    this.#socket.close();
  }
}
