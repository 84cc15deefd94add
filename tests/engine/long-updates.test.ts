import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createTrainer, type DensePlan, type Plan, uniform } from "../../lib/engine/index.ts";
import { atOnce } from "../../lib/pieces.ts";

const WIDE = 2001;
const ROWS = 16;
const regularizer = { l1: 1e-5, l2: 1e-4 };
const plan: Plan = {
  inputs: WIDE,
  layers: [
    { units: 3, useBias: true, activation: "tanh", trainable: false },
    { units: 2003, useBias: true, activation: "tanh" },
    { units: 2003, useBias: false, activation: "tanh", trainable: false },
    { units: WIDE, useBias: true, activation: "linear" },
  ],
  loss: { kind: "meanSquaredError", fromLogits: false },
  optimizer: { kind: "sgd", momentum: 0, nesterov: false },
  metrics: [],
};
/** With more of the last layer. */
const withLast = (more: Partial<DensePlan>) =>
  plan.layers.map((layer, i) => (i < 3 ? layer : { ...(layer as DensePlan), ...more }));
const sgd = plan.optimizer;
const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const adafactor = {
  kind: "adafactor",
  beta2Decay: -0.8,
  epsilon1: 1e-30,
  epsilon2: 0.001,
  clipThreshold: 1,
  relativeStep: true,
} as const;

/** Plans, and how many passes over the last layer's four million weights each step of theirs has. */
const plans: Record<string, [of: Partial<Plan>, passes: number]> = {
  adam: [{ optimizer: { kind: "adam", ...betas, amsgrad: true } }, 1],
  "gradients clipped each by its norm": [{ optimizer: { ...sgd, clipnorm: 0.01 } }, 3],
  "gradients clipped by the norm of all": [{ optimizer: { ...sgd, globalClipnorm: 0.01 } }, 3],
  lamb: [{ optimizer: { kind: "lamb", ...betas, clipvalue: 0.001 } }, 5],
  adafactor: [{ optimizer: { ...adafactor, weightDecay: 0.01 } }, 8],
  "gathered and scaled gradients, and an average": [
    {
      optimizer: {
        ...sgd,
        gradientAccumulationSteps: 2,
        emaMomentum: 0.9,
        emaOverwriteFrequency: 2,
        dynamicLossScale: { initialScale: 1024, growthSteps: 2 },
      },
    },
    5,
  ],
  regularizers: [{ layers: withLast({ kernelRegularizer: regularizer, biasRegularizer: regularizer }) }, 3],
  constraints: [
    {
      layers: withLast({
        kernelConstraint: { kind: "maxNorm", maxValue: 0.5, axis: 0 },
        biasConstraint: { kind: "nonNeg" },
      }),
    },
    3,
  ],
};

/** Three steps, in pieces or each in one call. */
function run(of: Partial<Plan>, inPieces: boolean) {
  const trainer = createTrainer({ ...plan, ...of });
  trainer.learningRate = 0.01;
  trainer.parameters.set(uniform(3, trainer.parameters.length, -0.05, 0.05));
  const samples = trainer.load(uniform(1, ROWS * WIDE, -1, 1), uniform(2, ROWS * WIDE, -1, 1));
  const totals = { samples: 0, loss: 0, metrics: [] };
  let stops = 0;
  for (let step = 0; step < 3; step++) {
    const call = [samples, null, 0, ROWS, ROWS, totals] as const;
    if (!inPieces) trainer.train(...call);
    else for (const _ of trainer.trainInPieces(...call)) stops++;
  }
  const { parameters, moments } = trainer;
  atOnce(trainer.swapAverage());
  return { stops, came: { loss: totals.loss, parameters: parameters.slice(), moments, average: parameters } };
}

describe("a long update is as many pieces as its work asks for, and comes to the bits of one call", () => {
  for (const [name, [of, passes]] of Object.entries(plans)) {
    test(name, () => {
      const { stops, came } = run(of, true);
      assert.ok(stops >= (3 * passes * WIDE * 2003) / 2 ** 20, `${stops} stops`);
      assert.deepEqual(came, run(of, false).came);
    });
  }
});

test("who reads the weights in the middle of an update gets them after it", () => {
  const [optimizer, passes] = [{ kind: "lamb", ...betas } as const, 4];
  const trainer = createTrainer({ ...plan, optimizer });
  trainer.parameters.set(uniform(3, trainer.parameters.length, -0.05, 0.05));
  const before = trainer.parameters.slice();
  const samples = trainer.load(uniform(1, ROWS * WIDE, -1, 1), uniform(2, ROWS * WIDE, -1, 1));
  const totals = { samples: 0, loss: 0, metrics: [] };
  const call = [samples, null, 0, ROWS, ROWS, totals] as const;
  const stops = [...trainer.trainInPieces(...call)].length;
  const after = trainer.parameters.slice();

  trainer.iterations = 0;
  trainer.moments.fill(0);
  trainer.parameters.set(before);
  const pieces = trainer.trainInPieces(...call);
  // Its last piece but one is in the last of the passes over both kernels.
  for (let i = 0; i < stops - passes; i++) pieces.next();
  assert.deepEqual(trainer.parameters, after);
  assert.equal(trainer.iterations, 1);
});
