import pc from "picocolors";
import type { Progress } from "./execute.ts";

const BAR = 20;
const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";

interface Row {
  cells: number;
  /** Cells that have ended. */
  done: number;
  state: "waiting" | "running" | "ended" | "failed";
  started: number;
  seconds: number;
}

/**
 * Shows the progress of the notebooks: on a terminal a line for each, redrawn in place; elsewhere a line for each that has
 * ended.
 */
export class ProgressDisplay {
  readonly #rows = new Map<string, Row>();
  readonly #inPlace: boolean;
  #drawn = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    names: readonly string[],
    private readonly out: NodeJS.WriteStream = process.stdout,
  ) {
    for (const name of names) {
      this.#rows.set(name, { cells: 0, done: 0, state: "waiting", started: 0, seconds: 0 });
    }
    this.#inPlace = out.isTTY === true && process.env.TERM !== "dumb";
    if (!this.#inPlace) return;
    out.write(HIDE_CURSOR);
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), 100);
  }

  handle(progress: Progress): void {
    const row = this.#rows.get(progress.name)!;
    if (progress.event === "cell" && progress.index >= row.cells) return; // the probe, which is only in the copy
    const now = Date.now();
    if (progress.event === "start") {
      Object.assign(row, { cells: progress.cells, state: "running", started: now });
    } else {
      row.seconds = row.started === 0 ? 0 : (now - row.started) / 1000;
    }
    if (progress.event === "cell" && progress.done) row.done = progress.index + 1;
    if (progress.event === "end") row.state = "ended";
    if (progress.event === "failed") row.state = "failed";
    if (!this.#inPlace) this.#say(progress, row);
  }

  /** Draws the final state and restores the cursor. */
  close(): void {
    if (!this.#inPlace) return;
    clearInterval(this.#timer);
    this.#draw();
    this.out.write(SHOW_CURSOR);
  }

  #say(progress: Progress, row: Row): void {
    const time = `${row.seconds.toFixed(1)} s`;
    if (progress.event === "end") this.out.write(`${progress.name}  ${row.cells} cells  ${time}\n`);
    if (progress.event === "failed")
      this.out.write(`${progress.name}  stopped after ${row.done} of ${row.cells} cells  ${time}\n`);
  }

  #draw(): void {
    const width = Math.max(...[...this.#rows.keys()].map((name) => name.length));
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A` : "";
    const lines = [...this.#rows].map(([name, row]) => `\x1b[2K${line(name.padEnd(width), row)}\n`);
    this.out.write(up + lines.join(""));
    this.#drawn = lines.length;
  }
}

/** At most 75 columns for the day's names, so that it fits into one line of any terminal. */
function line(name: string, { cells, done, state, started, seconds }: Row): string {
  if (state === "waiting") return `${pc.dim("·")} ${pc.dim(name)}`;
  const filled = cells === 0 ? BAR : Math.round((BAR * done) / cells);
  const bar = "█".repeat(filled) + pc.dim("░".repeat(BAR - filled));
  const elapsed = state === "running" ? (Date.now() - started) / 1000 : seconds;
  const marks = { running: pc.cyan("▸"), ended: pc.green("✓"), failed: pc.red("✗") };
  return `${marks[state]} ${name}  ${bar}  ${done}/${cells} cells  ${elapsed.toFixed(1)} s`;
}
