/** The deterministic trainer of dense networks, and the seeded draws that follow Keras on TensorFlow. */
export { lossesOfBatch } from "./batch-weights";
export { constrain } from "./constraints";
export { exp, log } from "./math";
export { createTrainer } from "./piecewise-trainer";
export * from "./plan";
export { LayerSeeds } from "./random/layer-seeds";
export { sampleOrder, sampleOrderInPieces } from "./random/sample-order";
export { dropoutFactors, normal, truncatedNormal, uniform } from "./random/stateless";
export { glorotUniform, type VarianceScaling, varianceScaling } from "./random/variance-scaling";
export { type Schedule, scheduleOf } from "./schedules";
export type { EngineTrainer, EvaluateCall, Samples, Totals, TrainCall, Trained, Trainer } from "./trainer";

import "./warm-up";
