/** The deterministic trainer of dense networks, and the seeded draws that follow Keras on TensorFlow. */
export type * from "./plan";
export { LayerSeeds } from "./random/layer-seeds";
export { sampleOrder } from "./random/sample-order";
export { glorotUniform, uniform } from "./random/uniform";
export { createTrainer } from "./trainer";
