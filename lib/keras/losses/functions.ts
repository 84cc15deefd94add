/** Keras' losses as functions, `losses.meanSquaredError(yTrue, yPred)`: the loss of each sample. */
import type { ArrayInput, NumberOrArray } from "../../ndarray.ts";
import { named } from "../named-functions.ts";
import type { Loss } from "./loss.ts";
import * as classes from "./losses.ts";

/** The loss of each sample, by the options of the class of that name. */
export type LossFunction<Options> = (
  yTrue: ArrayInput,
  yPred: ArrayInput,
  options?: Options,
) => NumberOrArray;

type OptionsOf<Class> = Class extends new (
  options?: infer Options,
) => Loss
  ? Omit<NonNullable<Options>, "reduction" | "name">
  : Class extends new (
        ...args: infer Args
      ) => Loss
    ? Omit<Extract<Args[0], object>, "reduction" | "name">
    : never;

function functionOf<Class>(name: string, Class: Class): LossFunction<OptionsOf<Class>> {
  const Made = Class as new (options: object) => Loss;
  return named(name, (yTrue: ArrayInput, yPred: ArrayInput, options: object = {}) =>
    new Made({ ...options, reduction: "none" }).call(yTrue, yPred),
  );
}

/**
 * The loss of each sample by the formula and the options of `BinaryCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.binaryCrossentropy([[0, 1]], [[0.2, 0.9]]));
 */
export const binaryCrossentropy = functionOf("binary_crossentropy", classes.BinaryCrossentropy);

/**
 * The loss of each sample by the formula and the options of `BinaryFocalCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.binaryFocalCrossentropy([[0, 1]], [[0.2, 0.9]]));
 */
export const binaryFocalCrossentropy = functionOf(
  "binary_focal_crossentropy",
  classes.BinaryFocalCrossentropy,
);

/**
 * The loss of each sample by the formula and the options of `CategoricalCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.categoricalCrossentropy([[0, 1]], [[0.2, 0.8]]));
 */
export const categoricalCrossentropy = functionOf(
  "categorical_crossentropy",
  classes.CategoricalCrossentropy,
);

/**
 * The loss of each sample by the formula and the options of `CategoricalFocalCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.categoricalFocalCrossentropy([[0, 1]], [[0.2, 0.8]]));
 */
export const categoricalFocalCrossentropy = functionOf(
  "categorical_focal_crossentropy",
  classes.CategoricalFocalCrossentropy,
);

/**
 * The loss of each sample by the formula and the options of `CategoricalGeneralizedCrossEntropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.categoricalGeneralizedCrossEntropy([1], [[0.2, 0.8]]));
 */
export const categoricalGeneralizedCrossEntropy = functionOf(
  "categorical_generalized_cross_entropy",
  classes.CategoricalGeneralizedCrossEntropy,
);

/**
 * The loss of each sample by the formula and the options of `CategoricalHinge`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.categoricalHinge([[0, 1]], [[0.2, 0.8]]));
 */
export const categoricalHinge = functionOf("categorical_hinge", classes.CategoricalHinge);

/**
 * The loss of each sample by the formula and the options of `Circle`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.circle([0, 0, 1], [[1, 0], [0.8, 0.6], [0, 1]]));
 */
export const circle = functionOf("circle", classes.Circle);

/**
 * The loss of each sample by the formula and the options of `CosineSimilarity`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.cosineSimilarity([[1, 0]], [[2, 1]]));
 */
export const cosineSimilarity = functionOf("cosine_similarity", classes.CosineSimilarity);

/**
 * The loss of the whole batch by the formula and the options of `Dice`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.dice([[0, 1]], [[0.2, 0.8]]));
 */
export const dice = functionOf("dice", classes.Dice);

/**
 * The loss of each sample by the formula and the options of `Hinge`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.hinge([[-1, 1]], [[0.2, 0.8]]));
 */
export const hinge = functionOf("hinge", classes.Hinge);

/**
 * The loss of each sample by the formula and the options of `Huber`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.huber([[0, 1]], [[2, 1]]));
 */
export const huber = functionOf("huber", classes.Huber);

/**
 * The loss of each sample by the formula and the options of `KLDivergence`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.klDivergence([[0.1, 0.9]], [[0.2, 0.8]]));
 */
export const klDivergence = functionOf("kl_divergence", classes.KLDivergence);

/**
 * The loss of each sample by the formula and the options of `LogCosh`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.logCosh([[0, 1]], [[2, 1]]));
 */
export const logCosh = functionOf("log_cosh", classes.LogCosh);

/**
 * The loss of each sample by the formula and the options of `MeanAbsoluteError`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.meanAbsoluteError([[0, 1]], [[0.5, 1]]));
 */
export const meanAbsoluteError = functionOf("mean_absolute_error", classes.MeanAbsoluteError);

/**
 * The loss of each sample by the formula and the options of `MeanAbsolutePercentageError`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.meanAbsolutePercentageError([[1, 2]], [[1.5, 2]]));
 */
export const meanAbsolutePercentageError = functionOf(
  "mean_absolute_percentage_error",
  classes.MeanAbsolutePercentageError,
);

/**
 * The loss of each sample by the formula and the options of `MeanSquaredError`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.meanSquaredError([[0, 1]], [[0.5, 1]]));
 */
export const meanSquaredError = functionOf("mean_squared_error", classes.MeanSquaredError);

/**
 * The loss of each sample by the formula and the options of `MeanSquaredLogarithmicError`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.meanSquaredLogarithmicError([[0, 1]], [[0.5, 1]]));
 */
export const meanSquaredLogarithmicError = functionOf(
  "mean_squared_logarithmic_error",
  classes.MeanSquaredLogarithmicError,
);

/**
 * The loss of each sample by the formula and the options of `Poisson`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.poisson([[0, 1]], [[0.5, 1]]));
 */
export const poisson = functionOf("poisson", classes.Poisson);

/**
 * The loss of each sample by the formula and the options of `SparseCategoricalCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.sparseCategoricalCrossentropy([1], [[0.2, 0.8]]));
 */
export const sparseCategoricalCrossentropy = functionOf(
  "sparse_categorical_crossentropy",
  classes.SparseCategoricalCrossentropy,
);

/**
 * The loss of each sample by the formula and the options of `SquaredHinge`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.squaredHinge([[-1, 1]], [[0.2, 0.8]]));
 */
export const squaredHinge = functionOf("squared_hinge", classes.SquaredHinge);

/**
 * The loss of the whole batch by the formula and the options of `Tversky`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.tversky([[0, 1]], [[0.2, 0.8]]));
 */
export const tversky = functionOf("tversky", classes.Tversky);
