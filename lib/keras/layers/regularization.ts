import {
  type AlphaDropoutPlan,
  type DropoutPlan,
  dropoutFactors,
  type GaussianPlan,
  keptValues,
  layerNoise,
} from "../../engine/index.ts";
import { fromArguments, received, receivedFirst, ValueError, withDefaults } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import type { ActivityPlan, AnyLayerPlan } from "../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { L1L2 } from "../regularizers.ts";
import { channelAxis, type DataFormat, dataFormat, type Rank, wrongNdim } from "./arguments.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { SeedGenerator } from "./seed-generator.ts";
import { activityPlan, TensorLayer } from "./tensor-layer.ts";

export interface NoiseOptions extends LayerOptions {
  /** Seed of the draws, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

/** A layer that changes its inputs randomly in training and passes them on otherwise. */
abstract class NoiseLayer extends TensorLayer {
  override supportsMasking = true;
  /** Of its draws; undefined if it draws none. */
  readonly seedGenerator: SeedGenerator | undefined;
  protected readonly givenSeed: number | null;

  /**
   * @param option name of `amount` in Keras, from 0 to 1
   * @param amount 0: the layer does nothing
   */
  constructor(option: string, amount: number, options: NoiseOptions) {
    const { seed, ...rest } = withDefaults<NoiseOptions>(new.target.name, options, { seed: null, ...LAYER });
    super(rest);
    if (!(typeof amount === "number" && amount >= 0 && amount <= 1)) {
      throw new ValueError(
        `Invalid value received for argument \`${option}\`. Expected a float value between 0 and 1. ` +
          `Received: ${receivedFirst(this.className, [option], amount)}`,
      );
    }
    this.givenSeed = seed;
    if (amount > 0) this.seedGenerator = new SeedGenerator(seed);
  }

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.noise.${this.className}`;

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return { ...super.ownConfig, seed: this.givenSeed };
  }

  override plans(): AnyLayerPlan[] {
    return this.seedGenerator ? super.plans() : [];
  }

  /** The outputs in training. */
  protected abstract noisy(
    x: TensorFlowTensor,
    generator: SeedGenerator,
    context: CallContext,
  ): TensorFlowTensor;

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    return context.training && this.seedGenerator ? this.noisy(x, this.seedGenerator, context) : x;
  }
}

export interface DropoutOptions extends LayerOptions {
  /**
   * Sizes of what is drawn, null for that of the inputs: along an axis of size 1 all inputs are dropped together,
   * `noiseShape: [null, 1, null]` drops features of whole sequences. TensorFlow.js computes it. Default: each
   * input by itself.
   */
  noiseShape?: readonly (number | null)[] | null;
  /** Seed of the draws, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

/**
 * In training sets each input to 0 with probability `rate` and multiplies the others by `1 / (1 − rate)`; otherwise passes
 * its inputs on ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)). The draws of each batch are those
 * of Keras on TensorFlow.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.Dropout(0.5), new Dense(1)]);
 */
export class Dropout extends NoiseLayer {
  protected static override readonly configured = ["rate", "noiseShape"];
  static readonly positional = ["rate"];
  private readonly noiseShape: readonly (number | null)[] | null;

  /**
   * @param rate fraction of the inputs that are dropped, from 0 to 1
   * @throws ValueError for another rate, an invalid seed or noise shape
   */
  constructor(
    readonly rate: number,
    options: DropoutOptions = {},
  ) {
    const defaults = { seed: null, noiseShape: null, ...LAYER };
    const { noiseShape, ...rest } = withDefaults<DropoutOptions>("Dropout", options, defaults);
    super("rate", rate, rest);
    this.noiseShape = checkedNoiseShape(noiseShape);
  }

  protected override readonly pythonClass: string = "tensorflow.python.keras.layers.core.Dropout";

  override plans(): AnyLayerPlan[] {
    return this.seedGenerator && this.noiseShape ? this.tensorSteps(" with a noise shape") : super.plans();
  }

  protected override enginePlan(): DropoutPlan | undefined {
    return this.seedGenerator && { kind: "dropout", rate: this.rate, seed: this.seedGenerator.seed };
  }

  protected noisy(x: TensorFlowTensor, generator: SeedGenerator, { tf }: CallContext): TensorFlowTensor {
    const sizes = drawnShape(this.noiseShape, x);
    return x.mul(
      tf.tensor(dropoutFactors(generator.seed, generator.next(), sizeOf(sizes), this.rate), sizes),
    );
  }
}

/** @throws ValueError for anything but a list of positive integers and null */
function checkedNoiseShape(noiseShape: DropoutOptions["noiseShape"]): readonly (number | null)[] | null {
  const isSize = (size: unknown) => size === null || (Number.isInteger(size) && (size as number) > 0);
  if (noiseShape == null || (Array.isArray(noiseShape) && noiseShape.every(isSize)))
    return noiseShape ?? null;
  throw new ValueError(
    "Invalid value received for argument `noiseShape`. Expected a list of positive integers or null. " +
      `Received: noiseShape=${received(noiseShape)}`,
  );
}

/** The shape of a draw for that tensor. */
function drawnShape(noiseShape: readonly (number | null)[] | null, x: TensorFlowTensor): number[] {
  return noiseShape?.map((size, axis) => size ?? x.shape[axis]) ?? x.shape;
}

/**
 * In training adds noise with the standard deviation `stddev` to its inputs; otherwise passes them on. The draws are those of
 * Keras on TensorFlow.
 *
 * @example
 * const model = new Sequential([new layers.GaussianNoise(0.1, { inputShape: [2] }), new Dense(1)]);
 */
export class GaussianNoise extends NoiseLayer {
  protected static override readonly configured = ["stddev"];
  static readonly positional = ["stddev"];

  /**
   * @param stddev from 0 to 1
   * @throws ValueError for another deviation or an invalid seed
   */
  constructor(
    readonly stddev: number,
    options: NoiseOptions = {},
  ) {
    super("stddev", stddev, options);
  }

  protected override enginePlan(): GaussianPlan | undefined {
    return (
      this.seedGenerator && { kind: "gaussianNoise", deviation: this.stddev, seed: this.seedGenerator.seed }
    );
  }

  protected noisy(x: TensorFlowTensor, generator: SeedGenerator, { tf }: CallContext): TensorFlowTensor {
    return x.add(tf.tensor(layerNoise(generator.seed, generator.next(), x.size, 0, this.stddev), x.shape));
  }
}

/**
 * In training multiplies its inputs by noise around 1 with the standard deviation `√(rate / (1 − rate))`; otherwise passes them on
 * ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)). The draws are those of Keras on TensorFlow.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.GaussianDropout(0.5), new Dense(1)]);
 */
export class GaussianDropout extends NoiseLayer {
  protected static override readonly configured = ["rate"];
  static readonly positional = ["rate"];

  /**
   * @param rate from 0 to 1
   * @throws ValueError for another rate or an invalid seed
   */
  constructor(
    readonly rate: number,
    options: NoiseOptions = {},
  ) {
    super("rate", rate, options);
  }

  /** Standard deviation of the factors. */
  private get deviation(): number {
    checkKeeps(this.className, this.rate);
    return Math.sqrt(this.rate / (1 - this.rate));
  }

  protected override enginePlan(): GaussianPlan | undefined {
    const { seedGenerator } = this;
    if (seedGenerator === undefined || this.rate === 1) return undefined;
    return { kind: "gaussianDropout", deviation: this.deviation, seed: seedGenerator.seed };
  }

  protected noisy(x: TensorFlowTensor, generator: SeedGenerator, { tf }: CallContext): TensorFlowTensor {
    return x.mul(tf.tensor(layerNoise(generator.seed, generator.next(), x.size, 1, this.deviation), x.shape));
  }
}

/** @throws ValueError for rate 1 in training, where Keras divides by zero */
function checkKeeps(layer: string, rate: number): void {
  if (rate < 1) return;
  throw new ValueError(
    `Expected \`rate\` of ${layer} to be below 1 in training, which would divide by zero. Received: rate=${rate}`,
  );
}

/** The constants of selu. */
const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;
/** The value of a dropped input: selu's lower limit. */
const DROPPED = -ALPHA * SCALE;

interface AlphaDropoutOptions extends NoiseOptions {
  /** Shape of the draw, with 1 for an axis that shares it, `noiseShape: [1, 30]`; default: that of the inputs. */
  noiseShape?: readonly (number | null)[] | null;
}

/**
 * Dropout for selu: in training it sets inputs to selu's lowest value with probability `rate` and keeps mean and variance; otherwise
 * passes its inputs on ([Klambauer et al. 2017](https://arxiv.org/abs/1706.02515)). The draws are those of Keras on TensorFlow. With a
 * `noiseShape` TensorFlow.js computes the model.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2, activation: "selu" }), new layers.AlphaDropout(0.5), new Dense(1)]);
 */
export class AlphaDropout extends NoiseLayer {
  protected static override readonly configured = ["rate"];
  static readonly positional = ["rate"];
  readonly noiseShape: readonly (number | null)[] | null;

  /**
   * @param rate from 0 to 1
   * @throws ValueError for another rate or an invalid seed
   */
  constructor(
    readonly rate: number,
    options: AlphaDropoutOptions = {},
  ) {
    const { noiseShape, ...rest } = withDefaults<AlphaDropoutOptions>("AlphaDropout", options, {
      noiseShape: null,
      seed: null,
      ...LAYER,
    });
    super("rate", rate, rest);
    this.noiseShape = checkedNoiseShape(noiseShape);
  }

  protected noisy(x: TensorFlowTensor, generator: SeedGenerator, { tf }: CallContext): TensorFlowTensor {
    const { rate } = this;
    const shape = drawnShape(this.noiseShape, x);
    const size = sizeOf(shape);
    const kept = tf.tensor(keptValues(generator.seed, generator.next(), size, rate), shape);
    const { factor, offset } = this.scaling;
    return x.mul(kept).add(tf.sub(1, kept).mul(DROPPED)).mul(factor).add(offset);
  }

  /** The linear map that restores mean and variance. */
  private get scaling(): { factor: number; offset: number } {
    const { rate } = this;
    checkKeeps(this.className, rate);
    const factor = ((1 - rate) * (1 + rate * DROPPED ** 2)) ** -0.5;
    return { factor, offset: -factor * DROPPED * rate };
  }

  /** The engine draws a number for each value. */
  protected override enginePlan(): AlphaDropoutPlan | undefined {
    const { rate, seedGenerator, noiseShape } = this;
    if (seedGenerator === undefined || noiseShape !== null || rate === 1) return undefined;
    return { kind: "alphaDropout", rate, seed: seedGenerator.seed, dropped: DROPPED, ...this.scaling };
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return { ...super.ownConfig, noise_shape: this.noiseShape };
  }
}

/** Dropout of whole channels: in training a dropped channel is 0 throughout a sample. */
abstract class SpatialDropout extends NoiseLayer {
  static readonly positional = ["rate"];
  protected static override readonly configured = ["rate"];
  declare protected static readonly rank: Rank;
  private readonly rank: Rank;
  private readonly dataFormat: DataFormat;

  /**
   * @param rate fraction of the channels that are dropped, from 0 to 1
   * @throws ValueError for another rate or an invalid seed
   */
  constructor(
    readonly rate: number,
    options: SpatialDropoutOptions = {},
  ) {
    const { rank } = new.target;
    const known = { ...(rank > 1 && { dataFormat: null }), seed: null, ...LAYER };
    const { dataFormat: format = null, ...rest } = withDefaults<SpatialDropoutOptions>(
      new.target.name,
      options,
      known as Required<SpatialDropoutOptions>,
    );
    super("rate", rate, rest);
    this.rank = rank;
    this.dataFormat = dataFormat(format);
  }

  protected override readonly pythonClass: string = `tensorflow.python.keras.layers.core.${this.className}`;

  override build(inputShape: Shape): void {
    if (inputShape.length !== this.rank + 2) throw wrongNdim(this.name, this.rank + 2, inputShape);
    super.build(inputShape);
  }

  protected noisy(x: TensorFlowTensor, generator: SeedGenerator, { tf }: CallContext): TensorFlowTensor {
    const channels = channelAxis(this.dataFormat, x.rank);
    const shape = x.shape.map((size: number, axis: number) => (axis === 0 || axis === channels ? size : 1));
    return x.mul(
      tf.tensor(dropoutFactors(generator.seed, generator.next(), sizeOf(shape), this.rate), shape),
    );
  }

  /** As in Keras without `trainable`, which its constructor would refuse. */
  protected override get baseConfig(): LayerConfig {
    const { trainable: _, ...config } = super.baseConfig;
    return config;
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return { ...super.ownConfig, ...(this.rank > 1 && { data_format: this.dataFormat }) };
  }
}

/**
 * Dropout of whole features of a sequence `[batch, steps, features]`
 * ([Tompson et al. 2014](https://arxiv.org/abs/1411.4280)). The draws are those of Keras on TensorFlow.
 *
 * @example
 * const model = new Sequential([new layers.Embedding(100, 8, { inputShape: [10] }), new layers.SpatialDropout1D(0.2), new layers.LSTM(4)]);
 */
export class SpatialDropout1D extends SpatialDropout {
  protected static override readonly rank = 1;

  /**
   * @param rate fraction of the features that are dropped, from 0 to 1
   * @throws ValueError for another rate or an invalid seed
   */
  constructor(rate: number, options: NoiseOptions = {}) {
    super(rate, options);
  }
}

export interface SpatialDropoutOptions extends NoiseOptions {
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Dropout of whole channels of images `[batch, rows, columns, channels]`, as `SpatialDropout1D` of sequences.
 *
 * @example
 * const model = new Sequential([new layers.Conv2D(8, 3, { inputShape: [28, 28, 1] }), new layers.SpatialDropout2D(0.2)]);
 */
export class SpatialDropout2D extends SpatialDropout {
  protected static override readonly rank = 2;
}

/**
 * Dropout of whole channels of volumes `[batch, depth, rows, columns, channels]`, as `SpatialDropout1D` of sequences.
 *
 * @example
 * const model = new Sequential([new layers.Conv3D(2, 3, { inputShape: [8, 8, 8, 1] }), new layers.SpatialDropout3D(0.2)]);
 */
export class SpatialDropout3D extends SpatialDropout {
  protected static override readonly rank = 3;
}

interface ActivityOptions extends LayerOptions {
  /** `l1: 0.001`; default 0. */
  l1?: number;
  /** `l2: 0.001`; default 0. */
  l2?: number;
}

/**
 * Passes its inputs on and adds an L1 or L2 penalty on them to the loss. TensorFlow.js computes the model.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.ActivityRegularization({ l2: 0.01 })]);
 */
export class ActivityRegularization extends TensorLayer {
  override supportsMasking = true;
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.ActivityRegularization";
  protected override readonly activityRegularizer: L1L2;

  /**
   * @param args `l1` and `l2`, both 0 by default, and the options of every layer
   * @throws ValueError for a negative or infinite factor
   */
  constructor(...args: [options?: ActivityOptions] | [l1: number, l2?: number, options?: ActivityOptions]) {
    const defaults = { l1: 0, l2: 0, ...LAYER };
    const { l1, l2, ...options } = fromArguments<ActivityOptions>("ActivityRegularization", args, defaults);
    super(options);
    this.activityRegularizer = new L1L2({ l1, l2 });
  }

  override getConfig(): LayerConfig {
    const { l1, l2 } = this.activityRegularizer;
    return this.described({ ...this.baseConfig, l1, l2 });
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x;
  }

  override plans(): ActivityPlan[] {
    return [activityPlan(this.name, this.activityRegularizer)];
  }
}
