import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const { beta, binomial, gamma } = notPorted("function random", (name) =>
  name === "gamma" ? "TensorFlow.js has tf.randomGamma." : "Draw it with random.uniform.",
);
