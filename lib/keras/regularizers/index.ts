import { ValueError } from "../../errors";
import type { Regularizer, SerializedRegularizer } from "./regularizer";
import { L1, L1L2, L2 } from "./regularizers";

export { L1, L1L2, L2, type Regularizer, type SerializedRegularizer };

const known = {
  l1: () => new L1(),
  l2: () => new L2(),
  l1_l2: () => new L1L2({ l1: 0.01, l2: 0.01 }),
};

export type RegularizerName = keyof typeof known;

/**
 * The regularizer that a name means, of strength 0.01; a regularizer is passed on, none stays null.
 *
 * @throws ValueError for a name that is no regularizer
 */
export function get(identifier: RegularizerName | Regularizer | null | undefined): Regularizer | null {
  if (identifier === null || identifier === undefined) return null;
  if (typeof identifier === "object") return identifier;
  if (Object.hasOwn(known, identifier)) return known[identifier]();
  throw new ValueError(
    `Could not interpret regularizer identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}

/** As it stands in a layer's configuration. */
export function serialize(regularizer: Regularizer | null): SerializedRegularizer | null {
  return regularizer && { class_name: regularizer.className, config: regularizer.getConfig() };
}
