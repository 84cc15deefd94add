import { fromArguments, ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { type Size, sizes } from "../arguments.ts";
import { CONV, Conv, type ConvOptions } from "./conv.ts";
import { type FilterArguments, spread } from "./window-layer.ts";

export interface ConvTransposeOptions extends Omit<ConvOptions, "groups"> {
  /**
   * Values added at the end of each axis, fewer than the strides, `outputPadding: 1`; default: as many as the strides leave
   * open.
   */
  outputPadding?: Size | null;
}

const { groups: _, ...CONV_OPTIONS } = CONV;
const TRANSPOSE = { ...CONV_OPTIONS, outputPadding: null } as const;

/** A transposed convolution. */
abstract class ConvTranspose extends Conv {
  readonly outputPadding: readonly number[] | null;

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are not positive integers, an unknown option or name
   */
  constructor(...args: FilterArguments<ConvTransposeOptions>) {
    const options = fromArguments<ConvTransposeOptions>(new.target.name, args, TRANSPOSE);
    super({ ...options, groups: 1 });
    const { outputPadding } = options;
    this.outputPadding = outputPadding === null ? null : sizes(outputPadding, this.rank, "output_padding", 0);
    const axis = this.strides.findIndex((stride, i) => (this.outputPadding?.[i] ?? 0) >= stride);
    if (axis !== -1) {
      throw new ValueError(
        "`output_padding` must be strictly less than `strides` for all dimensions. " +
          `At dimension ${axis}, \`output_padding\` is ${this.outputPadding?.[axis]} but \`strides\` is ${this.strides[axis]}. ` +
          `Received: output_padding=${this.outputPadding}, strides=${this.strides}`,
      );
    }
  }

  protected override buildKernels(channels: number): void {
    this.makeWeight("kernel", [...this.kernelSize, this.filters, channels]);
  }

  protected override outputSize(size: number, axis: number): number {
    const stride = this.strides[axis];
    const span = (this.kernelSize[axis] - 1) * this.dilationRate[axis] + 1;
    const added = this.outputPadding?.[axis];
    if (this.padding === "same") {
      return added === undefined ? size * stride : (size - 1) * stride + (span % 2) + added;
    }
    return (size - 1) * stride + (added === undefined ? Math.max(span, stride) : span + added);
  }

  protected override convolved(x: TensorFlowTensor, { tf, weights }: CallContext): TensorFlowTensor {
    const [samples, ...places] = x.shape.slice(0, -1);
    const sizesAfter = this.strides.map((_, axis) => this.outputSize(places[axis], axis));
    const shape = [samples, ...sizesAfter, ...(this.rank === 1 ? [1] : []), this.filters];
    const kernel = this.widened(weights[0]);
    if (this.rank < 3) return tf.conv2dTranspose(x, kernel, shape, ...this.windows);
    return this.ofVolumes(x, kernel, sizesAfter, tf);
  }

  /** Convolves the values with zeros between them, as TensorFlow.js has no gradient of `conv3dTranspose`. */
  private ofVolumes(
    x: TensorFlowTensor,
    kernel: TensorFlowTensor,
    sizesAfter: readonly number[],
    tf: CallContext["tf"],
  ): TensorFlowTensor {
    const spans: number[] = kernel.shape.slice(0, 3);
    const wide = this.strides.reduce((values, stride, axis) => spread(values, axis + 1, stride), x);
    const around = spans.map((span, axis) => {
      const removed = this.padding === "same" ? wide.shape[axis + 1] + span - 1 - sizesAfter[axis] : 0;
      const before = span - 1 - Math.max(0, Math.floor(removed / 2));
      return [before, sizesAfter[axis] - wide.shape[axis + 1] - before + span - 1];
    });
    const turned = tf.reverse(kernel, [0, 1, 2]).transpose([0, 1, 2, 4, 3]);
    return tf.conv3d(wide.pad([[0, 0], ...around, [0, 0]]), turned, 1, "valid");
  }

  protected override get ownConfig() {
    const { groups, ...config } = super.ownConfig;
    const { outputPadding: added } = this;
    return { ...config, output_padding: added && tuple([...added]) };
  }
}

/**
 * A transposed convolution along a sequence: strides of 2 double its length.
 *
 * @example
 * const model = new Sequential([new layers.Conv1DTranspose(8, 3, { strides: 2, padding: "same", inputShape: [7, 2] })]);
 */
export class Conv1DTranspose extends ConvTranspose {
  protected static override readonly rank = 1;
}

/**
 * A transposed convolution of images: strides of 2 double their size.
 *
 * @example
 * const model = new Sequential([new layers.Conv2DTranspose(8, 3, { strides: 2, padding: "same", inputShape: [7, 7, 1] })]);
 */
export class Conv2DTranspose extends ConvTranspose {
  protected static override readonly rank = 2;
}

/**
 * A transposed convolution of volumes: strides of 2 double their size.
 *
 * @example
 * const model = new Sequential([new layers.Conv3DTranspose(2, 3, { strides: 2, padding: "same", inputShape: [4, 4, 4, 1] })]);
 */
export class Conv3DTranspose extends ConvTranspose {
  protected static override readonly rank = 3;
}
