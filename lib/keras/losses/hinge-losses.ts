import type { LossPlan } from "../../engine";
import { Loss, type LossOptions } from "./loss";

/** `max(1 − y·output, 0)` for labels -1 and 1 (0 counts as -1), averaged over the outputs of a sample. */
export class Hinge extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "hinge");
  }

  plan(): LossPlan {
    return { kind: "hinge", fromLogits: false };
  }
}

/** The square of the hinge. */
export class SquaredHinge extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "squared_hinge");
  }

  plan(): LossPlan {
    return { kind: "squaredHinge", fromLogits: false };
  }
}

/** `max(largest wrong output − right output + 1, 0)` for one-hot rows of `y`. */
export class CategoricalHinge extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "categorical_hinge");
  }

  plan(): LossPlan {
    return { kind: "categoricalHinge", fromLogits: false };
  }
}
