/** The contents of clients' messages, as far as this kernel reads them. */

export interface ExecuteRequest {
  code: string;
  /** Publishes no output, and does not increase the execution count. */
  silent?: boolean;
  store_history?: boolean;
  /** Abort the requests that wait in the queue if this one fails. */
  stop_on_error?: boolean;
  /** Expressions to evaluate. The reply has their values under the same names. */
  user_expressions?: Record<string, string>;
  /** True if the client can ask its user for input. Default: `true`. */
  allow_stdin?: boolean;
}

/** `comm_open`, `comm_msg` and `comm_close`. */
export interface CommRequest {
  comm_id: string;
  target_name?: string;
  data?: unknown;
}

export interface InputReply {
  value?: string;
  status?: "ok" | "error" | "abort";
}

/** `complete_request` and `inspect_request`. */
export interface CursorRequest {
  code: string;
  /** In characters, whereas JavaScript counts UTF-16 units. */
  cursor_pos: number;
}

export interface HistoryRequest {
  hist_access_type: "tail" | "range" | "search";
  /** Return pairs of input and output. */
  output?: boolean;
  /** `range`: 0 is the current session, -1 the one before. */
  session?: number;
  /** `tail`, `search`: return the last `n` entries. */
  n?: number | null;
  /** `range`: the first line, and the one after the last. */
  start?: number;
  stop?: number | null;
  /** `search`: a glob pattern. */
  pattern?: string;
  /** `search`: return each input once. */
  unique?: boolean;
}
