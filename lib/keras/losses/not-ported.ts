import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const { CTC, ctc } = notPorted(
  "loss",
  () => "Write one of your own: a function of two tensors, `(yTrue, yPred) => …`.",
);
