import { debuglog } from "node:util";
import type { Log } from "../log.ts";
import type { Message } from "../protocol/message.ts";
import type { Channel } from "./connection.ts";

const { enabled } = debuglog("keras-day:kernel");

/**
 * Logs each message in and out under `NODE_DEBUG=keras-day:kernel`: milliseconds since the wire thread started, channel,
 * direction, type, id, the cell's id if the client names one, and for an answer the milliseconds since its request.
 * Writes to the kernel's log, because `debuglog` itself would write to the thread's stderr, which is the cells' output.
 */
export class MessageTrace {
  /** By the header of a request, which is the parent of its answers. */
  readonly #requests = new WeakMap<object, { cell: string; received: number }>();

  constructor(private readonly log: Log) {}

  received(channel: Channel, { header, metadata }: Message): void {
    if (!enabled) return;
    const { cellId } = metadata;
    const cell = typeof cellId === "string" ? ` cell ${cellId}` : "";
    const received = performance.now();
    this.#requests.set(header, { cell, received });
    this.log(`${received.toFixed(1)} ms ${channel} in ${header.msg_type} ${header.msg_id}${cell}`);
  }

  sent(channel: Channel, { header, parent }: Message): void {
    if (!enabled) return;
    const now = performance.now();
    const request = this.#requests.get(parent);
    const since =
      request === undefined ? "" : `${request.cell}, ${(now - request.received).toFixed(1)} ms after request`;
    this.log(`${now.toFixed(1)} ms ${channel} out ${header.msg_type} ${header.msg_id}${since}`);
  }
}
