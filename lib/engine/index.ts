/** The deterministic trainer of dense networks, and the seeded draws that follow Keras on TensorFlow. */
export { lossesOfBatch } from "./batch-weights.ts";
export { constrain } from "./constraints.ts";
export { exp, log } from "./math.ts";
export { createTrainer } from "./piecewise-trainer.ts";
export * from "./plan.ts";
export { LayerSeeds } from "./random/mt19937.ts";
export { sampleOrder, sampleOrderInPieces } from "./random/sample-order.ts";
export {
  drawNormal,
  drawTruncatedNormal,
  drawUniform,
  drawVarianceScaling,
  dropoutFactors,
  uniform,
  type VarianceScaling,
} from "./random/stateless.ts";
export { type Schedule, scheduleOf } from "./schedules.ts";
export type { EngineTrainer, EvaluateCall, Samples, Totals, TrainCall, Trained, Trainer } from "./trainer.ts";

import "./warm-up.ts";
