import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  ACTIVATIONS,
  type ActivationName,
  createTrainer,
  type LayerPlan,
  LOSSES,
  type OptimizerPlan,
  type OptimizerState,
  type Plan,
  sampleOrder,
  takesClassNumbers,
  uniform,
} from "../../lib/engine/index.ts";
import { optimizers } from "./optimizer-plans.ts";

const totals = (plan: Plan) => ({
  samples: 0,
  loss: 0,
  metrics: plan.metrics.map(() => 0),
  metricWeights: plan.metrics.map(() => 0),
});
const goOn = () => false;

/** A copy of the state, as the views see what comes later. */
function copied(state: OptimizerState): OptimizerState {
  const copy = (values: readonly Float32Array[]) => values.map((one) => one.slice());
  return {
    moments: state.moments.map(copy),
    averages: copy(state.averages),
    accumulated: copy(state.accumulated),
    momentumProduct: state.momentumProduct.slice(),
    lossScale: state.lossScale.slice(),
    scaleSteps: state.scaleSteps.slice(),
  };
}

/** Whole numbers below a bound, the same in every run. */
function chooser(seed: number) {
  const draws = uniform(seed, 4096, 0, 1);
  let next = 0;
  const below = (bound: number) => Math.floor(draws[next++] * bound);
  return { below, oneOf: <T>(values: readonly T[]): T => values[below(values.length)] };
}

/** Layers that are not dense, for any number of units. */
const OTHERS: readonly LayerPlan[] = [
  { kind: "gaussianNoise", deviation: 0.1, seed: 3 },
  { kind: "gaussianDropout", deviation: 0.2, seed: 4 },
  { kind: "alphaDropout", rate: 0.2, seed: 5, dropped: -1.7, factor: 0.9, offset: 0.3 },
  { kind: "activation", activation: "softmax" },
  { kind: "rescaling", scale: [0.5, 2, 1.5], offset: [0, 1, -1] },
  ...[true, false].map((invert) => ({
    ...{ kind: "normalization" as const, features: 2, inner: 3, invert },
    given: { mean: [1, -0.5], variance: [4, 0.5] },
  })),
];

/** A plan of any kind, with data for it. */
function anyCase(seed: number) {
  const { below, oneOf } = chooser(seed);
  // In wide layers the threads share units.
  const isWide = seed % 8 === 0;
  const inputs = 1 + below(40) + (isWide ? 400 : 0);
  const units = 1 + below(12);
  const layers: LayerPlan[] = [];
  const dense = (units: number, activation: ActivationName): LayerPlan => ({
    units,
    activation,
    useBias: below(4) > 0,
    trainable: below(4) > 0,
    ...(below(3) === 0 && { kernelRegularizer: { l1: 0.001, l2: 0.002 } }),
    ...(below(3) === 0 && {
      kernelConstraint: { kind: "maxNorm", maxValue: 1, axis: oneOf([0, 1, [0, 1]] as const) },
    }),
    ...(below(3) === 0 && { biasConstraint: { kind: "nonNeg" } }),
  });
  for (let i = below(3) + Number(isWide); i > 0; i--) {
    if (below(3) === 0) layers.push({ kind: "dropout", rate: 0.3, seed: below(1000) });
    layers.push(dense(1 + below(70) + (isWide ? 330 : 0), oneOf(ACTIVATIONS)));
    if (below(2) === 0) layers.push(oneOf(OTHERS));
    if (below(3) === 0) {
      const vector = { trainable: below(4) > 0 };
      const options = { momentum: 0.9, epsilon: 0.001, ofBatch: below(4) > 0 };
      layers.push({ kind: "batchNormalization", ...options, gamma: vector, beta: vector });
    }
    if (below(4) === 0) {
      const vector = { trainable: below(4) > 0 };
      layers.push({ kind: "layerNormalization", epsilon: 0.001, gamma: vector, beta: vector });
    }
    if (below(4) === 0) layers.push({ kind: "prelu", alpha: { trainable: below(4) > 0 } });
  }
  layers.push({
    ...dense(units, oneOf(["sigmoid", "softmax", "softplus", "linear"])),
    trainable: true,
  } as LayerPlan);
  const kind = oneOf(LOSSES);
  const isClass = takesClassNumbers(kind);
  const plan: Plan = {
    inputs,
    layers,
    loss: { kind, fromLogits: false, reduction: oneOf([undefined, "sum", "meanWithSampleWeight"] as const) },
    optimizer: oneOf<OptimizerPlan>(optimizers),
    metrics: isClass
      ? [{ kind: "sparseCategoricalAccuracy" }]
      : [{ kind: oneOf(["hinge", "dice", "cosineSimilarity"]), weighted: true }],
    keepOutputs: true,
  };
  const rows = 1 + below(300);
  const y = uniform(2, rows * units, 0, isClass ? units : 2).map(Math.floor);
  return {
    plan,
    rows,
    batchSize: 1 + below(rows + 20),
    x: uniform(1, rows * inputs, -1, 1),
    y: isClass ? y.subarray(0, rows) : y,
    weights: below(2) === 0 ? uniform(4, rows, 0, 2) : null,
    order: below(2) === 0 ? sampleOrder(seed, rows) : null,
  };
}

/** Two epochs, an evaluation and a prediction, on so many worker threads; 0: on this thread. */
async function results(
  { plan, rows, batchSize, x, y, weights, order }: ReturnType<typeof anyCase>,
  threads: number,
) {
  const trainer = createTrainer(plan, { threads });
  trainer.learningRate = 0.01;
  trainer.parameters.set(uniform(3, trainer.parameters.length, -0.5, 0.5));
  const samples = trainer.load(x, y, weights);
  const [trained, evaluated] = [totals(plan), totals(plan)];
  let outputs: Float32Array | undefined;
  for (let epoch = 0; epoch < 2; epoch++) {
    if (threads === 0) trainer.train(samples, order, 0, rows, batchSize, trained);
    else outputs = (await trainer.trainSoon(goOn, samples, order, 0, rows, batchSize, trained)).outputs;
    outputs ??= trainer.outputs.slice();
    if (threads === 0) outputs = trainer.outputs.slice();
  }
  if (threads === 0) trainer.evaluate(samples, 0, rows, batchSize, evaluated);
  else await trainer.evaluateSoon(goOn, samples, 0, rows, batchSize, evaluated);
  const predicted = threads === 0 ? trainer.predict(x) : await trainer.predictSoon(goOn, x);
  const { parameters, optimizerState, iterations } = trainer;
  const result = {
    trained,
    evaluated,
    iterations,
    // After a loss that is not finite, no sample of the rest has outputs.
    outputs: Number.isFinite(trained.loss) ? outputs : undefined,
    predicted,
    parameters: parameters.slice(),
    optimizerState: copied(optimizerState),
  };
  trainer.dispose();
  return result;
}

test("a training that is paused to read its weights comes to the same ones, also without kept outputs", async () => {
  const plan: Plan = {
    inputs: 100,
    layers: [128, 1].map((units) => ({ units, activation: "tanh", useBias: true })),
    loss: { kind: "meanSquaredError", fromLogits: false },
    optimizer: optimizers[0],
    metrics: [],
  };
  const rows = 4000;
  const run = async (pauses: boolean) => {
    const trainer = createTrainer(plan, { threads: 2 });
    trainer.parameters.set(uniform(1, trainer.parameters.length, -0.1, 0.1));
    const samples = trainer.load(uniform(2, rows * 100, -1, 1), uniform(3, rows, -1, 1));
    const trained = totals(plan);
    let ended = false;
    const training = Promise.resolve(trainer.trainSoon(goOn, samples, null, 0, rows, 32, trained)).finally(
      () => {
        ended = true;
      },
    );
    let paused = 0;
    for (; pauses && !ended; paused++) {
      assert.ok(trainer.parameters.every(Number.isFinite));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const { outputs } = await training;
    assert.ok(!pauses || paused > 1);
    return { trained, outputs, parameters: trainer.parameters.slice() };
  };
  assert.deepEqual(await run(true), await run(false));
});

describe("any plan comes to the same bits on any number of threads", () => {
  for (let seed = 0; seed < 60; seed++) {
    const given = anyCase(seed);
    const { plan, rows, batchSize } = given;
    test(`${seed}: ${plan.loss.kind}, ${plan.optimizer.kind}, ${rows} rows in batches of ${batchSize}`, async () => {
      const expected = await results(given, 0);
      assert.equal(expected.trained.samples === 2 * rows || !Number.isFinite(expected.trained.loss), true);
      for (const threads of [1, 2, 3, 4])
        assert.deepEqual(await results(given, threads), expected, `${threads} threads`);
    });
  }
});
