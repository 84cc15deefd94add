import { ValueError } from "../../errors";
import type { ScoreFunction } from "../tensorflow-tensor";
import {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  CategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  CategoricalGeneralizedCrossEntropy,
  SparseCategoricalCrossentropy,
} from "./crossentropies";
import { CategoricalHinge, Hinge, SquaredHinge } from "./hinge-losses";
import { FunctionLoss, type Loss } from "./loss";
import { Dice, KLDivergence, Poisson, Tversky } from "./probability-losses";
import {
  CosineSimilarity,
  Huber,
  LogCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
} from "./regression-losses";

export type {
  BinaryFocalCrossentropyOptions,
  CategoricalFocalCrossentropyOptions,
  CrossentropyOptions,
} from "./crossentropies";
export type { CustomScorePlan, Loss, LossOptions } from "./loss";

const classes = {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  CategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  CategoricalGeneralizedCrossEntropy,
  CategoricalHinge,
  CosineSimilarity,
  Dice,
  Hinge,
  Huber,
  KLDivergence,
  LogCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  Poisson,
  SparseCategoricalCrossentropy,
  SquaredHinge,
  Tversky,
};

export {
  BinaryCrossentropy,
  BinaryFocalCrossentropy,
  CategoricalCrossentropy,
  CategoricalFocalCrossentropy,
  CategoricalGeneralizedCrossEntropy,
  CategoricalHinge,
  CosineSimilarity,
  Dice,
  Hinge,
  Huber,
  KLDivergence,
  LogCosh,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  Poisson,
  SparseCategoricalCrossentropy,
  SquaredHinge,
  Tversky,
};

/** Keras' names, with its abbreviations. */
const known = {
  binary_crossentropy: BinaryCrossentropy,
  bce: BinaryCrossentropy,
  BCE: BinaryCrossentropy,
  binary_focal_crossentropy: BinaryFocalCrossentropy,
  categorical_crossentropy: CategoricalCrossentropy,
  categorical_focal_crossentropy: CategoricalFocalCrossentropy,
  categorical_generalized_cross_entropy: CategoricalGeneralizedCrossEntropy,
  categorical_hinge: CategoricalHinge,
  cosine_similarity: CosineSimilarity,
  dice: Dice,
  hinge: Hinge,
  huber: Huber,
  kl_divergence: KLDivergence,
  kld: KLDivergence,
  KLD: KLDivergence,
  log_cosh: LogCosh,
  logcosh: LogCosh,
  mean_absolute_error: MeanAbsoluteError,
  mae: MeanAbsoluteError,
  MAE: MeanAbsoluteError,
  mean_absolute_percentage_error: MeanAbsolutePercentageError,
  mape: MeanAbsolutePercentageError,
  MAPE: MeanAbsolutePercentageError,
  mean_squared_error: MeanSquaredError,
  mse: MeanSquaredError,
  MSE: MeanSquaredError,
  mean_squared_logarithmic_error: MeanSquaredLogarithmicError,
  msle: MeanSquaredLogarithmicError,
  MSLE: MeanSquaredLogarithmicError,
  poisson: Poisson,
  sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
  squared_hinge: SquaredHinge,
  tversky: Tversky,
  ...classes,
};

export type LossName = keyof typeof known;

/**
 * The loss that a name means; a loss is passed on, a function of tensors becomes one.
 *
 * @throws ValueError for a name that is no loss
 */
export function get(identifier: LossName | Loss | ScoreFunction): Loss {
  if (typeof identifier === "function") return new FunctionLoss(identifier);
  if (typeof identifier === "object" && identifier !== null) return identifier;
  if (Object.hasOwn(known, identifier)) return new known[identifier]();
  throw new ValueError(
    `Could not interpret loss identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}
