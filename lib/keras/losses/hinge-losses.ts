import { Loss, type LossOptions } from "./loss";

/** `max(1 − y·output, 0)` for labels -1 and 1 (0 counts as -1), averaged over the outputs of a sample. */
export class Hinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("hinge", options, { kind: "hinge" });
  }
}

/** The square of the hinge. */
export class SquaredHinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("squared_hinge", options, { kind: "squaredHinge" });
  }
}

/** `max(largest wrong output − right output + 1, 0)` for one-hot rows of `y`. */
export class CategoricalHinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("categorical_hinge", options, { kind: "categoricalHinge" });
  }
}
