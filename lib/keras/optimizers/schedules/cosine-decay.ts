import { checkSchedule, KerasSchedule } from "./learning-rate-schedule";

export interface CosineDecayOptions {
  /** The share of the rate that is left at the end, default 0. */
  alpha?: number;
  /** The rate that a linear warm-up reaches from `initialLearningRate`, before the decay; default: no warm-up. */
  warmupTarget?: number | null;
  /** Steps of the warm-up, default 0. */
  warmupSteps?: number;
}

/** Half a wave of a cosine from the initial rate down to `alpha` of it, in `decaySteps` (Loshchilov & Hutter 2016). */
export class CosineDecay extends KerasSchedule {
  constructor(initialLearningRate: number, decaySteps: number, options: CosineDecayOptions = {}) {
    const { alpha = 0, warmupTarget = null, warmupSteps = 0 } = options;
    checkSchedule(
      { initialLearningRate, alpha, warmupTarget: warmupTarget ?? 0, warmupSteps },
      { decaySteps },
    );
    super({ kind: "cosineDecay", initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps });
  }
}
