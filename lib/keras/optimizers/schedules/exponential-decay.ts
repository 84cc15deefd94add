import { checkSchedule, KerasSchedule } from "./learning-rate-schedule";

/** `initialLearningRate · decayRate ^ (step / decaySteps)`. */
export class ExponentialDecay extends KerasSchedule {
  /** @param options.staircase fall once every `decaySteps`, not at every step; default false */
  constructor(
    initialLearningRate: number,
    decaySteps: number,
    decayRate: number,
    options: { staircase?: boolean } = {},
  ) {
    checkSchedule({ initialLearningRate, decayRate }, { decaySteps });
    const { staircase = false } = options;
    super({ kind: "exponentialDecay", initialLearningRate, decaySteps, decayRate, staircase });
  }
}
