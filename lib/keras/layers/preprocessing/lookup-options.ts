import type { LayerOptions } from "../layer.ts";
import type { FormerMode, OutputMode } from "./tokens.ts";

export interface LookupOptions<Token> extends LayerOptions {
  /** The largest size of the vocabulary, including special tokens, `maxTokens: 1000`; default: no limit. */
  maxTokens?: number | null;
  /** Number of indices for out-of-vocabulary tokens, `numOovIndices: 2`; default 1; 0: such tokens are an error. */
  numOovIndices?: number;
  /** The token with index 0, `maskToken: "?"`; default none. */
  maskToken?: Token | null;
  /** Returned by `invert` for out-of-vocabulary indices, `oovToken: "?"`; default `"[UNK]"`, or −1 for integers. */
  oovToken?: Token;
  /** The tokens in the order of their indices; default: those that `adapt` sees. */
  vocabulary?: readonly Token[] | null;
  /** Turn indices into tokens, default false. */
  invert?: boolean;
  /** Default `"int"`, the indices. */
  outputMode?: LookupMode | FormerMode;
  /** With `outputMode: "tf_idf"` and a vocabulary: the weight of each of its tokens, without the special ones. */
  idfWeights?: readonly number[] | null;
  /**
   * Which of several indices an out-of-vocabulary integer gets: `"floormod"`, the default, by its remainder;
   * `oovMethod: "farmhash"`, by its hash, as words do.
   */
  oovMethod?: "floormod" | "farmhash";
  /** A key of one or two whole numbers for SipHash in place of FarmHash, `salt: 7`; default none. */
  salt?: number | readonly number[] | null;
  /** Pad encoded rows to `maxTokens` values, whatever the size of the vocabulary; default false. */
  padToMaxTokens?: boolean;
}

/** Defaults of the options. */
export const LOOKUP = {
  maxTokens: null,
  numOovIndices: 1,
  maskToken: null,
  vocabulary: null,
  idfWeights: null,
  invert: false,
  outputMode: "int",
  padToMaxTokens: false,
  oovMethod: "floormod",
  salt: null,
} as const;

/** `"tf_idf"`: how often each token occurs, times the logarithm of how rare documents with it are. */
export type LookupMode = OutputMode | "tf_idf";
