import type { ScoreFunction } from "../backend/tensor-types.ts";
import { knownNames } from "../dialects/names.ts";
import { nameOf } from "../named-functions.ts";
import { deserializeObject, getObject, isSerialized, type SerializedObject } from "../saving/config.ts";
import { namedFunction } from "../saving/functions.ts";
import { objectForm } from "../saving/keras3-form.ts";
import { FunctionLoss, Loss } from "./loss.ts";
import * as classes from "./losses.ts";

export * from "./functions.ts";
export { Loss, type LossOptions, type Reduction } from "./loss.ts";
export * from "./losses.ts";

/** Keras' names and abbreviations. */
const known = {
  binary_crossentropy: classes.BinaryCrossentropy,
  bce: classes.BinaryCrossentropy,
  BCE: classes.BinaryCrossentropy,
  binary_focal_crossentropy: classes.BinaryFocalCrossentropy,
  categorical_crossentropy: classes.CategoricalCrossentropy,
  categorical_focal_crossentropy: classes.CategoricalFocalCrossentropy,
  categorical_generalized_cross_entropy: classes.CategoricalGeneralizedCrossEntropy,
  categorical_hinge: classes.CategoricalHinge,
  circle: classes.Circle,
  cosine_similarity: classes.CosineSimilarity,
  ctc: classes.CTC,
  dice: classes.Dice,
  hinge: classes.Hinge,
  huber: classes.Huber,
  kl_divergence: classes.KLDivergence,
  kld: classes.KLDivergence,
  KLD: classes.KLDivergence,
  log_cosh: classes.LogCosh,
  logcosh: classes.LogCosh,
  mean_absolute_error: classes.MeanAbsoluteError,
  mae: classes.MeanAbsoluteError,
  MAE: classes.MeanAbsoluteError,
  mean_absolute_percentage_error: classes.MeanAbsolutePercentageError,
  mape: classes.MeanAbsolutePercentageError,
  MAPE: classes.MeanAbsolutePercentageError,
  mean_squared_error: classes.MeanSquaredError,
  mse: classes.MeanSquaredError,
  MSE: classes.MeanSquaredError,
  mean_squared_logarithmic_error: classes.MeanSquaredLogarithmicError,
  msle: classes.MeanSquaredLogarithmicError,
  MSLE: classes.MeanSquaredLogarithmicError,
  poisson: classes.Poisson,
  sparse_categorical_crossentropy: classes.SparseCategoricalCrossentropy,
  squared_hinge: classes.SquaredHinge,
  tversky: classes.Tversky,
  ...classes,
};

export type LossName = keyof typeof known;

/** A loss as `compile` takes it; a name or a class stands for one with its defaults, a function for a loss of tensors. */
export type LossIdentifier = LossName | Loss | (new () => Loss) | ScoreFunction | SerializedObject;

/**
 * Returns a new loss with its defaults for a name or a class, a loss of a function of tensors, and a loss or null as it is.
 *
 * @throws ValueError for an unknown name
 *
 * @example
 * const loss = losses.get("mse");
 */
export function get(identifier: LossIdentifier): Loss;
export function get(identifier: LossIdentifier | null): Loss | null;
export function get(identifier: LossIdentifier | null): Loss | null {
  return getObject("loss", nameOf(identifier) ?? identifier, {
    Base: Loss,
    known: knownNames<new () => Loss>("loss", known),
    wrap: (call: ScoreFunction) => new FunctionLoss(call),
    deserialize,
  });
}

/**
 * The loss in Keras' form: module, class name and configuration; a function by its name.
 *
 * @example
 * console.log(losses.serialize(new losses.Huber()).class_name); // Huber
 */
export function serialize(loss: Loss): SerializedObject | string {
  if (loss instanceof FunctionLoss) return loss.name;
  return objectForm("keras.losses", loss);
}

/**
 * The loss of a serialized form, or of a name.
 *
 * @throws ValueError for an unknown class, and for settings that it does not have
 *
 * @example
 * const loss = losses.deserialize({ class_name: "Huber", config: { delta: 0.5 } });
 */
export function deserialize(serialized: SerializedObject | LossName): Loss {
  if (!isSerialized(serialized)) return get(serialized);
  const name = namedFunction(serialized);
  if (name !== undefined) return get(name as LossName);
  const { reduction } = serialized.config ?? {};
  // In Keras 2 the default.
  if (reduction !== "auto") return deserializeObject("loss", classes, serialized);
  const config = { ...serialized.config, reduction: "sum_over_batch_size" };
  return deserializeObject("loss", classes, { ...serialized, config });
}
