import type { NDArray } from "../ndarray.ts";
import { pythonExponential, pythonFixed } from "../python-repr.ts";
import { dialect } from "./dialects/dialect.ts";
import type { Progress } from "./dialects/types.ts";
import { clock, pace } from "./state.ts";

/** Seconds between two updates of the bar. */
const INTERVAL = 0.05;
/** Seconds between two updates in a notebook, where each is a message to the page. */
const NOTEBOOK_INTERVAL = 0.1;
/** Width of a number with four decimals: no number in a finished line is shorter. */
const NUMBER_WIDTH = 6;

/**
 * The progress of one pass over the data, in the wording of `config.setDialect`. `verbose` 1 draws a bar that overwrites itself,
 * `verbose` 2 one line at the end. Without a clock both print one line at the end, without times; in a notebook a moving bar
 * is shown until that line replaces it.
 *
 * Porting note: Keras 2.4.3 shows means of means; as in Keras 3, the values here are those of the history.
 *
 * @example
 * const progbar = new utils.Progbar(3, 1);
 * for (let step = 1; step <= 3; step++) progbar.update(step, { loss: 1 / step }, step === 3);
 */
export class Progbar {
  private readonly now = clock();
  private readonly pace = this.now === null ? pace() : null;
  private readonly start = this.now?.() ?? 0;
  private firstStepEnd: number | undefined;
  /** In a notebook a pass that ends within the interval shows only its last line. */
  private lastUpdate = this.pace?.() ?? Number.NEGATIVE_INFINITY;
  private width = 0;

  /**
   * @param target number of steps; null: unknown
   * @param verbose 1 for a bar, 2 for one line at the end
   * @param write receives the text; default: standard output
   */
  constructor(
    private target: number | null,
    private readonly verbose: 1 | 2,
    private readonly write: (text: string) => void = (text) => process.stdout.write(text),
  ) {}

  /**
   * Shows the values after `current` steps, unless the bar was just updated.
   *
   * @param values by name, in the order in which they are shown
   * @param last end the line
   */
  update(current: number, values: Readonly<Record<string, number>>, last: boolean): void {
    const now = this.now?.() ?? null;
    const words = dialect();
    const shown = Object.entries(values);
    // A bar has shown the figures of the training before the validation ends and callbacks add theirs.
    const isOfTraining = (name: string) => `val_${name}` in values;
    if (this.verbose === 1) shown.sort(([a], [b]) => Number(isOfTraining(b)) - Number(isOfTraining(a)));
    const progress: Progress = {
      current,
      target: this.target,
      figures: shown.map(([name, value]) => `${name}: ${this.format(value)}`),
      times: now === null ? null : { elapsed: now - this.start, perStep: this.stepSeconds(current, now) },
      last,
    };
    if (this.verbose === 2) {
      if (last) this.write(`${words.progressLine(progress)}\n`);
    } else if (now === null) {
      if (last) this.write(`${this.width > 0 ? "\r" : ""}${words.progress(progress)}\n`);
      else this.move(progress, values);
    } else if (last || now - this.lastUpdate >= INTERVAL) {
      this.overwrite(words.progress(progress), last);
      this.lastUpdate = now;
    }
    if (current === 1) this.firstStepEnd ??= now ?? undefined;
  }

  /**
   * Ends the line.
   *
   * @param steps number of steps, if it was unknown
   */
  finish(steps: number, values: Readonly<Record<string, number>>): void {
    this.target ??= steps;
    this.update(this.target, values, true);
  }

  /**
   * Draws the bar over the previous one. It is never longer than the final line, which therefore overwrites it completely: a
   * saved notebook does not depend on how often the bar was drawn.
   */
  private move(progress: Progress, values: Readonly<Record<string, number>>): void {
    const now = this.pace?.();
    if (now === undefined || now - this.lastUpdate < NOTEBOOK_INTERVAL) return;
    const figures = Object.entries(values).map(([name, value]) => `${name}: ${shortNumber(meanOf(value))}`);
    const line = dialect().progress({ ...progress, figures });
    this.write(`${this.width > 0 ? "\r" : ""}${line}`);
    this.width = line.length;
    this.lastUpdate = now;
  }

  private overwrite(line: string, last: boolean): void {
    const before = this.width;
    this.width = dialect().width(line);
    const blank = " ".repeat(Math.max(0, before - this.width));
    this.write(`${"\b".repeat(before)}\r${line}${blank}${last ? "\n" : ""}`);
  }

  /** Small numbers in scientific notation. As in Keras, the one-line form treats negative numbers as small. */
  private format(figure: number): string {
    const value = meanOf(figure);
    const large = (this.verbose === 1 ? Math.abs(value) : value) > 1e-3;
    return large ? pythonFixed(value, 4) : pythonExponential(value, 4);
  }

  /** The first step takes longer than the others, so it does not count once there are more. */
  private stepSeconds(current: number, now: number): number {
    if (this.firstStepEnd === undefined || current === 1) return (now - this.start) / current;
    return (now - this.firstStepEnd) / (current - 1);
  }
}

/** The figure, or the mean of an array of them, as of a metric with several thresholds. */
function meanOf(figure: number | NDArray): number {
  if (typeof figure === "number") return figure;
  return [...figure.values].reduce((sum, value) => sum + value, 0) / figure.size;
}

/** The number in exactly `NUMBER_WIDTH` characters. */
function shortNumber(value: number): string {
  for (const digits of [4, 3, 2, 1, 0]) {
    const text = value.toFixed(digits);
    if (text.length <= NUMBER_WIDTH) return text.padEnd(NUMBER_WIDTH);
  }
  return value.toExponential(0).padEnd(NUMBER_WIDTH);
}

export { type AudioDatasetOptions, audioDatasetFromDirectory } from "./audio-dataset-utils.ts";
export { Dataset } from "./dataset.ts";
export { FileDataset } from "./dataset-utils.ts";
export { type GetFileOptions, getFile } from "./get-file.ts";
export { type ImageDatasetOptions, imageDatasetFromDirectory } from "./image-dataset-utils.ts";
export { arrayToImg, imgToArray, type LoadImgOptions, loadImg, saveImg } from "./image-utils.ts";
export { isKerasTensor } from "./layers/keras-tensor.ts";
export { FeatureSpace, type FeatureSpaceOptions } from "./layers/preprocessing/feature-space.ts";
export { normalize, type SplitOptions, splitDataset, toCategorical } from "./numerical-utils.ts";
export { PyDataset } from "./py-dataset.ts";
export { type PadOptions, packXYSampleWeight, padSequences, unpackXYSampleWeight } from "./sequence-utils.ts";
export { clearSession, setRandomSeed } from "./state.ts";
export { type TextDatasetOptions, textDatasetFromDirectory } from "./text-dataset-utils.ts";
export { type TimeseriesOptions, timeseriesDatasetFromArray } from "./timeseries.ts";
export * from "./utils-not-ported.ts";
export * from "./utils-removed.ts";
