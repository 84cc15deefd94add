import { LAYER, type LayerOptions } from "../layer.ts";
import { type BiasOptions, KERNEL_AND_BIAS, type KernelOptions } from "../weight-settings.ts";

export interface MultiHeadAttentionOptions extends KernelOptions, BiasOptions, LayerOptions {
  /** Number of heads, `numHeads: 4`. */
  numHeads: number;
  /** Size of queries and keys in each head, `keyDim: 8`. */
  keyDim: number;
  /** Size of values in each head, `valueDim: 8`; default `keyDim`. */
  valueDim?: number | null;
  /** Fraction of the scores that are dropped in training, `dropout: 0.2`; default 0. */
  dropout?: number;
  /** Add biases to the projections, default true. */
  useBias?: boolean;
  /** Features of the outputs, `outputShape: [8]`; default those of the queries. */
  outputShape?: number | readonly number[] | null;
  /**
   * The axes over which it attends, counted from that of the batch, `attentionAxes: [1]`; default all between batch and
   * features.
   */
  attentionAxes?: number | readonly number[] | null;
  /** Only with steps: let each see those nearer than this, `slidingWindow: 4`; default all. */
  slidingWindow?: number | null;
  /** Multiply what the heads give by a sigmoid of the queries, default false. */
  useGate?: boolean;
  /** Seed of the dropout, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

const { activityRegularizer: _, ...SETTINGS } = KERNEL_AND_BIAS;

/** The last of the options in Keras' order, and their defaults. */
export const LAST_OPTIONS = {
  slidingWindow: null,
  ...SETTINGS,
  useGate: false,
  seed: null,
  ...LAYER,
} as const;
