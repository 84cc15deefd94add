import { type Schedule, scheduleOf } from "../../engine/index.ts";
import { fromArguments, ValueError } from "../../errors.ts";
import type { TensorLike } from "../../ndarray.ts";
import { REQUIRED } from "../checks.ts";
import { PythonObject } from "../python-object.ts";
import {
  type ConfigClass,
  configKey,
  deserializeObject,
  fromConfig,
  type SerializedObject,
  serializeObject,
} from "../saving/config.ts";

/**
 * Base class of schedules, which set the learning rate of each update.
 *
 * @example
 * class Halving extends optimizers.schedules.LearningRateSchedule {
 *   call(step: number): number {
 *     return 0.1 / 2 ** Math.floor(step / 100);
 *   }
 * }
 * const optimizer = new optimizers.SGD({ learningRate: new Halving() });
 */
export abstract class LearningRateSchedule extends PythonObject {
  protected readonly pythonClass: string =
    `tensorflow.python.keras.optimizer_v2.learning_rate_schedule.${this.constructor.name}`;

  /**
   * The learning rate of an update: a number, or a tensor of one, as `keras.ops` gives.
   *
   * @param step number of updates before it
   */
  abstract call(step: number): number | TensorLike;

  /**
   * Keras' dictionary of the configuration.
   *
   * @throws ValueError for a custom schedule that does not override it
   *
   * @example
   * console.log(new optimizers.schedules.CosineDecay(0.1, 1000).getConfig().decay_steps); // 1000
   */
  getConfig(): Record<string, unknown> {
    throw new ValueError(
      `Learning rate schedule '${this.constructor.name}' must override \`getConfig()\` in order to be serializable.`,
    );
  }

  /**
   * A schedule of this class from its configuration.
   *
   * @example
   * const config = new optimizers.schedules.CosineDecay(0.1, 1000).getConfig();
   * const schedule = optimizers.schedules.CosineDecay.fromConfig(config);
   */
  static fromConfig(this: ConfigClass<LearningRateSchedule>, config: object): LearningRateSchedule {
    return fromConfig(this, config);
  }
}

/** One of Keras' schedules, which the engine computes. */
abstract class KerasSchedule extends LearningRateSchedule {
  private readonly rate: (step: number) => number;

  constructor(
    readonly plan: Schedule,
    private readonly name: string,
  ) {
    super();
    this.rate = scheduleOf(plan);
  }

  override getConfig(): Record<string, unknown> {
    const { kind: _, ...settings } = this.plan;
    const entries = Object.entries(settings).map(([key, value]) => [configKey(key), value]);
    return this.described({ ...Object.fromEntries(entries), name: this.name });
  }

  call(step: number): number {
    return this.rate(step);
  }
}

interface NameOption {
  /** `name: "mine"`; default: the name in Keras, `"ExponentialDecay"`. */
  name?: string;
}

interface StaircaseOption extends NameOption {
  /** Decay once every `decaySteps`, not at every step; default false. */
  staircase?: boolean;
}

interface Decay {
  /** The rate at step 0, `initialLearningRate: 0.1`. */
  initialLearningRate: number;
  /** The number of steps of the decay, `decaySteps: 1000`. */
  decaySteps: number;
}

/** Arguments without a default: what is missing is named by `checkSchedule`. */
const DECAY = { initialLearningRate: REQUIRED, decaySteps: REQUIRED };

interface DecayOptions extends Decay, StaircaseOption {
  /** The factor of each `decaySteps`, `decayRate: 0.9`. */
  decayRate: number;
}

type DecayArguments =
  | [options: DecayOptions]
  | [initialLearningRate: number, options: Omit<DecayOptions, "initialLearningRate">]
  | [initialLearningRate: number, decaySteps: number, decayRate: number, options?: StaircaseOption];

/** The first two or three arguments by position or by name, and options. */
type StepArguments<Steps, Options> =
  | [options: Pick<Decay, "initialLearningRate"> & Steps & Options]
  | [initialLearningRate: number, options: Steps & Options]
  | [initialLearningRate: number, decaySteps: number, options?: Options]
  | [initialLearningRate: number, decaySteps: number, next: number, options?: Options];

/** A decay by a rate. */
abstract class RateDecay extends KerasSchedule {
  static readonly positional = ["initialLearningRate", "decaySteps", "decayRate"];
  declare protected static readonly kind: "exponentialDecay" | "inverseTimeDecay";

  /**
   * @param args `initialLearningRate`, `decaySteps`, `decayRate`, by position or by name, and options
   * @throws ValueError if one of them is missing or out of range
   */
  constructor(...args: DecayArguments) {
    const { kind } = new.target;
    const className = kind.replace(/^./, (letter) => letter.toUpperCase());
    const { name, ...decay } = fromArguments<DecayOptions>(className, args, {
      ...DECAY,
      decayRate: REQUIRED,
      staircase: false,
      name: className,
    });
    const { initialLearningRate, decaySteps, decayRate } = decay;
    checkSchedule({ initialLearningRate, decayRate }, { decaySteps });
    super({ kind, ...decay }, name);
  }
}

/**
 * `initialLearningRate · decayRate ^ (step / decaySteps)`.
 *
 * @example
 * const schedule = new optimizers.schedules.ExponentialDecay(0.1, 1000, 0.96, { staircase: true });
 * const optimizer = new optimizers.SGD({ learningRate: schedule });
 */
export class ExponentialDecay extends RateDecay {
  protected static override readonly kind = "exponentialDecay";
}

/**
 * `initialLearningRate / (1 + decayRate · step / decaySteps)`.
 *
 * @example
 * const schedule = new optimizers.schedules.InverseTimeDecay(0.1, 100, 0.5);
 * console.log(schedule.call(0), schedule.call(200)); // 0.1 0.05
 */
export class InverseTimeDecay extends RateDecay {
  protected static override readonly kind = "inverseTimeDecay";
}

export interface PolynomialDecayOptions extends NameOption {
  /** `endLearningRate: 1e-5`; default 1e-4. */
  endLearningRate?: number;
  /** `power: 2`; default 1: a straight line. */
  power?: number;
  /** Start again after `decaySteps`, over the next multiple of it, instead of staying at the end; default false. */
  cycle?: boolean;
}

/**
 * From `initialLearningRate` to `endLearningRate` in `decaySteps`: `(initial − end) · (1 − step / decaySteps) ^ power + end`.
 *
 * @example
 * const schedule = new optimizers.schedules.PolynomialDecay(0.1, 1000, { endLearningRate: 0.01, power: 0.5 });
 * const optimizer = new optimizers.SGD({ learningRate: schedule });
 */
export class PolynomialDecay extends KerasSchedule {
  static readonly positional = ["initialLearningRate", "decaySteps"];

  /**
   * @param args `initialLearningRate` and `decaySteps`, by position or by name, and options
   * @throws ValueError if one of them is missing or out of range
   */
  constructor(...args: StepArguments<Pick<Decay, "decaySteps">, PolynomialDecayOptions>) {
    const { initialLearningRate, decaySteps, endLearningRate, power, cycle, name } = fromArguments<
      Decay & PolynomialDecayOptions
    >("PolynomialDecay", args, {
      ...DECAY,
      endLearningRate: 1e-4,
      power: 1,
      cycle: false,
      name: "PolynomialDecay",
    });
    checkSchedule({ initialLearningRate, endLearningRate, power }, { decaySteps });
    super({ kind: "polynomialDecay", initialLearningRate, decaySteps, endLearningRate, power, cycle }, name);
  }
}

interface Pieces {
  /** The last step of each value but the last, `boundaries: [1000, 5000]`. */
  boundaries: readonly number[];
  /** The rates, one more than there are boundaries, `values: [0.1, 0.01, 0.001]`. */
  values: readonly number[];
}

/**
 * `values[0]` up to and including step `boundaries[0]`, then `values[1]` up to `boundaries[1]`, and so on.
 *
 * @example
 * const schedule = new optimizers.schedules.PiecewiseConstantDecay([100, 200], [0.1, 0.05, 0.01]);
 * console.log(schedule.call(100), schedule.call(101)); // 0.1 0.05
 */
export class PiecewiseConstantDecay extends KerasSchedule {
  static readonly positional = ["boundaries", "values"];

  /**
   * @param args `boundaries` and `values`, by position or by name, and options
   * @throws ValueError unless there is one more value than there are boundaries
   */
  constructor(
    ...args:
      | [options: Pieces & NameOption]
      | [boundaries: readonly number[], values: readonly number[], options?: NameOption]
  ) {
    const { boundaries, values, name } = fromArguments<Pieces & NameOption>("PiecewiseConstantDecay", args, {
      boundaries: REQUIRED,
      values: REQUIRED,
      name: "PiecewiseConstant",
    });
    checkGiven({ boundaries, values });
    if (boundaries.length !== values.length - 1) {
      throw new ValueError(
        "The length of boundaries should be 1 less than the length of values. " +
          `Received: boundaries=[${boundaries.join(", ")}] of length ${boundaries.length}, and ` +
          `values=[${values.join(", ")}] of length ${values.length}.`,
      );
    }
    super({ kind: "piecewiseConstantDecay", boundaries: [...boundaries], values: [...values] }, name);
  }
}

export interface CosineDecayOptions extends NameOption {
  /** Fraction of the rate that remains at the end, `alpha: 0.3`; default 0. */
  alpha?: number;
  /**
   * The rate at the end of a linear warm-up from `initialLearningRate`, before the decay, `warmupTarget: 0.1`; default: no
   * warm-up.
   */
  warmupTarget?: number | null;
  /** Steps of the warm-up, `warmupSteps: 100`; default 0. */
  warmupSteps?: number;
}

/**
 * Half a period of a cosine from the initial rate down to `alpha` times that rate, in `decaySteps`
 * ([Loshchilov & Hutter 2016](https://arxiv.org/abs/1608.03983)).
 *
 * @example
 * const schedule = new optimizers.schedules.CosineDecay(0, 1000, { warmupTarget: 0.1, warmupSteps: 100 });
 * const optimizer = new optimizers.SGD({ learningRate: schedule });
 */
export class CosineDecay extends KerasSchedule {
  static readonly positional = ["initialLearningRate", "decaySteps"];

  /**
   * @param args `initialLearningRate` and `decaySteps`, by position or by name, and options
   * @throws ValueError if one of them is missing or out of range
   */
  constructor(...args: StepArguments<Pick<Decay, "decaySteps">, CosineDecayOptions>) {
    const { initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps, name } = fromArguments<
      Decay & CosineDecayOptions
    >("CosineDecay", args, { ...DECAY, alpha: 0, name: "CosineDecay", warmupTarget: null, warmupSteps: 0 });
    checkSchedule(
      { initialLearningRate, alpha, warmupTarget: warmupTarget ?? 0, warmupSteps },
      { decaySteps },
    );
    super({ kind: "cosineDecay", initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps }, name);
  }
}

interface FirstDecaySteps {
  /** The number of steps of the first period, `firstDecaySteps: 1000`. */
  firstDecaySteps: number;
}

export interface CosineDecayRestartsOptions extends NameOption {
  /** Factor of each period's length relative to the previous one, `tMul: 3`; default 2. */
  tMul?: number;
  /** Factor of each period's initial rate relative to the previous one, `mMul: 0.8`; default 1. */
  mMul?: number;
  /** Fraction of the rate that remains at the end of a period, `alpha: 0.3`; default 0. */
  alpha?: number;
}

/**
 * Cosine decay that restarts after `firstDecaySteps`, then after longer and longer periods
 * ([Loshchilov & Hutter 2016](https://arxiv.org/abs/1608.03983)).
 *
 * @example
 * const schedule = new optimizers.schedules.CosineDecayRestarts(0.1, 100, { tMul: 2, mMul: 0.9 });
 * const optimizer = new optimizers.SGD({ learningRate: schedule });
 */
export class CosineDecayRestarts extends KerasSchedule {
  static readonly positional = ["initialLearningRate", "firstDecaySteps"];

  /**
   * @param args `initialLearningRate` and `firstDecaySteps`, by position or by name, and options
   * @throws ValueError if one of them is missing or out of range
   */
  constructor(...args: StepArguments<FirstDecaySteps, CosineDecayRestartsOptions>) {
    const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha, name } = fromArguments<
      Omit<Decay, "decaySteps"> & FirstDecaySteps & CosineDecayRestartsOptions
    >("CosineDecayRestarts", args, {
      initialLearningRate: REQUIRED,
      firstDecaySteps: REQUIRED,
      tMul: 2,
      mMul: 1,
      alpha: 0,
      name: "SGDRDecay",
    });
    checkSchedule({ initialLearningRate, mMul, alpha }, { firstDecaySteps, tMul });
    super({ kind: "cosineDecayRestarts", initialLearningRate, firstDecaySteps, tMul, mMul, alpha }, name);
  }
}

/** @throws ValueError that names arguments that are missing */
function checkGiven(required: Record<string, unknown>): void {
  const missing = Object.keys(required).filter((name) => required[name] === undefined);
  if (missing.length === 0) return;
  const names = missing.map((name) => `\`${name}\``).join(" and ");
  throw new ValueError(
    `Expected the schedule to get ${names}, which ${missing.length === 1 ? "has" : "have"} no default. ` +
      `Received: ${missing.map((name) => `${name}=undefined`).join(", ")}`,
  );
}

/** @throws ValueError unless every number is finite and at least 0, and those of `steps` are above 0 */
function checkSchedule(numbers: Record<string, number>, steps: Record<string, number> = {}): void {
  checkGiven({ ...numbers, ...steps });
  for (const [name, value] of Object.entries({ ...numbers, ...steps })) {
    if (Number.isFinite(value) && value >= 0 && !(name in steps && value === 0)) continue;
    const expected =
      name in steps
        ? `Argument \`${name}\` must be > 0.`
        : `Expected \`${name}\` to be a finite number from 0.`;
    throw new ValueError(`${expected} Received: ${name}=${value}`);
  }
}

const classes = {
  CosineDecay,
  CosineDecayRestarts,
  ExponentialDecay,
  InverseTimeDecay,
  PiecewiseConstantDecay,
  PolynomialDecay,
};

/**
 * The schedule in Keras' form: module, class name and configuration.
 *
 * @example
 * console.log(optimizers.schedules.serialize(new optimizers.schedules.CosineDecay(0.1, 1000)).class_name);
 */
export function serialize(schedule: LearningRateSchedule): SerializedObject {
  return serializeObject("keras.optimizers.schedules", schedule.constructor.name, schedule.getConfig());
}

/**
 * The schedule of a serialized form.
 *
 * @throws ValueError for an unknown class
 *
 * @example
 * const form = optimizers.schedules.serialize(new optimizers.schedules.CosineDecay(0.1, 1000));
 * const schedule = optimizers.schedules.deserialize(form);
 */
export function deserialize(config: SerializedObject): LearningRateSchedule {
  return deserializeObject("learning rate schedule", classes, config);
}
