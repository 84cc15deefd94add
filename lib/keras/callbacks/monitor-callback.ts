import { ValueError } from "../../errors.ts";
import { Callback, type Logs } from "./callback.ts";

export interface MonitorOptions {
  /** Name of the value to watch, default `"val_loss"`. */
  monitor?: string;
  /** Smallest change that counts as an improvement. */
  minDelta?: number;
  /** Whether a smaller (`"min"`) or larger (`"max"`) value is better; default `"auto"`: decided by the metric. */
  mode?: "auto" | "min" | "max";
}

/** A callback that watches whether a value improves. */
export abstract class MonitorCallback extends Callback {
  readonly monitor: string;
  /** The best value so far; NaN before the first. */
  best = Number.NaN;
  private readonly mode: "auto" | "min" | "max";
  private readonly minDelta: number;
  private sign: 1 | -1 = 1;

  /** @throws ValueError for an unknown mode or an infinite `minDelta` */
  constructor({ monitor = "val_loss", mode = "auto", minDelta = 0 }: MonitorOptions) {
    super();
    if (!["auto", "min", "max"].includes(mode)) {
      throw new ValueError(`Expected \`mode\` to be "auto", "min" or "max". Received: mode=${mode}`);
    }
    if (!Number.isFinite(minDelta)) {
      throw new ValueError(`Expected \`minDelta\` to be a finite number. Received: minDelta=${minDelta}`);
    }
    this.monitor = monitor;
    this.mode = mode;
    this.minDelta = Math.abs(minDelta);
  }

  override onTrainBegin(): void {
    this.sign = this.direction();
    this.best = Number.NaN;
  }

  /** The watched value; undefined, after a warning, if the logs have none. */
  protected current(logs: Logs, action: string): number | undefined {
    const current = logs[this.monitor];
    if (current !== undefined) return current;
    console.warn(
      `${action} conditioned on metric \`${this.monitor}\` which is not available. ` +
        `Available metrics are: ${Object.keys(logs).join(",")}`,
    );
    return undefined;
  }

  /** Whether `value` is better than `reference`; the first value always is. */
  protected isBetter(value: number, reference = this.best): boolean {
    return Number.isNaN(reference) || this.sign * (reference - value) > this.minDelta;
  }

  /** 1 when smaller is better, -1 when larger is. */
  private direction(): 1 | -1 {
    if (this.mode !== "auto") return this.mode === "min" ? 1 : -1;
    const name = this.monitor.replace(/^val_/, "");
    if (name === "loss") return 1;
    const metric = this.model.metrics.find((candidate) => candidate.name === name);
    if (metric !== undefined && metric.direction !== null) return metric.direction === "down" ? 1 : -1;
    const own = this.constructor.name;
    throw new ValueError(
      `${own} callback received \`monitor=${this.monitor}\`, but Keras isn't able to automatically determine ` +
        "whether that metric should be maximized or minimized. Pass `mode: 'max'` in order to monitor based on the " +
        "highest metric value, or pass `mode: 'min'` in order to use the lowest value.",
    );
  }
}

/** @throws ValueError unless `value` is an integer from 0 */
export function countFrom0(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new ValueError(`Expected \`${name}\` to be an integer from 0. Received: ${name}=${value}`);
}
