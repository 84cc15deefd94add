import { isPlainObject, received, ValueError, withDefaults } from "../../../errors.ts";
import { NDArray } from "../../../ndarray.ts";
import { pythonRepr, tuple } from "../../../python-repr.ts";
import { Dataset } from "../../dataset.ts";
import { type Data, leafOf } from "../../dataset-elements.ts";
import { Input } from "../input-layer.ts";
import type { KerasTensor } from "../keras-tensor.ts";
import type { Layer } from "../layer.ts";
import { CategoryEncoding } from "./category-encoding.ts";
import { Discretization } from "./discretization.ts";
import { Cross, type CrossOptions, Feature, type FeatureOptions, kinds, TFDConcat } from "./features.ts";
import { HashedCrossing } from "./hashed-crossing.ts";
import { Hashing } from "./hashing.ts";
import { IntegerLookup } from "./integer-lookup.ts";
import { Normalization } from "./normalization.ts";
import { StringLookup } from "./string-lookup.ts";
import { TextVectorization } from "./text-vectorization.ts";
import { asTokens, nested, type TokenData } from "./tokens.ts";
import { hasText } from "./words.ts";

type FeatureKind =
  | "float"
  | "float_normalized"
  | "float_rescaled"
  | "float_discretized"
  | "integer_categorical"
  | "string_categorical"
  | "integer_hashed"
  | "string_hashed";

export interface FeatureSpaceOptions<Mode extends "concat" | "dict" = "concat" | "dict"> {
  /** By name: the kind of each feature, or what a method such as `FeatureSpace.integerCategorical()` returns. */
  features: Readonly<Record<string, FeatureKind | Feature>>;
  /** Default `"concat"`: one row of numbers for each sample; `"dict"`: each feature by its name. */
  outputMode?: Mode;
  /** Lists of the names of features, or what `FeatureSpace.cross` returns: their combinations are features, too. */
  crosses?: readonly (readonly string[] | Cross)[] | null;
  /** Number of bins of crosses, `crossingDim: 64`; default 32. */
  crossingDim?: number;
  /** Number of bins of hashed features, `hashingDim: 64`; default 32. */
  hashingDim?: number;
  /** Number of bins of discretized features, `numDiscretizationBins: 16`; default 32. */
  numDiscretizationBins?: number;
  name?: string | null;
}

/** One value for all features, or one for each by its name. */
type Encoded<Mode, Value> = Mode extends "dict" ? Record<string, Value> : Value;

/**
 * Turns the columns of a table into numbers that a network can take, each by a preprocessing layer of its own.
 *
 * Porting note: it is no layer, and is called by `apply`. A model of `getInputs()` is saved with all that `adapt` has learned; the space itself
 * has no `save`.
 *
 * @example
 * const data = { age: [41, 52, 33], job: ["cook", "baker", "cook"] };
 * const space = new utils.FeatureSpace({ features: { age: "float_normalized", job: "string_categorical" } });
 * space.adapt(data);
 * const model = new Model({ inputs: space.getInputs(), outputs: new Dense(1).apply(space.getEncodedFeatures()) });
 * console.log(space.apply(data).shape); // (3, 4)
 */
export class FeatureSpace<Mode extends "concat" | "dict" = "concat"> {
  readonly features: Readonly<Record<string, Feature>>;
  readonly crosses: readonly Cross[];
  readonly outputMode: Mode;
  /** The layer of each feature. */
  readonly preprocessors: Readonly<Record<string, Layer>>;
  /** The layer of each cross, by its name `a_X_b`. */
  readonly crossers: Readonly<Record<string, HashedCrossing>>;
  private readonly inputs: Record<string, KerasTensor>;
  private readonly encoders: Record<string, CategoryEncoding> = {};
  private encoded: KerasTensor | Record<string, KerasTensor> | undefined;
  private isAdapted = false;

  /**
   * A number as it is.
   *
   * @example
   * const space = new utils.FeatureSpace({ features: { x: utils.FeatureSpace.float() } });
   */
  static readonly float = kinds.float;
  /**
   * A number times `scale` (default 1) plus `offset` (default 0).
   *
   * @example
   * const space = new utils.FeatureSpace({ features: { x: utils.FeatureSpace.floatRescaled({ scale: 1 / 255 }) } });
   */
  static readonly floatRescaled = kinds.floatRescaled;
  /**
   * A number less the mean of the data, divided by their standard deviation.
   *
   * @example
   * const space = new utils.FeatureSpace({ features: { x: utils.FeatureSpace.floatNormalized() } });
   */
  static readonly floatNormalized = kinds.floatNormalized;
  /**
   * The bin of a number, one-hot encoded by default: `numBins` bins that `adapt` finds, or `binBoundaries`.
   *
   * @example
   * const space = new utils.FeatureSpace({ features: { x: utils.FeatureSpace.floatDiscretized(4) } });
   */
  static readonly floatDiscretized = kinds.floatDiscretized;
  /**
   * One of the whole numbers that `adapt` has seen, one-hot encoded by default.
   *
   * @example
   * const space = new utils.FeatureSpace({ features: { x: utils.FeatureSpace.integerCategorical({ numOovIndices: 0 }) } });
   */
  static readonly integerCategorical = kinds.integerCategorical;
  /**
   * One of the texts that `adapt` has seen, one-hot encoded by default.
   *
   * @example
   * const space = new utils.FeatureSpace({ features: { x: utils.FeatureSpace.stringCategorical({ outputMode: "int" }) } });
   */
  static readonly stringCategorical = kinds.stringCategorical;
  /**
   * A whole number in one of `numBins` bins, by its hash, one-hot encoded by default.
   *
   * @example
   * const space = new utils.FeatureSpace({ features: { x: utils.FeatureSpace.integerHashed(16) } });
   */
  static readonly integerHashed = kinds.integerHashed;
  /**
   * A text in one of `numBins` bins, by its hash, one-hot encoded by default.
   *
   * @example
   * const space = new utils.FeatureSpace({ features: { x: utils.FeatureSpace.stringHashed(16) } });
   */
  static readonly stringHashed = kinds.stringHashed;

  /**
   * A feature of a layer of your own.
   *
   * @example
   * const preprocessor = new layers.TextVectorization({ outputMode: "tf_idf" });
   * const text = utils.FeatureSpace.feature({ dtype: "string", preprocessor, outputMode: "float" });
   * const space = new utils.FeatureSpace({ features: { text } });
   */
  static feature(options: FeatureOptions): Feature {
    return new Feature(options);
  }

  /** Features to cross. @example utils.FeatureSpace.cross({ featureNames: ["job", "town"], crossingDim: 32 }); */
  static cross(
    ...args:
      | [options: CrossOptions]
      | [
          featureNames: readonly string[],
          crossingDim: number,
          options?: Omit<CrossOptions, "featureNames" | "crossingDim">,
        ]
  ): Cross {
    if (args.length === 1) return new Cross(args[0]);
    const [featureNames, crossingDim, options] = args;
    return new Cross({ featureNames, crossingDim, ...options });
  }

  /** @throws ValueError for no features, an unknown kind, and crosses of other features */
  constructor(options: FeatureSpaceOptions<Mode>) {
    const given = withDefaults<FeatureSpaceOptions>("FeatureSpace", options, {
      features: {},
      outputMode: "concat",
      crosses: null,
      crossingDim: 32,
      hashingDim: 32,
      numDiscretizationBins: 32,
      name: null,
    });
    const { features, outputMode, crosses, crossingDim } = given;
    const names = Object.keys(features);
    if (names.length === 0) throw new ValueError("The `features` argument cannot be None or empty.");
    const each = <T>(of: (name: string) => T) => Object.fromEntries(names.map((name) => [name, of(name)]));
    this.features = each((name) => featureOf(name, features[name], given));
    this.crosses = (crosses ?? []).map((cross) => {
      if (cross instanceof Cross) return cross;
      if (cross.every((name) => names.includes(name))) return new Cross({ featureNames: cross, crossingDim });
      throw new ValueError(
        "All features referenced in the `crosses` argument should be present in the `features` dict. " +
          `Received unknown features: ${pythonRepr(tuple([...cross]))}`,
      );
    });
    if (!["dict", "concat"].includes(outputMode)) {
      throw new ValueError(
        "Invalid value for argument `output_mode`. Expected one of {'dict', 'concat'}. " +
          `Received: output_mode=${outputMode}`,
      );
    }
    this.outputMode = outputMode as Mode;
    this.inputs = each((name) => Input({ shape: [1], dtype: this.features[name].dtype, name }));
    this.preprocessors = each((name) => this.features[name].preprocessor);
    this.crossers = Object.fromEntries(
      this.crosses.map(({ name, crossingDim: numBins }) => [name, new HashedCrossing({ numBins, name })]),
    );
  }

  /**
   * Lets the layers of all features learn from data.
   *
   * @param data a dataset of dictionaries, or a dictionary of columns
   * @throws ValueError for others, and for no samples
   */
  adapt(data: Dataset<Record<string, unknown>> | Readonly<Record<string, Data>>): void {
    if (!(data instanceof Dataset) && !isPlainObject(data)) {
      throw new ValueError(
        `\`adapt()\` can only be called on a Dataset or a dictionary of arrays. Received instead: ${received(data)}`,
      );
    }
    const dataset: Dataset<Record<string, unknown>> =
      data instanceof Dataset ? data : Dataset.fromTensorSlices(data);
    for (const [name, layer] of this.adaptable()) {
      const column = dataset.map((sample) => sample[name]) as Dataset<unknown>;
      const [first] = column.take(1);
      if (first === undefined) {
        throw new ValueError(
          `Expected \`adapt()\` to get samples with the feature '${name}'. Received: none`,
        );
      }
      const batches = axesOf(first) === 0 ? column.batch(32) : column;
      layer.adapt(batches.map((batch) => columnOf(batch)));
    }
    this.isAdapted = true;
    this.build();
  }

  /** The preprocessors that learn, but those that were given what they would learn. */
  private adaptable(): [name: string, layer: { adapt(data: unknown): void }][] {
    return Object.entries(this.preprocessors).filter(
      (entry): entry is [string, Layer & { adapt(data: unknown): void }] => {
        const [, layer] = entry;
        const { mean, vocabulary } = layer.getConfig();
        if (layer instanceof Normalization && mean !== null) return false;
        if (layer instanceof TextVectorization && vocabulary !== null) return false;
        return "adapt" in layer;
      },
    );
  }

  /** The symbolic inputs, by the names of the features. @throws ValueError before `adapt` */
  getInputs(): Record<string, KerasTensor> {
    this.build();
    return this.inputs;
  }

  /** The symbolic outputs for `getInputs()`. @throws ValueError before `adapt` */
  getEncodedFeatures(): Encoded<Mode, KerasTensor> {
    return this.build() as Encoded<Mode, KerasTensor>;
  }

  /**
   * The numbers for samples.
   *
   * @param data the column of each feature, or one sample
   * @throws ValueError before `adapt`
   */
  apply(data: Readonly<Record<string, unknown>>): Encoded<Mode, NDArray> {
    this.build();
    if (!isPlainObject(data)) {
      throw new ValueError(`A FeatureSpace can only be called with a dict. Received: data=${received(data)}`);
    }
    const isSample = Object.values(data).some((value) => axesOf(value) === 0);
    const columns = Object.fromEntries(
      Object.keys(this.features).map((name) => {
        if (!(name in data)) throw new ValueError(`Expected data for the feature '${name}'. Received: none`);
        return [name, columnOf(data[name])];
      }),
    );
    const encoded = this.encode(columns, (layer, inputs) => layer.apply(inputs as TokenData) as NDArray);
    const plain = (array: NDArray) =>
      isSample && array.shape[0] === 1 ? array.reshape(array.shape.slice(1)) : array;
    const result =
      this.outputMode === "dict"
        ? Object.fromEntries(Object.entries(encoded).map(([name, array]) => [name, plain(array)]))
        : plain(joined(Object.values(encoded)));
    return result as Encoded<Mode, NDArray>;
  }

  private build(): KerasTensor | Record<string, KerasTensor> {
    if (this.encoded) return this.encoded;
    if (!this.isAdapted && this.adaptable().length > 0) {
      throw new ValueError(
        "You need to call `.adapt(dataset)` on the FeatureSpace before you can start using it.",
      );
    }
    const encoded = this.encode(
      this.inputs,
      (layer, inputs) => layer.apply(inputs as KerasTensor) as KerasTensor,
    );
    if (this.outputMode === "dict") {
      this.encoded = encoded;
      return encoded;
    }
    for (const [name, { dtype }] of Object.entries(encoded)) {
      if (!dtype.startsWith("int") && dtype !== "string") continue;
      throw new ValueError(
        `Cannot concatenate features because feature '${name}' has not been encoded (it has dtype ${dtype}). ` +
          "Consider using `output_mode='dict'`.",
      );
    }
    this.encoded = new TFDConcat({ axis: -1 }).apply(Object.values(encoded)) as KerasTensor;
    return this.encoded;
  }

  /** The features and then the crosses, each in the order of their names. */
  private encode<Value>(
    columns: Readonly<Record<string, unknown>>,
    call: (layer: Layer, inputs: unknown) => Value,
  ): Record<string, Value> {
    const numbers = Object.fromEntries(
      Object.entries(this.features).map(([name, { preprocessor }]) => [
        name,
        call(preprocessor, columns[name]),
      ]),
    );
    const crossed = this.crosses.map((cross) => {
      const inputs = cross.featureNames.map((name) => numbers[name]);
      return [cross, call(this.crossers[cross.name], inputs)] as const;
    });
    const byName = ([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]) =>
      a < b ? -1 : 1;
    const features = Object.entries(this.features).map(
      ([name, { outputMode }]) => [name, outputMode, numbers[name]] as const,
    );
    const crosses = crossed.map(([{ name, outputMode }, value]) => [name, outputMode, value] as const);
    return Object.fromEntries(
      [...features.sort(byName), ...crosses.sort(byName)].map(([name, mode, value]) => {
        const encoder = mode === "one_hot" ? this.encoderOf(name, value) : undefined;
        return [name, encoder ? call(encoder, value) : value];
      }),
    );
  }

  private encoderOf(name: string, value: unknown): CategoryEncoding {
    const known = this.encoders[name];
    if (known) return known;
    const layer = this.preprocessors[name] ?? this.crossers[name];
    const { dtype } = value as KerasTensor;
    if (!dtype.startsWith("int")) {
      throw new ValueError(
        `Feature '${name}' has \`output_mode='one_hot'\`. Thus its preprocessor should return an integer dtype. ` +
          `Instead it returns a ${dtype} dtype.`,
      );
    }
    const numTokens = classesOf(layer);
    if (numTokens === undefined) {
      throw new ValueError(
        `Feature '${name}' has \`output_mode='one_hot'\`. However it isn't a standard feature and the dimensionality of its ` +
          "output space is not known, thus it cannot be one-hot encoded. Try using `output_mode='int'`.",
      );
    }
    const encoder = new CategoryEncoding({ numTokens, outputMode: "multi_hot" });
    this.encoders[name] = encoder;
    return encoder;
  }
}

/** Number of classes that a layer tells apart. */
function classesOf(layer: Layer): number | undefined {
  if (layer instanceof IntegerLookup || layer instanceof StringLookup) return layer.vocabularySize();
  if (layer instanceof CategoryEncoding) return layer.numTokens;
  if (layer instanceof Discretization || layer instanceof HashedCrossing || layer instanceof Hashing)
    return layer.numBins ?? undefined;
  return undefined;
}

function featureOf(
  name: string,
  given: FeatureKind | Feature,
  { hashingDim, numDiscretizationBins }: Required<FeatureSpaceOptions>,
): Feature {
  if (given instanceof Feature) return given;
  const made: Readonly<Record<FeatureKind, () => Feature>> = {
    float: () => kinds.float({ name }),
    float_normalized: () => kinds.floatNormalized({ name }),
    float_rescaled: () => kinds.floatRescaled({ name }),
    float_discretized: () => kinds.floatDiscretized(numDiscretizationBins, { name }),
    integer_categorical: () => kinds.integerCategorical({ name }),
    string_categorical: () => kinds.stringCategorical({ name }),
    integer_hashed: () => kinds.integerHashed(hashingDim, { name }),
    string_hashed: () => kinds.stringHashed(hashingDim, { name }),
  };
  if (Object.hasOwn(made, given)) return made[given]();
  throw new ValueError(`Invalid feature type: ${given}`);
}

function axesOf(value: unknown): number {
  return hasText(value) ? asTokens(value as TokenData).shape.length : leafOf(value).ndim;
}

/** Values as a column, `[samples, 1]`. */
function columnOf(value: unknown): TokenData {
  if (hasText(value)) {
    const { values, shape } = asTokens(value as TokenData);
    return shape.length > 1 ? (value as TokenData) : (nested(values, [values.length, 1]) as TokenData);
  }
  const array = leafOf(value);
  return array.ndim > 1 ? array : array.reshape([array.size, 1]);
}

/** Arrays of the same samples side by side. */
function joined(arrays: readonly NDArray[]): NDArray {
  const [samples] = arrays[0].shape;
  const widths = arrays.map(({ size }) => size / samples);
  const width = widths.reduce((sum, one) => sum + one, 0);
  const values = new Float32Array(samples * width);
  let at = 0;
  for (const [i, array] of arrays.entries()) {
    for (let row = 0; row < samples; row++)
      values.set(array.values.subarray(row * widths[i], (row + 1) * widths[i]), row * width + at);
    at += widths[i];
  }
  return new NDArray(values, tuple([samples, width]));
}
