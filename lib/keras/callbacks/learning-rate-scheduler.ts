import { fromArguments, ValueError } from "../../errors.ts";
import { floats, pythonRepr } from "../../python-repr.ts";
import { dialect } from "../dialects/dialect.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import { Callback, type Logs } from "./callback.ts";

/** An optimizer with a learning rate of its own. */
interface RatedOptimizer {
  readonly optimizer: Optimizer;
  /** Key of its rate in the history. */
  readonly key: string;
  /** Its name in printed messages; empty for the only one. */
  readonly label: string;
}

/**
 * The optimizers whose learning rates a callback changes: the model's, or each of a `MultiOptimizer`. The key of the latter is
 * `learning_rate_NAME`, and `learning_rate_NAME_1` for a second one of the same name.
 */
export function ratedOptimizers(optimizer: Optimizer): RatedOptimizer[] {
  if (!("optimizers" in optimizer)) return [{ optimizer, key: "learning_rate", label: "" }];
  const counts = new Map<string, number>();
  return (optimizer.optimizers as readonly Optimizer[]).map((one) => {
    const count = counts.get(one.name) ?? 0;
    counts.set(one.name, count + 1);
    const name = count === 0 ? one.name : `${one.name}_${count}`;
    return { optimizer: one, key: `learning_rate_${name}`, label: name };
  });
}

/** Adds the learning rates to the logs of an epoch. */
export function logRates(logs: Logs, optimizer: Callback["model"]["optimizer"]): void {
  for (const rated of ratedOptimizers(optimizer)) {
    logs[rated.key] = Math.fround(rated.optimizer.learningRate);
  }
}

/** Prints a new learning rate. */
export function announceRate(
  epoch: number,
  callback: string,
  rate: number,
  { label }: Pick<RatedOptimizer, "label">,
): void {
  const shown = pythonRepr(floats([rate])).slice(1, -1);
  process.stdout.write(`${dialect().learningRate(epoch + 1, callback, label, shown)}\n`);
}

type RateOfEpoch = (epoch: number, learningRate: number) => number;

interface ScheduleOptions {
  /** Returns the rate for an epoch, counted from 0, given the current rate, `schedule: (epoch) => 0.1 / (epoch + 1)`. */
  schedule: RateOfEpoch;
  /** 1 prints the rate of each epoch, `verbose: 1`; default 0. */
  verbose?: 0 | 1;
}

/**
 * Sets the learning rate at the start of each epoch. The history gets the rates as `learning_rate`.
 *
 * @example
 * const halve = new callbacks.LearningRateScheduler((epoch, rate) => (epoch === 0 ? rate : rate / 2));
 */
export class LearningRateScheduler extends Callback {
  private readonly schedule: RateOfEpoch;
  private readonly verbose: 0 | 1;

  /**
   * @param args `schedule`, and options
   */
  constructor(
    ...args: [options: ScheduleOptions] | [schedule: RateOfEpoch, options?: Pick<ScheduleOptions, "verbose">]
  ) {
    super();
    const { schedule, verbose } = fromArguments<ScheduleOptions>("LearningRateScheduler", args, {
      schedule: undefined as never,
      verbose: 0,
    });
    this.schedule = schedule;
    this.verbose = verbose;
  }

  /** @throws ValueError if the schedule does not return a number */
  override onEpochBegin(epoch: number): void {
    for (const rated of ratedOptimizers(this.model.optimizer)) {
      const rate = this.schedule(epoch, Math.fround(rated.optimizer.learningRate));
      if (typeof rate !== "number") {
        throw new ValueError(`The output of the \`schedule\` function should be a float. Got: ${rate}`);
      }
      rated.optimizer.learningRate = rate;
      if (this.verbose) announceRate(epoch, "LearningRateScheduler", rate, rated);
    }
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    logRates(logs, this.model.optimizer);
  }
}
