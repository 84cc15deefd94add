import { Metric } from "./metric";

/** `(y − output)²`. */
export class MeanSquaredError extends Metric {
  readonly direction = "down";
  readonly kind = "meanSquaredError";

  constructor(options: { name?: string } = {}) {
    super(options.name ?? "mean_squared_error");
  }
}

/** `|y − output|`. */
export class MeanAbsoluteError extends Metric {
  readonly direction = "down";
  readonly kind = "meanAbsoluteError";

  constructor(options: { name?: string } = {}) {
    super(options.name ?? "mean_absolute_error");
  }
}
