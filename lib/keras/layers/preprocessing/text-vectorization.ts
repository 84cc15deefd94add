import { fromArguments, received, ValueError } from "../../../errors.ts";
import type { NDArray } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import type { ConfigClass } from "../../saving/config.ts";
import { LAYER, type Layer, type LayerOptions, type Shape } from "../layer.ts";
import { layerOptions } from "../layer-options.ts";
import { type AdaptOptions, batchesIn, checkInputs } from "./adapt-data.ts";
import type { LookupMode } from "./lookup-options.ts";
import { PreprocessingLayer } from "./preprocessing-layer.ts";
import { StringLookup } from "./string-lookup.ts";
import { asTokens, type FormerMode, modeOf, nested, type TokenData } from "./tokens.ts";

type Standardize = "lower_and_strip_punctuation" | "lower" | "strip_punctuation" | ((text: string) => string);
type Split = "whitespace" | "character" | ((text: string) => string[]);

export interface TextVectorizationOptions extends LayerOptions {
  /** The largest size of the vocabulary, including padding and unknown words, `maxTokens: 1000`; default: no limit. */
  maxTokens?: number | null;
  /** Applied to each text, default `"lower_and_strip_punctuation"`; null: nothing. */
  standardize?: Standardize | null;
  /** How texts become tokens, default `"whitespace"`; null: each text is a token. */
  split?: Split | null;
  /** N-grams: a number for those of up to that many words, or a list of lengths, `ngrams: 2`; default: single words. */
  ngrams?: number | readonly number[] | null;
  /** Default `"int"`, the indices of the tokens. */
  outputMode?: LookupMode | FormerMode;
  /** Truncate or pad to this many tokens, `outputSequenceLength: 100`; default: the length of the longest text. */
  outputSequenceLength?: number | null;
  /** Pad encoded rows to `maxTokens` values, whatever the size of the vocabulary; default false. */
  padToMaxTokens?: boolean;
  /** The tokens in the order of their indices; default: those that `adapt` sees. */
  vocabulary?: readonly string[] | null;
  /** As in `StringLookup`. */
  idfWeights?: readonly number[] | null;
}

const PUNCTUATION = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~']/g;

/**
 * Turns texts into rows of numbers: standardizes them, splits them into tokens and looks these up in a vocabulary.
 *
 * In a model it comes after `Input({ shape: [1], dtype: "string" })`. Without `outputSequenceLength` the rows of all data of a call are as
 * long as the longest one; in Keras those of a batch.
 *
 * @example
 * const layer = new layers.TextVectorization({ outputSequenceLength: 4 });
 * layer.adapt(["foo bar", "bar baz", "baz bada boom"]);
 * console.log(layer.apply(["Foo qux bar!", "qux baz"]).toString()); // [[4, 1, 3, 0], [1, 2, 0, 0]]
 */
export class TextVectorization extends PreprocessingLayer {
  readonly standardize: Standardize | null;
  readonly split: Split | null;
  readonly ngrams: number | readonly number[] | null;
  readonly outputMode: LookupMode;
  readonly outputSequenceLength: number | null;
  private readonly lookup: StringLookup;

  /** @throws ValueError for options that do not go together, and an invalid vocabulary */
  constructor(
    ...args: [options?: TextVectorizationOptions] | [maxTokens: number, options?: TextVectorizationOptions]
  ) {
    const options = fromArguments<TextVectorizationOptions>("TextVectorization", args, {
      maxTokens: null,
      standardize: "lower_and_strip_punctuation",
      split: "whitespace",
      ngrams: null,
      outputMode: "int",
      outputSequenceLength: null,
      padToMaxTokens: false,
      vocabulary: null,
      idfWeights: null,
      ...LAYER,
    });
    const { standardize, split, ngrams } = options;
    super(layerOptions(options));
    const {
      outputMode: givenMode,
      outputSequenceLength: length,
      maxTokens,
      padToMaxTokens,
      vocabulary,
      idfWeights,
    } = options;
    checkChoice("standardize", standardize, ["lower_and_strip_punctuation", "lower", "strip_punctuation"]);
    checkChoice("split", split, ["whitespace", "character"]);
    const outputMode = modeOf<LookupMode>(givenMode);
    checkChoice("output_mode", outputMode, ["int", "one_hot", "multi_hot", "count", "tf_idf"]);
    const widths = [ngrams ?? []].flat();
    if (!widths.every((width) => Number.isInteger(width) && width > 0)) {
      throw new ValueError(
        `\`ngrams\` must be None, an integer, or a tuple of integers. Received: ngrams=${received(ngrams)}`,
      );
    }
    if (length !== null && !(outputMode === "int" && Number.isInteger(length) && length > 0)) {
      throw new ValueError(
        '`output_sequence_length` must be either None or an integer when `output_mode` is "int", and None otherwise. ' +
          `Received: output_sequence_length=${received(length)}, output_mode=${outputMode}`,
      );
    }
    this.standardize = standardize;
    this.split = split;
    this.ngrams = ngrams;
    this.outputMode = outputMode;
    this.outputSequenceLength = length;
    this.lookup = new StringLookup({
      maxTokens,
      padToMaxTokens,
      vocabulary,
      idfWeights,
      outputMode,
      maskToken: "",
    });
  }

  /** The tokens of texts, padded to rows of one length; without `split` in the shape of the texts. */
  private rows(data: TokenData, length: number | null = null): TokenData {
    const { values, shape } = asTokens(data);
    const wrong = values.find((value) => typeof value !== "string");
    if (wrong !== undefined) {
      throw new ValueError(
        `Expected the data of layer '${this.name}' to be texts. Received: ${received(wrong)}`,
      );
    }
    const { split } = this;
    const texts = (values as string[]).map((text) => standardized(text, this.standardize));
    if (split !== null && shape.length > 1 && (shape.length > 2 || shape[1] !== 1)) {
      throw new ValueError(
        "When using `TextVectorization` to tokenize strings, the input rank must be 1 or the last shape dimension must be 1. " +
          `Received: inputs.shape=${tuple([...shape])} with rank=${shape.length}`,
      );
    }
    const size = split === null ? (shape.at(-1) ?? 1) : 1;
    const tokens = Array.from({ length: texts.length / size }, (_, i) => {
      const own = texts.slice(i * size, (i + 1) * size);
      return this.withNgrams(split === null ? own : splitText(own[0], split));
    });
    const longest = length ?? Math.max(0, ...tokens.map((row) => row.length));
    const rows = tokens.map((row) => Array.from({ length: longest }, (_, i) => row[i] ?? ""));
    if (split !== null) return rows;
    return nested(rows.flat(), shape.length === 0 ? [] : [...shape.slice(0, -1), longest]) as TokenData;
  }

  private withNgrams(tokens: string[]): string[] {
    const { ngrams } = this;
    if (ngrams === null) return tokens;
    const widths = typeof ngrams === "number" ? Array.from({ length: ngrams }, (_, i) => i + 1) : ngrams;
    return widths.flatMap((width) =>
      tokens
        .slice(0, Math.max(0, tokens.length - width + 1))
        .map((_, i) => tokens.slice(i, i + width).join(" ")),
    );
  }

  /**
   * Makes the vocabulary of the tokens in texts, the most frequent first.
   *
   * @param data texts, or a dataset of batches of them
   * @throws ValueError for a layer with a given vocabulary
   *
   * @example
   * const dataset = utils.Dataset.fromTensorSlices(["a good film", "a bad one"], [1, 0]).batch(2);
   * const layer = new layers.TextVectorization();
   * layer.adapt(dataset.map((x, y) => x));
   * const numbers = dataset.map((x, y) => [layer.apply(x), y]);
   */
  adapt(data: TokenData | Iterable<TokenData>, options: AdaptOptions = {}): void {
    const batches = batchesIn<TokenData>(data, options);
    this.lookup.adapt(batches ? this.rowsOfEach(batches) : this.rows(data as TokenData));
  }

  private *rowsOfEach(batches: Iterable<TokenData>): Generator<TokenData> {
    for (const batch of batches) {
      checkInputs(batch);
      yield this.rows(batch);
    }
  }

  /** Sets the vocabulary, as in `StringLookup`. */
  setVocabulary(vocabulary: readonly string[], idfWeights: readonly number[] | null = null): void {
    this.lookup.setVocabulary(vocabulary, idfWeights);
  }

  /** The vocabulary, so that a token's position is its index: "" for padding, "[UNK]", and the tokens. */
  getVocabulary(options: { includeSpecialTokens?: boolean } = {}): string[] {
    return this.lookup.getVocabulary(options);
  }

  /** The size of the vocabulary, with padding and unknown tokens. */
  vocabularySize(): number {
    return this.lookup.vocabularySize();
  }

  call(data: TokenData): NDArray {
    return this.lookup.call(this.rows(data, this.outputSequenceLength));
  }

  override get inputType(): "string" {
    return "string";
  }

  protected encodedShape(inputShape: Shape): Shape {
    const { split, ngrams, outputMode, outputSequenceLength: length } = this;
    if (split === null) {
      const shape: Shape =
        length === null && ngrams === null ? inputShape : [...inputShape.slice(0, -1), length];
      return outputMode === "int" ? shape : this.lookup.computeOutputShape(shape);
    }
    if (outputMode === "int") return [inputShape[0], length];
    return this.lookup.computeOutputShape([inputShape[0], null]);
  }

  /** The vocabulary by the name of its layer in Keras' files, which have it there too. */
  get wrappedLayers(): Readonly<Record<string, StringLookup>> {
    return { _lookup_layer: this.lookup };
  }

  /** As in `StringLookup`. */
  get vocabularyText(): string | undefined {
    return this.lookup.vocabularyText;
  }

  /** As in `StringLookup`. */
  get idfWeights(): readonly number[] | undefined {
    return this.lookup.idfWeights;
  }

  /** As in `StringLookup`. */
  restoreVocabulary(text: string, idfWeights: ArrayLike<number> | undefined): void {
    this.lookup.restoreVocabulary(text, idfWeights);
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    const lookup = this.lookup.getConfig();
    return {
      max_tokens: lookup.max_tokens,
      standardize: this.standardize,
      split: this.split,
      ngrams: typeof this.ngrams === "object" && this.ngrams !== null ? tuple([...this.ngrams]) : this.ngrams,
      output_mode: this.outputMode,
      output_sequence_length: this.outputSequenceLength,
      pad_to_max_tokens: lookup.pad_to_max_tokens,
      sparse: false,
      ragged: false,
      vocabulary: lookup.vocabulary,
      idf_weights: lookup.idf_weights,
      encoding: "utf-8",
      vocabulary_size: this.vocabularySize(),
    };
  }

  static override fromConfig(this: ConfigClass<Layer>, config: object): TextVectorization {
    const { vocabulary_size: size, ...rest } = config as Record<string, unknown>;
    const layer = PreprocessingLayer.fromConfig.call(this, rest) as TextVectorization;
    layer.lookup.announce(size);
    return layer;
  }
}

function checkChoice(name: string, value: unknown, words: readonly string[]): void {
  if (
    typeof value === "function" ||
    (value === null && name !== "output_mode") ||
    words.includes(value as string)
  )
    return;
  throw new ValueError(
    `Unknown value for \`${name}\` argument of layer TextVectorization. If restricted to words, it must be one of ` +
      `(${words.map((word) => `'${word}'`).join(", ")}). Received: ${name}=${received(value)}`,
  );
}

/** As TensorFlow, which changes the case of ASCII letters only. */
function standardized(text: string, how: Standardize | null): string {
  if (typeof how === "function") return how(text);
  const lower = how?.startsWith("lower") ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
  return how?.endsWith("strip_punctuation") ? lower.replace(PUNCTUATION, "") : lower;
}

function splitText(text: string, how: Split): string[] {
  if (typeof how === "function") return how(text);
  return how === "character" ? [...text] : text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== "");
}
