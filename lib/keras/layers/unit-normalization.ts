import { fromArguments, received, ValueError } from "../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { axisOf } from "./arguments.ts";
import { LAYER, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

interface UnitNormalizationOptions extends LayerOptions {
  /** The axis or axes over which the norm is taken, `axis: 1`; default −1, the last. */
  axis?: number | readonly number[];
}

/**
 * Scales each sample to an L2 norm of 1.
 *
 * @example
 * const model = new Sequential([new layers.UnitNormalization({ inputShape: [3] }), new Dense(1)]);
 */
export class UnitNormalization extends TensorLayer {
  protected static override readonly configured = ["axis"];
  override supportsMasking = true;
  protected readonly pythonClass = "keras.src.layers.normalization.unit_normalization.UnitNormalization";
  readonly axis: number | readonly number[];

  /** @throws ValueError for an axis that is not an integer */
  constructor(
    ...args:
      | [options?: UnitNormalizationOptions]
      | [axis: number | readonly number[], options?: UnitNormalizationOptions]
  ) {
    const defaults = { axis: -1, ...LAYER };
    const { axis, ...options } = fromArguments<UnitNormalizationOptions>("UnitNormalization", args, defaults);
    super(options);
    if (![axis].flat().every(Number.isInteger)) {
      throw new ValueError(
        "Invalid value for `axis` argument: expected an int or a list/tuple of ints. " +
          `Received: axis=${received(axis)}`,
      );
    }
    this.axis = axis;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    for (const axis of [this.axis].flat()) axisOf(axis, inputShape);
    return super.computeOutputShape(inputShape);
  }

  call(x: TensorFlowTensor, { tf }: CallContext = this.callContext): TensorFlowTensor {
    const axes = [this.axis].flat().map((axis) => axisOf(axis, x.shape));
    // The bound of the sum, not of its root: the root's gradient at 0 is NaN.
    return x.mul(tf.maximum(x.square().sum(axes, true), 1e-24).rsqrt());
  }
}
