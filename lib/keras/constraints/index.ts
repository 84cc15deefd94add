import { ValueError } from "../../errors";
import type { Constraint, SerializedConstraint } from "./constraint";
import { MaxNorm, MinMaxNorm, NonNeg, UnitNorm } from "./constraints";

export { type Constraint, MaxNorm, MinMaxNorm, NonNeg, type SerializedConstraint, UnitNorm };

const known = {
  max_norm: MaxNorm,
  min_max_norm: MinMaxNorm,
  non_neg: NonNeg,
  unit_norm: UnitNorm,
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  UnitNorm,
};

export type ConstraintName = keyof typeof known;

/**
 * The constraint that a name means, with its defaults; a constraint is passed on, none stays null.
 *
 * @throws ValueError for a name that is no constraint
 */
export function get(identifier: ConstraintName | Constraint | null | undefined): Constraint | null {
  if (identifier === null || identifier === undefined) return null;
  if (typeof identifier === "object") return identifier;
  if (Object.hasOwn(known, identifier)) return new known[identifier]();
  throw new ValueError(
    `Could not interpret constraint identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}

/** As it stands in a layer's configuration. */
export function serialize(constraint: Constraint | null): SerializedConstraint | null {
  return constraint && { class_name: constraint.className, config: constraint.getConfig() };
}
