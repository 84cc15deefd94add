import { pythonExponential, pythonFixed } from "../python-repr.ts";
import { clock, pace } from "./state.ts";

export { clearSession, setRandomSeed } from "./state.ts";

/** Signs between the brackets. */
const WIDTH = 30;
/** Seconds that pass between two updates of the bar. */
const INTERVAL = 0.05;
/** The same in a notebook, where each update is a message to the page. */
const NOTEBOOK_INTERVAL = 0.1;
/** Signs of a figure with four digits after the point: none in a finished line is shorter. */
const FIGURE_WIDTH = 6;

/**
 * The progress of one pass over the data, in Keras 2.4.3's words. `verbose` 1 draws a bar that overwrites itself,
 * `verbose` 2 one line at the end. Without a clock both are one line at the end, without times; in a notebook the bar
 * then still moves until it is replaced by that line.
 *
 * Porting note: Keras 2.4.3 averages figures that are means already once more while it shows them; as in Keras 3,
 * the figures here are those of the history.
 */
export class Progbar {
  private readonly now = clock();
  private readonly pace = this.now === null ? pace() : null;
  private readonly start = this.now?.() ?? 0;
  private firstStepEnd: number | undefined;
  /** In a notebook a pass that is over in no time shows its last line alone. */
  private lastUpdate = this.pace?.() ?? Number.NEGATIVE_INFINITY;
  private width = 0;

  /**
   * @param target steps of the pass
   * @param write where the text goes
   */
  constructor(
    private readonly target: number,
    private readonly verbose: 1 | 2,
    private readonly write: (text: string) => void = (text) => process.stdout.write(text),
  ) {}

  /** Shows the figures after `current` steps, if it is time to; the last update ends the line. */
  update(current: number, figures: Readonly<Record<string, number>>, last: boolean): void {
    const now = this.now?.() ?? null;
    const shown = Object.entries(figures)
      .map(([name, value]) => ` - ${name}: ${this.figure(value)}`)
      .join("");
    if (this.verbose === 2) {
      if (last) this.write(`${this.count(current)}${this.elapsed(now)}${shown}\n`);
    } else if (now === null) {
      if (last)
        this.write(`${this.width > 0 ? "\r" : ""}${this.count(current)} ${this.bar(current)}${shown}\n`);
      else this.move(current, figures);
    } else if (last || now - this.lastUpdate >= INTERVAL) {
      const times = last
        ? `${this.elapsed(now)} ${this.perStep(current, now)}`
        : this.remaining(current, now);
      this.overwrite(`${this.count(current)} ${this.bar(current)}${times}${shown}`, last);
      if (current === 1) this.firstStepEnd = now;
      this.lastUpdate = now;
    }
  }

  /**
   * Draws the bar over the one before. It is never longer than the line that ends the pass, which so leaves nothing of
   * it: what a notebook keeps does not depend on how often the bar was drawn.
   */
  private move(current: number, figures: Readonly<Record<string, number>>): void {
    const now = this.pace?.();
    if (now === undefined || now - this.lastUpdate < NOTEBOOK_INTERVAL) return;
    const shown = Object.entries(figures).map(([name, value]) => ` - ${name}: ${shortFigure(value)}`);
    const line = `${this.count(current)} ${this.bar(current)}${shown.join("")}`;
    this.write(`${this.width > 0 ? "\r" : ""}${line}`);
    this.width = line.length;
    this.lastUpdate = now;
  }

  private overwrite(line: string, last: boolean): void {
    const before = this.width;
    this.width = line.length;
    this.write(`${"\b".repeat(before)}\r${line.padEnd(before)}${last ? "\n" : ""}`);
  }

  private count(current: number): string {
    return `${String(current).padStart(String(this.target).length)}/${this.target}`;
  }

  private bar(current: number): string {
    const done = Math.floor((WIDTH * current) / this.target);
    const head = done === 0 ? "" : "=".repeat(done - 1) + (current < this.target ? ">" : "=");
    return `[${head}${".".repeat(WIDTH - done)}]`;
  }

  /** Small figures in powers of ten; the one-line form takes negative ones for small, as Keras does. */
  private figure(value: number): string {
    const large = (this.verbose === 1 ? Math.abs(value) : value) > 1e-3;
    return large ? pythonFixed(value, 4) : pythonExponential(value, 4);
  }

  private elapsed(now: number | null): string {
    return now === null ? "" : ` - ${pythonFixed(now - this.start, 0)}s`;
  }

  private perStep(current: number, now: number): string {
    const seconds = this.stepSeconds(current, now);
    if (seconds >= 1 || seconds === 0) return `${pythonFixed(seconds, 0)}s/step`;
    if (seconds >= 1e-3) return `${pythonFixed(seconds * 1e3, 0)}ms/step`;
    return `${pythonFixed(seconds * 1e6, 0)}us/step`;
  }

  private remaining(current: number, now: number): string {
    const seconds = Math.floor(this.stepSeconds(current, now) * (this.target - current));
    const two = (value: number) => String(value).padStart(2, "0");
    const minutes = Math.floor(seconds / 60);
    if (seconds > 3600) {
      return ` - ETA: ${Math.floor(seconds / 3600)}:${two(minutes % 60)}:${two(seconds % 60)}`;
    }
    return seconds > 60 ? ` - ETA: ${minutes}:${two(seconds % 60)}` : ` - ETA: ${seconds}s`;
  }

  /** The first step takes longer than the others, so it counts only while it is the only one. */
  private stepSeconds(current: number, now: number): number {
    if (this.firstStepEnd === undefined || current === 1) return (now - this.start) / current;
    return (now - this.firstStepEnd) / (current - 1);
  }
}

/** A figure in exactly `FIGURE_WIDTH` signs. */
function shortFigure(value: number): string {
  for (const digits of [4, 3, 2, 1, 0]) {
    const text = value.toFixed(digits);
    if (text.length <= FIGURE_WIDTH) return text.padEnd(FIGURE_WIDTH);
  }
  return value.toExponential(0).padEnd(FIGURE_WIDTH);
}
