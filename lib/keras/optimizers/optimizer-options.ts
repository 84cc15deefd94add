import { ValueError } from "../../errors.ts";
import type { CommonPlan } from "../backend/plan.ts";
import { count, nonNegative } from "../checks.ts";
import type { LearningRate } from "./rate-function.ts";

/** Options of every optimizer. */
export interface OptimizerOptions {
  /**
   * The step size: a number, or a schedule or function that gives it for each update, `learningRate: 0.01`. Default 0.001;
   * 0.01 for `SGD`, 0.0025 for `ScheduleFreeAdamW`.
   */
  learningRate?: LearningRate;
  /** Before each update every weight shrinks by this fraction of the learning rate, `weightDecay: 0.004`; default none. */
  weightDecay?: number | null;
  /** Upper bound for the norm of each weight's gradient, `clipnorm: 1`; default none. */
  clipnorm?: number | null;
  /** Upper bound for the absolute values of a gradient, `clipvalue: 0.5`; default none. */
  clipvalue?: number | null;
  /** Upper bound for the joint norm of all gradients, `globalClipnorm: 1`; default none. */
  globalClipnorm?: number | null;
  /** Keep a moving average of the weights, which replaces them at the end of `fit`; default false. */
  useEma?: boolean;
  /** Fraction of the average that is kept at each update, `emaMomentum: 0.999`; default 0.99. */
  emaMomentum?: number;
  /** Replace the weights by their average every N updates, `emaOverwriteFrequency: 100`; default: only at the end of `fit`. */
  emaOverwriteFrequency?: number | null;
  /**
   * Update once in this many batches, with the mean of their gradients, `gradientAccumulationSteps: 4`; default: after each
   * batch.
   */
  gradientAccumulationSteps?: number | null;
  /**
   * The loss is multiplied by it before the gradients are computed, and the gradients are divided by it afterwards, so that
   * small ones do not underflow, `lossScaleFactor: 1024`; default none.
   */
  lossScaleFactor?: number | null;
  /** `name: "mine"`; default: the name of the class. */
  name?: string;
}

/** Arguments of an optimizer: the options, also with the learning rate before them. */
export type OptimizerArgs<Options> = [options?: Options] | [learningRate: LearningRate, options?: Options];

/** Defaults of the options of every optimizer but `learningRate` and `name`, in Keras' order. */
export const COMMON = {
  weightDecay: null,
  clipnorm: null,
  clipvalue: null,
  globalClipnorm: null,
  useEma: false,
  emaMomentum: 0.99,
  emaOverwriteFrequency: null,
  lossScaleFactor: null,
  gradientAccumulationSteps: null,
};

/**
 * The part of a plan that all update rules share.
 *
 * @throws ValueError for numbers out of range, and for more than one kind of clipping
 */
export function commonPlan(options: Required<OptimizerOptions>): CommonPlan {
  const { clipnorm, clipvalue, globalClipnorm, emaMomentum } = options;
  if ([clipnorm, clipvalue, globalClipnorm].filter((clip) => clip !== null).length > 1) {
    throw new ValueError(
      "Only one of `clipnorm`, `clipvalue` and `globalClipnorm` can be set. " +
        `Received: clipnorm=${clipnorm}, clipvalue=${clipvalue}, globalClipnorm=${globalClipnorm}`,
    );
  }
  const unlessNull = <T>(value: T | null, check: (value: T) => T) => (value === null ? null : check(value));
  if (!(emaMomentum >= 0 && emaMomentum <= 1)) {
    throw new ValueError(`\`emaMomentum\` must be in the range [0, 1]. Received: emaMomentum=${emaMomentum}`);
  }
  return {
    weightDecay: unlessNull(options.weightDecay, (value) => nonNegative("weightDecay", value)),
    clipnorm: unlessNull(clipnorm, (value) => nonNegative("clipnorm", value)),
    clipvalue: unlessNull(clipvalue, (value) => nonNegative("clipvalue", value)),
    globalClipnorm: unlessNull(globalClipnorm, (value) => nonNegative("globalClipnorm", value)),
    emaMomentum: options.useEma ? emaMomentum : null,
    emaOverwriteFrequency: unlessNull(options.emaOverwriteFrequency, (value) =>
      count("emaOverwriteFrequency", value, 1),
    ),
    gradientAccumulationSteps: unlessNull(options.gradientAccumulationSteps, (value) =>
      count("gradientAccumulationSteps", value, 2),
    ),
    lossScaleFactor: unlessNull(options.lossScaleFactor, scale),
  };
}

/** @throws ValueError unless it is a finite number above 0 */
function scale(value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new ValueError(
    `Expected \`lossScaleFactor\` to be a finite number above 0. Received: lossScaleFactor=${value}`,
  );
}
