import { ValueError, withDefaults } from "../../errors.ts";
import { currentScope } from "../backend/scope.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";

export interface AddMetricOptions {
  /** Key in `History.history`, `name: "mine"`. */
  name: string;
  /** Only `"mean"`, the default. */
  aggregation?: "mean" | null;
}

/**
 * Reports a figure of a layer, or of a model in a step of its own.
 *
 * @throws ValueError without a name
 */
export function addMetric(
  { addedMetrics }: { readonly addedMetrics: Set<string> },
  value: TensorFlowTensor,
  options: AddMetricOptions,
): void {
  const name = metricName(options);
  addedMetrics.add(name);
  currentScope()?.addMetric?.(name, value);
}

/** @throws ValueError for options without a name, and another aggregation */
export function metricName(options: AddMetricOptions): string {
  const { name, aggregation } = withDefaults<AddMetricOptions>("addMetric", options ?? {}, {
    name: "",
    aggregation: "mean",
  });
  if (typeof name !== "string" || name === "" || name === "loss") {
    throw new ValueError(
      `Please provide a name for your metric like \`addMetric(value, { name: "mean_activation" })\`. Received: name=${name}`,
    );
  }
  if (aggregation === "mean" || aggregation === null) return name;
  throw new ValueError(`Expected \`aggregation\` to be "mean". Received: aggregation=${aggregation}`);
}
