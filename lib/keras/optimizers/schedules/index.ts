export { CosineDecay, type CosineDecayOptions } from "./cosine-decay";
export { CosineDecayRestarts, type CosineDecayRestartsOptions } from "./cosine-decay-restarts";
export { ExponentialDecay } from "./exponential-decay";
export { InverseTimeDecay } from "./inverse-time-decay";
export { LearningRateSchedule } from "./learning-rate-schedule";
export { PiecewiseConstantDecay } from "./piecewise-constant-decay";
export { PolynomialDecay, type PolynomialDecayOptions } from "./polynomial-decay";
