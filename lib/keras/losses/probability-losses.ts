import type { LossPlan } from "../../engine";
import { Loss, type LossOptions } from "./loss";

/** `Σ y·log(y / output)`: how much is lost when the outputs stand for the distribution `y`. */
export class KLDivergence extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "kl_divergence");
  }

  plan(): LossPlan {
    return { kind: "klDivergence", fromLogits: false };
  }
}

/** `output − y·log(output)`, averaged over the outputs of a sample: for counts. */
export class Poisson extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "poisson");
  }

  plan(): LossPlan {
    return { kind: "poisson", fromLogits: false };
  }
}

/** `1 − 2·Σ y·p / (Σ y + Σ p)` of a whole batch: how little labels and outputs overlap. */
export class Dice extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "dice");
  }

  plan(): LossPlan {
    return { kind: "dice", fromLogits: false };
  }
}

/** Dice with weights for what is missed and what is too much (Salehi et al. 2017). */
export class Tversky extends Loss {
  /** @param options.alpha, options.beta default 0.5 */
  constructor(private readonly options: LossOptions & { alpha?: number; beta?: number } = {}) {
    super(options.name ?? "tversky");
  }

  plan(): LossPlan {
    const { alpha = 0.5, beta = 0.5 } = this.options;
    return { kind: "tversky", fromLogits: false, alpha, beta };
  }
}
