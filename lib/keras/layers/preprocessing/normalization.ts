import type { NormalizationPlan } from "../../../engine/index.ts";
import { fromArguments, ValueError } from "../../../errors.ts";
import { type ArrayInput, asArray, NDArray, type Nested, sizeOf } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import * as initializers from "../../initializers/index.ts";
import type { Structure } from "../keras-tensor.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape, sampleSize } from "../layer.ts";
import { TensorLayer } from "../tensor-layer.ts";
import { batchesIn } from "./adapt-data.ts";

/** Keras' `epsilon()`: the smallest standard deviation that divides. */
const EPSILON = 1e-7;

export interface NormalizationOptions extends LayerOptions {
  /**
   * The axis or axes with a mean and a variance of their own, `axis: 1`; default −1, the last; null: one of each for all
   * values.
   */
  axis?: number | readonly number[] | null;
  /** Used instead of `adapt`, together with `variance`, `mean: 0.5`. */
  mean?: Nested | null;
  /** Used instead of `adapt`, together with `mean`, `variance: 2`. */
  variance?: Nested | null;
  /** Undo the normalization, default false. */
  invert?: boolean;
}

/**
 * `(x − mean) / √variance`, with mean and variance of the data that `adapt` has seen, or those given.
 *
 * Weights, if they are not given: mean, variance, and a count that Keras keeps for its old files; none is trained. With several axes
 * TensorFlow.js computes the model.
 *
 * @example
 * const normalizer = new layers.Normalization();
 * normalizer.adapt([[1, 10], [3, 30]]);
 * const model = new Sequential([normalizer, new Dense(1)]);
 */
export class Normalization extends TensorLayer {
  override supportsMasking = true;
  protected readonly pythonClass = "tensorflow.python.keras.layers.preprocessing.normalization.Normalization";
  readonly axis: readonly number[];
  readonly invert: boolean;
  private readonly given: { mean: NDArray; variance: NDArray } | undefined;
  private adaptedShape: number[] | undefined;
  private readonly givenValues: { mean: Nested | null; variance: Nested | null };

  /**
   * @param args `axis`, `mean`, `variance`, `invert`, and the options of every layer
   * @throws ValueError for a mean without a variance, or of another shape
   */
  constructor(
    ...args:
      | [options?: NormalizationOptions]
      | [
          axis: number | readonly number[] | null,
          mean?: Nested | null,
          variance?: Nested | null,
          options?: NormalizationOptions,
        ]
      | [axis: number | readonly number[] | null, options?: NormalizationOptions]
  ) {
    const defaults = { axis: -1, mean: null, variance: null, invert: false, ...LAYER };
    const given = fromArguments<NormalizationOptions>("Normalization", args, defaults);
    const { axis, mean, variance, invert, ...options } = given;
    super(options);
    this.axis = tuple(axis === null ? [] : [axis].flat());
    this.invert = invert;
    this.givenValues = { mean, variance };
    if ((mean === null) !== (variance === null)) {
      throw new ValueError(
        "When setting values directly, both `mean` and `variance` must be set. " +
          `Received: mean=${mean ?? "None"} and variance=${variance ?? "None"}`,
      );
    }
    if (mean !== null && variance !== null) {
      this.given = {
        mean: asArray(mean, "float32", "mean"),
        variance: asArray(variance, "float32", "variance"),
      };
      this.checkGiven(this.given);
    }
    // With an input shape the layer can be adapted before it is part of a model.
    if (this.batchInputShape) this.build(this.batchInputShape);
  }

  private checkGiven({ mean, variance }: { mean: NDArray; variance: NDArray }): void {
    if (String(mean.shape) !== String(variance.shape)) {
      throw new ValueError(
        "When setting values directly, `mean` and `variance` must have the same shape. " +
          `Received: mean shape ${mean.shape} and variance shape ${variance.shape}`,
      );
    }
    if (mean.ndim > this.axis.length) {
      throw new ValueError(
        `The rank of \`mean\` must be less than or equal to the number of axes (${this.axis.length}). ` +
          `Received: mean shape ${mean.shape} for axis ${this.axis}`,
      );
    }
  }

  /** The mean of each place, as `adapt` found it or as it was given, in a shape that fits the inputs; undefined before. */
  get mean(): NDArray | undefined {
    return this.fitted(this.given?.mean ?? this.weights[0]?.numpy());
  }

  /** The variance of each place, in the same shape; undefined before. */
  get variance(): NDArray | undefined {
    return this.fitted(this.given?.variance ?? this.weights[1]?.numpy());
  }

  private fitted(values: NDArray | undefined): NDArray | undefined {
    const { inputShape } = this;
    return inputShape && values?.reshape(this.fittedShape(values.shape, inputShape));
  }

  /** The shape in which means fit inputs: one of each axis that has no means of its own. */
  private fittedShape(shape: readonly number[], inputShape: Shape): number[] {
    const kept = this.keptAxes(inputShape);
    const sizes = inputShape.map(() => 1);
    shape.forEach((size, i) => {
      sizes[kept[kept.length - shape.length + i]] = size;
    });
    return sizes;
  }

  /** The shape of the first data, if they came before the model. */
  override getBuildConfig() {
    return this.adaptedShape ? { input_shape: this.adaptedShape } : super.getBuildConfig();
  }

  override build(inputShape: Shape): void {
    const kept = this.keptAxes(inputShape);
    const shape = kept.map((axis) => inputShape[axis] as number);
    if (this.built) {
      this.checkShape(inputShape, shape);
      this.inputShape = inputShape;
      return;
    }
    super.build(inputShape);
    if (this.given) return;
    const [zeros, ones] = [initializers.get("zeros"), initializers.get("ones")];
    this.makeWeight("mean", shape, { initializer: zeros, trainable: false });
    this.makeWeight("variance", shape, { initializer: ones, trainable: false });
    this.makeWeight("count", [], { initializer: zeros, trainable: false }).dtype = "int64";
  }

  /**
   * Computes mean and variance of data, replacing those of an earlier call.
   *
   * @param data samples, or batches of samples one after the other, of which a dataset may have targets beside
   * @throws ValueError for data without values, or of another shape than the layer was built for
   *
   * @example
   * const normalizer = new layers.Normalization({ axis: null });
   * normalizer.adapt([1, 2, 3]);
   * console.log(normalizer.getWeights()[0].values[0]); // 2
   */
  adapt(data: ArrayInput | Iterable<ArrayInput | readonly [x: ArrayInput, ...others: unknown[]]>): void {
    const totals = new Moments();
    const areBatches =
      Array.isArray(data) && data.every((entry) => typeof entry === "object" && "shape" in entry);
    for (const batch of areBatches ? data : (batchesIn<unknown>(data) ?? [data])) {
      // As in Keras, targets are left out.
      const x = Array.isArray(batch) && batch[0] instanceof NDArray ? batch[0] : batch;
      const values = asArray(x as ArrayInput, "float32", "data");
      if (values.size === 0) {
        throw new ValueError(
          "adapt() received an empty iterable (no batches). Expected at least one batch. " +
            `Received: shape ${values.shape}`,
        );
      }
      const rows = this.isOneSample(values.ndim) ? values.reshape([1, values.size]) : values;
      const { inputShape } = this;
      this.build(rows.ndim === 1 ? [...rows.shape] : [null, ...rows.shape.slice(1)]);
      if (inputShape === undefined) this.adaptedShape ??= [...values.shape];
      else this.inputShape = inputShape;
      totals.add(rows, this.keptAxes(rows.shape as number[]));
    }
    if (totals.count === 0) {
      throw new ValueError(
        "adapt() received an empty iterable (no batches). Expected at least one batch. Pass a non-empty iterable of " +
          "arrays or tensors, e.g. layer.adapt([x]) or layer.adapt(list_of_batches).",
      );
    }
    if (this.given) return;
    const [mean, variance] = this.weights;
    mean.assign(new NDArray(totals.mean(), mean.shape));
    variance.assign(new NDArray(totals.variance(), variance.shape));
  }

  /** True for data of one axis, if the last axis is the only one with means: Keras has a mean for each value then. */
  private isOneSample(ndim: number): boolean {
    return ndim === 1 && this.axis.length === 1 && this.axis[0] === -1;
  }

  protected override computeEagerly(
    inputs: Structure<TensorFlowTensor>,
    training: boolean | undefined,
  ): Structure<TensorFlowTensor> {
    const x = inputs as TensorFlowTensor;
    if (!this.isOneSample(x.rank)) return super.computeEagerly(inputs, training);
    return (super.computeEagerly(x.expandDims(0), training) as TensorFlowTensor).squeeze([0]);
  }

  call(x: TensorFlowTensor, { tf, weights }: CallContext = this.callContext): TensorFlowTensor {
    const { given } = this;
    const [mean, variance] = (
      given ? [given.mean, given.variance].map(({ values, shape }) => tf.tensor(values, [...shape])) : weights
    ).map((numbers) => numbers.reshape(this.fittedShape(numbers.shape, x.shape)));
    const deviation = tf.maximum(variance.sqrt(), EPSILON);
    return this.invert ? mean.add(x.mul(deviation)) : x.sub(mean).div(deviation);
  }

  /** The engine has one mean and one variance for all values, or for each place along one axis. */
  protected override enginePlan(): NormalizationPlan | undefined {
    const { given, invert, inputShape = [] } = this;
    const [axis = 0, ...others] = this.keptAxes(inputShape);
    const size = Number(this.axis.length === 0 ? 1 : inputShape[axis]);
    const features = given?.mean.size ?? size;
    if (others.length > 0 || (features !== 1 && features !== size)) return undefined;
    const inner = features === 1 ? 1 : sampleSize(inputShape.slice(axis));
    const numbers = given && { mean: [...given.mean.values], variance: [...given.variance.values] };
    return { kind: "normalization", features, inner, invert, ...(numbers && { given: numbers }) };
  }

  override getConfig(): LayerConfig {
    const { mean, variance } = this.givenValues;
    return this.described({ ...this.baseConfig, axis: this.axis, invert: this.invert, mean, variance });
  }

  /** The axes with a mean of their own, in order. */
  private keptAxes(shape: Shape): number[] {
    const ndim = shape.length;
    if (this.axis.some((axis) => axis < -ndim || axis >= ndim)) {
      throw new ValueError(
        "All `axis` values must be in the range [-ndim, ndim). " +
          `Received inputs with ndim=${ndim}, while axis=${this.axis}`,
      );
    }
    const kept = this.axis.map((axis) => (axis < 0 ? axis + ndim : axis)).sort((a, b) => a - b);
    const unknown = kept.find((axis) => shape[axis] === null);
    if (unknown === undefined) return kept;
    throw new ValueError(
      `All \`axis\` values to be kept must have a known shape. Received axis=${this.axis}, ` +
        `inputs.shape=${tuple([...shape])}, with unknown axis at index ${unknown}`,
    );
  }

  /** @param sizes of the axes with a mean of their own */
  private checkShape(shape: Shape, sizes: readonly number[]): void {
    const { inputShape = [] } = this;
    if (String(this.keptAxes(inputShape).map((axis) => inputShape[axis])) === String(sizes)) return;
    throw new ValueError(
      `The layer was built with input_shape=${this.inputShape}, but adapt() is being called with data with an ` +
        `incompatible shape, data.shape=${tuple([...shape])}`,
    );
  }
}

/** Sums of values and squares relative to the first value, which keeps precision for large means. */
class Moments {
  count = 0;
  private origin = new Float64Array(0);
  private sums = new Float64Array(0);
  private squares = new Float64Array(0);

  /** Adds the values of each place along the axes `kept`. */
  add({ values, shape }: NDArray, kept: readonly number[]): void {
    const strides = new Map<number, number>();
    let places = 1;
    for (const axis of [...kept].reverse()) {
      strides.set(axis, places);
      places *= shape[axis];
    }
    const isFirst = this.count === 0;
    if (isFirst) {
      this.origin = new Float64Array(places).fill(Number.NaN);
      this.sums = new Float64Array(places);
      this.squares = new Float64Array(places);
    }
    const sizes = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
    for (let i = 0; i < values.length; i++) {
      let place = 0;
      for (const [axis, stride] of strides) place += (Math.floor(i / sizes[axis]) % shape[axis]) * stride;
      if (Number.isNaN(this.origin[place])) this.origin[place] = values[i];
      const apart = values[i] - this.origin[place];
      this.sums[place] += apart;
      this.squares[place] += apart * apart;
    }
    this.count += values.length / places;
  }

  mean(): Float32Array {
    return Float32Array.from(this.sums, (sum, i) => this.origin[i] + sum / this.count);
  }

  variance(): Float32Array {
    return Float32Array.from(this.sums, (sum, i) => {
      return Math.max(0, this.squares[i] / this.count - (sum / this.count) ** 2);
    });
  }
}
