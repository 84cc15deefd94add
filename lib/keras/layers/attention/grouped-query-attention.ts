import { fromArguments, ValueError } from "../../../errors.ts";
import { REQUIRED } from "../../checks.ts";
import { shapesIn } from "../keras-tensor.ts";
import type { Shape } from "../layer.ts";
import { weightConfig } from "../weight-settings.ts";
import { MultiHeadAttention } from "./multi-head-attention.ts";
import { LAST_OPTIONS, type MultiHeadAttentionOptions } from "./options.ts";

export interface GroupQueryAttentionOptions
  extends Omit<
    MultiHeadAttentionOptions,
    "numHeads" | "keyDim" | "valueDim" | "outputShape" | "attentionAxes"
  > {
  /** Size of each head, `headDim: 8`. */
  headDim: number;
  /** Number of heads of the queries, `numQueryHeads: 8`. */
  numQueryHeads: number;
  /** Number of heads of the keys and values, of which that of the queries is a multiple, `numKeyValueHeads: 2`. */
  numKeyValueHeads: number;
}

type Rest = Omit<GroupQueryAttentionOptions, "headDim" | "numQueryHeads" | "numKeyValueHeads">;

/**
 * Attention of several heads, groups of which share keys and values ([Ainslie et al. 2023](https://arxiv.org/abs/2305.13245)).
 *
 * It is called with queries `[batch, targets, features]` and values `[batch, sources, features]`, as `MultiHeadAttention` is.
 *
 * @example
 * const query = Input({ shape: [4, 8] });
 * const attention = new layers.GroupQueryAttention({ headDim: 3, numQueryHeads: 4, numKeyValueHeads: 2 });
 * console.log(attention.apply(query, query, { useCausalMask: true }).shape); // (None, 4, 8)
 */
export class GroupedQueryAttention extends MultiHeadAttention {
  protected override readonly pythonClass = "keras.layers.GroupQueryAttention";
  private readonly groups: number;

  /**
   * @param args `headDim`, `numQueryHeads`, `numKeyValueHeads`, and options
   * @throws ValueError for sizes that are not positive integers, or heads that do not divide into groups
   */
  constructor(
    ...args:
      | [options: GroupQueryAttentionOptions]
      | [headDim: number, numQueryHeads: number, numKeyValueHeads: number, options?: Rest]
  ) {
    const { headDim, numQueryHeads, numKeyValueHeads, ...options } =
      fromArguments<GroupQueryAttentionOptions>("GroupedQueryAttention", args, {
        headDim: REQUIRED,
        numQueryHeads: REQUIRED,
        numKeyValueHeads: REQUIRED,
        dropout: 0,
        useBias: true,
        ...LAST_OPTIONS,
      });
    super({ ...options, numHeads: numQueryHeads, keyDim: headDim });
    if (numQueryHeads % numKeyValueHeads !== 0)
      throw new ValueError("`num_query_heads` must be divisible by `num_key_value_heads`.");
    this.groups = numKeyValueHeads;
  }

  protected override get numKeyValueHeads(): number {
    return this.groups;
  }

  override build(inputShape: Shape): void {
    const [query, value] = shapesIn(inputShape);
    if (query.at(-1) !== value.at(-1)) {
      throw new ValueError(
        `The last dimension of \`query_shape\` and \`value_shape\` must be equal, but are ${query.at(-1)}, ${value.at(-1)}. ` +
          `Received: query_shape=${query}, value_shape=${value}`,
      );
    }
    super.build(inputShape);
  }

  /** The projections by their names in Keras' files. */
  override get wrappedLayers() {
    const parts = Object.entries(super.wrappedLayers);
    return Object.fromEntries(parts.map(([name, part]) => [name.replace(/^(?!_)/, "_"), part]));
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      head_dim: this.keyDim,
      num_query_heads: this.numHeads,
      num_key_value_heads: this.groups,
      use_bias: this.useBias,
      use_gate: this.useGate,
      sliding_window: this.slidingWindow,
      dropout: this.dropout,
      ...weightConfig(this, ["kernel", "bias"], null),
      seed: this.seed,
    };
  }
}
