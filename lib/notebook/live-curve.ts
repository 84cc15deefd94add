import { randomUUID } from "node:crypto";
import { callbacks, config, type Logs } from "../keras/index.ts";
import { kernelApi } from "../kernel-api.ts";
import { curveFigure } from "./curve-figure.ts";
import { type Curve, curveSvg } from "./curve-svg.ts";

/** Options of `LiveCurve` and `liveCurves`. */
export interface LiveCurveOptions {
  /** The metrics to draw, one panel each. Default, and if the model has none of them: the loss and the first metric. */
  metrics?: readonly string[];
}

/**
 * Adds a `LiveCurve` to every training from now on that prints its progress (`verbose` 1 or 2). Call it once, in the first
 * cell. A `fit` that is given its own `LiveCurve` uses only that one.
 *
 * @param options which metrics to draw; `false` switches live curves off
 * @example
 * liveCurves({ metrics: ["loss"] });
 * liveCurves(false);
 *
 * Modelled on `mlflow.keras.autolog()`.
 */
export function liveCurves(options: LiveCurveOptions | false = {}): void {
  config.setFitCallbacks(
    options === false
      ? undefined
      : ({ verbose, callbacks: own }) => {
          // By name, since the kernel may have reloaded this module with a new class.
          const hasOne = own.some((callback) => callback?.constructor.name === LiveCurve.name);
          return verbose === 0 || hasOne ? [] : [new LiveCurve(options)];
        },
  );
}

/** Minimum time between two updates. */
const INTERVAL_MS = 100;

/**
 * A callback that draws loss and metrics while `fit` runs, with a dashed line for validation data. It is displayed above
 * the output of `fit`, updated at most ten times a second, and the notebook stores only its final state. Outside a
 * notebook it draws nothing.
 *
 * @example
 * import { Dense, Sequential } from "../lib/keras";
 *
 * const model = new Sequential([new Dense(1, { inputShape: [1] })]);
 * model.compile({ optimizer: "sgd", loss: "mse" });
 * await model.fit([[1], [2]], [[2], [4]], { epochs: 5, verbose: 0, callbacks: new LiveCurve() });
 */
export class LiveCurve extends callbacks.Callback {
  private displayId = randomUUID();
  private shown = false;
  private drawnAt = 0;
  /** Draws the latest epochs if no further epoch does, since a failed training does not call `onTrainEnd`. */
  private timer: NodeJS.Timeout | undefined;
  /** Aborted when the cell is interrupted. */
  private signal: AbortSignal | undefined;
  private firstEpoch: number | undefined;
  /** Number of the last finished epoch, counted from 1. */
  private epoch = 0;
  private readonly values = new Map<string, number[]>();

  /** @param options which metrics to draw */
  constructor(private readonly options: LiveCurveOptions = {}) {
    super();
  }

  override onTrainBegin(): void {
    // A second training has a display of its own, in the cell that runs then.
    this.displayId = randomUUID();
    this.shown = false;
    this.epoch = 0;
    this.values.clear();
    this.firstEpoch = undefined;
    this.signal = kernelApi()?.signal;
    this.signal?.addEventListener("abort", this.drawPending);
    this.draw();
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.firstEpoch ??= epoch + 1;
    this.epoch = epoch + 1;
    for (const [name, value] of Object.entries(logs)) {
      const values = this.values.get(name) ?? [];
      // Validation may run only every few epochs; the line connects the epochs that have values.
      while (values.length < epoch + 1 - this.firstEpoch) values.push(Number.NaN);
      values.push(value);
      this.values.set(name, values);
    }
    if (performance.now() - this.drawnAt >= INTERVAL_MS) this.draw();
    else this.timer ??= setTimeout(() => this.draw(), INTERVAL_MS).unref();
  }

  override onTrainEnd(): void {
    this.signal?.removeEventListener("abort", this.drawPending);
    this.draw({ isLast: true });
  }

  private readonly drawPending = (): void => {
    if (this.timer !== undefined) this.draw();
  };

  /** @param isLast adds the interactive figure, which JupyterLab would not update */
  private draw({ isLast = false } = {}): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const api = kernelApi();
    if (api === undefined) return;
    const curves = this.curves();
    const text = this.text(curves);
    const epochs = { first: this.firstEpoch ?? 1, last: Math.max(this.params.epochs, this.epoch) };
    const bundle = {
      ...(isLast && { "application/vnd.plotly.v1+json": curveFigure(curves, epochs) }),
      "image/svg+xml": curveSvg(curves, epochs, text),
      "text/plain": text,
    };
    api.display(bundle, { displayId: this.displayId, update: this.shown });
    this.shown = true;
    this.drawnAt = performance.now();
  }

  private curves(): Curve[] {
    const names = [...this.values.keys()].filter((name) => !name.startsWith("val_"));
    const { metrics = [] } = this.options;
    // `liveCurves` may name metrics that this model does not have.
    const known = names.length === 0 ? metrics : metrics.filter((name) => this.values.has(name));
    const usual = names.length > 0 ? names.slice(0, 2) : ["loss"];
    const drawn = known.length > 0 ? known : usual;
    return drawn.map((name) => ({
      name,
      values: this.values.get(name) ?? [],
      validation: this.values.get(`val_${name}`),
    }));
  }

  private text(curves: readonly Curve[]): string {
    if (this.firstEpoch === undefined) return "training has begun";
    const latest = curves.flatMap(({ name, values, validation }) => [
      `${name} ${values.at(-1)?.toFixed(4)}`,
      ...(validation ? [`val_${name} ${validation.at(-1)?.toFixed(4)}`] : []),
    ]);
    return `after epoch ${this.epoch} of ${this.params.epochs}: ${latest.join(", ")}`;
  }
}
