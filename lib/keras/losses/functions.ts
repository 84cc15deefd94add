/** Keras' losses as functions, `losses.meanSquaredError(yTrue, yPred)`: the loss of each sample. */
import type { ArrayInput, NumberOrArray } from "../../ndarray.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { named } from "../named-functions.ts";
import { snakeCase } from "../state.ts";
import type { Loss } from "./loss.ts";
import * as classes from "./losses.ts";
import { pairFor } from "./ranks.ts";

/** The loss of each sample, by the options of the class of that name. */
export interface LossFunction<Options> {
  (yTrue: ArrayInput, yPred: { dataId: object }, options?: Options): TensorFlowTensor;
  (yTrue: ArrayInput, yPred: ArrayInput, options?: Options): NumberOrArray;
}

type OptionsOf<Class> = Class extends new (
  options?: infer Options,
) => Loss
  ? Omit<NonNullable<Options>, "reduction" | "name">
  : Class extends new (
        ...args: infer Args
      ) => Loss
    ? Omit<Extract<Args[0], object>, "reduction" | "name">
    : never;

function functionOf<Class>(Class: Class): LossFunction<OptionsOf<Class>> {
  const Made = Class as new (options: object) => Loss;
  return named(snakeCase(Made.name), (yTrue: ArrayInput, yPred: TensorFlowTensor, options: object = {}) => {
    const loss = new Made({ ...options, reduction: "none" });
    // Tensors stay ones that a gradient can be taken of.
    const isDifferentiable = isTensor(yTrue) || isTensor(yPred);
    return loss.call(
      ...(isDifferentiable ? ([yTrue, yPred] as const) : pairFor(loss.plan().kind, yTrue, yPred)),
    );
  });
}

/**
 * The loss of each sample by the formula and the options of `BinaryCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.binaryCrossentropy([[0, 1]], [[0.2, 0.9]]));
 */
export const binaryCrossentropy = functionOf(classes.BinaryCrossentropy);

/**
 * The loss of each sample by the formula and the options of `BinaryFocalCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.binaryFocalCrossentropy([[0, 1]], [[0.2, 0.9]]));
 */
export const binaryFocalCrossentropy = functionOf(classes.BinaryFocalCrossentropy);

/**
 * The loss of each sample by the formula and the options of `CategoricalCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.categoricalCrossentropy([[0, 1]], [[0.2, 0.8]]));
 */
export const categoricalCrossentropy = functionOf(classes.CategoricalCrossentropy);

/**
 * The loss of each sample by the formula and the options of `CategoricalFocalCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.categoricalFocalCrossentropy([[0, 1]], [[0.2, 0.8]]));
 */
export const categoricalFocalCrossentropy = functionOf(classes.CategoricalFocalCrossentropy);

/**
 * The loss of each sample by the formula and the options of `CategoricalGeneralizedCrossEntropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.categoricalGeneralizedCrossEntropy([1], [[0.2, 0.8]]));
 */
export const categoricalGeneralizedCrossEntropy = functionOf(classes.CategoricalGeneralizedCrossEntropy);

/**
 * The loss of each sample by the formula and the options of `CategoricalHinge`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.categoricalHinge([[0, 1]], [[0.2, 0.8]]));
 */
export const categoricalHinge = functionOf(classes.CategoricalHinge);

/**
 * The loss of each sample by the formula and the options of `Circle`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.circle([0, 0, 1], [[1, 0], [0.8, 0.6], [0, 1]]));
 */
export const circle = functionOf(classes.Circle);

/**
 * The loss of each sample by the formula and the options of `CosineSimilarity`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.cosineSimilarity([[1, 0]], [[2, 1]]));
 */
export const cosineSimilarity = functionOf(classes.CosineSimilarity);

/**
 * The loss of the whole batch by the formula and the options of `Dice`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.dice([[0, 1]], [[0.2, 0.8]]));
 */
export const dice = functionOf(classes.Dice);

/**
 * The loss of each sample by the formula of `CTC`.
 *
 * @throws ValueError for targets that are no rows of classes, and scores without steps
 *
 * @example
 * console.log(losses.ctc(ops.array([[1, 2]]), ops.zeros([1, 4, 3])).shape); // [1]
 */
export const ctc = functionOf(classes.CTC);

/**
 * The loss of each sample by the formula and the options of `Hinge`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.hinge([[-1, 1]], [[0.2, 0.8]]));
 */
export const hinge = functionOf(classes.Hinge);

/**
 * The loss of each sample by the formula and the options of `Huber`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.huber([[0, 1]], [[2, 1]]));
 */
export const huber = functionOf(classes.Huber);

/**
 * The loss of each sample by the formula and the options of `KLDivergence`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.klDivergence([[0.1, 0.9]], [[0.2, 0.8]]));
 */
export const klDivergence = functionOf(classes.KLDivergence);

/**
 * The loss of each sample by the formula and the options of `LogCosh`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.logCosh([[0, 1]], [[2, 1]]));
 */
export const logCosh = functionOf(classes.LogCosh);

/**
 * The loss of each sample by the formula and the options of `MeanAbsoluteError`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.meanAbsoluteError([[0, 1]], [[0.5, 1]]));
 */
export const meanAbsoluteError = functionOf(classes.MeanAbsoluteError);

/**
 * The loss of each sample by the formula and the options of `MeanAbsolutePercentageError`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.meanAbsolutePercentageError([[1, 2]], [[1.5, 2]]));
 */
export const meanAbsolutePercentageError = functionOf(classes.MeanAbsolutePercentageError);

/**
 * The loss of each sample by the formula and the options of `MeanSquaredError`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.meanSquaredError([[0, 1]], [[0.5, 1]]));
 */
export const meanSquaredError = functionOf(classes.MeanSquaredError);

/**
 * The loss of each sample by the formula and the options of `MeanSquaredLogarithmicError`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.meanSquaredLogarithmicError([[0, 1]], [[0.5, 1]]));
 */
export const meanSquaredLogarithmicError = functionOf(classes.MeanSquaredLogarithmicError);

/**
 * The loss of each sample by the formula and the options of `Poisson`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.poisson([[0, 1]], [[0.5, 1]]));
 */
export const poisson = functionOf(classes.Poisson);

/**
 * The loss of each sample by the formula and the options of `SparseCategoricalCrossentropy`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.sparseCategoricalCrossentropy([1], [[0.2, 0.8]]));
 */
export const sparseCategoricalCrossentropy = functionOf(classes.SparseCategoricalCrossentropy);

/**
 * The loss of each sample by the formula and the options of `SquaredHinge`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.squaredHinge([[-1, 1]], [[0.2, 0.8]]));
 */
export const squaredHinge = functionOf(classes.SquaredHinge);

/**
 * The loss of the whole batch by the formula and the options of `Tversky`.
 *
 * @throws ValueError for shapes that do not match
 *
 * @example
 * console.log(losses.tversky([[0, 1]], [[0.2, 0.8]]));
 */
export const tversky = functionOf(classes.Tversky);
