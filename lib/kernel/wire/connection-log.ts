import type { Observer } from "zeromq";
import type { Log } from "../log.ts";
import type { Channel } from "./connection.ts";

/** A client that leaves closes all its sockets within this many milliseconds. */
const leaveMs = 1000;

/**
 * Logs the clients that ZeroMQ disconnects without notice: those that send a frame larger than the socket accepts, and those
 * that do not speak its protocol. The first kind loses a single connection, whereas a client that leaves closes all of its
 * own.
 */
export class ConnectionLog {
  readonly #closed: Promise<unknown>;
  /** Channels with disconnects since the timer started, or with new connections since then. */
  readonly #affected = new Set<Channel>();
  #timer: NodeJS.Timeout | undefined;

  /** `largest` is the maximum size of a frame by channel, in bytes. */
  constructor(
    observers: (readonly [Channel, Observer])[],
    private readonly largest: Record<Channel, number>,
    private readonly log: Log,
  ) {
    this.#closed = Promise.all(observers.map(([channel, observer]) => this.#watch(channel, observer)));
  }

  /**
   * Resolves when the sockets are closed and no observer is left. ZeroMQ waits for an observer that ends before its socket,
   * and aborts the process if one is left when the thread ends.
   */
  async closed(): Promise<void> {
    await this.#closed;
    clearTimeout(this.#timer);
  }

  async #watch(channel: Channel, observer: Observer): Promise<void> {
    for await (const event of observer) {
      if (event.type === "end") return;
      if (event.type === "disconnect") this.#timer ??= setTimeout(() => this.#report(), leaveMs);
      if (this.#timer !== undefined && (event.type === "disconnect" || event.type === "accept")) {
        this.#affected.add(channel);
      }
      if (event.type === "handshake:error:protocol" || event.type === "handshake:error:other") {
        this.log(`closed a connection to ${channel} that does not speak ZeroMQ: ${event.error.message}`);
      }
    }
  }

  #report(): void {
    this.#timer = undefined;
    const [channel, ...others] = this.#affected;
    this.#affected.clear();
    if (others.length > 0) return;
    const limit = `a frame of more than ${this.largest[channel]} bytes`;
    // Jupyter's own clients reconnect the heartbeat when an answer is late, such as on a busy machine.
    const reason = channel === "hb" ? `${limit}, or waited too long for a heartbeat` : limit;
    this.log(`a client was disconnected from ${channel} only; probably it sent ${reason}`);
  }
}
