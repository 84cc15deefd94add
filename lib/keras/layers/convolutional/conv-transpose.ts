import { fromArguments } from "../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import type { LayerConfig } from "../layer.ts";
import { CONV, Conv, type ConvOptions } from "./conv.ts";
import type { FilterArguments } from "./window-layer.ts";

type TransposeOptions = Omit<ConvOptions, "groups">;

/**
 * The way back of a convolution: strides of 2 double the size of images.
 *
 * @example
 * const model = new Sequential([new layers.Conv2DTranspose(8, 3, { strides: 2, padding: "same", inputShape: [7, 7, 1] })]);
 */
export class Conv2DTranspose extends Conv {
  readonly className = "Conv2DTranspose";

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are not positive integers, an unknown option or name
   */
  constructor(...args: FilterArguments<TransposeOptions>) {
    const { groups, ...defaults } = CONV;
    const options = fromArguments<TransposeOptions>("Conv2DTranspose", args, defaults);
    super(2, { ...options, groups }, "Conv2DTranspose");
  }

  protected override buildKernels(channels: number): void {
    this.addWeight("kernel", [...this.kernelSize, this.filters, channels], this.kernelInitializer, {
      regularizer: this.kernelRegularizer,
      constraint: this.kernelConstraint,
    });
  }

  protected override outputSize(size: number, axis: number): number {
    const stride = this.strides[axis];
    if (this.padding === "same") return size * stride;
    const span = (this.kernelSize[axis] - 1) * this.dilationRate[axis] + 1;
    return (size - 1) * stride + Math.max(span, stride);
  }

  protected override convolved(x: TensorFlowTensor, { tf, weights }: CallContext): TensorFlowTensor {
    const [samples, rows, columns] = x.shape;
    const shape = [samples, this.outputSize(rows, 0), this.outputSize(columns, 1), this.filters];
    return tf.conv2dTranspose(x, this.kernel(weights[0]), shape, ...this.windows);
  }

  override getConfig(): LayerConfig {
    const { groups, ...config } = { ...super.getConfig() };
    return this.described({ ...config, output_padding: null } as unknown as LayerConfig);
  }
}
