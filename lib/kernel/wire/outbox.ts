type Frames = (Buffer | string)[];

/**
 * Sends one message after the other through a ZeroMQ socket. zeromq.js takes one pending `send` per socket
 * and refuses a second (`EBUSY`); it postpones one now and then, so without a queue messages get lost.
 */
export class Outbox {
  readonly #socket: { send(frames: Frames): Promise<void> };
  readonly #waiting: Frames[] = [];
  #sending: Promise<void> | undefined;

  constructor(socket: { send(frames: Frames): Promise<void> }) {
    this.#socket = socket;
  }

  send(frames: Frames): void {
    this.#waiting.push(frames);
    this.#sending ??= this.#pump();
  }

  /** Resolves when everything given to `send` has been handed to ZeroMQ. */
  async drained(): Promise<void> {
    while (this.#sending !== undefined) await this.#sending;
  }

  async #pump(): Promise<void> {
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        await this.#socket.send(next);
      }
    } finally {
      this.#sending = undefined;
    }
  }
}
