import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const { CTC } = notPorted(
  "loss",
  () => "Write one of your own: a function of two tensors, `(yTrue, yPred) => …`.",
);
