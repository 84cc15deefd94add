import { Loss, type LossOptions } from "./loss";

/** `(y − output)²`, averaged over the outputs of a sample. */
export class MeanSquaredError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_squared_error", options, { kind: "meanSquaredError" });
  }
}

/** `|y − output|`, averaged over the outputs of a sample. */
export class MeanAbsoluteError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_absolute_error", options, { kind: "meanAbsoluteError" });
  }
}

/** `100 · |(y − output) / y|`, averaged over the outputs of a sample. */
export class MeanAbsolutePercentageError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_absolute_percentage_error", options, { kind: "meanAbsolutePercentageError" });
  }
}

/** `(log(y + 1) − log(output + 1))²`, averaged over the outputs of a sample. */
export class MeanSquaredLogarithmicError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_squared_logarithmic_error", options, { kind: "meanSquaredLogarithmicError" });
  }
}

/** Half the squared error up to `delta`, a straight line beyond: outliers count less. */
export class Huber extends Loss {
  /** @param options.delta default 1 */
  constructor(options: LossOptions & { delta?: number } = {}) {
    super("huber_loss", options, { kind: "huber", delta: options.delta ?? 1 });
  }
}

/** `log(cosh(output − y))`, averaged over the outputs of a sample. */
export class LogCosh extends Loss {
  constructor(options: LossOptions = {}) {
    super("log_cosh", options, { kind: "logCosh" });
  }
}

/** Minus the cosine of the angle between `y` and the outputs: -1 where both point the same way. */
export class CosineSimilarity extends Loss {
  constructor(options: LossOptions = {}) {
    super("cosine_similarity", options, { kind: "cosineSimilarity" });
  }
}
