/** Modules of Keras 2 that Keras 3 has no more. */
import { notPorted } from "../not-ported.ts";

/** @deprecated Removed in Keras 3. */
export const { experimental, legacy } = notPorted(
  "optimizer",
  (name) => `Keras 3 has removed it: use \`optimizers.${name.split(".").at(-1)}\`.`,
);
