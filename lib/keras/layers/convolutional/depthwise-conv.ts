import { fromArguments, ValueError } from "../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import type { Constraint, ConstraintIdentifier } from "../../constraints.ts";
import type { Initializer, InitializerIdentifier } from "../../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier } from "../../regularizers.ts";
import type { Size } from "../arguments.ts";
import { LAYER } from "../layer.ts";
import { settingsOf, weightConfig } from "../weight-settings.ts";
import { BIAS, WindowLayer, type WindowOptions, windowConfig } from "./window-layer.ts";

export interface DepthwiseOptions {
  /** Filters for each channel, `depthMultiplier: 2`; default 1. */
  depthMultiplier?: number;
  /** The kernel of each channel before training, default `"glorot_uniform"`. */
  depthwiseInitializer?: InitializerIdentifier;
  /** Default none. */
  depthwiseRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  depthwiseConstraint?: ConstraintIdentifier | null;
}

/** Defaults of the options of the kernels. */
export const DEPTHWISE = {
  depthwiseInitializer: "glorot_uniform",
  depthwiseRegularizer: null,
  depthwiseConstraint: null,
} as const;

/** A layer with filters for each channel. */
export abstract class Depthwise extends WindowLayer {
  readonly depthMultiplier: number;
  declare readonly depthwiseInitializer: Initializer;
  declare readonly depthwiseRegularizer: Regularizer | null;
  declare readonly depthwiseConstraint: Constraint | null;

  constructor(
    options: Required<WindowOptions & DepthwiseOptions>,
    kernels: readonly string[] = ["depthwise"],
  ) {
    super(options, kernels);
    const { depthMultiplier } = options;
    if (!Number.isInteger(depthMultiplier) || depthMultiplier <= 0) {
      throw new ValueError(
        "Invalid value for argument `depth_multiplier`. Expected a strictly positive value. " +
          `Received depth_multiplier=${depthMultiplier}.`,
      );
    }
    this.depthMultiplier = depthMultiplier;
  }

  protected addDepthwiseKernel(name: string, channels: number): void {
    this.makeWeight(
      name,
      [...this.kernelSize, channels, this.depthMultiplier],
      settingsOf(this, "depthwise"),
    );
  }

  protected ofChannels(x: TensorFlowTensor, { tf, weights }: CallContext): TensorFlowTensor {
    const [strides, padding] = this.windows;
    // The same for sequences: TensorFlow has no others.
    const [rows, columns] = this.rank === 1 ? [strides[0], strides[0]] : strides;
    return tf.depthwiseConv2d(x, this.widened(weights[0]), [rows, columns], padding);
  }
}

export interface DepthwiseConvOptions extends WindowOptions, DepthwiseOptions {}

type DepthwiseArguments =
  | [options: DepthwiseConvOptions]
  | [kernelSize: Size, options?: Omit<DepthwiseConvOptions, "kernelSize">];

/** Filters for each channel separately. */
abstract class DepthwiseConv extends Depthwise {
  /**
   * @param args `kernelSize`, and options
   * @throws ValueError for sizes that are not positive integers, an unknown option or name
   */
  constructor(...args: DepthwiseArguments) {
    const options = fromArguments<DepthwiseConvOptions>(new.target.name, args, {
      kernelSize: REQUIRED,
      strides: 1,
      padding: "valid",
      depthMultiplier: 1,
      dataFormat: null,
      dilationRate: 1,
      activation: null,
      useBias: true,
      ...DEPTHWISE,
      ...BIAS,
      ...LAYER,
    });
    super(options);
  }

  protected buildKernels(channels: number): void {
    this.addDepthwiseKernel("kernel", channels);
  }

  protected outputChannels(channels: number): number {
    return channels * this.depthMultiplier;
  }

  protected convolved(x: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    return this.ofChannels(x, context);
  }

  protected override get ownConfig() {
    return {
      depth_multiplier: this.depthMultiplier,
      ...windowConfig(this),
      ...this.activationConfig,
      ...weightConfig(this, ["depthwise", "bias"], this.activityRegularizer),
    };
  }
}

/**
 * Filters for each channel of sequences separately.
 *
 * @example
 * const model = new Sequential([new layers.DepthwiseConv1D(3, { inputShape: [16, 2] })]);
 */
export class DepthwiseConv1D extends DepthwiseConv {
  protected static override readonly rank = 1;
}

/**
 * Filters for each channel of images separately.
 *
 * @example
 * const model = new Sequential([new layers.DepthwiseConv2D(3, { inputShape: [28, 28, 3] })]);
 */
export class DepthwiseConv2D extends DepthwiseConv {
  protected static override readonly rank = 2;
}
