import type { Message, Sender } from "../protocol/message.ts";
import type { Channel } from "./connection.ts";
import type { MessageTrace } from "./debug.ts";
import { encode } from "./frames.ts";

interface Socket {
  send(frames: (Buffer | string)[]): Promise<void>;
  close(): void;
}

/**
 * Sends messages through a ZeroMQ socket, one at a time. zeromq.js allows one pending `send` per socket and rejects a
 * second one with `EBUSY`. A `send` is pending now and then, so messages would get lost without a queue.
 */
export class Outbox implements Sender {
  #last: Promise<void> = Promise.resolve();
  #closed = false;

  /** `key` signs the messages. */
  constructor(
    private readonly channel: Channel,
    private readonly socket: Socket,
    private readonly key: string,
    private readonly trace: MessageTrace,
  ) {}

  send(message: Message): void {
    this.trace.sent(this.channel, message);
    const frames = encode(message, this.key);
    // A failed send, to a client that has left or while the kernel shuts down, must not block the ones after it.
    this.#last = this.#last.then(() => (this.#closed ? undefined : this.socket.send(frames))).catch(() => {});
  }

  /** Resolves when everything passed to `send` so far has been handed to ZeroMQ. */
  drained(): Promise<void> {
    return this.#last;
  }

  /** Closes the socket and drops later messages. A thread that ends during a `send` would abort the process. */
  close(): void {
    this.#closed = true;
    this.socket.close();
  }
}
