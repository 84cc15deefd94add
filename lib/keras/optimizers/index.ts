import { ValueError } from "../../errors";
import { Adam, type AdamOptions } from "./adam";
import type { Optimizer } from "./optimizer";
import { SGD, type SGDOptions } from "./sgd";

export { Adam, type AdamOptions, type Optimizer, SGD, type SGDOptions };

const known = { adam: Adam, sgd: SGD };

export type OptimizerName = keyof typeof known | "Adam" | "SGD";

/**
 * A new optimizer with its defaults for a name, in any case; an optimizer is passed on.
 *
 * @throws ValueError for a name that is no optimizer
 */
export function get(identifier: OptimizerName | Optimizer): Optimizer {
  if (typeof identifier === "object" && identifier !== null) return identifier;
  const name = String(identifier).toLowerCase();
  if (Object.hasOwn(known, name)) return new known[name as keyof typeof known]();
  throw new ValueError(
    `Could not interpret optimizer identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}
