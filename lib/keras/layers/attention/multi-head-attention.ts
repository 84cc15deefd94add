import { fromArguments, isPlainObject, received, ValueError } from "../../../errors.ts";
import { type ArrayInput, asArray, sizeOf } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import { type CallContext, isTensor, type TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import type { Constraint } from "../../constraints.ts";
import * as initializers from "../../initializers/index.ts";
import type { Initializer } from "../../initializers/initializer.ts";
import type { Regularizer } from "../../regularizers.ts";
import type { ConfigClass } from "../../saving/config.ts";
import { isKerasTensor, type KerasTensor, type Structure, shapesIn } from "../keras-tensor.ts";
import type { Layer, Shape } from "../layer.ts";
import { layerOptions } from "../layer-options.ts";
import { Projection } from "../projection.ts";
import { SeedGenerator } from "../seed-generator.ts";
import { TensorLayer } from "../tensor-layer.ts";
import { settingsOf, weightConfig } from "../weight-settings.ts";
import { LAST_OPTIONS, type MultiHeadAttentionOptions } from "./options.ts";
import { type AttentionCall, allOf, broadcastMask, causalMask, dropped, repeated } from "./scores.ts";

type Tensors = KerasTensor | { dataId: object };

export interface MultiHeadAttentionCall extends AttentionCall {
  /** Default: the values. */
  key?: unknown;
  /**
   * Which sources each target sees, as 1 and 0: `[targets, sources]` for all samples, `[batch, targets, sources]`, or
   * `[batch, heads, targets, sources]`; an axis of size 1 serves all. Default: all.
   */
  attentionMask?: unknown;
}

/** The parts in Keras' order, by the names of their attributes and of their weights. */
const PARTS = { query: "query_dense", key: "key_dense", gate: "_gate_dense", value: "value_dense" } as const;

/**
 * Attention of several heads ([Vaswani et al. 2017](https://arxiv.org/abs/1706.03762)): queries, keys and values are projected for each
 * head, attend as in `Attention`, and the heads' means are projected to the outputs.
 *
 * It is called with queries `[batch, targets, features]` and values `[batch, sources, features]`.
 *
 * @example
 * const query = Input({ shape: [4, 8] });
 * const attention = new layers.MultiHeadAttention({ numHeads: 2, keyDim: 3 });
 * console.log(attention.apply(query, query, { useCausalMask: true }).shape); // (None, 4, 8)
 */
export class MultiHeadAttention extends TensorLayer<KerasTensor | readonly KerasTensor[]> {
  override supportsMasking = true;
  protected readonly pythonClass: string =
    "tensorflow.python.keras.layers.multi_head_attention.MultiHeadAttention";
  readonly numHeads: number;
  readonly keyDim: number;
  readonly valueDim: number;
  readonly dropout: number;
  readonly useBias: boolean;
  readonly useGate: boolean;
  readonly slidingWindow: number | null;
  /** As they were given; null: all. */
  readonly attentionAxes: readonly number[] | null;
  declare readonly kernelInitializer: Initializer;
  declare readonly biasInitializer: Initializer;
  declare readonly kernelRegularizer: Regularizer | null;
  declare readonly biasRegularizer: Regularizer | null;
  declare readonly kernelConstraint: Constraint | null;
  declare readonly biasConstraint: Constraint | null;
  private readonly givenOutputs: readonly number[] | null;
  protected readonly seed: number | null;
  private generator: SeedGenerator | undefined;
  /** The attributes with the weights, in the order in which they are made. */
  private readonly parts: string[] = [];

  /**
   * @param args `numHeads`, `keyDim`, and options
   * @throws ValueError for sizes that are not positive integers
   */
  constructor(
    ...args:
      | [options: MultiHeadAttentionOptions]
      | [numHeads: number, keyDim: number, options?: Omit<MultiHeadAttentionOptions, "numHeads" | "keyDim">]
  ) {
    const options = fromArguments<MultiHeadAttentionOptions>("MultiHeadAttention", args, {
      numHeads: REQUIRED,
      keyDim: REQUIRED,
      valueDim: null,
      dropout: 0,
      useBias: true,
      outputShape: null,
      attentionAxes: null,
      ...LAST_OPTIONS,
    });
    const { outputShape } = options;
    const positive = (key: string, value: unknown, orNone = "") => {
      if (Number.isInteger(value) && (value as number) > 0) return value as number;
      throw new ValueError(
        `Received an invalid value for argument \`${key}\`, expected a positive integer${orNone}. Received: ${key}=${received(value)}`,
      );
    };
    const numHeads = positive("num_heads", options.numHeads);
    const keyDim = positive("key_dim", options.keyDim);
    const valueDim =
      options.valueDim === null ? keyDim : positive("value_dim", options.valueDim, " or `None`");
    super(layerOptions(options));
    this.numHeads = numHeads;
    this.keyDim = keyDim;
    this.valueDim = valueDim;
    this.dropout = options.dropout;
    this.useBias = options.useBias;
    this.useGate = options.useGate;
    const features = typeof outputShape === "number" ? [outputShape] : outputShape;
    if (features !== null && !(Array.isArray(features) && features.every(Number.isInteger))) {
      throw new ValueError(
        `Invalid \`output_shape\`: ${received(outputShape)}. When specified, the \`output_shape\` should be of type tuple, list, or int.`,
      );
    }
    this.givenOutputs = features === null ? null : tuple([...features]);
    const axes = typeof options.attentionAxes === "number" ? [options.attentionAxes] : options.attentionAxes;
    if (axes !== null && !(Array.isArray(axes) && axes.length > 0 && axes.every(Number.isInteger))) {
      throw new ValueError(
        `\`attention_axes\` must be an int, list, or tuple. Received: attention_axes=${received(options.attentionAxes)}`,
      );
    }
    this.attentionAxes = axes;
    this.slidingWindow =
      options.slidingWindow === null ? null : positive("sliding_window", options.slidingWindow, " or `None`");
    this.takeSettings(options, ["kernel", "bias"]);
    this.seed = options.seed;
  }

  override get callOptions() {
    return { attentionMask: true, useCausalMask: true, returnAttentionScores: true } as const;
  }

  protected override get takesSingleInput(): boolean {
    return false;
  }

  /**
   * Calls the layer.
   *
   * @param query the queries, or a list of the queries, the values and the keys
   * @param value the values, which are the keys too unless `key` is given
   * @param options `key`, `attentionMask`, `useCausalMask`, `returnAttentionScores`, `training`
   * @throws ValueError for shapes that do not fit
   */
  // biome-ignore lint/suspicious/noExplicitAny: symbolic tensors, tensors or arrays, as of Layer
  override apply(query: any, value?: any, options: MultiHeadAttentionCall = {}): any {
    const isList = value === undefined || (isPlainObject(value) && !("shape" in value));
    const { key, attentionMask, ...others } = (isList ? (value ?? {}) : options) as MultiHeadAttentionCall;
    const [first, second = first, third = second, mask = attentionMask] = isList
      ? Array.isArray(query)
        ? (query as Tensors[])
        : [query]
      : [query, value, key ?? value];
    const inputs = [first, second, third];
    if (mask == null) return super.apply(inputs as never, others);
    if (isKerasTensor(mask)) return super.apply([...inputs, mask] as never, others);
    // A graph keeps the values, as TensorFlow.js may dispose of a tensor.
    const isKept = isKerasTensor(first) || !isTensor(mask);
    const values = isKept ? asArray(mask as ArrayInput, "float32", "attention_mask") : mask;
    return super.apply(inputs as never, { ...others, attentionMask: values } as never);
  }

  override callForm(inputs: Structure<KerasTensor>) {
    const [query, value, key, mask] = inputs as readonly KerasTensor[];
    const kwargs = { ...(key !== value && { key }), ...(mask && { attention_mask: mask }) };
    return { args: [query, value], kwargs };
  }

  override build(inputShape: Shape): void {
    const [query, value, key = value] = shapesIn(inputShape);
    const text = (shape: Shape) => tuple([...shape]);
    if (String(value.slice(1, -1)) !== String(key.slice(1, -1))) {
      throw new ValueError(
        "All dimensions of `value` and `key`, except the last one, must be equal. " +
          `Received: value_shape=${text(value)} and key_shape=${text(key)}`,
      );
    }
    if (!this.built) {
      const { numHeads, keyDim, valueDim } = this;
      const size = (shape: Shape) => shape.at(-1) as number;
      const head = { query: [size(query)], key: [size(key)], gate: [size(query)], value: [size(value)] };
      for (const [name, attribute] of Object.entries(PARTS)) {
        if (name === "gate" && !this.useGate) continue;
        const heads = name === "key" || name === "value" ? this.numKeyValueHeads : numHeads;
        const sizes = [heads, name === "query" || name === "key" ? keyDim : valueDim];
        this.addProjection(attribute, name, head[name as keyof typeof head], sizes);
      }
      if (this.dropout > 0) this.generator = new SeedGenerator(this.seed);
      this.addProjection("output_dense", "attention_output", [numHeads, valueDim], this.outputs(query));
    }
    super.build(inputShape);
  }

  override buildFromConfig({ shapes_dict: shapes }: { shapes_dict?: Record<string, Shape> }): void {
    const { query_shape: query, value_shape: value, key_shape: key = value } = shapes ?? {};
    if (query && value) this.build([query, value, key] as never);
  }

  /** The number of heads of the keys and values. */
  protected get numKeyValueHeads(): number {
    return this.numHeads;
  }

  private outputs(query: Shape): readonly number[] {
    return this.givenOutputs ?? [query.at(-1) as number];
  }

  private addProjection(
    attribute: string,
    name: string,
    from: readonly number[],
    to: readonly number[],
  ): void {
    const [kernel, bias] = [settingsOf(this, "kernel"), settingsOf(this, "bias")];
    const initializer = new Projection(clone(kernel.initializer), from, to);
    this.parts.push(attribute);
    this.makeWeight(`${name}/kernel`, [...from, ...to], { ...kernel, initializer });
    if (this.useBias) this.makeWeight(`${name}/bias`, to, { ...bias, initializer: clone(bias.initializer) });
  }

  /** The projections by their names in Keras' files. */
  get wrappedLayers() {
    const { built, parts, ownWeights: weights } = this;
    const count = Number(this.useBias) + 1;
    const getConfig = () => ({});
    return Object.fromEntries(
      parts.map((name, i) => {
        const own = weights.slice(i * count, (i + 1) * count);
        return [
          name,
          { name, className: "EinsumDense", built, inputShape: undefined, weights: own, getConfig },
        ];
      }),
    );
  }

  override getBuildConfig() {
    if (!this.built) return null;
    const [query, value, key] = shapesIn(this.inputShape as Shape);
    const isOwn = String(key) !== String(value);
    return { shapes_dict: { query_shape: query, value_shape: value, ...(isOwn && { key_shape: key }) } };
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [query] = shapesIn(inputShape);
    return tuple([...query.slice(0, -1), ...this.outputs(query)]);
  }

  override outputShapesFor(
    shape: Shape | Shape[],
    inputs: Structure<KerasTensor>,
    options: Readonly<Record<string, unknown>> = {},
  ): Shape[] {
    const [outputs] = super.outputShapesFor(shape, inputs);
    if (options.returnAttentionScores !== true) return [outputs];
    const [query, value] = shapesIn(shape);
    const { attended, others } = this.axes(query.length);
    const sizes = (of: Shape, axes: readonly number[]) => axes.map((axis) => of[axis]);
    return [
      outputs,
      tuple([
        query[0],
        ...sizes(query, others),
        this.numHeads,
        ...sizes(query, attended),
        ...sizes(value, attended),
      ]),
    ];
  }

  call(
    inputs: TensorFlowTensor[],
    context: CallContext = this.callContext,
  ): TensorFlowTensor | TensorFlowTensor[] {
    const { tf, options } = context;
    const [query, value, key] = inputs;
    const { numHeads } = this;
    const { attended, others } = this.axes(query.rank);
    const sizes = (x: TensorFlowTensor, axes: readonly number[]) => axes.map((axis) => x.shape[axis]);
    // The other axes are part of the batch.
    const order = [0, ...others, ...attended, query.rank - 1];
    const batch = [query.shape[0], ...sizes(query, others)];
    const rows = sizeOf(batch);
    // One axis of steps, and the heads before it: [batch, heads, steps, features].
    const projected = (x: TensorFlowTensor, attribute: string) => {
      const steps = x.transpose(order).reshape([rows, -1, x.shape.at(-1)]);
      const heads = this.projected(steps, attribute, 1, context).transpose([0, 2, 1, 3]);
      return repeated(heads, numHeads, context);
    };
    const queries = projected(query, PARTS.query).mul(1 / Math.sqrt(this.keyDim));
    const scores = tf.matMul(queries, projected(key, PARTS.key), false, true);
    const shape = [...batch, numHeads, ...sizes(query, attended), ...sizes(value, attended)];
    const mask = this.mask(inputs, shape, scores.shape, context);
    const masked = mask === null ? scores : tf.where(mask, scores, tf.fill(scores.shape, -1e9));
    const softmax = masked.softmax();
    // As in Keras a target that sees no source has scores of zero if the scores are needed by themselves, else uniform ones.
    const needsScores = this.dropout > 0 || options.returnAttentionScores === true || query.rank !== 3;
    const kept = mask !== null && needsScores ? softmax.mul(mask.toFloat()) : softmax;
    const weights = dropped(kept, this.dropout, this.generator, context);
    let heads = weights.matMul(projected(value, PARTS.value)).transpose([0, 2, 1, 3]);
    if (this.useGate) {
      heads = heads.mul(projected(query, PARTS.gate).transpose([0, 2, 1, 3]).sigmoid());
    }
    const outputs = this.projected(heads, "output_dense", 2, context);
    const shaped = outputs.reshape([...batch, ...sizes(query, attended), ...outputs.shape.slice(2)]);
    const steps = query.rank - 1;
    const back = [...shaped.shape.keys()].map((axis) => (axis < steps ? order.indexOf(axis) : axis));
    const result = shaped.transpose(back);
    if (options.returnAttentionScores !== true) return result;
    return [result, weights.reshape(shape)];
  }

  /** The axes over which it attends, and the others between batch and features. */
  private axes(rank: number): { attended: readonly number[]; others: readonly number[] } {
    const all = Array.from({ length: rank - 2 }, (_, i) => i + 1);
    const attended = this.attentionAxes?.map((axis) => (axis < 0 ? rank + axis : axis)) ?? all;
    return { attended, others: all.filter((axis) => !attended.includes(axis)) };
  }

  /** The sums over the last axes of a tensor with the kernel of a part, plus its bias. */
  private projected(
    x: TensorFlowTensor,
    attribute: string,
    axes: number,
    { weights }: CallContext,
  ): TensorFlowTensor {
    const first = this.parts.indexOf(attribute) * (Number(this.useBias) + 1);
    const kernel = weights[first];
    const [to, kept] = [kernel.shape.slice(axes), x.shape.slice(0, -axes)];
    const rows = kernel.shape.slice(0, axes).reduce((product: number, size: number) => product * size, 1);
    const sums = x
      .reshape([-1, rows])
      .matMul(kernel.reshape([rows, -1]))
      .reshape([...kept, ...to]);
    return this.useBias ? sums.add(weights[first + 1]) : sums;
  }

  /**
   * Which sources each target sees; null: all.
   *
   * @param scores the shape of the scores with all axes
   * @param shape that of the result, `[rows, heads, targets, sources]`
   */
  private mask(
    [query, , , input]: TensorFlowTensor[],
    scores: readonly number[],
    shape: readonly number[],
    context: CallContext,
  ): TensorFlowTensor | null {
    const { tf, masks, options } = context;
    const [, , targets, sources] = shape;
    const [ofQueries = null, ofValues = null, ofKeys = null] = masks;
    const window = () => {
      const apart = tf
        .range(0, targets)
        .reshape([targets, 1])
        .sub(tf.range(0, sources).reshape([1, sources]));
      return apart.abs().less(this.slidingWindow).expandDims(0);
    };
    const steps = allOf([
      ofQueries?.toFloat().cast("bool").expandDims(-1),
      ofValues?.toFloat().cast("bool").expandDims(-2),
      ofKeys?.toFloat().cast("bool").expandDims(-2),
      options.useCausalMask === true ? causalMask(context, targets, sources) : null,
      this.slidingWindow === null ? null : window(),
    ]);
    const own = (given: unknown) => {
      const axes = 2 * this.axes(query.rank).attended.length;
      // Together with another mask Keras takes one of a single axis, too.
      const least = steps === null ? axes : 0;
      return broadcastMask(given, "attention_mask", { scores, axes, least }).reshape(shape);
    };
    const given = input ?? options.attentionMask;
    const mask = allOf([steps?.expandDims(1), given == null ? null : own(given)]);
    return mask === null ? null : tf.broadcastTo(mask.toFloat(), shape).cast("bool");
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    const rank = this.inputShape && shapesIn(this.inputShape)[0].length;
    const axes = rank === undefined ? this.attentionAxes : this.axes(rank).attended;
    return {
      num_heads: this.numHeads,
      key_dim: this.keyDim,
      value_dim: this.valueDim,
      dropout: this.dropout,
      use_bias: this.useBias,
      use_gate: this.useGate,
      output_shape: this.givenOutputs,
      attention_axes: axes === null ? null : tuple([...axes]),
      sliding_window: this.slidingWindow,
      ...weightConfig(this, ["kernel", "bias"], null),
      seed: this.seed,
    };
  }

  /** @throws ValueError for a penalty on the outputs, which this port does not have */
  static override fromConfig(this: ConfigClass<Layer>, config: object): MultiHeadAttention {
    const { flash_attention: _, activity_regularizer: activity, ...rest } = config as Record<string, unknown>;
    if (activity == null) return TensorLayer.fromConfig.call(this, rest) as MultiHeadAttention;
    throw new ValueError(
      "The configuration of MultiHeadAttention has `activity_regularizer`, which this port does not have. Expected: none. " +
        `Received: ${JSON.stringify(activity)}`,
    );
  }
}

/** A new initializer of the same kind. */
function clone(initializer: Initializer): Initializer {
  return initializers.get(initializers.serialize(initializer) as never);
}
