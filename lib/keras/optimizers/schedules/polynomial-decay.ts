import { checkSchedule, KerasSchedule } from "./learning-rate-schedule";

export interface PolynomialDecayOptions {
  /** Default 1e-4. */
  endLearningRate?: number;
  /** Default 1: a straight line. */
  power?: number;
  /** Begin again, each time over a longer stretch, in the place of staying at the end; default false. */
  cycle?: boolean;
}

/** From `initialLearningRate` to `endLearningRate` in `decaySteps`: `(initial − end) · (1 − step / decaySteps) ^ power + end`. */
export class PolynomialDecay extends KerasSchedule {
  constructor(initialLearningRate: number, decaySteps: number, options: PolynomialDecayOptions = {}) {
    const { endLearningRate = 1e-4, power = 1, cycle = false } = options;
    checkSchedule({ initialLearningRate, endLearningRate, power }, { decaySteps });
    super({ kind: "polynomialDecay", initialLearningRate, decaySteps, endLearningRate, power, cycle });
  }
}
