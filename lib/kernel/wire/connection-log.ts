import type { Observer } from "zeromq";
import type { Log } from "../log.ts";
import type { Channel } from "./connection.ts";

/** A client's sockets leave together, within so many milliseconds. */
const moment = 1000;

/**
 * Tells the server's log of clients that ZeroMQ turns away, which it does without a word: one that sends a frame larger than
 * its socket takes, before there is memory for it, and one that does not speak its protocol. The first is known by what it
 * loses: one connection alone, where a client that leaves takes all of its own along.
 */
export class ConnectionLog {
  readonly #log: Log;
  readonly #largest: Record<Channel, number>;
  readonly #over: Promise<unknown>;
  /** The sockets that clients have left in this moment, or come to since the first left. */
  readonly #affected = new Set<Channel>();
  #timer: NodeJS.Timeout | undefined;

  /** `largest` is the size of the largest frame that a socket takes, in bytes. */
  constructor(observers: Record<Channel, Observer>, largest: Record<Channel, number>, log: Log) {
    this.#log = log;
    this.#largest = largest;
    const all = Object.entries(observers) as [Channel, Observer][];
    this.#over = Promise.all(all.map(([channel, observer]) => this.#watch(channel, observer)));
  }

  /**
   * Resolves when the sockets are closed and nothing is observed any more. An observer that ends before its socket keeps
   * ZeroMQ waiting for it, and one that is left as the thread ends aborts the process.
   */
  async over(): Promise<void> {
    await this.#over;
    clearTimeout(this.#timer);
  }

  async #watch(channel: Channel, observer: Observer): Promise<void> {
    for await (const event of observer) {
      if (event.type === "end") return;
      if (event.type === "disconnect") this.#timer ??= setTimeout(() => this.#tell(), moment);
      if (this.#timer !== undefined && (event.type === "disconnect" || event.type === "accept")) {
        this.#affected.add(channel);
      }
      if (event.type === "handshake:error:protocol" || event.type === "handshake:error:other") {
        this.#log(`ended a connection to ${channel}, not one of ZeroMQ's: ${event.error.message}`);
      }
    }
  }

  #tell(): void {
    this.#timer = undefined;
    const [channel, ...others] = this.#affected;
    this.#affected.clear();
    if (others.length > 0) return;
    const limit = `a frame of more than ${this.#largest[channel]} bytes`;
    // Jupyter's own clients open a heartbeat anew that is late, as when the machine is busy.
    const reason = channel === "hb" ? `${limit}, or has waited for a heartbeat` : limit;
    this.#log(`a client lost its connection to ${channel} alone, as does one that sends ${reason}`);
  }
}
