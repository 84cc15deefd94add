import { Loss, type LossOptions } from "./loss";

/** `Σ y·log(y / output)`: how much is lost when the outputs stand for the distribution `y`. */
export class KLDivergence extends Loss {
  constructor(options: LossOptions = {}) {
    super("kl_divergence", options, { kind: "klDivergence" });
  }
}

/** `output − y·log(output)`, averaged over the outputs of a sample: for counts. */
export class Poisson extends Loss {
  constructor(options: LossOptions = {}) {
    super("poisson", options, { kind: "poisson" });
  }
}

/** `1 − 2·Σ y·p / (Σ y + Σ p)` of a whole batch: how little labels and outputs overlap. */
export class Dice extends Loss {
  constructor(options: LossOptions = {}) {
    super("dice", options, { kind: "dice" });
  }
}

/** Dice with weights for what is missed and what is too much (Salehi et al. 2017). */
export class Tversky extends Loss {
  /** @param options.alpha, options.beta default 0.5 */
  constructor(options: LossOptions & { alpha?: number; beta?: number } = {}) {
    const { alpha = 0.5, beta = 0.5 } = options;
    super("tversky", options, { kind: "tversky", alpha, beta });
  }
}
