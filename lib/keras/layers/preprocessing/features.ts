import { fromArguments, ValueError } from "../../../errors.ts";
import { uniqueName } from "../../state.ts";
import { Identity } from "../core.ts";
import type { DataType } from "../input-layer.ts";
import type { Layer } from "../layer.ts";
import { Concatenate } from "../merging/concatenate.ts";
import { Discretization } from "./discretization.ts";
import { Hashing } from "./hashing.ts";
import { IntegerLookup } from "./integer-lookup.ts";
import { Normalization } from "./normalization.ts";
import { Rescaling } from "./rescaling.ts";
import { StringLookup } from "./string-lookup.ts";

/** A feature that is passed on as it is; named as in Keras' files. */
export class TFDIdentity extends Identity {}

/** Joins features; named as in Keras' files. */
export class TFDConcat extends Concatenate {}

/** Class numbers as they are, or encoded. */
type CategoryMode = "int" | "one_hot";

export interface FeatureOptions {
  /** Of the feature's input. */
  dtype: DataType;
  /** The layer that computes the feature. */
  preprocessor: Layer;
  /** `"one_hot"`: encode the class numbers of the preprocessor. */
  outputMode: CategoryMode | "float";
}

/** A feature: how its values become numbers. */
export class Feature implements FeatureOptions {
  readonly dtype: DataType;
  readonly preprocessor: Layer;
  readonly outputMode: CategoryMode | "float";

  /** @throws ValueError for another mode */
  constructor({ dtype, preprocessor, outputMode }: FeatureOptions) {
    checkMode(outputMode, ["int", "one_hot", "float"]);
    this.dtype = dtype;
    this.preprocessor = preprocessor;
    this.outputMode = outputMode;
  }
}

export interface CrossOptions {
  featureNames: readonly string[];
  /** Number of bins, `crossingDim: 64`. */
  crossingDim: number;
  /** Default `"one_hot"`. */
  outputMode?: CategoryMode;
}

/** Features whose combinations are put into bins. */
export class Cross {
  readonly featureNames: readonly string[];
  readonly crossingDim: number;
  readonly outputMode: CategoryMode;

  /** @throws ValueError for another mode */
  constructor({ featureNames, crossingDim, outputMode = "one_hot" }: CrossOptions) {
    checkMode(outputMode, ["int", "one_hot"]);
    this.featureNames = featureNames;
    this.crossingDim = crossingDim;
    this.outputMode = outputMode;
  }

  get name(): string {
    return this.featureNames.join("_X_");
  }
}

function checkMode(outputMode: string, modes: readonly string[]): void {
  if (modes.includes(outputMode)) return;
  throw new ValueError(
    `Invalid value for argument \`output_mode\`. Expected one of {${modes.map((mode) => `'${mode}'`).join(", ")}}. ` +
      `Received: output_mode=${outputMode}`,
  );
}

interface Named {
  /** Of the feature, from which its layer is named; default: by its kind. */
  name?: string | null;
}

interface RescaledOptions extends Named {
  /** `scale: 0.5`; default 1. */
  scale?: number;
  /** Default 0. */
  offset?: number;
}

interface DiscretizedOptions extends Named {
  /** Number of bins, whose boundaries `adapt` finds, `numBins: 10`. */
  numBins?: number | null;
  /** The boundaries, in place of `numBins`. */
  binBoundaries?: readonly number[] | null;
  /** Default `"one_hot"`. */
  outputMode?: CategoryMode;
}

interface CategoricalOptions extends Named {
  /** The largest size of the vocabulary, default: no limit. */
  maxTokens?: number | null;
  /** Number of indices for values that `adapt` did not see, default 1. */
  numOovIndices?: number;
  /** Default `"one_hot"`. */
  outputMode?: CategoryMode;
}

type CategoricalArgs =
  | [options?: CategoricalOptions]
  | [maxTokens: number | null, options?: Omit<CategoricalOptions, "maxTokens">];

interface HashedOptions extends Named {
  numBins: number;
  /** Default `"one_hot"`. */
  outputMode?: CategoryMode;
}

type HashedArgs = [options: HashedOptions] | [numBins: number, options?: Omit<HashedOptions, "numBins">];

function named<Options extends Named>(
  kind: string,
  args: readonly unknown[],
  defaults: Required<Options>,
): Required<Options> & { layer: { name: string } } {
  const options = fromArguments<Options>(kind, args, defaults);
  return { ...options, layer: { name: `${options.name || uniqueName(kind)}_preprocessor` } };
}

const CATEGORICAL = { maxTokens: null, numOovIndices: 1, outputMode: "one_hot", name: null } as const;
const HASHED = { numBins: 0, outputMode: "one_hot", name: null } as const;

type Lookup = new (options: { maxTokens: number | null; numOovIndices: number; name: string }) => Layer;

const categorical =
  (kind: string, dtype: DataType, Class: Lookup) =>
  (...args: CategoricalArgs): Feature => {
    const { maxTokens, numOovIndices, outputMode, layer } = named<CategoricalOptions>(
      kind,
      args,
      CATEGORICAL,
    );
    return new Feature({
      dtype,
      preprocessor: new Class({ maxTokens, numOovIndices, ...layer }),
      outputMode,
    });
  };

const hashed =
  (kind: string, dtype: DataType) =>
  (...args: HashedArgs): Feature => {
    const { numBins, outputMode, layer } = named<HashedOptions>(kind, args, HASHED);
    return new Feature({ dtype, preprocessor: new Hashing({ numBins, ...layer }), outputMode });
  };

/** The kinds of features, by the names of methods of `FeatureSpace`. */
export const kinds = {
  float(...args: [name?: string | null] | [options: Named]): Feature {
    const { layer } = named<Named>("float", args, { name: null });
    return new Feature({ dtype: "float32", preprocessor: new TFDIdentity(layer), outputMode: "float" });
  },
  floatRescaled(
    ...args:
      | [options?: RescaledOptions]
      | [scale: number, offset?: number, name?: string | null]
      | [scale: number, options?: RescaledOptions]
  ): Feature {
    const defaults = { scale: 1, offset: 0, name: null };
    const { scale, offset, layer } = named<RescaledOptions>("float_rescaled", args, defaults);
    return new Feature({
      dtype: "float32",
      preprocessor: new Rescaling({ scale, offset, ...layer }),
      outputMode: "float",
    });
  },
  floatNormalized(...args: [name?: string | null] | [options: Named]): Feature {
    const { layer } = named<Named>("float_normalized", args, { name: null });
    return new Feature({ dtype: "float32", preprocessor: new Normalization(layer), outputMode: "float" });
  },
  floatDiscretized(
    ...args: [options: DiscretizedOptions] | [numBins: number, options?: Omit<DiscretizedOptions, "numBins">]
  ): Feature {
    const defaults = { numBins: null, binBoundaries: null, outputMode: "one_hot", name: null } as const;
    const { numBins, binBoundaries, outputMode, layer } = named<DiscretizedOptions>(
      "float_discretized",
      args,
      defaults,
    );
    const preprocessor = new Discretization({ numBins, binBoundaries, ...layer });
    return new Feature({ dtype: "float32", preprocessor, outputMode });
  },
  integerCategorical: categorical("integer_categorical", "int32", IntegerLookup),
  stringCategorical: categorical("string_categorical", "string", StringLookup),
  integerHashed: hashed("integer_hashed", "int32"),
  stringHashed: hashed("string_hashed", "string"),
} as const;
