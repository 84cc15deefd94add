import { fromArguments, received, ValueError } from "../../../errors.ts";
import { LAYER, type LayerConfig } from "../layer.ts";
import { IndexLookup } from "./index-lookup.ts";
import { LOOKUP, type LookupOptions } from "./lookup-options.ts";
import { asTokens, type TokenData } from "./tokens.ts";

/**
 * Turns words into their indices in a vocabulary, or back with `invert`.
 *
 * @example
 * const layer = new layers.StringLookup({ vocabulary: ["a", "b"] });
 * console.log(layer.apply([["a", "z"], ["b", "a"]]).toString()); // [[1, 0], [2, 1]]
 */
export class StringLookup extends IndexLookup<string> {
  /** @throws ValueError for options that do not go together, and an invalid vocabulary */
  constructor(options: LookupOptions<string> = {}) {
    const defaults = { ...LOOKUP, oovToken: "[UNK]", ...LAYER };
    super(fromArguments<LookupOptions<string>>("StringLookup", [options], defaults));
  }

  protected tokens(data: TokenData): { values: string[]; shape: readonly number[] } {
    const { values, shape } = asTokens(data);
    const wrong = values.find((value) => typeof value !== "string");
    if (wrong === undefined) return { values: values as string[], shape };
    throw new ValueError(
      `Expected the data of layer '${this.name}' to be words. Received: ${received(wrong)}`,
    );
  }

  /** By their bytes, as TensorFlow orders them. */
  protected compare(a: string, b: string): number {
    return Buffer.compare(Buffer.from(a), Buffer.from(b));
  }

  override get inputType(): "float32" | "string" {
    return this.invert ? "float32" : "string";
  }

  protected tokenOf(line: string): string {
    return line;
  }

  protected oovIndex(token: string): number {
    return this.hashed(token);
  }

  override getConfig(): LayerConfig {
    return this.described({ ...super.getConfig(), encoding: "utf-8" } as LayerConfig);
  }
}
