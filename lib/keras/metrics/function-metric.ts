import type { ScoreFunction } from "../tensorflow-tensor";
import { MeanMetric } from "./metric";

/** A function of tensors as a metric; it gives a number per sample. */
export class FunctionMetric extends MeanMetric {
  constructor(call: ScoreFunction) {
    const name = call.name || "metric";
    super(name, null, { kind: "custom", what: `metric '${name}' (a function)`, call });
  }
}
