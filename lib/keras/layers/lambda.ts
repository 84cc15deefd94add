import { received, ValueError } from "../../errors.ts";
import { dict, tuple } from "../python-repr.ts";
import type { TensorFunction } from "../tensorflow-tensor.ts";
import { type CustomLayerPlan, Layer, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";

/** A function of tensors as a layer: `new Lambda((x) => x.square())`. It has no weights, and needs TensorFlow.js. */
export class Lambda extends Layer {
  readonly className = "Lambda";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Lambda";
  private readonly sample: readonly number[] | undefined;

  /**
   * @param call batch to batch, in TensorFlow.js' operations
   * @param options.outputShape sizes of one sample of what it returns; default: as they come in
   */
  constructor(
    readonly call: TensorFunction,
    options: LayerOptions & { outputShape?: readonly number[] } = {},
  ) {
    super(options, "Lambda", { outputShape: true });
    if (typeof call !== "function") {
      throw new ValueError(`Expected a Lambda layer to get a function. Received: ${received(call)}`);
    }
    this.sample = options.outputShape;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple(this.sample ? [inputShape[0], ...this.sample] : [...inputShape]);
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, function: this.call.name });
  }

  plans(): CustomLayerPlan[] {
    const shape = this.outputShape.slice(1) as number[];
    return [{ kind: "custom", what: `layer '${this.name}' (Lambda)`, call: this.call, shape }];
  }
}
