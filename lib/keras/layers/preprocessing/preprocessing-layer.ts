import { received, ValueError } from "../../../errors.ts";
import { NDArray } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import type { TensorLayerPlan } from "../../backend/plan.ts";
import type { TensorFlowTensor } from "../../backend/tensor-types.ts";
import { areTensors } from "../eager.ts";
import { areKerasTensors, type KerasTensor, type Structure } from "../keras-tensor.ts";
import { type ApplyOptions, Layer, type Shape } from "../layer.ts";
import type { TokenData } from "./tokens.ts";

/** A layer that turns data into numbers: by itself, and in a model whose inputs are numbers. */
export abstract class PreprocessingLayer<Output = NDArray> extends Layer {
  /** The numbers for data. */
  abstract call(data: TokenData, options?: object): Output;

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.preprocessing.${this.className}`;

  override apply(inputs: Structure<KerasTensor>): KerasTensor;
  override apply(data: TokenData, options?: object): Output;
  // biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js, of which Layer tells the type
  override apply(inputs: any, options?: ApplyOptions): any;
  override apply(inputs: unknown, options?: ApplyOptions): unknown {
    const isTensors = areKerasTensors(inputs) || areTensors(inputs);
    return isTensors ? super.apply(inputs as KerasTensor, options) : this.call(inputs as TokenData, options);
  }

  override readonly isPreprocessing = true;
  override readonly takesWords: boolean = true;

  /** Numbers of classes are whole. */
  protected override get outputType(): string {
    return (this as { outputMode?: string }).outputMode === "int" ? "int64" : "float32";
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple(this.encodedShape(inputShape));
  }

  protected abstract encodedShape(inputShape: Shape): Shape;

  plans(): TensorLayerPlan[] {
    return [
      {
        kind: "tensors",
        label: this.planLabel,
        call: (x, { tf }) => {
          const arrayOf = (tensor: TensorFlowTensor) => new NDArray(tensor.dataSync(), tensor.shape);
          const result: unknown = this.call(Array.isArray(x) ? x.map(arrayOf) : arrayOf(x));
          if (result instanceof NDArray) return tf.tensor([...result.values], result.shape, "float32");
          throw new ValueError(
            `Expected layer '${this.name}' to give numbers in a model. Received: ${received(result)}. Apply it to the data ` +
              "before or after: `layer.apply(data)`.",
          );
        },
        inputShape: this.takesSingleInput ? (this.inputShape?.slice(1) as number[]) : [],
        shape: this.outputShape.slice(1) as number[],
        weights: [],
      },
    ];
  }
}
