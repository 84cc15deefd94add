import { createRequire } from "node:module";
import { fromArguments, received, ValueError } from "../../../errors.ts";
import type { NDArray } from "../../../ndarray.ts";
import { REQUIRED } from "../../checks.ts";
import { LAYER, type LayerOptions, type Shape } from "../layer.ts";
import { PreprocessingLayer } from "./preprocessing-layer.ts";
import { asTokens, encoded, encodedShape, type OutputMode, type TokenData } from "./tokens.ts";

export interface HashingOptions extends LayerOptions {
  /** Number of bins, including the mask's, `numBins: 10`. */
  numBins: number;
  /** The value of bin 0, `maskValue: -1`; default none. */
  maskValue?: string | number | null;
  /** A key of one or two whole numbers for SipHash, whose bins cannot be predicted without it, `salt: 7`. Default: FarmHash. */
  salt?: number | readonly number[] | null;
  /** Default `"int"`, the numbers of the bins. */
  outputMode?: OutputMode;
}

/**
 * Puts words or whole numbers into bins, those of Keras on TensorFlow.
 *
 * @example
 * const layer = new layers.Hashing({ numBins: 3 });
 * console.log(layer.apply([["A"], ["B"], ["C"]]).toString());
 */
export class Hashing extends PreprocessingLayer {
  protected static override readonly configured = ["numBins", "salt", "maskValue", "outputMode"];
  readonly numBins: number;
  readonly maskValue: string | number | null;
  readonly salt: readonly number[] | null;
  readonly outputMode: OutputMode;

  /**
   * @param args `numBins`, and options
   * @throws ValueError for a number of bins that is not positive, another salt or mode
   */
  constructor(
    ...args: [options: HashingOptions] | [numBins: number, options?: Omit<HashingOptions, "numBins">]
  ) {
    const defaults = {
      numBins: REQUIRED,
      maskValue: null,
      salt: null,
      outputMode: "int",
      ...LAYER,
    } as const;
    const given = fromArguments<HashingOptions>("Hashing", args, defaults);
    const { numBins, maskValue, salt, outputMode, ...options } = given;
    super(options);
    if (!Number.isInteger(numBins) || numBins <= 0) {
      throw new ValueError(
        "The `num_bins` for `Hashing` cannot be `None` or non-positive values. " +
          `Received: num_bins=${numBins ?? "None"}.`,
      );
    }
    if (!["int", "one_hot", "multi_hot", "count"].includes(outputMode)) {
      throw new ValueError(
        "Invalid value for argument `output_mode`. Expected one of ('int', 'one_hot', 'multi_hot', 'count'). " +
          `Received: output_mode=${outputMode}`,
      );
    }
    this.numBins = numBins;
    this.maskValue = maskValue;
    this.salt = keyOf(salt, "`Hashing` can only be a tuple of size 2 integers");
    this.outputMode = outputMode;
  }

  /** @param data words or numbers, of which the whole part counts */
  call(data: TokenData): NDArray {
    const { values, shape } = asTokens(data);
    const isMasked = this.maskValue !== null && this.numBins > 1;
    const bins = this.numBins - Number(isMasked);
    const hash = hashOf(this.salt);
    const numbers = values.map((value) => {
      if (isMasked && value === this.maskValue) return 0;
      const word = typeof value === "number" ? String(Math.trunc(value) + 0) : value;
      return Number(hash(word) % BigInt(bins)) + Number(isMasked);
    });
    return encoded(numbers, shape, this.outputMode, this.numBins);
  }

  protected encodedShape(inputShape: Shape): Shape {
    return encodedShape(inputShape, this.outputMode, this.numBins);
  }

  protected override get ownConfig() {
    return { ...super.ownConfig, sparse: false };
  }
}

const require = createRequire(import.meta.url);

/** The key of a hash. @throws ValueError for anything but one or two integers */
export function keyOf(salt: number | readonly number[] | null, owner: string): readonly number[] | null {
  const key = typeof salt === "number" ? [salt, salt] : salt;
  if (key === null || (Array.isArray(key) && key.length === 2 && key.every(Number.isSafeInteger))) return key;
  throw new ValueError(
    `The \`salt\` argument for ${owner}, or a single integer. Received: salt=${received(salt)}.`,
  );
}

/** TensorFlow's hash of a word, an unsigned number of 64 bits: FarmHash's fingerprint, or with a key SipHash-2-4. */
export function hashOf(key: readonly number[] | null): (word: string) => bigint {
  if (key === null) {
    // Loaded on first use: few programs hash.
    const { fingerprint64 } = require("farmhash-modern") as { fingerprint64(word: string): bigint };
    return fingerprint64;
  }
  const { hash } = require("siphash") as { hash(key: number[], word: string): { h: number; l: number } };
  const words = key.flatMap((half) => {
    const bits = BigInt.asUintN(64, BigInt(half));
    return [Number(bits & 0xffffffffn), Number(bits >> 32n)];
  });
  return (word) => {
    const { h, l } = hash(words, word);
    return (BigInt(h >>> 0) << 32n) | BigInt(l >>> 0);
  };
}
