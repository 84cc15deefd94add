/** The deterministic trainer of dense networks, and the seeded draws that follow Keras on TensorFlow. */
import { debuglog } from "node:util";
import { sampleOrder } from "./memory.ts";
import { createTrainer } from "./piecewise-trainer.ts";

export { exp, log, type Schedule, scheduleOf } from "./math.ts";
export { sampleOrder, sampleOrderInPieces } from "./memory.ts";
export { constrain } from "./passes.ts";
export { createTrainer } from "./piecewise-trainer.ts";
export type * from "./plan.ts";
export { LayerSeeds } from "./random/mt19937.ts";
export {
  drawNormal,
  drawTruncatedNormal,
  drawUniform,
  drawVarianceScaling,
  dropoutFactors,
  uniform,
  type VarianceScaling,
} from "./random/stateless.ts";
export { ACTIVATIONS, type ActivationName, LOSSES, takesClassNumbers } from "./records.ts";
export { lossesOfBatch } from "./samples.ts";
export type { EngineTrainer, EvaluateCall, Samples, Totals, TrainCall, Trained, Trainer } from "./trainer.ts";

/** Logs to standard error under `NODE_DEBUG=keras-day:engine`. */
export const debug = debuglog("keras-day:engine");

/**
 * A short training of nothing once the library has loaded, a little in each of the event loop's next turns, which makes a
 * process's first fit a quarter faster.
 *
 * V8 begins with kernels from its quick compiler, three times slower than they can be. Those that have run a while it
 * optimizes in the background, and takes the new ones from the next call on: begun here, that is mostly done when the
 * first data has been read.
 */
const INPUTS = 30;
const ROWS = 89;
const BATCH = 32;
/** As many as V8 needs to notice the kernels, and those of a turn: less than 1 ms. */
const EPOCHS = 300;
const EPOCHS_OF_TURN = 20;

const trainer = createTrainer({
  inputs: INPUTS,
  layers: [10, 5, 1].map((units) => ({ units, activation: "sigmoid", useBias: true })),
  loss: { kind: "binaryCrossentropy", fromLogits: false },
  optimizer: { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false },
  metrics: [{ kind: "binaryAccuracy" }],
});
const samples = trainer.load(new Float32Array(ROWS * INPUTS), new Float32Array(ROWS));
const order = sampleOrder(0, ROWS);

warmUp(EPOCHS);

function warmUp(left: number): void {
  if (left <= 0) return;
  // No program waits for it: one that has nothing else to do ends.
  setTimeout(() => {
    for (let epoch = 0; epoch < EPOCHS_OF_TURN; epoch++)
      trainer.train(samples, order, 0, ROWS, BATCH, { samples: 0, loss: 0, metrics: [0] });
    warmUp(left - EPOCHS_OF_TURN);
  }, 0).unref();
}
