import { ValueError } from "../../errors.ts";
import {
  Adafactor,
  type AdafactorOptions,
  Adam,
  Adamax,
  type AdamOptions,
  AdamW,
  Lamb,
  type MomentOptions,
  Muon,
  type MuonOptions,
  Nadam,
  ScheduleFreeAdamW,
  type ScheduleFreeAdamWOptions,
} from "./adam.ts";
import { LossScaleOptimizer, type LossScaleOptimizerOptions } from "./loss-scale-optimizer.ts";
import {
  MultiOptimizer,
  type MultiOptimizerOptions,
  type OptimizerChoice,
  OptimizerMap,
} from "./multi-optimizer.ts";
import { Optimizer, type OptimizerOptions } from "./optimizer.ts";
import {
  Adadelta,
  type AdadeltaOptions,
  Adagrad,
  type AdagradOptions,
  Ftrl,
  type FtrlOptions,
  Lion,
  type LionOptions,
  RMSprop,
  type RMSpropOptions,
  SGD,
  type SGDOptions,
} from "./sgd.ts";

export * as schedules from "./schedules.ts";

export {
  Adadelta,
  type AdadeltaOptions,
  Adafactor,
  type AdafactorOptions,
  Adagrad,
  type AdagradOptions,
  Adam,
  Adamax,
  type AdamOptions,
  AdamW,
  Ftrl,
  type FtrlOptions,
  Lamb,
  Lion,
  type LionOptions,
  LossScaleOptimizer,
  type LossScaleOptimizerOptions,
  type MomentOptions,
  MultiOptimizer,
  type MultiOptimizerOptions,
  Muon,
  type MuonOptions,
  Nadam,
  Optimizer,
  type OptimizerChoice,
  OptimizerMap,
  type OptimizerOptions,
  RMSprop,
  type RMSpropOptions,
  ScheduleFreeAdamW,
  type ScheduleFreeAdamWOptions,
  SGD,
  type SGDOptions,
};

const classes = {
  SGD,
  RMSprop,
  Adam,
  AdamW,
  Adadelta,
  Adagrad,
  Adamax,
  Adafactor,
  Nadam,
  Ftrl,
  Lion,
  Lamb,
  Muon,
  ScheduleFreeAdamW,
};
const known = Object.fromEntries(Object.entries(classes).map(([name, Class]) => [name.toLowerCase(), Class]));

export type OptimizerName = keyof typeof classes | Lowercase<keyof typeof classes>;

/** An optimizer as `compile` takes it; a class is made with its defaults. */
export type OptimizerIdentifier = OptimizerName | Optimizer | (new () => Optimizer);

/**
 * A new optimizer with its defaults for a name, in any case, or a class; an optimizer is passed on.
 *
 * @throws ValueError for a name that is no optimizer
 */
export function get(identifier: OptimizerIdentifier): Optimizer {
  if (typeof identifier === "object" && identifier !== null) return identifier;
  if (typeof identifier === "function" && identifier.prototype instanceof Optimizer) return new identifier();
  const name = String(identifier).toLowerCase();
  if (Object.hasOwn(known, name)) return new known[name]();
  throw new ValueError(
    `Could not interpret optimizer identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}
