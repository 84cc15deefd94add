/** What clients ask, in Jupyter's own words: the parts that this kernel reads. */

export interface ExecuteRequest {
  code: string;
  /** No output, no history, no count. */
  silent?: boolean;
  store_history?: boolean;
  /** Do not run what was sent along if this fails. */
  stop_on_error?: boolean;
  /** Expressions whose values, by the same names, go with the reply. */
  user_expressions?: Record<string, string>;
  /** Whether the client can ask the learner for input; unless told, it can. */
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
  /** Counted in characters, where JavaScript counts UTF-16 units. */
  cursor_pos: number;
}

export interface HistoryRequest {
  hist_access_type: "tail" | "range" | "search";
  /** Pairs of input and output instead of inputs. */
  output?: boolean;
  /** `range`: 0 is this session; none is remembered before it. */
  session?: number;
  /** `tail`, `search`: so many of the latest. */
  n?: number | null;
  /** `range`: the first line, and the line after the last. */
  start?: number;
  stop?: number | null;
  /** `search`: with `*` and `?`. */
  pattern?: string;
  /** `search`: each input once. */
  unique?: boolean;
}
