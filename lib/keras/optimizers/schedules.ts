import { type Schedule, scheduleOf } from "../../engine/index.ts";
import { fromArguments, ValueError } from "../../errors.ts";
import type { TensorLike } from "../../ndarray.ts";
import { REQUIRED } from "../checks.ts";
import { PythonObject } from "../python-object.ts";
import {
  type ConfigClass,
  configOf,
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
abstract class KerasSchedule<Args extends readonly unknown[]> extends LearningRateSchedule {
  declare protected static readonly kind: Schedule["kind"];
  /** The arguments in Keras' order; what is missing is named by `checkGiven`. */
  declare protected static readonly defaults: { name: string };
  /** The numbers of steps among them, which are above 0. */
  protected static readonly steps: readonly string[] = ["decaySteps"];
  readonly plan: Schedule;
  private readonly name: string;
  private readonly rate: (step: number) => number;

  /**
   * @param args the arguments without a default, by position or by name, and options
   * @throws ValueError if one of them is missing or out of range
   */
  constructor(...args: Args) {
    super();
    const { kind, defaults } = new.target as typeof KerasSchedule;
    const { name, ...settings } = fromArguments<{ name?: string }>(new.target.name, args, defaults);
    new.target.check(settings);
    this.plan = structuredClone({ kind, ...settings }) as Schedule;
    this.name = name;
    this.rate = scheduleOf(this.plan);
  }

  /** @throws ValueError unless every number is finite and at least 0, and those of steps are above 0 */
  protected static check(settings: Readonly<Record<string, unknown>>): void {
    checkGiven(settings);
    for (const [name, value] of Object.entries(settings)) {
      if (value === null || typeof value === "boolean") continue;
      const isSteps = this.steps.includes(name);
      if (Number.isFinite(value) && (value as number) >= 0 && !(isSteps && value === 0)) continue;
      const expected = isSteps
        ? `Argument \`${name}\` must be > 0.`
        : `Expected \`${name}\` to be a finite number from 0.`;
      throw new ValueError(`${expected} Received: ${name}=${value}`);
    }
  }

  override getConfig(): Record<string, unknown> {
    const { kind: _, ...settings } = this.plan;
    return this.described({ ...configOf(settings), name: this.name });
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
abstract class RateDecay extends KerasSchedule<DecayArguments> {
  static readonly positional = ["initialLearningRate", "decaySteps", "decayRate"];
}

const RATE_DECAY = { ...DECAY, decayRate: REQUIRED, staircase: false };

/**
 * `initialLearningRate · decayRate ^ (step / decaySteps)`.
 *
 * @example
 * const schedule = new optimizers.schedules.ExponentialDecay(0.1, 1000, 0.96, { staircase: true });
 * const optimizer = new optimizers.SGD({ learningRate: schedule });
 */
export class ExponentialDecay extends RateDecay {
  protected static override readonly kind = "exponentialDecay";
  protected static override readonly defaults = { ...RATE_DECAY, name: "ExponentialDecay" };
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
  protected static override readonly defaults = { ...RATE_DECAY, name: "InverseTimeDecay" };
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
export class PolynomialDecay extends KerasSchedule<
  StepArguments<Pick<Decay, "decaySteps">, PolynomialDecayOptions>
> {
  static readonly positional = ["initialLearningRate", "decaySteps"];
  protected static override readonly kind = "polynomialDecay";
  protected static override readonly defaults = {
    ...DECAY,
    endLearningRate: 1e-4,
    power: 1,
    cycle: false,
    name: "PolynomialDecay",
  };
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
export class PiecewiseConstantDecay extends KerasSchedule<
  | [options: Pieces & NameOption]
  | [boundaries: readonly number[], values: readonly number[], options?: NameOption]
> {
  static readonly positional = ["boundaries", "values"];
  protected static override readonly kind = "piecewiseConstantDecay";
  protected static override readonly defaults = {
    boundaries: REQUIRED,
    values: REQUIRED,
    name: "PiecewiseConstant",
  };

  /** @throws ValueError unless there is one more value than there are boundaries */
  protected static override check(settings: Pieces & Record<string, unknown>): void {
    checkGiven(settings);
    const { boundaries, values } = settings;
    if (boundaries.length === values.length - 1) return;
    throw new ValueError(
      "The length of boundaries should be 1 less than the length of values. " +
        `Received: boundaries=[${boundaries.join(", ")}] of length ${boundaries.length}, and ` +
        `values=[${values.join(", ")}] of length ${values.length}.`,
    );
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
export class CosineDecay extends KerasSchedule<StepArguments<Pick<Decay, "decaySteps">, CosineDecayOptions>> {
  static readonly positional = ["initialLearningRate", "decaySteps"];
  protected static override readonly kind = "cosineDecay";
  protected static override readonly defaults = {
    ...DECAY,
    alpha: 0,
    name: "CosineDecay",
    warmupTarget: null,
    warmupSteps: 0,
  };
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
export class CosineDecayRestarts extends KerasSchedule<
  StepArguments<FirstDecaySteps, CosineDecayRestartsOptions>
> {
  static readonly positional = ["initialLearningRate", "firstDecaySteps"];
  protected static override readonly kind = "cosineDecayRestarts";
  protected static override readonly steps = ["firstDecaySteps", "tMul"];
  protected static override readonly defaults = {
    initialLearningRate: REQUIRED,
    firstDecaySteps: REQUIRED,
    tMul: 2,
    mMul: 1,
    alpha: 0,
    name: "SGDRDecay",
  };
}

/** @throws ValueError that names arguments that are missing */
function checkGiven(required: Readonly<Record<string, unknown>>): void {
  const missing = Object.keys(required).filter((name) => required[name] === undefined);
  if (missing.length === 0) return;
  const names = missing.map((name) => `\`${name}\``).join(" and ");
  throw new ValueError(
    `Expected the schedule to get ${names}, which ${missing.length === 1 ? "has" : "have"} no default. ` +
      `Received: ${missing.map((name) => `${name}=undefined`).join(", ")}`,
  );
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
