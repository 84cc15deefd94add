import type { HistoryRequest } from "./requests.ts";

type Entry = [session: number, line: number, input: string | [input: string, output: string | null]];

interface Remembered {
  line: number;
  input: string;
  output: string | null;
}

/** The inputs of this session, for clients that recall them with the arrow keys. */
export class History {
  readonly #remembered: Remembered[] = [];

  add(line: number, input: string): void {
    this.#remembered.push({ line, input, output: null });
  }

  /** Adds the output of the latest input. */
  addOutput(output: string): void {
    const latest = this.#remembered.at(-1);
    if (latest !== undefined) latest.output = output;
  }

  /**
   * The entries that a `history_request` asks for, oldest first. All belong to the current session, number 0.
   *
   * @throws RangeError if `hist_access_type` is unknown
   */
  find({
    hist_access_type,
    output = false,
    session = 0,
    n,
    start = 0,
    stop,
    pattern = "*",
    unique = false,
  }: HistoryRequest): Entry[] {
    if (!["tail", "range", "search"].includes(hist_access_type)) {
      throw new RangeError(
        `Expected \`hist_access_type\` to be "tail", "range" or "search", received ${JSON.stringify(hist_access_type)}.`,
      );
    }
    let found = this.#remembered;
    if (hist_access_type === "range") {
      found = session === 0 ? this.#range(start, stop ?? undefined) : [];
    } else {
      if (hist_access_type === "search") found = found.filter(({ input }) => matches(input, pattern));
      if (unique) found = latestOfEach(found);
      if (n != null) found = n > 0 ? found.slice(-n) : [];
    }
    return found.map((entry) => [0, entry.line, output ? [entry.input, entry.output] : entry.input]);
  }

  /** Negative numbers count from the next line, as in IPython. */
  #range(start: number, stop: number | undefined): Remembered[] {
    const end = (this.#remembered.at(-1)?.line ?? 0) + 1;
    const from = start < 0 ? end + start : start;
    const to = stop === undefined ? end : stop < 0 ? end + stop : stop;
    return this.#remembered.filter(({ line }) => line >= from && line < to);
  }
}

function latestOfEach(entries: Remembered[]): Remembered[] {
  const latest = new Map(entries.map((entry) => [entry.input, entry]));
  return entries.filter((entry) => latest.get(entry.input) === entry);
}

/** Matches SQLite's GLOB patterns, as IPython does: `*`, `?`, `[abc]` and `[^a-c]`. */
function matches(input: string, pattern: string): boolean {
  const parts = pattern.replace(/\[\^?\]?[^\]]*\]|[\s\S]/g, (part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    if (part.length === 1) return part.replace(/[.+^${}()|[\]\\/]/, "\\$&");
    const [, not, set] = /^\[(\^?)([\s\S]*)\]$/.exec(part)!;
    return `[${not}${set.replace(/[\\\][^]/g, "\\$&")}]`;
  });
  return new RegExp(`^${parts}$`, "su").test(input);
}
