import { randomUUID } from "node:crypto";
import { callbacks, config, type Logs } from "../keras/index.ts";
import { kernelApi } from "../kernel-api.ts";
import { curveFigure } from "./curve-figure.ts";
import { type Curve, curveSvg } from "./curve-svg.ts";

export interface LiveCurveOptions {
  /** Which figures to draw, a panel each. Default: the loss and the first metric. */
  metrics?: readonly string[];
}

/**
 * Draws a `LiveCurve` beside every training of this notebook that prints its progress (`verbose` 1 or 2). Once, in the
 * first cell:
 *
 *     liveCurves();
 *
 * A `fit` that was given a `LiveCurve` of its own has that one alone. `liveCurves(false)` ends it.
 *
 * After `mlflow.keras.autolog()`.
 */
export function liveCurves(options: LiveCurveOptions | false = {}): void {
  config.setFitCallbacks(
    options === false
      ? undefined
      : ({ verbose, callbacks: own }) => {
          // By its name, as a module that is loaded again has another class of the same name.
          const hasOne = own.some((callback) => callback?.constructor.name === LiveCurve.name);
          return verbose === 0 || hasOne ? [] : [new LiveCurve(options)];
        },
  );
}

/** Milliseconds between two drawings. */
const INTERVAL = 100;

/**
 * A small picture of the training that grows while `fit` runs, with a dashed line for validation data:
 *
 *     await model.fit(x, y, { epochs: 50, callbacks: new LiveCurve() });
 *
 * It stands above what `fit` prints, is drawn at most ten times a second, and the notebook keeps its last state alone: how
 * often it was drawn leaves no trace. Outside a notebook it draws nothing.
 */
export class LiveCurve extends callbacks.Callback {
  private readonly displayId = randomUUID();
  private shown = false;
  private drawnAt = 0;
  /** Draws what is not drawn yet: a training that ends with an error does not say so. */
  private later: NodeJS.Timeout | undefined;
  /** Aborted when the cell is stopped, whose output ends there. */
  private stop: AbortSignal | undefined;
  private firstEpoch: number | undefined;
  /** The epochs that are over, counted from 1. */
  private epoch = 0;
  private readonly figures = new Map<string, number[]>();

  constructor(private readonly options: LiveCurveOptions = {}) {
    super();
  }

  override onTrainBegin(): void {
    this.figures.clear();
    this.firstEpoch = undefined;
    this.stop = kernelApi()?.signal;
    this.stop?.addEventListener("abort", this.drawRest);
    this.draw();
  }

  override onEpochEnd(epoch: number, logs: Logs): void {
    this.firstEpoch ??= epoch + 1;
    this.epoch = epoch + 1;
    for (const [name, value] of Object.entries(logs)) {
      const values = this.figures.get(name) ?? [];
      // Validation may come every few epochs only: the line goes from one to the next.
      while (values.length < epoch + 1 - this.firstEpoch) values.push(Number.NaN);
      values.push(value);
      this.figures.set(name, values);
    }
    if (performance.now() - this.drawnAt >= INTERVAL) this.draw();
    else this.later ??= setTimeout(() => this.draw(), INTERVAL).unref();
  }

  override onTrainEnd(): void {
    this.stop?.removeEventListener("abort", this.drawRest);
    this.draw({ isLast: true });
  }

  private readonly drawRest = (): void => {
    if (this.later !== undefined) this.draw();
  };

  /** @param isLast whether to add plotly's figure, which JupyterLab draws once and does not update */
  private draw({ isLast = false } = {}): void {
    clearTimeout(this.later);
    this.later = undefined;
    const api = kernelApi();
    if (api === undefined) return;
    const curves = this.curves();
    const words = this.words(curves);
    const epochs = { first: this.firstEpoch ?? 1, last: Math.max(this.params.epochs, this.epoch) };
    const bundle = {
      ...(isLast && { "application/vnd.plotly.v1+json": curveFigure(curves, epochs) }),
      "image/svg+xml": curveSvg(curves, epochs, words),
      "text/plain": words,
    };
    api.display(bundle, { displayId: this.displayId, update: this.shown });
    this.shown = true;
    this.drawnAt = performance.now();
  }

  private curves(): Curve[] {
    const names = [...this.figures.keys()].filter((name) => !name.startsWith("val_"));
    const { metrics = names.length > 0 ? names.slice(0, 2) : ["loss"] } = this.options;
    return metrics.map((name) => ({
      name,
      values: this.figures.get(name) ?? [],
      validation: this.figures.get(`val_${name}`),
    }));
  }

  private words(curves: readonly Curve[]): string {
    if (this.firstEpoch === undefined) return "training has begun";
    const said = curves.flatMap(({ name, values, validation }) => [
      `${name} ${values.at(-1)?.toFixed(4)}`,
      ...(validation ? [`val_${name} ${validation.at(-1)?.toFixed(4)}`] : []),
    ]);
    return `after epoch ${this.epoch} of ${this.params.epochs}: ${said.join(", ")}`;
  }
}
