import { fromArguments, ValueError } from "../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
import type { Constraint } from "../../constraints.ts";
import type { Initializer } from "../../initializers/index.ts";
import type { Regularizer } from "../../regularizers.ts";
import type { Variable } from "../../variable.ts";
import { LAYER } from "../layer.ts";
import { type KernelOptions, weightConfig } from "../weight-settings.ts";
import {
  BIAS,
  type FilterArguments,
  positiveFilters,
  WINDOW,
  WindowLayer,
  type WindowOptions,
  windowConfig,
} from "./window-layer.ts";

export interface ConvOptions extends KernelOptions, WindowOptions {
  /** Number of filters: the channels of the outputs, `filters: 32`. */
  filters: number;
  /** Number of groups of channels that are convolved separately, `groups: 4`; default 1. */
  groups?: number;
}

const KERNEL = {
  kernelInitializer: "glorot_uniform",
  kernelRegularizer: null,
  kernelConstraint: null,
} as const;
/** Defaults of the options, in Keras' order. */
export const CONV = {
  filters: REQUIRED,
  kernelSize: REQUIRED,
  ...WINDOW,
  groups: 1,
  activation: null,
  useBias: true,
  ...KERNEL,
  ...BIAS,
  ...LAYER,
} as const;

/** Filters over all channels of an image or a volume, or over a part of them if the kernel has fewer. */
export function convolution(
  tf: CallContext["tf"],
  x: TensorFlowTensor,
  kernel: TensorFlowTensor,
  windows: readonly [strides: readonly number[], padding: string],
): TensorFlowTensor {
  const convolve = x.rank === 5 ? tf.conv3d : tf.conv2d;
  const groups = x.shape.at(-1) / kernel.shape.at(-2);
  if (groups === 1) return convolve(x, kernel, ...windows);
  const kernels = tf.split(kernel, groups, kernel.rank - 1);
  const parts = tf.split(x, groups, x.rank - 1);
  const outputs = kernels.map((part: TensorFlowTensor, i: number) => convolve(parts[i], part, ...windows));
  return tf.concat(outputs, x.rank - 1);
}

/** A layer of filters over all channels. */
export abstract class Conv extends WindowLayer {
  readonly filters: number;
  readonly groups: number;
  declare readonly kernelInitializer: Initializer;
  declare readonly kernelRegularizer: Regularizer | null;
  declare readonly kernelConstraint: Constraint | null;

  constructor(options: Required<ConvOptions>) {
    super(options, ["kernel"]);
    const { filters, groups } = options;
    this.filters = positiveFilters(filters);
    if (!Number.isInteger(groups) || groups <= 0) {
      throw new ValueError(`The number of groups must be a positive integer. Received: groups=${groups}.`);
    }
    if (filters % groups !== 0) {
      throw new ValueError(
        "The number of filters must be evenly divisible by the number of groups. " +
          `Received: groups=${groups}, filters=${filters}.`,
      );
    }
    this.groups = groups;
  }

  /** The weight of the filters. @throws ValueError before the layer is built */
  get kernel(): Variable {
    return this.weightNamed("kernel");
  }

  protected buildKernels(channels: number): void {
    if (channels % this.groups !== 0) {
      throw new ValueError(
        "The number of input channels must be evenly divisible by the number of groups. Received " +
          `groups=${this.groups}, but the input has ${channels} channels.`,
      );
    }
    this.makeWeight("kernel", [...this.kernelSize, channels / this.groups, this.filters]);
  }

  protected outputChannels(): number {
    return this.filters;
  }

  protected convolved(x: TensorFlowTensor, { tf, weights }: CallContext): TensorFlowTensor {
    return convolution(tf, x, this.widened(weights[0]), this.windows);
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      filters: this.filters,
      ...windowConfig(this),
      groups: this.groups,
      ...this.activationConfig,
      ...weightConfig(this, ["kernel", "bias"], this.activityRegularizer),
    };
  }
}

abstract class ForwardConv extends Conv {
  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are not positive integers, an unknown option or name
   */
  constructor(...args: FilterArguments<ConvOptions>) {
    super(fromArguments<ConvOptions>(new.target.name, args, CONV));
  }
}

/**
 * Filters that slide along a sequence: `[batch, steps, channels]` becomes `[batch, steps, filters]`.
 *
 * @example
 * const model = new Sequential([new layers.Conv1D(8, 3, { inputShape: [16, 2], activation: "relu" })]);
 */
export class Conv1D extends ForwardConv {
  protected static override readonly rank = 1;

  protected override get paddings() {
    return ["valid", "same", "causal"] as const;
  }
}

/**
 * Filters that slide over images: `[batch, rows, columns, channels]` becomes `[batch, rows, columns, filters]`.
 *
 * @example
 * const model = new Sequential([new layers.Conv2D(8, 3, { inputShape: [28, 28, 1], activation: "relu" })]);
 */
export class Conv2D extends ForwardConv {
  protected static override readonly rank = 2;
}

/**
 * Filters that slide through volumes: `[batch, depth, rows, columns, channels]` becomes `[batch, depth, rows, columns, filters]`.
 *
 * @example
 * const model = new Sequential([new layers.Conv3D(2, 3, { inputShape: [8, 8, 8, 1], activation: "relu" })]);
 */
export class Conv3D extends ForwardConv {
  protected static override readonly rank = 3;
}
