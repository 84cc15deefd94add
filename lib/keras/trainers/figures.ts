import type { Totals } from "../../engine";
import type { Logs } from "../callbacks";
import type { Metric } from "../metrics";
import { floats } from "../python-repr";

/** Sums over no samples. */
export function noTotals(metrics: readonly Metric[]): Totals {
  return { samples: 0, loss: 0, metrics: metrics.map(() => 0) };
}

/** The means over samples by name, float32 as Keras reports them; `prefix` is `val_` for validation. */
export function means(totals: Totals, metrics: readonly Metric[], prefix = ""): Logs {
  const logs: Logs = { [`${prefix}loss`]: Math.fround(totals.loss / totals.samples) };
  metrics.forEach((metric, i) => {
    logs[prefix + metric.name] = Math.fround(totals.metrics[i] / totals.samples);
  });
  return floats(logs);
}
