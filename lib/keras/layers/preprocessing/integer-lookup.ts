import { fromArguments, received, ValueError } from "../../../errors.ts";
import { pythonRepr } from "../../../python-repr.ts";
import { LAYER, type LayerConfig } from "../layer.ts";
import { IndexLookup } from "./index-lookup.ts";
import { LOOKUP, type LookupOptions } from "./lookup-options.ts";
import { asTokens, type TokenData } from "./tokens.ts";

/**
 * Turns whole numbers into their indices in a vocabulary, or back with `invert`.
 *
 * @example
 * const layer = new layers.IntegerLookup({ vocabulary: [12, 36] });
 * console.log(layer.apply([[12, 7], [36, 12]]).toString()); // [[1, 0], [2, 1]]
 */
export class IntegerLookup extends IndexLookup<number> {
  /** @throws ValueError for options that do not go together, and an invalid vocabulary */
  constructor(options: LookupOptions<number> = {}) {
    const defaults = { ...LOOKUP, oovToken: -1, ...LAYER };
    const given = fromArguments<LookupOptions<number>>("IntegerLookup", [options], defaults);
    if (given.salt !== null && given.oovMethod !== "farmhash") {
      throw new ValueError(
        `\`salt\` can only be used when \`oov_method='farmhash'\`. Received: oov_method=${given.oovMethod}`,
      );
    }
    super(given);
  }

  protected tokens(data: TokenData): { values: number[]; shape: readonly number[] } {
    const { values, shape } = asTokens(data);
    const word = values.find((value) => typeof value === "string");
    if (word === undefined) return { values: values.map((value) => Math.trunc(Number(value))), shape };
    throw new ValueError(
      `Expected the data of layer '${this.name}' to be whole numbers. Received: ${received(word)}`,
    );
  }

  protected compare(a: number, b: number): number {
    return a - b;
  }

  protected tokenOf(line: string): number {
    if (/^-?\d{1,15}$/.test(line)) return Number(line);
    throw new ValueError(
      `Expected the vocabulary of layer '${this.name}' to have a whole number in each line. Received: ${pythonRepr(line.slice(0, 80))}`,
    );
  }

  /** The remainder, from 0 also for negative numbers. */
  protected oovIndex(token: number): number {
    if (this.oovMethod === "farmhash") return this.hashed(String(token));
    return ((token % this.numOovIndices) + this.numOovIndices) % this.numOovIndices;
  }

  override getConfig(): LayerConfig {
    return this.described({ ...super.getConfig(), vocabulary_dtype: "int64" } as LayerConfig);
  }
}
