import { ValueError, withDefaults } from "../../errors.ts";

export interface AddMetricOptions {
  /** Key in `History.history`. */
  name: string;
  /** Only `"mean"`, the default. */
  aggregation?: "mean" | null;
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
