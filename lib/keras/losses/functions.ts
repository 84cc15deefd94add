/** Keras' losses as functions, `losses.meanSquaredError(yTrue, yPred)`: the loss of each sample. */
import type { ArrayInput, NumberOrArray } from "../../ndarray.ts";
import { named } from "../named-functions.ts";
import { snakeCase } from "../state.ts";
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

/** Names that are not those of the class in snake_case. */
const NAMES: Readonly<Record<string, string>> = { KLDivergence: "kl_divergence" };

type Functions = {
  [Name in keyof typeof classes as Uncapitalize<Name>]: LossFunction<OptionsOf<(typeof classes)[Name]>>;
};

const made = Object.fromEntries(
  Object.entries(classes).map(([name, Class]) => {
    const first = name === "KLDivergence" ? "klDivergence" : name[0].toLowerCase() + name.slice(1);
    return [first, functionOf(NAMES[name] ?? snakeCase(name), Class)];
  }),
) as unknown as Functions & { klDivergence: LossFunction<object> };

/**
 * The loss of each sample, by the options of the class of that name. `compile` and `metrics` take them as they take names.
 *
 * @example
 * console.log(losses.meanSquaredError([[0, 1]], [[0.5, 1]]).values); // Float32Array(1) [ 0.125 ]
 */
export const {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  categoricalHinge,
  circle,
  cosineSimilarity,
  dice,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
  tversky,
} = made;
