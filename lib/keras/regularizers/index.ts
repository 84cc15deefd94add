import { ValueError } from "../../errors";
import type { TensorFunction } from "../tensorflow-tensor";
import { OrthogonalRegularizer } from "./orthogonal-regularizer";
import { Regularizer, type SerializedRegularizer } from "./regularizer";
import { L1, L1L2, L2 } from "./regularizers";

export { L1, L1L2, L2, OrthogonalRegularizer, Regularizer, type SerializedRegularizer };

const known = {
  l1: () => new L1(),
  l2: () => new L2(),
  l1_l2: () => new L1L2({ l1: 0.01, l2: 0.01 }),
  l1l2: () => new L1L2(),
  orthogonal_regularizer: () => new OrthogonalRegularizer(),
  L1: () => new L1(),
  L2: () => new L2(),
  L1L2: () => new L1L2(),
  OrthogonalRegularizer: () => new OrthogonalRegularizer(),
};

export type RegularizerName = keyof typeof known;

/** A name, a regularizer, or a function of tensors to a number, which only TensorFlow.js can compute. */
export type RegularizerIdentifier = RegularizerName | Regularizer | TensorFunction;

/** A function of the user's. */
class FunctionRegularizer extends Regularizer {
  readonly className = "function";

  constructor(private readonly call: TensorFunction) {
    super();
  }

  plan() {
    return { what: "a function as a regularizer", call: this.call };
  }

  getConfig(): Record<string, string> {
    return { function: this.call.name };
  }
}

/**
 * The regularizer that a name means, of strength 0.01; a regularizer is passed on, a function of tensors becomes one,
 * none stays null.
 *
 * @throws ValueError for a name that is no regularizer
 */
export function get(identifier: RegularizerIdentifier | null | undefined): Regularizer | null {
  if (identifier === null || identifier === undefined) return null;
  if (typeof identifier === "function") return new FunctionRegularizer(identifier);
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
