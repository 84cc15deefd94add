import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const { MeanMetricWrapper } = notPorted(
  "metric",
  () => "A function of two tensors, `(yTrue, yPred) => …`, is a metric by itself.",
);
