import { type Schedule, scheduleOf } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { PythonObject } from "../python-object.ts";

/** The step size of each update. Extend it for one of your own. */
export abstract class LearningRateSchedule extends PythonObject {
  protected get pythonClass(): string {
    return `tensorflow.python.keras.optimizer_v2.learning_rate_schedule.${this.constructor.name}`;
  }

  /** @param step updates made before this one */
  abstract call(step: number): number;
}

/** One of Keras' schedules, which the engine knows. */
abstract class KerasSchedule extends LearningRateSchedule {
  private readonly rate: (step: number) => number;

  constructor(readonly plan: Schedule) {
    super();
    this.rate = scheduleOf(plan);
  }

  call(step: number): number {
    return this.rate(step);
  }
}

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

/** `values[0]` up to and with step `boundaries[0]`, then `values[1]` up to `boundaries[1]`, and so on. */
export class PiecewiseConstantDecay extends KerasSchedule {
  /** @throws ValueError unless there is one value more than boundaries */
  constructor(boundaries: readonly number[], values: readonly number[]) {
    if (boundaries.length !== values.length - 1) {
      throw new ValueError(
        "The length of boundaries should be 1 less than the length of values. " +
          `Received: boundaries=[${boundaries.join(", ")}] of length ${boundaries.length}, and ` +
          `values=[${values.join(", ")}] of length ${values.length}.`,
      );
    }
    super({ kind: "piecewiseConstantDecay", boundaries: [...boundaries], values: [...values] });
  }
}

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

/** @throws ValueError unless every number is finite and at least 0, and those of `steps` are above 0 */
function checkSchedule(numbers: Record<string, number>, steps: Record<string, number> = {}): void {
  for (const [name, value] of Object.entries({ ...numbers, ...steps })) {
    if (Number.isFinite(value) && value >= 0 && !(name in steps && value === 0)) continue;
    const what =
      name in steps
        ? `Argument \`${name}\` must be > 0.`
        : `Expected \`${name}\` to be a finite number from 0.`;
    throw new ValueError(`${what} Received: ${name}=${value}`);
  }
}
