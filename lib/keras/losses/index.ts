import { ValueError } from "../../errors";
import type { Loss } from "./loss";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type CrossentropyOptions,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
} from "./losses";

export {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  type CrossentropyOptions,
  type Loss,
  MeanSquaredError,
  SparseCategoricalCrossentropy,
};

/** Keras' names, with its abbreviations. */
const known = {
  binary_crossentropy: BinaryCrossentropy,
  bce: BinaryCrossentropy,
  BCE: BinaryCrossentropy,
  BinaryCrossentropy,
  categorical_crossentropy: CategoricalCrossentropy,
  CategoricalCrossentropy,
  sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
  SparseCategoricalCrossentropy,
  mean_squared_error: MeanSquaredError,
  mse: MeanSquaredError,
  MSE: MeanSquaredError,
  MeanSquaredError,
};

export type LossName = keyof typeof known;

/**
 * The loss that a name means; a loss is passed on.
 *
 * @throws ValueError for a name that is no loss
 */
export function get(identifier: LossName | Loss): Loss {
  if (typeof identifier === "object" && identifier !== null) return identifier;
  if (Object.hasOwn(known, identifier)) return new known[identifier]();
  throw new ValueError(
    `Could not interpret loss identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}
