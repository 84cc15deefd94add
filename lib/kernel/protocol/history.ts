import type { HistoryRequest } from "./requests.ts";

/** A cell that has run. */
export type HistoryLine = [line: number, input: string];

/** Keeps the cells of this session for later ones. */
interface Store {
  add(line: number, input: string): void;
  /** The cells of the other sessions, the newest session first. */
  earlier(): Iterable<HistoryLine[]>;
}

type Entry = [session: number, line: number, input: string | [input: string, output: string | null]];

interface Remembered {
  /** 0 is this session, -1 the one before. */
  session: number;
  line: number;
  input: string;
  output: string | null;
}

/** The inputs of this session and of earlier ones, for clients that recall them with the arrow keys. */
export class History {
  readonly #remembered: Remembered[] = [];

  /** Without `files` there is only this session. */
  constructor(private readonly files: Store | undefined) {}

  add(line: number, input: string): void {
    this.#remembered.push({ session: 0, line, input, output: null });
    this.files?.add(line, input);
  }

  /** Adds the output of the latest input. */
  addOutput(output: string): void {
    const latest = this.#remembered.at(-1);
    if (latest !== undefined) latest.output = output;
  }

  /**
   * The entries that a `history_request` asks for, oldest first. The current session has the number 0, those before it have
   * -1, -2 and so on, as clients ask for them. The outputs of earlier sessions are not stored.
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
    let found: Remembered[];
    if (hist_access_type === "range") {
      const entries = session === 0 ? this.#remembered : [...this.#earlier(-session)];
      found = range(
        entries.filter((entry) => entry.session === session),
        start,
        stop ?? undefined,
      );
    } else {
      const isTail = hist_access_type === "tail" && n != null && n <= this.#remembered.length;
      found = isTail ? this.#remembered : [...this.#earlier(), ...this.#remembered];
      if (hist_access_type === "search") found = found.filter(({ input }) => matches(input, pattern));
      if (unique) found = latestOfEach(found);
      if (n != null) found = n > 0 ? found.slice(-n) : [];
    }
    return found.map((entry) => [
      entry.session,
      entry.line,
      output ? [entry.input, entry.output] : entry.input,
    ]);
  }

  /** The entries of the last `sessions` sessions before this one, oldest first. */
  #earlier(sessions = Number.POSITIVE_INFINITY): Remembered[] {
    const found: Remembered[][] = [];
    for (const lines of this.files?.earlier() ?? []) {
      if (found.length >= sessions) break;
      const session = -1 - found.length;
      found.push(lines.map(([line, input]) => ({ session, line, input, output: null })));
    }
    return found.reverse().flat();
  }
}

/** Negative numbers count from the next line, as in IPython. */
function range(entries: Remembered[], start: number, stop: number | undefined): Remembered[] {
  const end = (entries.at(-1)?.line ?? 0) + 1;
  const from = start < 0 ? end + start : start;
  const to = stop === undefined ? end : stop < 0 ? end + stop : stop;
  return entries.filter(({ line }) => line >= from && line < to);
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
  try {
    return new RegExp(`^${parts}$`, "su").test(input);
  } catch {
    return false; // such as `[z-a]`
  }
}
