import { fromArguments, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { TensorLayerPlan } from "../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { axisOf } from "./arguments.ts";
import type { KerasTensor, Structure } from "./keras-tensor.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import type { CallOptions } from "./layer-options.ts";
import { maskedExtreme, maskedProduct } from "./masked-merging.ts";
import { TensorLayer } from "./tensor-layer.ts";

/** A layer that merges several tensors into one. */
abstract class Merge extends TensorLayer {
  override supportsMasking = true;

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.merge.${this.className}`;

  override build(inputShape: Shape): void {
    this.check(shapesIn(inputShape));
    super.build(inputShape);
  }

  /** A list of one, too. */
  private checkList(inputs: unknown, shape: () => Shape): void {
    if (Array.isArray(inputs)) return;
    throw new ValueError(
      `A merge layer should be called on a list of inputs. Received: input_shape=${tuple([...shape()])} ` +
        "(not a list of shapes). Write layer.apply([a, b]).",
    );
  }

  protected override applySymbolically(
    inputs: Structure<KerasTensor>,
    ...call: [training?: boolean, options?: CallOptions]
  ): Structure<KerasTensor> {
    this.checkList(inputs, () => (inputs as KerasTensor).shape);
    return super.applySymbolically(inputs, ...call);
  }

  protected override computeEagerly(
    inputs: Structure<TensorFlowTensor>,
    ...call: [training: boolean | undefined, options?: CallOptions]
  ): Structure<TensorFlowTensor> {
    this.checkList(inputs, () => (inputs as TensorFlowTensor).shape);
    return super.computeEagerly(inputs, ...call);
  }

  protected override get takesSingleInput(): boolean {
    return false;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple([...this.merged(shapesIn(inputShape))]);
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig });
  }

  /** The shape of a list of one stays in a list. */
  override getBuildConfig() {
    const config = super.getBuildConfig();
    return config && { input_shape: [...shapesIn(config.input_shape as Shape)] };
  }

  protected override tensorPlan(): Omit<TensorLayerPlan, "kind" | "label"> {
    const plan = super.tensorPlan();
    const call: TensorLayerPlan["call"] = (given, context) => {
      const inputs = [given].flat();
      context.mask = this.maskOf(inputs, context);
      return plan.call(inputs, context);
    };
    return { ...plan, call };
  }

  /** The mask of the outputs. */
  protected abstract maskOf(inputs: TensorFlowTensor[], context: CallContext): TensorFlowTensor | null;

  /** @throws ValueError for shapes that do not go together */
  protected check(shapes: readonly Shape[]): void {
    this.merged(shapes);
  }

  protected abstract merged(shapes: readonly Shape[]): Shape;
}

/** The shapes of the inputs; for a list of one input it is its shape. */
const shapesIn = (shape: Shape | readonly Shape[]): readonly Shape[] =>
  Array.isArray(shape[0]) ? (shape as Shape[]) : [shape as Shape];

/** An elementwise merge; tensors are broadcast along axes of size 1. */
abstract class ElementwiseMerge extends Merge {
  protected merged(shapes: readonly Shape[]): Shape {
    return shapes.reduce((merged, shape) => [
      merged[0] ?? shape[0],
      ...broadcast(merged.slice(1), shape.slice(1)),
    ]);
  }

  call(inputs: TensorFlowTensor[], _context?: CallContext): TensorFlowTensor {
    const rank = Math.max(...inputs.map((x) => x.rank));
    // As in Keras, axes that a tensor lacks come after the batch.
    const expanded = inputs.map((x) => {
      const [samples, ...shape] = x.shape;
      return x.reshape([samples, ...Array(rank - x.rank).fill(1), ...shape]);
    });
    return expanded.reduce((merged, x) => this.mergeTwo(merged, x));
  }

  /** Steps count that count in any input; all do if an input has no mask. */
  protected maskOf(_inputs: TensorFlowTensor[], { masks }: CallContext): TensorFlowTensor | null {
    return masks.reduce((any, mask) => (any === null || mask === null ? null : any.logicalOr(mask)));
  }

  protected abstract mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor;
}

/** The broadcast of two shapes, as in NumPy. */
function broadcast(a: Shape, b: Shape): Shape {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const head = long.length - short.length;
  return long.map((size, axis) => {
    const other = axis < head ? 1 : short[axis - head];
    if (size === null || other === null) return null;
    if (size === 1) return other;
    if (other === 1 || other === size) return size;
    throw new ValueError(
      `Inputs have incompatible shapes. Received shapes ${tuple([...a])} and ${tuple([...b])}`,
    );
  });
}

/**
 * The elementwise sum of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Add().apply([a, b]) });
 */
export class Add extends ElementwiseMerge {
  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.add(b);
  }
}

/**
 * The first of two inputs minus the second.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Subtract().apply([a, b]) });
 */
export class Subtract extends ElementwiseMerge {
  protected override check(shapes: readonly Shape[]): void {
    if (shapes.length !== 2) {
      throw new ValueError(
        `A \`Subtract\` layer should be called on exactly 2 inputs. Received: input_shape=${list(shapes)}`,
      );
    }
    super.check(shapes);
  }

  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.sub(b);
  }
}

/**
 * The elementwise product of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Multiply().apply([a, b]) });
 */
export class Multiply extends ElementwiseMerge {
  override call(inputs: TensorFlowTensor[], context: CallContext = this.callContext): TensorFlowTensor {
    return maskedProduct(inputs, context, (factors) => super.call(factors, context));
  }

  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.mul(b);
  }
}

/**
 * The elementwise mean of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Average().apply([a, b]) });
 */
export class Average extends ElementwiseMerge {
  override call(inputs: TensorFlowTensor[], context: CallContext = this.callContext): TensorFlowTensor {
    return super.call(inputs, context).div(inputs.length);
  }

  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.add(b);
  }
}

abstract class Extreme extends ElementwiseMerge {
  override call(inputs: TensorFlowTensor[], context: CallContext = this.callContext): TensorFlowTensor {
    return maskedExtreme(inputs, context, (parts) => super.call(parts, context));
  }
}

/**
 * The elementwise maximum of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Maximum().apply([a, b]) });
 */
export class Maximum extends Extreme {
  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.maximum(b);
  }
}

/**
 * The elementwise minimum of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Minimum().apply([a, b]) });
 */
export class Minimum extends Extreme {
  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.minimum(b);
  }
}

export interface ConcatenateOptions extends LayerOptions {
  /** The axis along which inputs are joined, `axis: 1`; default -1, the last. */
  axis?: number;
}

/**
 * Joins its inputs along an axis.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [2] })];
 * console.log(new layers.Concatenate().apply([a, b]).shape); // (None, 5)
 */
export class Concatenate extends Merge {
  readonly axis: number;

  /** @param args `axis`, then the options */
  constructor(
    ...args: [options?: ConcatenateOptions] | [axis: number, options?: Omit<ConcatenateOptions, "axis">]
  ) {
    const { axis, ...rest } = fromArguments<ConcatenateOptions>("Concatenate", args, {
      axis: -1,
      ...LAYER,
    });
    super(rest);
    this.axis = axis;
  }

  protected merged(shapes: readonly Shape[]): Shape {
    const [first] = shapes;
    const axis = this.axis < 0 ? this.axis + first.length : this.axis;
    const fits = shapes.every(
      (shape) =>
        shape.length === first.length &&
        shape.every((size, i) => i === axis || size === null || first[i] === null || size === first[i]),
    );
    if (!fits || !(axis > 0 && axis < first.length)) {
      throw new ValueError(
        "A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. " +
          `Received: axis=${this.axis}, input_shape=${list(shapes)}`,
      );
    }
    const sizes = shapes.map((shape) => shape[axis]);
    const size = sizes.includes(null) ? null : (sizes as number[]).reduce((sum, one) => sum + one, 0);
    return first.map((own, i) => (i === axis ? size : own));
  }

  override getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, axis: this.axis });
  }

  call(inputs: TensorFlowTensor[], { tf }: CallContext = this.callContext): TensorFlowTensor {
    return inputs.length === 1 ? inputs[0] : tf.concat(inputs, this.axis);
  }

  protected maskOf(inputs: TensorFlowTensor[], { tf, masks }: CallContext): TensorFlowTensor | null {
    if (masks.every((mask) => mask === null)) return null;
    const full = inputs.map((x, i) => {
      const mask = masks[i]?.toFloat() ?? tf.ones(x.shape);
      return mask.rank < x.rank ? mask.expandDims(-1).mul(tf.ones(x.shape)) : mask;
    });
    return (full.length === 1 ? full[0] : tf.concat(full, this.axis)).greater(0).any(-1);
  }
}

export interface DotOptions extends LayerOptions {
  /** The axis along which products are summed, `axes: 1`, or one per input, `axes: [1, 2]`. */
  axes: number | readonly [number, number];
  /** First divide the inputs by their L2 norms along the axes, which gives cosine similarities; default false. */
  normalize?: boolean;
}

/**
 * The dot product of two inputs, sample by sample.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * console.log(new layers.Dot({ axes: 1 }).apply([a, b]).shape); // (None, 1)
 */
export class Dot extends Merge {
  readonly axes: number | readonly [number, number];
  readonly normalize: boolean;

  /**
   * @param args `axes`, then the options
   * @throws ValueError for other axes
   */
  constructor(
    ...args: [options: DotOptions] | [axes: DotOptions["axes"], options?: Omit<DotOptions, "axes">]
  ) {
    const defaults = { axes: REQUIRED, normalize: false, ...LAYER };
    const { axes, normalize, ...options } = fromArguments<DotOptions>("Dot", args, defaults);
    super(options);
    const isAxis = (axis: unknown) => Number.isInteger(axis);
    if (!isAxis(axes) && !(Array.isArray(axes) && axes.length === 2 && axes.every(isAxis))) {
      throw new ValueError(
        `Invalid type for argument \`axes\`: it should be a list or an int. Received: axes=${JSON.stringify(axes)}`,
      );
    }
    this.axes = axes;
    this.normalize = normalize;
  }

  protected merged(shapes: readonly Shape[]): Shape {
    if (shapes.length !== 2) {
      throw new ValueError(
        `A \`Dot\` layer should be called on a list of 2 inputs. Received: input_shape=${list(shapes)}`,
      );
    }
    const [a, b] = shapes;
    const [i, j] = this.axesOf(a, b);
    if (i === 0 || j === 0) {
      throw new ValueError(
        "Cannot perform batch_dot over axis 0. If your inputs are not batched, add a batch axis, such as `[x]` for `x`. " +
          `Received: axes=${JSON.stringify(this.axes)}`,
      );
    }
    if (a[i] !== b[j]) {
      throw new ValueError(
        `Incompatible input shapes: axis values ${a[i]} (at axis ${i}) != ${b[j]} (at axis ${j}). ` +
          `Full input shapes: ${tuple([...a])}, ${tuple([...b])}`,
      );
    }
    const shape = [...a.filter((_, axis) => axis !== i), ...b.filter((_, axis) => axis !== j && axis !== 0)];
    return shape.length === 1 ? [...shape, 1] : shape;
  }

  private axesOf(a: Shape, b: Shape): [number, number] {
    const [i, j] = typeof this.axes === "number" ? [this.axes, this.axes] : this.axes;
    return [axisOf(i, a), axisOf(j, b)];
  }

  override getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, axes: this.axes, normalize: this.normalize });
  }

  protected maskOf(): null {
    return null;
  }

  call([a, b]: TensorFlowTensor[], { tf }: CallContext = this.callContext): TensorFlowTensor {
    const [i, j] = this.axesOf(a.shape, b.shape);
    const unit = (x: TensorFlowTensor, axis: number) =>
      this.normalize ? x.div(x.square().sum(axis, true).maximum(1e-12).sqrt()) : x;
    const [samples] = a.shape;
    // The summed axis last in both, the rest as one axis.
    const rows = lastAxis(unit(a, i), i).reshape([samples, -1, a.shape[i]]);
    const columns = lastAxis(unit(b, j), j).reshape([samples, -1, b.shape[j]]);
    const without = (shape: number[], axis: number) => shape.filter((_, k) => k !== 0 && k !== axis);
    const shape = [...without(a.shape, i), ...without(b.shape, j)];
    return tf.matMul(rows, columns, false, true).reshape([samples, ...(shape.length === 0 ? [1] : shape)]);
  }
}

function lastAxis(x: TensorFlowTensor, axis: number): TensorFlowTensor {
  const axes = x.shape.map((_: number, i: number) => i);
  return x.transpose([...axes.filter((i: number) => i !== axis), axis]);
}

function list(shapes: readonly Shape[]): string {
  return `[${shapes.map((shape) => tuple([...shape])).join(", ")}]`;
}

type Tensors = readonly KerasTensor[];

/** A function that makes a layer and calls it. */
function functional<Options extends LayerOptions>(
  Class: new (options?: Options) => Merge,
): (inputs: Tensors, options?: Options) => KerasTensor {
  return (inputs, options) => new Class(options).apply(inputs);
}

/**
 * `new Add(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.add([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const add = functional(Add);

/**
 * `new Subtract(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.subtract([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const subtract = functional(Subtract);

/**
 * `new Multiply(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.multiply([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const multiply = functional(Multiply);

/**
 * `new Average(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.average([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const average = functional(Average);

/**
 * `new Maximum(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.maximum([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const maximum = functional(Maximum);

/**
 * `new Minimum(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.minimum([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const minimum = functional(Minimum);

/**
 * `new Concatenate(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.concatenate([Input({ shape: [3] }), Input({ shape: [2] })]);
 */
export const concatenate = functional(Concatenate);

/**
 * `new Dot({ axes, …options }).apply(inputs)`.
 *
 * @example
 * const outputs = layers.dot([Input({ shape: [3] }), Input({ shape: [3] })], 1);
 */
export function dot(
  inputs: Tensors,
  axes: DotOptions["axes"] | DotOptions,
  options: Omit<DotOptions, "axes"> = {},
): KerasTensor {
  const given = typeof axes === "object" && !Array.isArray(axes) ? axes : { ...options, axes };
  return new Dot(given as DotOptions).apply(inputs);
}
