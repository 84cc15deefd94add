/** A value by MIME type. Bytes are sent in base64. */
export type MimeBundle = Record<string, unknown>;

interface DisplayOptions {
  /** A later `display` with the same id and `update` replaces this output. */
  displayId?: string;
  update?: boolean;
  metadata?: Record<string, unknown>;
}

/** The content of a comm's message. */
export interface CommContent {
  /** JSON. */
  data: unknown;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** The content of a message to send. */
export interface CommOptions {
  /** JSON. Default: an empty object. */
  data?: unknown;
  metadata?: Record<string, unknown>;
  /** Bytes, sent as they are beside the JSON. */
  buffers?: (ArrayBuffer | ArrayBufferView)[];
}

/** A channel between a cell and code in the client, such as a widget. */
export interface Comm {
  readonly commId: string;
  readonly targetName: string;
  readonly isClosed: boolean;
  /** @throws Error if the comm is closed, TypeError if `data` is not JSON */
  send(data: unknown, rest?: Omit<CommOptions, "data">): void;
  /** Closes the comm on both sides. Does nothing if it is already closed. */
  close(data?: unknown): void;
  /** Calls `listener` for each message from the client. @returns a function that removes the listener */
  onMsg(listener: (content: CommContent) => unknown): () => void;
  /** Calls `listener` when the client closes the comm. @returns a function that removes the listener */
  onClose(listener: (content: CommContent) => unknown): () => void;
}

/** Called when a client opens a comm. */
export type CommTarget = (comm: Comm, content: CommContent) => unknown;

export interface Comms {
  /** Calls `handler` whenever a client opens a comm to the target `name`. */
  registerTarget(name: string, handler: CommTarget): void;
  unregisterTarget(name: string): void;
  /** Opens a comm to a target that the client has registered. */
  open(targetName: string, content?: CommOptions, commId?: string): Comm;
}

/** The kernel's API for code that runs in a cell, at `globalThis[Symbol.for("tslab.kernel")]`. */
export interface KernelApi {
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Clears the cell's output; with `wait`, only when the next output arrives. */
  clearOutput(wait?: boolean): void;
  /** Number of outputs that cells have sent: texts, displays, and clearings. */
  readonly outputs: number;
  /** Asks the learner for a line of text. See `InputRequests` for its errors. */
  input(prompt: string, password: boolean): Promise<string>;
  readonly comms: Comms;
  /** Modules that cells have imported, by the names in their code. */
  readonly imported: Set<string>;
  /** Id of the message whose code is executing; `undefined` if it is unknown. */
  readonly parentId: string | undefined;
  /** Aborted when the learner interrupts the running cell. */
  readonly signal: AbortSignal;
}

const key: unique symbol = Symbol.for("tslab.kernel");

/** The running kernel's API; `undefined` outside a notebook. */
export function kernelApi(): KernelApi | undefined {
  return (globalThis as { [key]?: KernelApi })[key];
}

/** Called by the kernel once, before the first cell. */
export function setKernelApi(api: KernelApi): void {
  Object.defineProperty(globalThis, key, { value: api, configurable: true });
}
