import { checkSchedule, KerasSchedule } from "./learning-rate-schedule";

/** `initialLearningRate / (1 + decayRate · step / decaySteps)`. */
export class InverseTimeDecay extends KerasSchedule {
  /** @param options.staircase fall once every `decaySteps`, not at every step; default false */
  constructor(
    initialLearningRate: number,
    decaySteps: number,
    decayRate: number,
    options: { staircase?: boolean } = {},
  ) {
    checkSchedule({ initialLearningRate, decayRate }, { decaySteps });
    const { staircase = false } = options;
    super({ kind: "inverseTimeDecay", initialLearningRate, decaySteps, decayRate, staircase });
  }
}
