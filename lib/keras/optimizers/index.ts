import { ValueError } from "../../errors";
import { Adadelta, type AdadeltaOptions } from "./adadelta";
import { Adafactor, type AdafactorOptions } from "./adafactor";
import { Adagrad, type AdagradOptions } from "./adagrad";
import { Adam, type AdamOptions, type MomentOptions } from "./adam";
import { AdamW } from "./adam-w";
import { Adamax } from "./adamax";
import { Ftrl, type FtrlOptions } from "./ftrl";
import { Lamb } from "./lamb";
import { Lion, type LionOptions } from "./lion";
import { Muon, type MuonOptions } from "./muon";
import { Nadam } from "./nadam";
import type { Optimizer, OptimizerOptions } from "./optimizer";
import { RMSprop, type RMSpropOptions } from "./rmsprop";
import { SGD, type SGDOptions } from "./sgd";

export * as schedules from "./schedules";
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
  type MomentOptions,
  Muon,
  type MuonOptions,
  Nadam,
  type Optimizer,
  type OptimizerOptions,
  RMSprop,
  type RMSpropOptions,
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
};
const known = Object.fromEntries(Object.entries(classes).map(([name, Class]) => [name.toLowerCase(), Class]));

export type OptimizerName = keyof typeof classes | Lowercase<keyof typeof classes>;

/**
 * A new optimizer with its defaults for a name, in any case; an optimizer is passed on.
 *
 * @throws ValueError for a name that is no optimizer
 */
export function get(identifier: OptimizerName | Optimizer): Optimizer {
  if (typeof identifier === "object" && identifier !== null) return identifier;
  const name = String(identifier).toLowerCase();
  if (Object.hasOwn(known, name)) return new known[name]();
  throw new ValueError(
    `Could not interpret optimizer identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}
