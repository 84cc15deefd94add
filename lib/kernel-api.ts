/** A value by MIME type; bytes are sent in base64. */
export type MimeBundle = Record<string, unknown>;

export interface DisplayOptions {
  /** A later `display` with this id and `update` replaces what this one shows. */
  displayId?: string;
  update?: boolean;
  metadata?: Record<string, unknown>;
}

/** What a comm's message carries. */
export interface CommContent {
  /** JSON. */
  data: unknown;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

/** The same, to send. */
export interface CommOptions {
  /** JSON; an empty object unless told. */
  data?: unknown;
  metadata?: Record<string, unknown>;
  /** Bytes, sent beside the JSON as they are. */
  buffers?: (ArrayBuffer | ArrayBufferView)[];
}

/** An open channel between a cell and a client's own code, such as a widget. */
export interface Comm {
  readonly commId: string;
  readonly targetName: string;
  readonly isClosed: boolean;
  /** @throws Error if it is closed, TypeError if `data` is no JSON */
  send(data: unknown, rest?: Omit<CommOptions, "data">): void;
  /** Says so to the other side; does nothing where it is closed already. */
  close(data?: unknown): void;
  /** Calls `listener` on each message of the other side. @returns what ends that */
  onMsg(listener: (content: CommContent) => unknown): () => void;
  /** Calls `listener` when the other side closes it. @returns what ends that */
  onClose(listener: (content: CommContent) => unknown): () => void;
}

/** Called when a client opens a comm. */
export type CommTarget = (comm: Comm, content: CommContent) => unknown;

export interface Comms {
  /** A client that opens a comm to `name` from now on gets to `handler`. */
  registerTarget(name: string, handler: CommTarget): void;
  unregisterTarget(name: string): void;
  /** Opens a comm to a target that the client knows. */
  open(targetName: string, content?: CommOptions, commId?: string): Comm;
}

/** What the kernel offers to code that runs in a cell, under `globalThis[Symbol.for("tslab.kernel")]`. */
export interface KernelApi {
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Clears the cell's output; with `wait`, when the next one comes. */
  clearOutput(wait?: boolean): void;
  /** Asks the learner for a line of text; see `InputRequests` for how it may fail. */
  input(prompt: string, password: boolean): Promise<string>;
  readonly comms: Comms;
  /** Aborted when the learner stops the running cell. */
  readonly signal: AbortSignal;
}

const key: unique symbol = Symbol.for("tslab.kernel");

/** The running kernel's API; undefined in a program outside a notebook. */
export function kernelApi(): KernelApi | undefined {
  return (globalThis as { [key]?: KernelApi })[key];
}

/** Called once by the kernel, before the first cell. */
export function setKernelApi(api: KernelApi): void {
  Object.defineProperty(globalThis, key, { value: api, configurable: true });
}
