import type { RescalingPlan } from "../../../engine/index.ts";
import { fromArguments, received, ValueError } from "../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import { LAYER, type LayerOptions } from "../layer.ts";
import { TensorLayer } from "../tensor-layer.ts";

/** A number, or one for each feature. */
type Factor = number | readonly number[];

export interface RescalingOptions extends LayerOptions {
  /** A number, or one for each feature, `scale: 0.5`. */
  scale: Factor;
  /** Added after the product, `offset: 1`; default 0. */
  offset?: Factor;
}

/**
 * `x · scale + offset`, in training and prediction: for pixels from 0 to 255, `new Rescaling(1 / 255)` gives numbers from 0 to 1.
 *
 * @example
 * const model = new Sequential([new layers.Rescaling(1 / 255, { inputShape: [4] }), new Dense(1)]);
 */
export class Rescaling extends TensorLayer {
  protected static override readonly configured = ["scale", "offset"];
  override supportsMasking = true;
  protected readonly pythonClass =
    "tensorflow.python.keras.layers.preprocessing.image_preprocessing.Rescaling";
  readonly scale: Factor;
  readonly offset: Factor;

  /**
   * @param args `scale`, `offset`, default 0, and the options of every layer
   * @throws ValueError for anything but finite numbers
   */
  constructor(
    ...args:
      | [options: RescalingOptions]
      | [scale: Factor, offset?: Factor, options?: LayerOptions]
      | [scale: Factor, options?: Omit<RescalingOptions, "scale">]
  ) {
    const defaults = { scale: REQUIRED, offset: 0, ...LAYER };
    const { scale, offset, ...options } = fromArguments<RescalingOptions>("Rescaling", args, defaults);
    super(options);
    for (const [name, value] of Object.entries({ scale, offset })) {
      if ([value].flat().every((factor) => Number.isFinite(factor))) continue;
      throw new ValueError(
        `Expected \`${name}\` of Rescaling to be a finite number, or one for each feature. ` +
          `Received: ${name}=${received(value)}`,
      );
    }
    this.scale = scale;
    this.offset = offset;
  }

  call(x: TensorFlowTensor, { tf }: CallContext = this.callContext): TensorFlowTensor {
    return x.mul(tf.tensor(this.scale)).add(tf.tensor(this.offset));
  }

  protected override enginePlan(): RescalingPlan | undefined {
    const [scale, offset] = [[this.scale].flat(), [this.offset].flat()];
    const features = Math.max(scale.length, offset.length);
    if (features !== 1 && features !== this.inputShape?.at(-1)) return undefined;
    const repeated = (factors: number[]) =>
      factors.length === 1 ? Array(features).fill(factors[0]) : factors;
    return { kind: "rescaling", scale: repeated(scale), offset: repeated(offset) };
  }
}
