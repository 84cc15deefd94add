import { fromArguments, ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import { axisOf } from "../arguments.ts";
import type { KerasTensor } from "../keras-tensor.ts";
import { LAYER, type LayerOptions, type Shape } from "../layer.ts";
import { list, Merge } from "./base-merge.ts";

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
  protected static override readonly configured = ["axes", "normalize"];
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

/**
 * `new Dot({ axes, …options }).apply(inputs)`.
 *
 * @example
 * const outputs = layers.dot([Input({ shape: [3] }), Input({ shape: [3] })], 1);
 */
export function dot(
  inputs: readonly KerasTensor[],
  axes: DotOptions["axes"] | DotOptions,
  options: Omit<DotOptions, "axes"> = {},
): KerasTensor {
  const given = typeof axes === "object" && !Array.isArray(axes) ? axes : { ...options, axes };
  return new Dot(given as DotOptions).apply(inputs);
}

function lastAxis(x: TensorFlowTensor, axis: number): TensorFlowTensor {
  const axes = x.shape.map((_: number, i: number) => i);
  return x.transpose([...axes.filter((i: number) => i !== axis), axis]);
}
