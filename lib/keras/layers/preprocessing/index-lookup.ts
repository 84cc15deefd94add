import { received, ValueError } from "../../../errors.ts";
import { NDArray } from "../../../ndarray.ts";
import { pythonRepr, tuple } from "../../../python-repr.ts";
import type { ConfigClass } from "../../saving/config.ts";
import type { Layer, Shape } from "../layer.ts";
import { layerOptions } from "../layer-options.ts";
import { type AdaptOptions, batchesIn, checkInputs } from "./adapt-data.ts";
import { hashOf, keyOf } from "./hashing.ts";
import type { LookupMode, LookupOptions } from "./lookup-options.ts";
import { PreprocessingLayer } from "./preprocessing-layer.ts";
import { asTokens, encoded, encodedShape, modeOf, nested, type TokenData } from "./tokens.ts";

/** Numbers, or with `invert` lists of words. */
// biome-ignore lint/suspicious/noExplicitAny: it depends on an option
type Looked = any;

/** A layer that turns tokens into their indices in a vocabulary, or back. */
export abstract class IndexLookup<Token extends string | number> extends PreprocessingLayer<Looked> {
  readonly maxTokens: number | null;
  readonly numOovIndices: number;
  readonly oovMethod: "floormod" | "farmhash";
  readonly salt: readonly number[] | null;
  readonly maskToken: Token | null;
  readonly oovToken: Token;
  readonly invert: boolean;
  readonly outputMode: LookupMode;
  /** As given to the constructor. */
  private readonly givenWeights: readonly number[] | null;
  /** The weights of all indices. */
  private idf: readonly number[] = [];
  readonly padToMaxTokens: boolean;
  /** As given to the constructor; only this one is in the configuration. */
  private readonly givenVocabulary: readonly Token[] | null;
  /** The vocabulary was given, so that `adapt` cannot replace it. */
  private isStatic = false;
  private indices = new Map<Token, number>();
  /** The size of the vocabulary that a file holds beside the configuration. */
  private announcedSize: number | undefined;

  constructor(options: Required<LookupOptions<Token>>) {
    super(layerOptions(options));
    const { maxTokens, numOovIndices, invert, padToMaxTokens } = options;
    const outputMode = modeOf<LookupMode>(options.outputMode);
    if (maxTokens !== null && !(Number.isInteger(maxTokens) && maxTokens > 1)) {
      throw new ValueError(
        `If \`max_tokens\` is set for \`${this.className}\`, it must be greater than 1. Received: max_tokens=${maxTokens}`,
      );
    }
    if (padToMaxTokens && maxTokens === null) {
      throw new ValueError("If pad_to_max_tokens is True, must set `max_tokens`. Received: max_tokens=None");
    }
    if (!Number.isInteger(numOovIndices) || numOovIndices < 0) {
      throw new ValueError(
        `The value of \`num_oov_indices\` argument for \`${this.className}\` must >= 0. ` +
          `Received: num_oov_indices=${numOovIndices}`,
      );
    }
    if (!["int", "one_hot", "multi_hot", "count", "tf_idf"].includes(outputMode)) {
      throw new ValueError(
        `Unknown value for \`output_mode\` argument of ${this.className}. Allowed values are: ` +
          `('int', 'one_hot', 'multi_hot', 'count', 'tf_idf'). Received: output_mode=${outputMode}`,
      );
    }
    if (invert && outputMode !== "int") {
      throw new ValueError(
        `\`output_mode\` must be \`'int'\` when \`invert\` is true. Received: output_mode=${outputMode}`,
      );
    }
    if (!["floormod", "farmhash"].includes(options.oovMethod)) {
      throw new ValueError(
        `Unknown value for \`oov_method\` argument of ${this.className}. Allowed values are: ('floormod', 'farmhash'). ` +
          `Received: oov_method=${options.oovMethod}`,
      );
    }
    this.oovMethod = options.oovMethod;
    this.salt = keyOf(options.salt, "`IndexLookup` can only be a tuple of 2 integers");
    this.maxTokens = maxTokens;
    this.numOovIndices = numOovIndices;
    this.maskToken = options.maskToken;
    this.oovToken = options.oovToken;
    this.invert = invert;
    this.outputMode = outputMode;
    this.padToMaxTokens = padToMaxTokens;
    this.givenVocabulary = options.vocabulary;
    this.givenWeights = options.idfWeights;
    if (options.idfWeights !== null && (outputMode !== "tf_idf" || options.vocabulary === null)) {
      throw new ValueError(
        '`idf_weights` should only be set with a `vocabulary` and if `output_mode` is `"tf_idf"`. ' +
          `Received: output_mode=${outputMode}`,
      );
    }
    if (options.vocabulary !== null) this.setVocabulary(options.vocabulary, options.idfWeights);
  }

  /** The tokens of data. @throws ValueError for others than the layer takes */
  protected abstract tokens(data: TokenData): { values: Token[]; shape: readonly number[] };

  /** Order of equally frequent tokens; the larger ones come first. */
  protected abstract compare(a: Token, b: Token): number;

  /** A token as a file has it. @throws ValueError for none of the layer's kind */
  protected abstract tokenOf(line: string): Token;

  /** Which of several indices an out-of-vocabulary token gets. */
  protected abstract oovIndex(token: Token): number;

  /** One of the indices for out-of-vocabulary tokens, by a hash. */
  protected hashed(word: string): number {
    return Number(hashOf(this.salt)(word) % BigInt(this.numOovIndices));
  }

  private get oovStart(): number {
    return Number(this.maskToken !== null && this.outputMode === "int");
  }

  private get tokenStart(): number {
    return this.oovStart + this.numOovIndices;
  }

  /**
   * Sets the vocabulary.
   *
   * @param vocabulary the tokens in the order of their indices, with the special tokens in front or without them
   * @param idfWeights with `outputMode: "tf_idf"` the weight of each token without the special ones
   * @throws ValueError for an empty vocabulary, repeated or reserved tokens, and more than `maxTokens`
   */
  setVocabulary(vocabulary: readonly Token[], idfWeights: readonly number[] | null = null): void {
    if (!Array.isArray(vocabulary) || vocabulary.length === 0) {
      throw new ValueError(`Cannot set an empty vocabulary. Received: vocabulary=${received(vocabulary)}`);
    }
    const special = [
      ...(this.oovStart === 1 ? [this.maskToken] : []),
      ...new Array(this.numOovIndices).fill(this.oovToken),
    ];
    const hasSpecial = special.every((token, i) => vocabulary[i] === token) && special.length > 0;
    const tokens = hasSpecial ? vocabulary.slice(special.length) : vocabulary;
    const seen = new Set<Token>();
    const repeated = tokens.filter((token) => seen.size === seen.add(token).size);
    if (repeated.length > 0) {
      throw new ValueError(
        "The passed vocabulary has at least one repeated term. Please uniquify your dataset. The repeated terms are: " +
          pythonRepr([...new Set(repeated)]),
      );
    }
    for (const [label, name, token] of [
      ["mask", "mask", this.maskToken],
      ...(this.invert ? [["OOV", "oov", this.oovToken] as const] : []),
    ] as const) {
      if (token === null || !tokens.includes(token)) continue;
      throw new ValueError(
        `Found reserved ${label} token at unexpected location in \`vocabulary\`. Note that passed \`vocabulary\` does not need ` +
          "to include the OOV and mask tokens. Either remove all mask and OOV tokens, or include them only at the start of " +
          `the vocabulary in precisely this order: ${pythonRepr(special)}. Received: ${name}_token=${token} at vocabulary ` +
          `index ${vocabulary.lastIndexOf(token)}`,
      );
    }
    const size = this.tokenStart + tokens.length;
    if (this.maxTokens !== null && size > this.maxTokens) {
      throw new ValueError(
        "Attempted to set a vocabulary larger than the maximum vocab size. Received vocabulary size is " +
          `${size}; \`max_tokens\` is ${this.maxTokens}.`,
      );
    }
    if (this.outputMode === "tf_idf" && idfWeights?.length !== tokens.length) {
      throw new ValueError(
        `\`idf_weights\` must be the same length as vocabulary. Received: ${idfWeights?.length ?? "no"} weights, ${tokens.length} tokens`,
      );
    }
    this.isStatic = true;
    this.setTokens(tokens);
    this.setIdf(idfWeights);
  }

  /** Out-of-vocabulary tokens get the mean weight of the others. */
  private setIdf(weights: readonly number[] | null): void {
    if (weights === null) return;
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    this.idf = [...new Array(this.tokenStart).fill(mean), ...weights];
  }

  private setTokens(tokens: readonly Token[]): void {
    this.indices = new Map(tokens.map((token, i) => [token, this.tokenStart + i]));
  }

  /**
   * Makes the vocabulary of the tokens in data, the most frequent first.
   *
   * @param data an array, or a dataset of batches
   * @throws ValueError for a layer with a given vocabulary
   */
  adapt(data: TokenData | Iterable<TokenData>, options: AdaptOptions = {}): void {
    if (this.isStatic) {
      throw new ValueError(
        `Cannot adapt layer '${this.name}' after setting a static vocabulary via \`vocabulary\` argument or ` +
          "`set_vocabulary()` method.",
      );
    }
    const counts = new Map<Token, number>();
    const ofDocuments = new Map<Token, number>();
    let documents = 0;
    const batches = batchesIn<TokenData>(data, options);
    for (const batch of batches ?? [data as TokenData]) {
      if (batches) checkInputs(batch);
      const { values, shape } = this.tokens(batch);
      count(values, counts);
      if (this.outputMode !== "tf_idf") continue;
      // As in Keras, a batch of one axis is one document.
      const rows = batches && shape.length < 2 ? 1 : (shape[0] ?? 1);
      const size = values.length / rows;
      for (let i = 0; i < rows; i++) count(new Set(values.slice(i * size, (i + 1) * size)), ofDocuments);
      documents += rows;
    }
    if (this.maskToken !== null) counts.delete(this.maskToken);
    counts.delete(this.oovToken);
    const sorted = [...counts].sort(([a, many], [b, more]) => more - many || this.compare(b, a));
    const limit = this.maxTokens === null ? sorted.length : this.maxTokens - this.tokenStart;
    const tokens = sorted.slice(0, limit).map(([token]) => token);
    this.setTokens(tokens);
    if (this.outputMode !== "tf_idf") return;
    // The weight of a token is higher, the fewer documents have it.
    this.setIdf(tokens.map((token) => Math.log(1 + documents / (1 + (ofDocuments.get(token) ?? 0)))));
  }

  /** The vocabulary, so that a token's position is its index; optionally without the special tokens. */
  getVocabulary({ includeSpecialTokens = true }: { includeSpecialTokens?: boolean } = {}): Token[] {
    const tokens = [...this.indices.keys()];
    if (!includeSpecialTokens) return tokens;
    const special = new Array<Token>(this.tokenStart).fill(this.oovToken);
    if (this.oovStart === 1) special[0] = this.maskToken as Token;
    return [...special, ...tokens];
  }

  /** The size of the vocabulary, including the mask and out-of-vocabulary tokens. */
  vocabularySize(): number {
    return this.indices.size === 0 && this.announcedSize
      ? this.announcedSize
      : this.tokenStart + this.indices.size;
  }

  call(data: TokenData): Looked {
    if (this.indices.size === 0) {
      const needsSize = this.outputMode !== "int" && !this.padToMaxTokens;
      throw new ValueError(
        (needsSize
          ? `When using \`output_mode=${this.outputMode}\` and \`pad_to_max_tokens=False\`, you must`
          : "Table not initialized. You must") +
          " set the layer's vocabulary before calling it. Either pass a `vocabulary` argument to the layer, or call `adapt` " +
          "with some sample data.",
      );
    }
    if (this.invert) return this.inverted(data);
    const { values, shape } = this.tokens(data);
    const indices = this.lookUp(values);
    if (this.outputMode !== "tf_idf") return encoded(indices, shape, this.outputMode, this.depth);
    const weights = indices.map((index) => this.idf[index] ?? 0);
    return encoded(indices, shape, "count", this.depth, weights);
  }

  private lookUp(tokens: readonly Token[]): number[] {
    const unknown = new Set<Token>();
    const numbers = tokens.map((token) => {
      // Outside of encoded rows, where Keras leaves it out.
      if (token === this.maskToken) return this.outputMode === "int" ? 0 : Number.MAX_SAFE_INTEGER;
      const index = this.indices.get(token);
      if (index !== undefined) return index;
      if (this.numOovIndices === 0) unknown.add(token);
      return this.oovStart + (this.numOovIndices > 1 ? this.oovIndex(token) : 0);
    });
    if (unknown.size === 0) return numbers;
    throw new ValueError(
      "When `num_oov_indices=0` all inputs should be in vocabulary, found OOV values " +
        `${pythonRepr([...unknown])}, consider setting \`num_oov_indices=1\`.`,
    );
  }

  private inverted(data: TokenData): NDArray | unknown[] {
    const vocabulary = this.getVocabulary();
    const { values, shape } = asTokens(data);
    const tokens = values.map((index) => vocabulary[Number(index)] ?? this.oovToken);
    const areNumbers = typeof this.oovToken === "number";
    if (areNumbers) return new NDArray(Int32Array.from(tokens as number[]), tuple([...shape]));
    return nested(tokens, shape) as unknown[];
  }

  private get depth(): number {
    return this.padToMaxTokens ? (this.maxTokens as number) : this.vocabularySize();
  }

  protected override get outputType(): string {
    return this.invert && typeof this.oovToken === "string" ? "string" : super.outputType;
  }

  protected encodedShape(inputShape: Shape): Shape {
    return encodedShape(inputShape, this.outputMode === "tf_idf" ? "count" : this.outputMode, this.depth);
  }

  /** Keras builds it for any shape. */
  override getBuildConfig() {
    return {};
  }

  /** For files: a vocabulary that was learned or set, a token a line; undefined for one in the configuration. */
  get vocabularyText(): string | undefined {
    if (this.givenVocabulary !== null || this.indices.size === 0) return undefined;
    const tokens = this.getVocabulary().map(String);
    // Keras, too, drops an empty last line.
    const broken = tokens.find(
      (token, i) => /[\r\n]/.test(token) || (token === "" && i === tokens.length - 1),
    );
    if (broken === undefined) return tokens.join("\n");
    throw new ValueError(
      `The vocabulary of layer '${this.name}' cannot be saved: files have a token a line. Received: ${pythonRepr(broken)}`,
    );
  }

  /** For files: the weights of all tokens, for `outputMode: "tf_idf"`. */
  get idfWeights(): readonly number[] | undefined {
    return this.outputMode === "tf_idf" && this.idf.length > 0 ? this.idf : undefined;
  }

  /** Sets the vocabulary of a file. @throws ValueError for one that does not fit the layer */
  restoreVocabulary(text: string, idfWeights: ArrayLike<number> | undefined): void {
    const lines = text.replace(/(?:\r?\n)+$/, "").split(/\r?\n/);
    const size = this.vocabularySize();
    const weights = idfWeights && Array.from(idfWeights).slice(this.tokenStart);
    this.setVocabulary(
      lines.map((line) => this.tokenOf(line)),
      weights,
    );
    if (this.announcedSize === undefined || this.vocabularySize() === size) return;
    throw new ValueError(
      `Expected the vocabulary of layer '${this.name}' to have ${size} tokens, as the file says. Received: ${this.vocabularySize()}`,
    );
  }

  /** Keras also writes the size of a vocabulary that is not in the configuration, which shapes may depend on. */
  static override fromConfig(this: ConfigClass<Layer>, config: object): Layer {
    const { vocabulary_size: size, ...rest } = config as { vocabulary_size?: unknown };
    const layer = PreprocessingLayer.fromConfig.call(this, rest) as IndexLookup<string | number>;
    layer.announce(size);
    return layer;
  }

  /** Takes the size of a vocabulary that follows. */
  announce(size: unknown): void {
    if (Number.isInteger(size) && (size as number) > 0) this.announcedSize = size as number;
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      invert: this.invert,
      max_tokens: this.maxTokens,
      num_oov_indices: this.numOovIndices,
      oov_token: this.oovToken,
      mask_token: this.maskToken,
      output_mode: this.outputMode,
      sparse: false,
      pad_to_max_tokens: this.padToMaxTokens,
      idf_weights: this.givenWeights === null ? null : [...this.givenWeights],
      vocabulary: this.givenVocabulary === null ? null : [...this.givenVocabulary],
      vocabulary_size: this.indices.size > 0 || this.announcedSize ? this.vocabularySize() : null,
      oov_method: this.oovMethod,
      salt: this.salt,
    };
  }
}

function count<Token>(tokens: Iterable<Token>, counts: Map<Token, number>): void {
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
}
