import { randomUUID } from "node:crypto";
import type { StreamName } from "../thread-messages.ts";

/** Texts of this length are sent immediately, unless the output is long already. */
const largestBatch = 64 * 1024;

/** How long a text waits for more, in milliseconds. */
const joinMs = 25;

/** Minimum time between two messages, in milliseconds. Grows with the output, which JupyterLab renders anew as a whole. */
const intervalMs = 100;
const intervalMsPerCharacter = 1e-3;

/** The beginning of a cell's output that is shown, in characters. */
export const headLength = 1.25 * 1024 * 1024;

/** The end of a cell's output that is shown when it is longer, in characters. */
export const tailLength = 8 * 1024;

/** Characters of the last line that are shown while a cell prints. */
const longestLine = 200;

type Publish = (type: "stream" | "display_data" | "update_display_data", content: object) => void;

/**
 * Joins the output of a cell into few `stream` messages: clients cannot keep up with one message per line. A long output is
 * shortened to its beginning and its end, with a line between about the rest: a page with all of it would not react any more.
 * The result depends on the text alone, not on when it came.
 */
export class CellStreams {
  #name: StreamName = "stdout";
  #texts: string[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushedAt = Number.NEGATIVE_INFINITY;
  /** Characters and lines that were shown or held back. */
  #shown = 0;
  #lines = 0;
  #held: HeldText | undefined;
  #isClosed = false;

  constructor(private readonly publish: Publish) {}

  write(name: StreamName, text: string): void {
    const fits = this.#held === undefined ? wholeCharacters(text, headLength - this.#shown) : 0;
    if (fits > 0) this.#add(name, text.slice(0, fits));
    if (text.length <= fits) return;
    if (this.#held === undefined) {
      this.flush();
      this.#held = new HeldText(this.#lines);
    }
    this.#held.add(name, text.slice(fits));
    this.#flushSoon();
  }

  /** Publishes what has waited, before an output that does not come from this cell's streams. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushedAt = performance.now();
    if (this.#held?.isTooLong) this.#publishHeld(this.#held, this.#held.progress());
    if (this.#length === 0) return;
    const text = this.#texts.join("");
    this.#texts = [];
    this.#length = 0;
    this.publish("stream", { name: this.#name, text });
  }

  /** Publishes everything, also the end of what was held back: the cell is over, or shows something below it. */
  end(): void {
    const held = this.#held;
    this.#held = undefined;
    this.flush();
    if (held === undefined) return;
    const { tail, summary } = held.end();
    if (held.isTooLong) this.#publishHeld(held, summary);
    for (const { name, text } of tail) this.publish("stream", { name, text });
    this.#lines = held.lines;
  }

  /** Like `end`, when the cell has ended. From then on, late output is published to its end each time. */
  close(): void {
    this.#isClosed = true;
    this.end();
  }

  /** Forgets everything, since the output was cleared. */
  clear(): void {
    this.end();
    this.#shown = 0;
    this.#lines = 0;
  }

  #add(name: StreamName, text: string): void {
    if (name !== this.#name) this.flush();
    this.#name = name;
    this.#texts.push(text);
    this.#length += text.length;
    this.#shown += text.length;
    this.#lines += countLines(text);
    if (this.#length >= Math.max(largestBatch, this.#shown / 4)) this.flush();
    else this.#flushSoon();
  }

  #flushSoon(): void {
    if (this.#timer !== undefined) return;
    const interval = Math.max(intervalMs, this.#shown * intervalMsPerCharacter);
    const wait = Math.max(joinMs, this.#flushedAt + interval - performance.now());
    this.#timer = setTimeout(() => (this.#isClosed ? this.end() : this.flush()), wait);
  }

  #publishHeld(held: HeldText, text: string): void {
    const { displayId, isPublished } = held;
    held.isPublished = true;
    const content = { data: { "text/plain": text }, metadata: {}, transient: { display_id: displayId } };
    this.publish(isPublished ? "update_display_data" : "display_data", content);
  }
}

interface Part {
  name: StreamName;
  text: string;
}

/** Text of a cell that is held back. Only its end will be shown. */
class HeldText {
  readonly displayId = randomUUID();
  isPublished = false;
  /** Lines of the cell up to its end. */
  lines: number;
  /** The end of the text: more than is shown. */
  readonly #parts: Part[] = [];
  #length = 0;
  #dropped = 0;

  constructor(private readonly linesBefore: number) {
    this.lines = linesBefore;
  }

  /** True if a part of it is left out. */
  get isTooLong(): boolean {
    return this.#dropped + this.#length > tailLength;
  }

  add(name: StreamName, text: string): void {
    this.lines += countLines(text);
    this.#parts.push({ name, text });
    this.#length += text.length;
    while (this.#length - this.#parts[0].text.length > tailLength) {
      const { length } = this.#parts.shift()!.text;
      this.#length -= length;
      this.#dropped += length;
    }
  }

  /** Shown while the cell runs, with the last line so far. */
  progress(): string {
    const lines = this.#parts
      .slice(-2)
      .map(({ text }) => text)
      .join("")
      .trimEnd()
      .split("\n");
    return `${leftOut(this.linesBefore, this.lines, this.#dropped + this.#length)} so far. The last one:\n${lastOf(lines.at(-1) ?? "")}`;
  }

  /** The parts of the end, from the beginning of a line if there is one, and a line about those before. */
  end(): { tail: Part[]; summary: string } {
    const text = this.#parts.map((part) => part.text).join("");
    let skipped = wholeCharacters(text, Math.max(0, text.length - tailLength));
    const next = skipped === 0 ? 0 : text.indexOf("\n", skipped - 1) + 1;
    if (next > 0 && next < text.length) skipped = next;
    const tail: Part[] = [];
    for (const { name, text } of this.#parts) {
      const rest = text.slice(Math.max(0, skipped));
      skipped -= text.length;
      if (rest !== "") tail.push({ name, text: rest });
    }
    const shown = tail.reduce((sum, part) => sum + part.text.length, 0);
    const lines = this.lines - tail.reduce((sum, part) => sum + countLines(part.text), 0);
    const summary = `${leftOut(this.linesBefore, lines, this.#dropped + this.#length - shown)}.`;
    return { tail: joined(tail), summary };
  }
}

/** The largest index up to `index` that does not split a character of two code units. */
function wholeCharacters(text: string, index: number): number {
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(Math.max(0, index - 1), index + 1))
    ? index - 1
    : index;
}

/** The end of a long line. */
function lastOf(line: string): string {
  return line.length > longestLine
    ? `…${line.slice(wholeCharacters(line, line.length - longestLine))}`
    : line;
}

function leftOut(linesBefore: number, lastLine: number, characters: number): string {
  const [first, last, many] = [linesBefore + 1, Math.max(lastLine, linesBefore + 1), characters].map(
    (number) => number.toLocaleString("en-US"),
  );
  return `… lines ${first} to ${last} of this output are left out (${many} characters)`;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

/** Parts in a row of the same stream as one. */
function joined(parts: Part[]): Part[] {
  const result: Part[] = [];
  for (const { name, text } of parts) {
    const last = result.at(-1);
    if (last?.name === name) last.text += text;
    else result.push({ name, text });
  }
  return result;
}
