import { notPorted } from "../not-ported.ts";

/** @deprecated Not ported. */
export const { STFT, STFTInitializer, stft } = notPorted(
  "initializer",
  () => "Give the values to the layer once it is built: `layer.setWeights(weights)`.",
);
