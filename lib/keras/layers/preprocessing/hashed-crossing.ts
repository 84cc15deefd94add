import { fromArguments, received, ValueError } from "../../../errors.ts";
import type { NDArray } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import { REQUIRED } from "../../checks.ts";
import { shapesIn } from "../keras-tensor.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "../layer.ts";
import { hashOf } from "./hashing.ts";
import { PreprocessingLayer } from "./preprocessing-layer.ts";
import { asTokens, encoded, encodedShape, type TokenData } from "./tokens.ts";

export interface HashedCrossingOptions extends LayerOptions {
  /** Number of bins, `numBins: 10`. */
  numBins: number;
  /** Default `"int"`, the numbers of the bins. */
  outputMode?: "int" | "one_hot";
}

/**
 * Puts combinations of two or more words or whole numbers into bins, those of Keras on TensorFlow.
 *
 * @example
 * const layer = new layers.HashedCrossing({ numBins: 5 });
 * console.log(layer.apply([["A", "B"], [101, 102]]).toString()); // [1 1]
 */
export class HashedCrossing extends PreprocessingLayer {
  readonly numBins: number;
  readonly outputMode: "int" | "one_hot";

  /**
   * @param args `numBins`, and options
   * @throws ValueError for a number of bins that is not positive, and another mode
   */
  constructor(
    ...args:
      | [options: HashedCrossingOptions]
      | [numBins: number, options?: Omit<HashedCrossingOptions, "numBins">]
  ) {
    const defaults = { numBins: REQUIRED, outputMode: "int", ...LAYER } as const;
    const { numBins, outputMode, ...options } = fromArguments<HashedCrossingOptions>(
      "HashedCrossing",
      args,
      defaults,
    );
    super(options);
    if (!Number.isInteger(numBins) || numBins <= 0) {
      throw new ValueError(
        "The `num_bins` for `HashedCrossing` cannot be `None` or non-positive values. " +
          `Received: num_bins=${numBins ?? "None"}.`,
      );
    }
    if (!["int", "one_hot"].includes(outputMode)) {
      throw new ValueError(
        "Invalid value for argument `output_mode`. Expected one of ('int', 'one_hot'). " +
          `Received: output_mode=${outputMode}`,
      );
    }
    this.numBins = numBins;
    this.outputMode = outputMode;
  }

  /** @param data the words or numbers of each feature, `[samples]` or `[samples, 1]` */
  call(data: TokenData): NDArray {
    if (!Array.isArray(data) || data.length < 2) {
      throw new ValueError(
        `\`HashedCrossing\` should be called on at least two inputs, in a list. Received: inputs=${received(data)}`,
      );
    }
    const inputs = (data as readonly TokenData[]).map((one, i) =>
      asTokens(typeof one === "number" ? ([one] as TokenData) : one, `input ${i}`),
    );
    const [{ shape }] = inputs;
    const isColumn = shape.length < 2 || (shape.length === 2 && shape[1] === 1);
    const other = inputs.find((one) => String(one.shape) !== String(shape));
    if (!isColumn || other !== undefined) {
      throw new ValueError(
        "All `HashedCrossing` inputs should have equal shape: `()`, `(batch_size)` or `(batch_size, 1)`. " +
          `Received: shapes ${inputs.map((one) => tuple([...one.shape])).join(", ")}`,
      );
    }
    const wrong = inputs.flatMap(({ values }) => values).find((value) => !isWordOrInteger(value));
    if (wrong !== undefined) {
      throw new ValueError(
        `All \`HashedCrossing\` inputs should be words or whole numbers. Received: ${received(wrong)}`,
      );
    }
    const hash = hashOf(null);
    const bins = inputs[0].values.map((_, i) => {
      const crossed = inputs.reduce((sum, { values }) => {
        const value = values[i];
        const feature = typeof value === "string" ? hash(value) : BigInt.asUintN(64, BigInt(value));
        return joined(sum, feature);
      }, FIRST);
      return Number(crossed % BigInt(this.numBins));
    });
    return encoded(bins, shape, this.outputMode, this.numBins);
  }

  protected override get takesSingleInput(): boolean {
    return false;
  }

  protected encodedShape(inputShape: Shape): Shape {
    return encodedShape(shapesIn(inputShape)[0], this.outputMode, this.numBins);
  }

  override getConfig(): LayerConfig {
    return this.described({
      name: this.name,
      dtype: "float32",
      num_bins: this.numBins,
      output_mode: this.outputMode,
      sparse: false,
    });
  }
}

const isWordOrInteger = (value: unknown) => typeof value === "string" || Number.isSafeInteger(value);

/** The key with which TensorFlow's `cross_hashed` begins. */
const FIRST = 0xdecafcaffen;
const FACTOR = 0xc6a4a7935bd1e995n;

/** TensorFlow's `FingerprintCat64`: one hash of two. */
function joined(first: bigint, second: bigint): bigint {
  const product = (a: bigint, b: bigint) => BigInt.asUintN(64, a * b);
  const mixed = (value: bigint) => value ^ (value >> 47n);
  const sum = product(first ^ FACTOR ^ product(mixed(product(second, FACTOR)), FACTOR), FACTOR);
  return mixed(product(mixed(sum), FACTOR));
}
