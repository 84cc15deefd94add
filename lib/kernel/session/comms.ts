import { randomUUID } from "node:crypto";
import type { Comm, CommContent, CommOptions, Comms, CommTarget } from "../../kernel-api.ts";
import type { CommMessage } from "../thread-messages.ts";
import { currentParentId, runWithParent } from "./parent.ts";

type Listener = (content: CommContent) => unknown;

/**
 * The comms of this kernel: channels between a cell and code in the client, such as a widget. Either side opens one by the
 * name of a target that the other side has registered.
 */
export class CommManager implements Comms {
  readonly #send: (message: CommMessage) => void;
  readonly #report: (error: unknown) => void;
  readonly #targets = new Map<string, CommTarget>();
  readonly #comms = new Map<string, OpenComm>();

  /** `report` is called with what a handler throws. */
  constructor(send: (message: CommMessage) => void, report: (error: unknown) => void) {
    this.#send = send;
    this.#report = report;
  }

  registerTarget(name: string, handler: CommTarget): void {
    this.#targets.set(name, handler);
  }

  unregisterTarget(name: string): void {
    this.#targets.delete(name);
  }

  open(targetName: string, content: CommOptions = {}, commId: string = randomUUID()): Comm {
    const comm = this.#add(commId, targetName);
    this.#send(message("comm_open", commId, content, targetName));
    return comm;
  }

  /** Handles a client's message. */
  receive({ type, commId, targetName = "", data, metadata, buffers }: CommMessage): void {
    const content = { data: JSON.parse(data), metadata: JSON.parse(metadata), buffers };
    if (type === "comm_open") {
      const target = this.#targets.get(targetName);
      if (target === undefined) {
        this.#send(message("comm_close", commId, {}));
        return;
      }
      const comm = this.#add(commId, targetName);
      // If the handler fails, the comm is closed.
      this.#call(
        () => target(comm, content),
        () => comm.close(),
      );
      return;
    }
    const comm = this.#comms.get(commId);
    if (comm === undefined) return;
    if (type === "comm_close") this.#comms.delete(commId);
    const listeners = type === "comm_msg" ? comm.listeners : comm.closeListeners;
    // The output of a listener belongs to the cell that added it.
    for (const [listener, parentId] of [...listeners])
      runWithParent(parentId, () => this.#call(() => listener(content)));
  }

  #add(commId: string, targetName: string): OpenComm {
    const send = (type: CommMessage["type"], content: CommOptions) => {
      if (!this.#comms.has(commId)) throw new Error(`The comm ${commId} (${targetName}) is closed.`);
      // Sent first: if the data cannot be sent, the comm stays open.
      this.#send(message(type, commId, content));
      if (type === "comm_close") this.#comms.delete(commId);
    };
    const comm = new OpenComm(commId, targetName, send, () => !this.#comms.has(commId));
    this.#comms.set(commId, comm);
    return comm;
  }

  /** Calls a handler, which may be async. An error does not reach the caller. */
  #call(handler: () => unknown, failed?: () => void): void {
    const fail = (error: unknown) => {
      this.#report(error);
      failed?.();
    };
    try {
      Promise.resolve(handler()).catch(fail);
    } catch (error) {
      fail(error);
    }
  }
}

class OpenComm implements Comm {
  /** Each with the parent id of the code that added it. */
  readonly listeners = new Map<Listener, string | undefined>();
  readonly closeListeners = new Map<Listener, string | undefined>();
  readonly #send: (type: CommMessage["type"], content: CommOptions) => void;
  readonly #isClosed: () => boolean;

  constructor(
    readonly commId: string,
    readonly targetName: string,
    send: (type: CommMessage["type"], content: CommOptions) => void,
    isClosed: () => boolean,
  ) {
    this.#send = send;
    this.#isClosed = isClosed;
  }

  get isClosed(): boolean {
    return this.#isClosed();
  }

  send(data: unknown, rest: Omit<CommOptions, "data"> = {}): void {
    this.#send("comm_msg", { data, ...rest });
  }

  close(data?: unknown): void {
    if (!this.isClosed) this.#send("comm_close", { data });
  }

  onMsg(listener: Listener): () => void {
    this.listeners.set(listener, currentParentId());
    return () => this.listeners.delete(listener);
  }

  onClose(listener: Listener): () => void {
    this.closeListeners.set(listener, currentParentId());
    return () => this.closeListeners.delete(listener);
  }
}

function message(
  type: CommMessage["type"],
  commId: string,
  { data = {}, metadata = {}, buffers = [] }: CommOptions,
  targetName?: string,
): CommMessage {
  return {
    type,
    commId,
    targetName,
    data: JSON.stringify(data) ?? "{}",
    metadata: JSON.stringify(metadata),
    buffers: buffers.map(copy),
  };
}

/** Copies the bytes: posting a view would clone its whole buffer, which may be the engine's memory. */
function copy(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  const bytes = ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
  return bytes.slice();
}
