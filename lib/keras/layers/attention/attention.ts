import { fromArguments, received, ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import * as initializers from "../../initializers/index.ts";
import { tensorsOf } from "../eager.ts";
import { type KerasTensor, type Structure, shapesIn } from "../keras-tensor.ts";
import { LAYER, type LayerOptions, type Shape } from "../layer.ts";
import { layerOptions } from "../layer-options.ts";
import { SeedGenerator } from "../seed-generator.ts";
import { TensorLayer } from "../tensor-layer.ts";
import { allOf, broadcastMask, causalMask, dropped } from "./scores.ts";

interface CommonOptions extends LayerOptions {
  /** Multiply by a weight: the scores of `Attention`, by default not; the sums of `AdditiveAttention`, by default yes. */
  useScale?: boolean;
  /** Fraction of the scores that are dropped in training, `dropout: 0.2`; default 0. */
  dropout?: number;
  /** Seed of the draws, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

export interface AttentionOptions extends CommonOptions {
  /**
   * `"dot"`: the product of query and key, the default; `scoreMode: "concat"`: the hyperbolic tangent of their sum.
   */
  scoreMode?: "dot" | "concat";
}

/** A mean of values, by the scores of queries and keys. */
abstract class ScoreAttention extends TensorLayer<KerasTensor | readonly KerasTensor[]> {
  override supportsMasking = true;
  readonly useScale: boolean;
  readonly dropout: number;
  protected readonly seed: number | null;
  private readonly generator: SeedGenerator | undefined;

  constructor(options: Required<CommonOptions>) {
    const { useScale, dropout, seed } = options;
    super(layerOptions(options));
    this.useScale = useScale;
    this.dropout = dropout;
    this.seed = seed;
    if (dropout > 0) this.generator = new SeedGenerator(seed);
  }

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.dense_attention.${this.className}`;

  /** `useCausalMask`, `returnAttentionScores`, and `mask`: a list of the masks of queries and values. */
  override get callOptions() {
    return { useCausalMask: true, returnAttentionScores: true, mask: true } as const;
  }

  protected override get takesSingleInput(): boolean {
    return false;
  }

  protected abstract scores(
    query: TensorFlowTensor,
    key: TensorFlowTensor,
    context: CallContext,
  ): TensorFlowTensor;

  override build(inputShape: Shape): void {
    const shapes = inputShape as unknown as Shape[];
    const { className } = this;
    if (!Array.isArray(shapes[0])) {
      throw new ValueError(
        `${className} layer must be called on a list of inputs, namely [query, value] or [query, value, key]. ` +
          `Received: inputs of shape ${tuple([...inputShape])}.`,
      );
    }
    if (shapes.length > 3 || shapes.length < 2) {
      throw new ValueError(
        `${className} layer accepts inputs list of length 2 or 3, namely [query, value] or [query, value, key]. ` +
          `Received length: ${shapes.length}.`,
      );
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [query, value] = shapesIn(inputShape);
    return tuple([...query.slice(0, -1), value.at(-1) ?? null]);
  }

  override outputShapesFor(
    shape: Shape | Shape[],
    inputs: Structure<KerasTensor>,
    options: Readonly<Record<string, unknown>> = {},
  ): Shape[] {
    const [outputs] = super.outputShapesFor(shape, inputs);
    if (options.returnAttentionScores !== true) return [outputs];
    const [query, value, key = value] = shapesIn(shape);
    return [outputs, tuple([...query.slice(0, -1), key.at(-2) ?? null])];
  }

  private checkedMasks(masks: unknown): readonly unknown[] {
    if (!Array.isArray(masks)) {
      throw new ValueError(
        `${this.className} layer mask must be a list, namely [query_mask, value_mask]. Received: mask=${received(masks)}.`,
      );
    }
    if (masks.length < 2 || masks.length > 3) {
      throw new ValueError(
        `${this.className} layer accepts mask list of length 2 or 3. Received: mask of length ${masks.length}.`,
      );
    }
    return masks;
  }

  call(
    [query, value, key = value]: TensorFlowTensor[],
    context: CallContext = this.callContext,
  ): TensorFlowTensor | TensorFlowTensor[] {
    const { tf, options } = context;
    const given = options.mask == null ? context.masks : this.checkedMasks(options.mask);
    const [queryMask = null, valueMask = null] = given.map((mask) =>
      mask == null ? null : tf.cast(tensorsOf(mask, true) as TensorFlowTensor, "bool"),
    );
    const scores = this.scores(query, key, context);
    const [targets, sources] = scores.shape.slice(-2);
    // As in Keras one row of sources serves all targets, but a mask may also have a row for each.
    const axes = valueMask?.rank === scores.rank - 1 ? 1 : 2;
    const mask = allOf([
      valueMask && broadcastMask(valueMask, "value_mask", { scores: scores.shape, axes }),
      options.useCausalMask === true ? causalMask(context, targets, sources) : null,
    ]);
    // Masked scores are far below the others.
    const masked = mask === null ? scores : scores.sub(tf.sub(1, mask.toFloat()).mul(1e9));
    const weights = dropped(masked.softmax(), this.dropout, this.generator, context);
    const mean = weights.matMul(value);
    const outputs = queryMask === null ? mean : mean.mul(queryMask.expandDims(-1).toFloat());
    return options.returnAttentionScores === true ? [outputs, weights] : outputs;
  }
}

/**
 * Dot-product attention ([Luong et al. 2015](https://arxiv.org/abs/1508.04025)): each query gets the mean of the values, weighted by the
 * softmax of its products with the keys. The inputs are a list: queries `[batch, targets, features]`, values `[batch, sources, features]`,
 * and keys, by default the values.
 *
 * @example
 * const [query, value] = [Input({ shape: [4, 8] }), Input({ shape: [6, 8] })];
 * console.log(new layers.Attention().apply([query, value]).shape); // (None, 4, 8)
 */
export class Attention extends ScoreAttention {
  protected static override readonly configured = ["useScale", "scoreMode", "dropout", "seed"];
  readonly scoreMode: "dot" | "concat";

  /**
   * @param args `useScale`, `scoreMode`, `dropout`, `seed`, and the options of every layer
   * @throws ValueError for another score mode
   */
  constructor(...args: [options?: AttentionOptions] | [useScale: boolean, options?: AttentionOptions]) {
    const defaults = { useScale: false, scoreMode: "dot", dropout: 0, seed: null, ...LAYER } as const;
    const options = fromArguments<AttentionOptions>("Attention", args, defaults);
    super(options);
    const { scoreMode } = options;
    if (scoreMode !== "dot" && scoreMode !== "concat") {
      throw new ValueError(
        "Invalid value for argument score_mode. Expected one of {'dot', 'concat'}. " +
          `Received: score_mode=${scoreMode}`,
      );
    }
    this.scoreMode = scoreMode;
  }

  override build(inputShape: Shape): void {
    const { built } = this;
    super.build(inputShape);
    if (built) return;
    const ones = { initializer: initializers.get("ones") };
    if (this.useScale) this.makeWeight("scale", [], ones);
    if (this.scoreMode === "concat") this.makeWeight("concat_score_weight", [], ones);
  }

  protected scores(
    query: TensorFlowTensor,
    key: TensorFlowTensor,
    { tf, weights }: CallContext,
  ): TensorFlowTensor {
    const scaled = (x: TensorFlowTensor) => (this.useScale ? x.mul(weights[0]) : x);
    if (this.scoreMode === "dot") return scaled(tf.matMul(query, key, false, true));
    const sums = scaled(query.expandDims(-2).add(key.expandDims(-3)));
    return sums.tanh().sum(-1).mul(weights.at(-1));
  }
}

/**
 * Additive attention ([Bahdanau et al. 2014](https://arxiv.org/abs/1409.0473)): as `Attention`, with scores that are weighted sums of the
 * hyperbolic tangent of query plus key.
 *
 * @example
 * const [query, value] = [Input({ shape: [4, 8] }), Input({ shape: [6, 8] })];
 * console.log(new layers.AdditiveAttention().apply([query, value]).shape); // (None, 4, 8)
 */
export class AdditiveAttention extends ScoreAttention {
  protected static override readonly configured = ["useScale", "dropout", "seed"];
  /** @param args `useScale`, `dropout`, and the options of every layer */
  constructor(...args: [options?: CommonOptions] | [useScale: boolean, options?: CommonOptions]) {
    const defaults = { useScale: true, dropout: 0, seed: null, ...LAYER };
    super(fromArguments<CommonOptions>("AdditiveAttention", args, defaults));
  }

  override build(inputShape: Shape): void {
    const { built } = this;
    super.build(inputShape);
    const features = shapesIn(inputShape)[0].at(-1) as number;
    if (!built && this.useScale)
      this.makeWeight("scale", [features], { initializer: initializers.get("glorot_uniform") });
  }

  protected scores(
    query: TensorFlowTensor,
    key: TensorFlowTensor,
    { weights }: CallContext,
  ): TensorFlowTensor {
    const sums = query.expandDims(-2).add(key.expandDims(-3)).tanh();
    return (this.useScale ? sums.mul(weights[0]) : sums).sum(-1);
  }
}
