import * as constraints from "../constraints.ts";
import { type Initializer, type SerializedInitializer, serialize } from "../initializers/index.ts";
import * as regularizers from "../regularizers.ts";

type Initializers<Name extends string> = Readonly<Record<`${Name}Initializer`, Initializer>>;
type Regularizers<Name extends string> = Readonly<
  Record<`${Name}Regularizer`, regularizers.Regularizer | null>
>;
type Constraints<Name extends string> = Readonly<Record<`${Name}Constraint`, constraints.Constraint | null>>;

type WeightConfig<Name extends string> = Record<`${Name}_initializer`, SerializedInitializer> &
  Record<`${Name}_regularizer` | "activity_regularizer", regularizers.SerializedRegularizer | null> &
  Record<`${Name}_constraint`, constraints.SerializedConstraint | null>;

/**
 * The part of a layer's configuration about its weights, in Keras' order.
 *
 * @param names such as `["kernel", "bias"]`
 * @param activity the layer's activity regularizer; undefined leaves it out
 */
export function weightConfig<Name extends string>(
  layer: Initializers<Name> & Regularizers<Name> & Constraints<Name>,
  names: readonly Name[],
  activity?: regularizers.Regularizer | null,
): WeightConfig<Name> {
  const initializer: Initializers<Name> = layer;
  const regularizer: Regularizers<Name> = layer;
  const constraint: Constraints<Name> = layer;
  return Object.fromEntries([
    ...names.map((name) => [`${name}_initializer`, serialize(initializer[`${name}Initializer`])]),
    ...names.map((name) => [
      `${name}_regularizer`,
      regularizers.serialize(regularizer[`${name}Regularizer`]),
    ]),
    ...(activity === undefined ? [] : [["activity_regularizer", regularizers.serialize(activity)]]),
    ...names.map((name) => [`${name}_constraint`, constraints.serialize(constraint[`${name}Constraint`])]),
  ]);
}
