import { ValueError } from "../../errors.ts";
import type { Optimizer } from "../optimizers/index.ts";
import { floats, pythonRepr } from "../python-repr.ts";
import { Callback, type Logs } from "./callback.ts";

/** Sets the learning rate at the start of each epoch. The history has the rate of each epoch, `learning_rate`. */
export class LearningRateScheduler extends Callback {
  /**
   * @param schedule the epoch, from 0, and the present rate, to the rate of that epoch
   * @param options.verbose 1 says so in each epoch; default 0
   */
  constructor(
    private readonly schedule: (epoch: number, learningRate: number) => number,
    private readonly options: { verbose?: 0 | 1 } = {},
  ) {
    super();
  }

  /** @throws ValueError when the schedule gives no number */
  override onEpochBegin(epoch: number): void {
    for (const rated of ratedOptimizers(this.model.optimizer)) {
      const rate = this.schedule(epoch, rated.optimizer.learningRate);
      if (typeof rate !== "number") {
        throw new ValueError(`The output of the \`schedule\` function should be a float. Got: ${rate}`);
      }
      rated.optimizer.learningRate = rate;
      if (this.options.verbose) announceRate(epoch, "LearningRateScheduler", rate, rated);
    }
  }

  override onEpochEnd(_epoch: number, logs: Logs): void {
    logRates(logs, this.model.optimizer);
  }
}

/** Writes the rates into the figures of an epoch. */
export function logRates(logs: Logs, optimizer: Callback["model"]["optimizer"]): void {
  for (const rated of ratedOptimizers(optimizer)) {
    logs[rated.key] = Math.fround(rated.optimizer.learningRate);
  }
}

/** Keras 2.4.3's words for a change of the learning rate. */
export function announceRate(
  epoch: number,
  callback: string,
  rate: number,
  { label }: Pick<RatedOptimizer, "label">,
): void {
  const number = String(epoch + 1).padStart(5, "0");
  const shown = pythonRepr(floats([rate])).slice(1, -1);
  process.stdout.write(`\nEpoch ${number}: ${callback} reducing ${label}learning rate to ${shown}.\n`);
}

/** An optimizer that has a learning rate. */
export interface RatedOptimizer {
  readonly optimizer: Optimizer;
  /** The history's name of its rate. */
  readonly key: string;
  /** What a line about its rate begins with: nothing, or its name and a space. */
  readonly label: string;
}

/**
 * Those of a model whose learning rates a callback changes: its optimizer, or each of a `MultiOptimizer`, whose rates the
 * history then has as `learning_rate_NAME`; a second one of a name has `learning_rate_NAME_1`.
 */
export function ratedOptimizers(optimizer: Optimizer): RatedOptimizer[] {
  if (!("optimizers" in optimizer)) return [{ optimizer, key: "learning_rate", label: "" }];
  const counts = new Map<string, number>();
  return (optimizer.optimizers as readonly Optimizer[]).map((one) => {
    const count = counts.get(one.name) ?? 0;
    counts.set(one.name, count + 1);
    const name = count === 0 ? one.name : `${one.name}_${count}`;
    return { optimizer: one, key: `learning_rate_${name}`, label: `${name} ` };
  });
}
