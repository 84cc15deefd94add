import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { HistoryLine } from "../protocol/history.ts";

/** The newest sessions that are kept, and the bytes of all of them. */
const mostSessions = 200;
const mostBytes = 8 * 1024 * 1024;
/** Longer cells hold data rather than code. */
const longestInput = 64 * 1024;

/**
 * The cells of all sessions, for clients that recall them after a restart. Each session writes a file of its own, a line of JSON
 * for each cell, so that several kernels share the folder. Where it cannot be written to, there is no history.
 */
export class HistoryFiles {
  /** Sorted by name, the files are in the order in which their sessions began. */
  readonly #own = `${Date.now()}-${process.pid}.jsonl`;
  #canWrite = true;
  #bytes = 0;

  constructor(private readonly folder: string) {}

  add(line: number, input: string): void {
    const text = `${JSON.stringify([line, input] satisfies HistoryLine)}\n`;
    if (!this.#canWrite || text.length > longestInput || this.#bytes + text.length > mostBytes / 4) return;
    try {
      if (this.#bytes === 0) {
        if (!existsSync(this.folder)) mkdirSync(this.folder, { mode: 0o700 });
        this.#removeOld();
      }
      appendFileSync(join(this.folder, this.#own), text, { mode: 0o600 });
      this.#bytes += text.length;
    } catch {
      this.#canWrite = false;
    }
  }

  /** The cells of the other sessions, the newest session first. */
  *earlier(): Iterable<HistoryLine[]> {
    for (const name of this.#names().reverse()) if (name !== this.#own) yield this.#read(name);
  }

  #read(name: string): HistoryLine[] {
    let text = "";
    try {
      text = readFileSync(join(this.folder, name), "utf8");
    } catch {
      // Another kernel has removed it meanwhile.
    }
    return text.split("\n").flatMap((line) => {
      try {
        const read = JSON.parse(line);
        return typeof read[0] === "number" && typeof read[1] === "string" ? [read as HistoryLine] : [];
      } catch {
        // The end of the file, or a line that was not written completely.
        return [];
      }
    });
  }

  #names(): string[] {
    try {
      return readdirSync(this.folder)
        .filter((name) => /^\d+-\d+\.jsonl$/.test(name))
        .sort();
    } catch {
      return [];
    }
  }

  #removeOld(): void {
    let [sessions, bytes] = [0, 0];
    for (const name of this.#names().reverse()) {
      const file = join(this.folder, name);
      bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (++sessions >= mostSessions || bytes > mostBytes) rmSync(file, { force: true });
    }
  }
}
