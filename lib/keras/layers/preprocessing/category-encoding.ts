import { fromArguments, received, ValueError } from "../../../errors.ts";
import { type ArrayInput, asArray, type NDArray } from "../../../ndarray.ts";
import { REQUIRED } from "../../checks.ts";
import { LAYER, type LayerOptions, type Shape } from "../layer.ts";
import { PreprocessingLayer } from "./preprocessing-layer.ts";
import { encoded, encodedShape, modeOf, type OutputMode, type TokenData } from "./tokens.ts";

type EncodingMode = Exclude<OutputMode, "int">;

export interface CategoryEncodingOptions extends LayerOptions {
  /** Number of classes: the inputs are whole numbers from 0 to `numTokens − 1`, `numTokens: 10`. */
  numTokens: number;
  /** Default `"multi_hot"`. */
  outputMode?: EncodingMode | "binary";
}

/**
 * Encodes class numbers: `"multi_hot"`, a row for each sample with a 1 for each class in it, `"one_hot"`, a row for each number, or
 * `"count"`, how often each class occurs.
 *
 * @example
 * const layer = new layers.CategoryEncoding({ numTokens: 4, outputMode: "one_hot" });
 * console.log(layer.apply([3, 0]).toString());
 */
export class CategoryEncoding extends PreprocessingLayer {
  protected static override readonly configured = ["numTokens", "outputMode"];
  readonly numTokens: number;
  readonly outputMode: EncodingMode;

  /**
   * @param args `numTokens`, `outputMode`, and the options of every layer
   * @throws ValueError for another mode, and unless `numTokens` is a positive integer
   */
  constructor(
    ...args:
      | [options: CategoryEncodingOptions]
      | [numTokens: number, outputMode?: EncodingMode | "binary", options?: LayerOptions]
  ) {
    const defaults = {
      numTokens: REQUIRED,
      outputMode: "multi_hot",
      ...LAYER,
    } as const;
    const given = fromArguments<CategoryEncodingOptions>("CategoryEncoding", args, defaults);
    const { numTokens, outputMode: givenMode, ...options } = given;
    super(options);
    const outputMode = modeOf<EncodingMode>(givenMode);
    if (!["count", "one_hot", "multi_hot"].includes(outputMode)) {
      throw new ValueError(`Unknown arg for output_mode: ${givenMode}`);
    }
    if (numTokens === undefined || numTokens === null) {
      throw new ValueError(
        "num_tokens must be set to use this layer. If the number of tokens is not known beforehand, use the IntegerLookup " +
          "layer instead.",
      );
    }
    if (!Number.isInteger(numTokens) || numTokens < 1) {
      throw new ValueError(`\`num_tokens\` must be >= 1. Received: num_tokens=${received(numTokens)}.`);
    }
    this.numTokens = numTokens;
    this.outputMode = outputMode;
  }

  /**
   * @param data whole numbers
   * @param options `countWeights`: weight of each number, for `"count"`
   * @throws ValueError for numbers that are not classes, or weights with another mode
   */
  call(data: TokenData, { countWeights }: { countWeights?: ArrayInput } = {}): NDArray {
    if (countWeights !== undefined && this.outputMode !== "count") {
      throw new ValueError(
        "`count_weights` is not used when `output_mode` is not `'count'`. " +
          `Received \`count_weights=${received(countWeights)}\`.`,
      );
    }
    const { values, shape } = asArray(data as ArrayInput, "float64");
    const wrong = values.find((value) => !(value >= 0 && value < this.numTokens));
    if (wrong !== undefined && this.outputMode !== "one_hot") {
      throw new ValueError(
        `Input values must be in the range 0 <= values < num_tokens with num_tokens=${this.numTokens}. Received: ${wrong}`,
      );
    }
    const numbers = Array.from(values, Math.trunc);
    const weights = countWeights === undefined ? undefined : [...asArray(countWeights, "float64").values];
    return encoded(numbers, shape, this.outputMode, this.numTokens, weights);
  }

  protected encodedShape(inputShape: Shape): Shape {
    return encodedShape(inputShape, this.outputMode, this.numTokens);
  }
}
