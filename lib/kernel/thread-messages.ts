/**
 * What the two threads of the kernel say to each other: the main thread runs cells, the wire thread owns
 * the sockets. Everything here survives a structured clone.
 */

/** A cell ready to run: JavaScript, and what leads an error back to the TypeScript that was typed. */
export interface Cell {
  /** As errors name it, `Cell [3]`. */
  name: string;
  /** What was typed. */
  source: string;
  /** An async function expression, as `typescript/cell-code.ts` makes it; its first line is not the cell's. */
  code: string;
  /** Source map (JSON) from the lines of `code` to those of `source`. */
  map: string;
}

/** How an error is told: Jupyter's own words. */
export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Text and pictures of one thing by MIME type, as JSON. */
export type BundleJson = string;

export type Outcome =
  | { status: "ok"; result?: BundleJson }
  | ({ status: "error"; kept: boolean } & ErrorContent);

/** A message of a comm, from a client or to it. */
export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  commId: string;
  /** Of `comm_open`. */
  targetName?: string;
  /** JSON, as is `metadata`. */
  data: string;
  metadata: string;
  buffers: Uint8Array[];
}

/** What a client answered to an `input_request`, or why there is no answer. */
export type InputAnswer = { value: string } | { ename: string; evalue: string };

export type ToCells =
  /** Runs are numbered, and so are attempts: an answer counts for its own alone. */
  | { type: "run"; run: number; cell: Cell }
  | { type: "interrupt"; attempt: number }
  | { type: "exit" }
  | { type: "input"; answer: InputAnswer }
  /** `delivery` counts the messages, for the answer that each gets. */
  | { type: "comm"; delivery: number; message: CommMessage };

export type StreamName = "stdout" | "stderr";

/** The reading ends of the pipes at the file descriptors 1 and 2. */
export type Descriptors = Record<StreamName, number>;

export type FromCells = CellMessage & {
  /** What waits in the pipes of `session/descriptors.ts` was printed before this. */
  later?: boolean;
};

type CellMessage =
  | { type: "stream"; name: StreamName; text: string }
  | { type: "display"; bundle: BundleJson; metadata: string; displayId?: string; update: boolean }
  | { type: "clear"; wait: boolean }
  | { type: "comm"; message: CommMessage }
  /** One at a time. */
  | { type: "input"; prompt: string; password: boolean }
  | { type: "done"; run: number; outcome: Outcome }
  /** The answer to `comm`: its handlers have been called. */
  | { type: "delivered"; delivery: number }
  /** The answer to `interrupt`: the main thread is not in a loop. */
  | { type: "interrupted"; attempt: number };
