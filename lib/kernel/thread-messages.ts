/**
 * The messages between the two threads of the kernel: the main thread runs cells, the wire thread owns the sockets. Everything
 * here can be structured-cloned.
 */

/** A cell compiled to JavaScript, with what is needed to map errors back to its TypeScript. */
export interface Cell {
  /** Id of the `execute_request` that its output belongs to, which Jupyter calls its parent. */
  parentId: string | undefined;
  /** The name in errors, such as `Cell [3]`. */
  name: string;
  /** Missing for a silent request and a user expression. */
  executionCount?: number;
  /** The TypeScript. */
  source: string;
  /** An async function expression from `typescript/cell-code.ts`. Its first line is not the cell's. */
  code: string;
  /** Source map (JSON) from `code` to `source`. */
  map: string;
}

/** The content of Jupyter's `error` message. */
export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** A MIME bundle as JSON. */
export type BundleJson = string;

export type Outcome =
  | { status: "ok"; result?: BundleJson }
  /** `kept`: whether the cell's declarations hold although it failed. */
  | ({ status: "error"; kept: boolean } & ErrorContent);

/** A message of a comm, from or to a client. */
export interface CommMessage {
  type: "comm_open" | "comm_msg" | "comm_close";
  commId: string;
  /** Only for `comm_open`. */
  targetName?: string;
  /** JSON, as is `metadata`. */
  data: string;
  metadata: string;
  buffers: Uint8Array[];
}

/** A client's answer to an `input_request`, or why there is none. */
export type InputAnswer = { value: string } | { ename: string; evalue: string };

/** The answer to a question of a cell that is interrupted. */
export const stoppedInput: InputAnswer = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was stopped while it waited for input",
};

export type ToCells =
  /** Runs and attempts are numbered, so that late answers to earlier ones are ignored. */
  | { type: "run"; run: number; cell: Cell }
  | { type: "interrupt"; attempt: number }
  | { type: "exit"; code: number }
  | { type: "input"; answer: InputAnswer }
  /** `delivery` numbers the messages, for the answer to each. */
  | { type: "comm"; delivery: number; message: CommMessage };

export type StreamName = "stdout" | "stderr";

/** The reading ends of two pipes, such as those at the file descriptors 1 and 2. */
export type Descriptors = Record<StreamName, number>;

export type FromCells = CellMessage & {
  /** True if output waiting in the pipes of `session/descriptors.ts` was printed before this message. */
  drainPipesFirst?: boolean;
  /** The `parentId` of the cell whose code sent it, however late; `undefined` if unknown. */
  parentId?: string;
};

type CellMessage =
  | { type: "stream"; name: StreamName; text: string }
  | { type: "display"; bundle: BundleJson; metadata: string; displayId?: string; update: boolean }
  | { type: "clear"; wait: boolean }
  | { type: "comm"; message: CommMessage }
  /** A child process prints into these. */
  | { type: "pipes"; descriptors: Descriptors }
  /** One at a time. `blocks`: the main thread waits for the answer, and receives no messages. */
  | { type: "input"; prompt: string; password: boolean; blocks: boolean }
  | { type: "done"; run: number; outcome: Outcome }
  /** Answers `comm`: its handlers have been called. */
  | { type: "delivered"; delivery: number }
  /** Answers `interrupt`: the main thread is not in a loop. */
  | { type: "interrupted"; attempt: number };
