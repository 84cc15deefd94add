import type { LossPlan } from "../../engine";
import { Loss, type LossOptions } from "./loss";

/** `(y − output)²`, averaged over the outputs of a sample. */
export class MeanSquaredError extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "mean_squared_error");
  }

  plan(): LossPlan {
    return { kind: "meanSquaredError", fromLogits: false };
  }
}

/** `|y − output|`, averaged over the outputs of a sample. */
export class MeanAbsoluteError extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "mean_absolute_error");
  }

  plan(): LossPlan {
    return { kind: "meanAbsoluteError", fromLogits: false };
  }
}

/** `100 · |(y − output) / y|`, averaged over the outputs of a sample. */
export class MeanAbsolutePercentageError extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "mean_absolute_percentage_error");
  }

  plan(): LossPlan {
    return { kind: "meanAbsolutePercentageError", fromLogits: false };
  }
}

/** `(log(y + 1) − log(output + 1))²`, averaged over the outputs of a sample. */
export class MeanSquaredLogarithmicError extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "mean_squared_logarithmic_error");
  }

  plan(): LossPlan {
    return { kind: "meanSquaredLogarithmicError", fromLogits: false };
  }
}

/** Half the squared error up to `delta`, a straight line beyond: outliers count less. */
export class Huber extends Loss {
  /** @param options.delta default 1 */
  constructor(private readonly options: LossOptions & { delta?: number } = {}) {
    super(options.name ?? "huber_loss");
  }

  plan(): LossPlan {
    return { kind: "huber", fromLogits: false, delta: this.options.delta ?? 1 };
  }
}

/** `log(cosh(output − y))`, averaged over the outputs of a sample. */
export class LogCosh extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "log_cosh");
  }

  plan(): LossPlan {
    return { kind: "logCosh", fromLogits: false };
  }
}

/** Minus the cosine of the angle between `y` and the outputs: -1 where both point the same way. */
export class CosineSimilarity extends Loss {
  constructor(options: LossOptions = {}) {
    super(options.name ?? "cosine_similarity");
  }

  plan(): LossPlan {
    return { kind: "cosineSimilarity", fromLogits: false };
  }
}
