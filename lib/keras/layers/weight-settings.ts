/** The initializer, regularizer and constraint of a layer's weights, which its options name after the weight: `kernelInitializer`. */
import type { ConstraintIdentifier } from "../constraints.ts";
import * as constraints from "../constraints.ts";
import type { InitializerIdentifier } from "../initializers/index.ts";
import * as initializers from "../initializers/index.ts";
import type { RegularizerIdentifier } from "../regularizers.ts";
import * as regularizers from "../regularizers.ts";

/** How a weight begins, and what training does with it. */
export interface WeightSettings {
  readonly initializer: initializers.Initializer;
  /** A penalty on it, default none. */
  readonly regularizer?: regularizers.Regularizer | null;
  /** Applied after each update, default none. */
  readonly constraint?: constraints.Constraint | null;
  /** Let training change it, default true. */
  readonly trainable?: boolean;
}

/** The options of a kernel. */
export interface KernelOptions {
  /** The weights before training, `kernelInitializer: "he_normal"`; default `"glorot_uniform"`. */
  kernelInitializer?: InitializerIdentifier;
  /** A penalty on the kernel, `kernelRegularizer: "l2"`; default none. */
  kernelRegularizer?: RegularizerIdentifier | null;
  /** Constraint on the kernel after each update, `kernelConstraint: "non_neg"`; default none. */
  kernelConstraint?: ConstraintIdentifier | null;
}

/** The options of a bias. */
export interface BiasOptions {
  /** The biases before training, `biasInitializer: "ones"`; default `"zeros"`. */
  biasInitializer?: InitializerIdentifier;
  /** A penalty on the bias, `biasRegularizer: "l2"`; default none. */
  biasRegularizer?: RegularizerIdentifier | null;
  /** Constraint on the bias after each update, `biasConstraint: "non_neg"`; default none. */
  biasConstraint?: ConstraintIdentifier | null;
}

/** Defaults of the options of a kernel, a bias and the outputs, in Keras' order. */
export const KERNEL_AND_BIAS = {
  kernelInitializer: "glorot_uniform",
  biasInitializer: "zeros",
  kernelRegularizer: null,
  biasRegularizer: null,
  activityRegularizer: null,
  kernelConstraint: null,
  biasConstraint: null,
} as const;

/**
 * Gives a layer the objects for which options stand, by the names of the options.
 *
 * @param names of the weights in the options, such as `["kernel", "bias"]`
 */
export function takeSettings(layer: object, options: object, names: readonly string[]): void {
  const own = layer as Record<string, unknown>;
  const given = options as Settings;
  for (const name of names) {
    const initial = given[`${name}Initializer`] ?? (name === "bias" ? "zeros" : "glorot_uniform");
    own[`${name}Initializer`] = initializers.get(initial);
    own[`${name}Regularizer`] = regularizers.get(given[`${name}Regularizer`]);
    own[`${name}Constraint`] = constraints.get(given[`${name}Constraint`]);
  }
}

/** A layer's settings of the weights that its options call by that name. */
export function settingsOf(layer: object, name: string): WeightSettings {
  const { [`${name}Initializer`]: initializer, [`${name}Regularizer`]: regularizer } = layer as Settings;
  return { initializer, regularizer, constraint: (layer as Settings)[`${name}Constraint`] };
}

type Settings = Readonly<Record<string, never>>;

type WeightConfig<Name extends string> = Record<`${Name}_initializer`, initializers.SerializedInitializer> &
  Record<`${Name}_regularizer` | "activity_regularizer", regularizers.SerializedRegularizer | null> &
  Record<`${Name}_constraint`, constraints.SerializedConstraint | null>;

/**
 * The part of a layer's configuration about its weights, in Keras' order.
 *
 * @param names such as `["kernel", "bias"]`
 * @param activity the layer's activity regularizer; undefined leaves it out
 */
export function weightConfig<Name extends string>(
  layer: object,
  names: readonly Name[],
  activity?: regularizers.Regularizer | null,
): WeightConfig<Name> {
  const settings = names.map((name) => ({ name, ...settingsOf(layer, name) }));
  return Object.fromEntries([
    ...settings.map(({ name, initializer }) => [`${name}_initializer`, initializers.serialize(initializer)]),
    ...settings.map(({ name, regularizer = null }) => [
      `${name}_regularizer`,
      regularizers.serialize(regularizer),
    ]),
    ...(activity === undefined ? [] : [["activity_regularizer", regularizers.serialize(activity)]]),
    ...settings.map(({ name, constraint = null }) => [
      `${name}_constraint`,
      constraints.serialize(constraint),
    ]),
  ]);
}
