import type { HistoryRequest } from "./requests";

type Entry = [session: number, line: number, input: string | [input: string, output: null]];

/** The inputs of this session, which clients recall with the arrow keys. */
export class History {
  readonly #inputs: { line: number; input: string }[] = [];

  add(line: number, input: string): void {
    this.#inputs.push({ line, input });
  }

  /** The entries that a `history_request` asks for, oldest first; of this session, which is number 0. */
  find({
    hist_access_type,
    output = false,
    n,
    start = 0,
    stop,
    pattern = "*",
    unique = false,
  }: HistoryRequest): Entry[] {
    let found = this.#inputs;
    if (hist_access_type === "range") {
      found = found.filter(({ line }) => line >= start && line < (stop ?? Number.POSITIVE_INFINITY));
    } else {
      if (hist_access_type === "search") found = found.filter(({ input }) => matches(input, pattern));
      if (unique) found = [...new Map(found.map((entry) => [entry.input, entry])).values()];
      found = n == null ? found : found.slice(-n);
    }
    return found.map(({ line, input }) => [0, line, output ? [input, null] : input]);
  }
}

function matches(input: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(input);
}
