import type { DensePlan, LossPlan, Plan } from "../../engine";
import { ValueError } from "../../errors";
import type { Metric, MetricName } from "../metrics";
import * as metrics from "../metrics";
import type { Optimizer } from "../optimizers";

/** What `compile` was told. */
export interface Compiled {
  optimizer: Optimizer;
  loss: LossPlan;
  metrics: readonly (MetricName | Metric)[];
  /** True for the engine, false for TensorFlow.js. */
  jitCompile: boolean;
}

/**
 * The metrics for that network.
 *
 * @throws ValueError when two have one name, or when one reads `y` in another way than the loss
 */
export function metricsOf(compiled: Compiled, units: number): Metric[] {
  const found = compiled.metrics.map((identifier) => metrics.get(identifier, compiled.loss, units));
  const names = new Set<string>(["loss"]);
  const takesLabels = compiled.loss.kind === "sparseCategoricalCrossentropy";
  for (const { name, kind } of found) {
    if (names.has(name)) {
      throw new ValueError(`Expected every metric to have a name of its own. Received: "${name}" twice`);
    }
    names.add(name);
    if (units > 1 && takesLabels !== (kind === "sparseCategoricalAccuracy")) {
      const [loss, metric] = takesLabels
        ? ["class numbers", "a row per sample"]
        : ["a row per sample", "class numbers"];
      throw new ValueError(
        `Metric "${name}" does not go with this loss: \`y\` holds ${loss} for the loss, the metric takes ${metric}.`,
      );
    }
  }
  return found;
}

/** The network as the trainer takes it; without `compiled` one that is good for predictions. */
export function planOf(
  inputs: number,
  layers: readonly DensePlan[],
  compiled: Compiled | undefined,
  metrics: readonly Metric[],
): Plan {
  return {
    inputs,
    layers,
    loss: compiled?.loss ?? { kind: "meanSquaredError", fromLogits: false },
    optimizer: compiled?.optimizer.plan() ?? { kind: "sgd", momentum: 0, nesterov: false },
    metrics: metrics.map(({ kind }) => ({ kind })),
  };
}
