import type { CommMessage } from "../thread-messages.ts";
import type { Cells } from "./cells.ts";
import type { Message } from "./message.ts";
import type { CommRequest } from "./requests.ts";

/** Keeps track of the open comms, so that `comm_info_request` is answered while the main thread is busy. */
export class OpenComms {
  readonly #targets = new Map<string, string>();

  constructor(private readonly cells: Cells) {}

  /** The content of a `comm_info_reply`: all comms, or only those of `target`. */
  info(target?: string): object {
    const found = [...this.#targets].filter(([, name]) => target === undefined || name === target);
    return {
      status: "ok",
      comms: Object.fromEntries(found.map(([id, target_name]) => [id, { target_name }])),
    };
  }

  /**
   * Delivers a client's message to the cells.
   *
   * @throws TypeError if `comm_id` or `target_name` is not a string
   */
  async receive({ header, metadata, content, buffers }: Message): Promise<void> {
    const type = header.msg_type as CommMessage["type"];
    const { comm_id, target_name = "", data = {} } = content as unknown as CommRequest;
    if (typeof comm_id !== "string" || typeof target_name !== "string") {
      throw new TypeError("Expected `comm_id` and `target_name` to be strings.");
    }
    if (type === "comm_open") this.#targets.set(comm_id, target_name);
    if (type === "comm_close") this.#targets.delete(comm_id);
    await this.cells.deliver({
      type,
      commId: comm_id,
      targetName: target_name,
      data: JSON.stringify(data),
      metadata: JSON.stringify(metadata),
      buffers,
    });
  }

  /** Converts a cell's message to the content of one for the clients. */
  sent({ type, commId, targetName, data }: CommMessage): object {
    if (type === "comm_open") this.#targets.set(commId, targetName!);
    if (type === "comm_close") this.#targets.delete(commId);
    return { comm_id: commId, target_name: targetName, data: JSON.parse(data) };
  }
}
