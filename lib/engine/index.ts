/**
 * A deterministic trainer for stacks of dense layers, and the seeded random numbers of Keras on TensorFlow.
 *
 * @example
 * const trainer = createTrainer({
 *   inputs: 1,
 *   layers: [{ units: 1, activation: "linear", useBias: true }],
 *   loss: { kind: "meanSquaredError", fromLogits: false },
 *   optimizer: { kind: "sgd", momentum: 0, nesterov: false },
 *   metrics: [],
 * });
 * const samples = trainer.load(new Float32Array([1, 2]), new Float32Array([3, 5]));
 * const totals = { samples: 0, loss: 0, metrics: [] };
 * trainer.train(samples, null, 0, 2, 1, totals); // one epoch in batches of 1
 * totals.loss / totals.samples; // the loss that Keras reports
 */
import { debuglog } from "node:util";
import { sampleOrder } from "./sample-order.ts";
import { createTrainer } from "./wasm-trainer.ts";

export type { Epoch } from "./epochs.ts";
export { firstNotFinite } from "./finite.ts";
export { isDense, withParameters } from "./layers.ts";
export { exp, log, type Schedule, scheduleOf } from "./math.ts";
export { lossesOfBatch } from "./network.ts";
export { constraintAxes } from "./optimizer.ts";
export type * from "./plan.ts";
export { LayerSeeds } from "./random/mt19937.ts";
export {
  type Draw,
  drawNormal,
  drawTruncatedNormal,
  drawUniform,
  drawVarianceScaling,
  dropoutFactors,
  keptValues,
  layerNoise,
  layerTruncatedNormal,
  layerUniform,
  layerWords,
  uniform,
} from "./random/stateless.ts";
export { ACTIVATIONS, type ActivationName, LOSSES, takesClassNumbers } from "./records.ts";
export {
  blocksOf,
  GATES,
  paddedSamples,
  type RecurrencePlan,
  type RecurrentKindName,
  recur,
  recurGradient,
  STATES,
} from "./recurrence.ts";
export { sampleOrder, sampleOrderSoon, shuffleWords } from "./sample-order.ts";
export type * from "./trainer.ts";
export { createTrainer } from "./wasm-trainer.ts";

/** Logs to standard error under `NODE_DEBUG=keras-day:engine`. */
export const debug = debuglog("keras-day:engine");

// Warm-up: trains on zeros when the library has loaded, in short steps between other events. It makes the first fit of a process a
// quarter faster. V8 starts with code from its baseline compiler, which is three times slower, and optimizes hot code in the
// background. That is mostly done by the time the first data has been read.
const INPUTS = 30;
const ROWS = 89;
const BATCH = 32;
/** Enough for V8 to optimize the kernels. */
const EPOCHS = 300;
/** Takes less than 1 ms. */
const EPOCHS_PER_STEP = 20;

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
  // `unref`: the process may end first.
  setTimeout(() => {
    for (let epoch = 0; epoch < EPOCHS_PER_STEP; epoch++)
      trainer.train(samples, order, 0, ROWS, BATCH, { samples: 0, loss: 0, metrics: [0] });
    warmUp(left - EPOCHS_PER_STEP);
  }, 0).unref();
}
