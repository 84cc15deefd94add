import { checkSchedule, KerasSchedule } from "./learning-rate-schedule";

export interface CosineDecayRestartsOptions {
  /** How much longer each period is than the one before, default 2. */
  tMul?: number;
  /** How high each period begins next to the one before, default 1. */
  mMul?: number;
  /** The share of the rate that is left at the end of a period, default 0. */
  alpha?: number;
}

/** A cosine's decay that begins again after `firstDecaySteps`, over longer and longer periods. */
export class CosineDecayRestarts extends KerasSchedule {
  constructor(
    initialLearningRate: number,
    firstDecaySteps: number,
    options: CosineDecayRestartsOptions = {},
  ) {
    const { tMul = 2, mMul = 1, alpha = 0 } = options;
    checkSchedule({ initialLearningRate, mMul, alpha }, { firstDecaySteps, tMul });
    super({ kind: "cosineDecayRestarts", initialLearningRate, firstDecaySteps, tMul, mMul, alpha });
  }
}
