/**
 * Runs over all that the engine knows, and the SHA-256 of the weights, losses and outputs of each: for the test beside
 * this, and as a program (bundled, under another Node or another processor) that prints them as JSON.
 */
import { createHash, type Hash } from "node:crypto";
import {
  ACTIVATIONS,
  type ActivationName,
  blocksOf,
  createTrainer,
  GATES,
  type LayerPlan,
  LOSSES,
  type MetricPlan,
  type Plan,
  paddedSamples,
  type RecurrencePlan,
  recur,
  recurGradient,
  STATES,
  sampleOrder,
  scheduleOf,
  takesClassNumbers,
  uniform,
} from "../../lib/engine/index.ts";
import { optimizers } from "./optimizer-plans.ts";

const ROWS = 101;
const INPUTS = 7;
const UNITS = 3;
const sgd = { kind: "sgd", momentum: 0, nesterov: false } as const;
const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const adam = { kind: "adam", ...betas, amsgrad: true } as const;
const dense = (units: number, activation: ActivationName): LayerPlan => ({
  units,
  activation,
  useBias: true,
});
const base: Plan = {
  inputs: INPUTS,
  layers: [dense(11, "tanh"), dense(UNITS, "sigmoid")],
  loss: { kind: "binaryCrossentropy", fromLogits: false },
  optimizer: adam,
  metrics: [{ kind: "meanAbsoluteError" }],
};
const ofClasses: MetricPlan[] = [{ kind: "sparseCategoricalAccuracy" }];

interface Run extends Plan {
  /** True if the samples have weights, the default. */
  isWeighted?: boolean;
  /** The least of the initial weights; default −0.5. */
  low?: number;
}

const groups: Record<string, Run[]> = {
  activations: ACTIVATIONS.map((activation) => ({
    ...base,
    layers: [dense(11, activation), { kind: "activation", activation }, dense(UNITS, "linear")],
    loss: { kind: "meanSquaredError", fromLogits: false },
    optimizer: sgd,
  })),
  losses: LOSSES.flatMap((kind) =>
    (["sigmoid", "softmax", "softplus"] as const).map((activation) => ({
      ...base,
      layers: [dense(11, "tanh"), dense(UNITS, activation)],
      loss: { kind, fromLogits: false, labelSmoothing: 0.1 },
      optimizer: sgd,
      metrics: takesClassNumbers(kind) ? ofClasses : base.metrics,
      isWeighted: kind !== "dice" && kind !== "tversky",
    })),
  ),
  "dice and tversky with weights, and their axes": (["dice", "tversky"] as const).flatMap((kind) =>
    ([undefined, "sum", "meanWithSampleWeight"] as const).flatMap((reduction) =>
      ([undefined, 0, 1] as const).map((axis) => ({
        ...base,
        loss: { kind, fromLogits: false, reduction, axis },
        optimizer: sgd,
        isWeighted: axis !== 0,
      })),
    ),
  ),
  optimizers: optimizers.map((optimizer) => ({ ...base, optimizer })),
  ScheduleFreeAdamW: [
    { ...base, optimizer: { kind: "scheduleFreeAdamW", ...betas, warmupSteps: 5, weightDecay: 0.01 } },
  ],
  "dropout, regularizers, wide layers": [
    {
      ...base,
      layers: [
        { kind: "dropout", rate: 0.2, seed: 5 },
        { ...dense(70, "relu"), kernelRegularizer: { l1: 0.001, l2: 0.002 } } as LayerPlan,
        { kind: "dropout", rate: 0.5, seed: 6 },
        dense(33, "gelu"),
        dense(UNITS, "softmax"),
      ],
      loss: { kind: "sparseCategoricalCrossentropy", fromLogits: false },
      metrics: ofClasses,
    },
  ],
  "rescaling, normalization": [
    {
      ...base,
      // Variances among them.
      low: 0.01,
      layers: [
        { kind: "rescaling", scale: [0.3], offset: [0.25] },
        {
          kind: "normalization",
          ...{ features: INPUTS, inner: 1, invert: false },
          given: { mean: [1, 2, 3, 4, 5, 6, 7], variance: [1, 2, 3, 4, 0.5, 0.6, 0] },
        },
        dense(12, "tanh"),
        { kind: "normalization", features: 4, inner: 3, invert: true },
        dense(6, "tanh"),
        { kind: "rescaling", scale: [0.1, 0.2, 0.3], offset: [3, 2, 1] },
        dense(UNITS, "sigmoid"),
      ],
    },
  ],
  "batch normalization": [true, false].map(
    (ofBatch): Run => ({
      ...base,
      low: 0.01,
      layers: [
        { kind: "batchNormalization", momentum: 0.9, epsilon: 0.001, ofBatch },
        dense(13, "tanh"),
        {
          kind: "batchNormalization",
          ...{ momentum: 0.99, epsilon: 0.001, ofBatch },
          gamma: { trainable: ofBatch, regularizer: { l1: 0, l2: 0.01 }, constraint: { kind: "nonNeg" } },
          beta: { trainable: ofBatch },
        },
        { kind: "activation", activation: "relu" },
        dense(UNITS, "sigmoid"),
      ],
    }),
  ),
  "layer normalization": [
    {
      ...base,
      layers: [
        { kind: "layerNormalization", epsilon: 0.001, gamma: { trainable: true }, beta: { trainable: true } },
        dense(13, "tanh"),
        { kind: "layerNormalization", epsilon: 0.01, beta: { trainable: true } },
        dense(5, "tanh"),
        { kind: "layerNormalization", epsilon: 0.001, gamma: { trainable: false } },
        dense(UNITS, "sigmoid"),
      ],
    },
  ],
  noise: [
    {
      ...base,
      layers: [
        { kind: "gaussianNoise", deviation: 0.3, seed: 5 },
        dense(13, "tanh"),
        { kind: "gaussianDropout", deviation: 0.5, seed: 2 ** 33 },
        dense(5, "selu"),
        { kind: "alphaDropout", rate: 0.3, seed: 7, dropped: -1.7, factor: 0.8, offset: 0.4 },
        dense(UNITS, "sigmoid"),
      ],
    },
  ],
  PReLU: [
    {
      ...base,
      layers: [
        { kind: "prelu", alpha: { trainable: true } },
        dense(13, "linear"),
        { kind: "prelu", alpha: { trainable: true, regularizer: { l1: 0.01, l2: 0 } } },
        dense(5, "linear"),
        { kind: "prelu", alpha: { trainable: false } },
        dense(UNITS, "sigmoid"),
      ],
    },
  ],
};

/** Three epochs over drawn samples in batches of 16, an epoch in calls of `chunk` samples. */
function run({ isWeighted = true, low = -0.5, ...plan }: Run, chunk: number, hash: Hash): void {
  const isClass = takesClassNumbers(plan.loss.kind);
  const x = uniform(1, ROWS * INPUTS, -2, 2);
  const y = uniform(2, ROWS * UNITS, 0, isClass ? UNITS : 2).map(Math.floor);
  const trainer = createTrainer(plan);
  trainer.parameters.set(uniform(3, trainer.parameters.length, low, 0.5));
  trainer.schedule = scheduleOf({
    kind: "cosineDecay",
    initialLearningRate: 0.01,
    decaySteps: 30,
    alpha: 0.1,
  });
  const weights = isWeighted ? uniform(4, ROWS, 0, 2) : null;
  const samples = trainer.load(x, isClass ? y.subarray(0, ROWS) : y, weights);
  const order = sampleOrder(4, ROWS);
  for (let epoch = 0; epoch < 3; epoch++) {
    const totals = { samples: 0, loss: 0, metrics: [0] };
    for (let start = 0; start < ROWS; start += chunk) {
      trainer.train(samples, order, start, Math.min(start + chunk, ROWS), 16, totals);
    }
    hash.update(bytes(Float64Array.of(totals.loss, ...totals.metrics)));
  }
  hash.update(bytes(trainer.parameters)).update(bytes(trainer.predict(x)));
}

const recurrences = (["simpleRNN", "gru", "lstm"] as const).map(
  (kind): RecurrencePlan => ({ kind, units: 7, steps: 6, samples: 11 }),
);

/** The states of all steps, of which some do not count, and their gradients. */
function runRecurrence(plan: RecurrencePlan, hash: Hash): void {
  const { kind, units, steps, samples } = plan;
  const row = blocksOf(steps) * paddedSamples(samples);
  const gates = GATES[kind] * units;
  const drawn = (seed: number, count: number) => uniform(seed, count, -1, 1);
  const products = kind === "gru" ? { products: drawn(2, gates * row) } : {};
  const kernel = drawn(3, units * gates);
  const given = { sums: drawn(1, gates * row), states: drawn(4, STATES[kind] * units * row), ...products };
  const mask = uniform(5, row, 0, 1.5).map(Math.floor);
  const values = recur(plan, given, kernel, mask);
  const back = recurGradient(plan, values, kernel, mask, drawn(6, values.states.length));
  for (const array of [...Object.values(values), ...Object.values(back)]) hash.update(bytes(array));
}

/** The values' bytes, every NaN the same one: processors leave different bits in it. */
function bytes<T extends Float32Array | Float64Array>(values: T): Uint8Array {
  return new Uint8Array(values.map((value) => (Number.isNaN(value) ? Number.NaN : value)).buffer);
}

/** The digest of each group, an epoch in calls of `chunk` samples. */
export function digests(chunk: number): Record<string, string> {
  const digest = <Each>(all: readonly Each[], add: (one: Each, hash: Hash) => void) => {
    const hash = createHash("sha256");
    for (const one of all) add(one, hash);
    return hash.digest("hex");
  };
  const trained = Object.entries(groups).map(([name, plans]) => [
    name,
    digest(plans, (plan, hash) => run(plan, chunk, hash)),
  ]);
  return { ...Object.fromEntries(trained), "recurrent layers": digest(recurrences, runRecurrence) };
}

if (process.argv[2] === "print") console.log(JSON.stringify(digests(ROWS), null, 2));
