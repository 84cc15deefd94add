import { fromArguments } from "../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import type { Constraint, ConstraintIdentifier } from "../../constraints.ts";
import type { Initializer, InitializerIdentifier } from "../../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier } from "../../regularizers.ts";
import { LAYER } from "../layer.ts";
import { settingsOf, weightConfig } from "../weight-settings.ts";
import { DEPTHWISE, Depthwise, type DepthwiseOptions } from "./depthwise-conv.ts";
import {
  BIAS,
  type FilterArguments,
  positiveFilters,
  WINDOW,
  type WindowOptions,
  windowConfig,
} from "./window-layer.ts";

export interface SeparableConvOptions extends WindowOptions, DepthwiseOptions {
  /** Number of filters: the channels of the outputs, `filters: 32`. */
  filters: number;
  /** The kernel over the channels before training, default `"glorot_uniform"`. */
  pointwiseInitializer?: InitializerIdentifier;
  /** Default none. */
  pointwiseRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  pointwiseConstraint?: ConstraintIdentifier | null;
}

const SEPARABLE = {
  filters: REQUIRED,
  kernelSize: REQUIRED,
  ...WINDOW,
  depthMultiplier: 1,
  activation: null,
  useBias: true,
  ...DEPTHWISE,
  pointwiseInitializer: "glorot_uniform",
  pointwiseRegularizer: null,
  pointwiseConstraint: null,
  ...BIAS,
  ...LAYER,
} as const;

/** Filters for each channel, then products over the channels. */
abstract class Separable extends Depthwise {
  readonly filters: number;
  declare readonly pointwiseInitializer: Initializer;
  declare readonly pointwiseRegularizer: Regularizer | null;
  declare readonly pointwiseConstraint: Constraint | null;

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are not positive integers, an unknown option or name
   */
  constructor(...args: FilterArguments<SeparableConvOptions>) {
    const options = fromArguments<SeparableConvOptions>(new.target.name, args, SEPARABLE);
    super(options, ["depthwise", "pointwise"]);
    this.filters = positiveFilters(options.filters);
  }

  protected buildKernels(channels: number): void {
    this.addDepthwiseKernel("depthwise_kernel", channels);
    const ones = this.kernelSize.map(() => 1);
    const shape = [...ones, channels * this.depthMultiplier, this.filters];
    this.makeWeight("pointwise_kernel", shape, settingsOf(this, "pointwise"));
  }

  protected outputChannels(): number {
    return this.filters;
  }

  protected convolved(x: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    const pointwise = context.weights[1];
    const kernel = this.rank === 1 ? pointwise.expandDims(1) : pointwise;
    return context.tf.conv2d(this.ofChannels(x, context), kernel, 1, "valid");
  }

  protected override get ownConfig() {
    return {
      depth_multiplier: this.depthMultiplier,
      filters: this.filters,
      ...windowConfig(this),
      ...this.activationConfig,
      ...weightConfig(this, ["depthwise", "pointwise", "bias"], this.activityRegularizer),
    };
  }
}

/**
 * A convolution along a sequence with fewer weights: filters for each channel, then products over the channels.
 *
 * @example
 * const model = new Sequential([new layers.SeparableConv1D(8, 3, { inputShape: [16, 2] })]);
 */
export class SeparableConv1D extends Separable {
  protected static override readonly rank = 1;
}

/**
 * A convolution over images with fewer weights: filters for each channel, then products over the channels.
 *
 * @example
 * const model = new Sequential([new layers.SeparableConv2D(8, 3, { inputShape: [28, 28, 3] })]);
 */
export class SeparableConv2D extends Separable {
  protected static override readonly rank = 2;
}
