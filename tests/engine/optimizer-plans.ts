import type { OptimizerPlan } from "../../lib/engine/index.ts";

const sgd = { kind: "sgd", momentum: 0, nesterov: false } as const;
const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const adam = { kind: "adam", ...betas, amsgrad: true } as const;

/** One plan of each optimizer that the digests cover, and of each common option. */
export const optimizers: readonly OptimizerPlan[] = [
  { ...sgd, clipvalue: 0.01 },
  { ...sgd, momentum: 0.9, nesterov: true, clipnorm: 0.05, emaMomentum: 0.9, emaOverwriteFrequency: 3 },
  { kind: "rmsprop", rho: 0.9, momentum: 0.3, epsilon: 1e-7, centered: true },
  { kind: "adagrad", initialAccumulatorValue: 0.1, epsilon: 1e-7 },
  { kind: "adadelta", rho: 0.95, epsilon: 1e-7 },
  { ...adam, weightDecay: 0.01, globalClipnorm: 0.5 },
  { kind: "adamax", ...betas },
  { kind: "nadam", ...betas },
  {
    kind: "ftrl",
    learningRatePower: -0.6,
    initialAccumulatorValue: 0.1,
    l1RegularizationStrength: 0.01,
    l2RegularizationStrength: 0.01,
    l2ShrinkageRegularizationStrength: 0.01,
    beta: 0.1,
  },
  { kind: "lion", beta1: 0.9, beta2: 0.99, gradientAccumulationSteps: 2 },
  { kind: "lamb", ...betas },
  {
    kind: "adafactor",
    beta2Decay: -0.8,
    epsilon1: 1e-30,
    epsilon2: 0.001,
    clipThreshold: 1,
    relativeStep: true,
  },
  {
    kind: "muon",
    ...betas,
    momentum: 0.95,
    nsSteps: 5,
    nesterov: true,
    rmsRate: 0.2,
    adamWeightDecay: 0.004,
  },
];
