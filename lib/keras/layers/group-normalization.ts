import { fromArguments, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import * as initializers from "../initializers/index.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { AFFINE, AffineNormalization, type AffineOptions } from "./normalization.ts";
import { TensorLayer } from "./tensor-layer.ts";

export interface GroupNormalizationOptions extends AffineOptions {
  /** Number of groups of channels, `groups: 4`; default 32; −1: a group for each channel. */
  groups?: number;
  /** The axis of the channels, `axis: 1`; default −1, the last. */
  axis?: number;
}

/**
 * `gamma · (x − mean) / √(variance + epsilon) + beta`, with mean and variance of each group of channels of a sample
 * ([Wu & He 2018](https://arxiv.org/abs/1803.08494)).
 *
 * @example
 * const model = new Sequential([new layers.GroupNormalization(2, { inputShape: [8, 8, 4] })]);
 */
export class GroupNormalization extends AffineNormalization {
  protected static override readonly configured = ["groups", "axis", "epsilon", "center", "scale"];
  protected readonly pythonClass = "keras.layers.GroupNormalization";
  readonly axis: number;
  groups: number;

  /** @throws ValueError for groups that are neither a positive integer nor −1 */
  constructor(
    ...args: [options?: GroupNormalizationOptions] | [groups: number, options?: GroupNormalizationOptions]
  ) {
    const defaults = { groups: 32, axis: -1, ...AFFINE, ...LAYER };
    const options = fromArguments<GroupNormalizationOptions>("GroupNormalization", args, defaults);
    const { groups, axis } = options;
    if (!Number.isInteger(groups) || (groups <= 0 && groups !== -1)) {
      throw new ValueError(
        "Received an invalid value for argument `groups`, expected a positive integer (or `-1` for instance normalization). " +
          `Received: groups=${groups}`,
      );
    }
    super(options);
    this.groups = groups;
    this.axis = axis;
  }

  override build(inputShape: Shape): void {
    const size = inputShape.at(this.axis) ?? null;
    if (size === null) {
      throw new ValueError(
        `Axis ${this.axis} of input tensor should have a defined dimension but the layer received an input with shape ${tuple([...inputShape])}.`,
      );
    }
    if (this.groups === -1) this.groups = size;
    if (size < this.groups) {
      throw new ValueError(
        `Number of groups (${this.groups}) cannot be more than the number of channels (${size}).`,
      );
    }
    if (size % this.groups !== 0) {
      throw new ValueError(
        `Number of groups (${this.groups}) must be a multiple of the number of channels (${size}).`,
      );
    }
    if (!this.built) this.addAffineWeights([size]);
    super.build(inputShape);
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    const { shape } = x;
    const axis = this.axis < 0 ? this.axis + x.rank : this.axis;
    const split = (sizes: readonly number[], of: number) => [
      ...sizes.slice(0, axis),
      this.groups,
      of / this.groups,
      ...sizes.slice(axis + 1),
    ];
    const grouped = x.reshape(split(shape, shape[axis]));
    const others = [...grouped.shape.keys()].filter((i) => i !== 0 && i !== axis);
    const { mean, variance } = context.tf.moments(grouped, others, true);
    const ones = split(
      shape.map(() => 1),
      shape[axis],
    );
    return this.normalized(grouped, mean, variance, this.affineWeights(context, ones)).reshape(shape);
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return { ...super.ownConfig, ...this.affineConfig };
  }
}

export interface RMSNormalizationOptions extends LayerOptions {
  /** The axis or axes over which a sample is normalized, `axis: 1`; default −1, the last. */
  axis?: number | readonly number[];
  /** Added to the mean of the squares, `epsilon: 1e-5`; default 1e-6. */
  epsilon?: number;
}

/**
 * `scale · x / √(mean(x²) + epsilon)` of each sample ([Zhang & Sennrich 2019](https://arxiv.org/abs/1910.07467)).
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.RMSNormalization(), new Dense(1)]);
 */
export class RMSNormalization extends TensorLayer {
  protected readonly pythonClass = "keras.layers.RMSNormalization";
  readonly axis: number | readonly number[];
  readonly epsilon: number;

  /** @param args `axis`, `epsilon`, and the options of every layer */
  constructor(
    ...args:
      | [options?: RMSNormalizationOptions]
      | [axis: number | readonly number[], options?: RMSNormalizationOptions]
  ) {
    const defaults = { axis: -1, epsilon: 1e-6, ...LAYER };
    const { axis, epsilon, ...options } = fromArguments<RMSNormalizationOptions>(
      "RMSNormalization",
      args,
      defaults,
    );
    super(options);
    this.axis = axis;
    this.epsilon = epsilon;
  }

  private axes(ndim: number): number[] {
    return [this.axis]
      .flat()
      .map((axis) => (axis < 0 ? axis + ndim : axis))
      .sort((a, b) => a - b);
  }

  override build(inputShape: Shape): void {
    if (!this.built) {
      const shape = this.axes(inputShape.length).map((axis) => inputShape[axis] as number);
      this.makeWeight("scale", shape, { initializer: initializers.get("ones") });
    }
    super.build(inputShape);
  }

  call(x: TensorFlowTensor, { weights }: CallContext = this.callContext): TensorFlowTensor {
    const axes = this.axes(x.rank);
    const shape = x.shape.map((size: number, i: number) => (axes.includes(i) ? size : 1));
    const inverse = x.square().mean(axes, true).add(this.epsilon).rsqrt();
    return x.mul(inverse).mul(weights[0].reshape(shape));
  }

  override getConfig(): LayerConfig {
    const { axis } = this;
    const shown = this.built || typeof axis !== "number" ? [axis].flat() : axis;
    return this.described({ ...this.baseConfig, axis: shown, epsilon: this.epsilon });
  }
}
