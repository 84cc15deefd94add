import { fromArguments, ValueError } from "../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { LAYER, type LayerOptions, type Shape } from "../layer.ts";
import { functional, list, Merge } from "./base-merge.ts";

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
  protected static override readonly configured = ["axis"];
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

/**
 * `new Concatenate(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.concatenate([Input({ shape: [3] }), Input({ shape: [2] })]);
 */
export const concatenate = functional(Concatenate);
