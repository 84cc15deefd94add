import { received, ValueError } from "../../../errors.ts";
import { dict, tuple } from "../../../python-repr.ts";
import type { CustomLayerPlan } from "../../backend/plan.ts";
import type { TensorFunction } from "../../backend/tensor-types.ts";
import { Layer, type LayerConfig, type LayerOptions, type Shape } from "../layer.ts";

/**
 * A function as a layer, without weights. TensorFlow.js computes the model.
 *
 * @example
 * const model = new Sequential([Input({ shape: [2] }), new layers.Lambda((x) => x.square()), new Dense(1)]);
 */
export class Lambda extends Layer {
  readonly className = "Lambda";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Lambda";
  private readonly sampleShape: readonly number[] | undefined;

  /**
   * @param call from a batch of inputs to a batch of outputs, with TensorFlow.js' operations
   * @param options.outputShape shape of one sample of the outputs; default: the shape of the inputs
   * @throws ValueError unless `call` is a function
   */
  constructor(
    readonly call: TensorFunction,
    options: LayerOptions & { outputShape?: readonly number[] } = {},
  ) {
    super(options, "Lambda", { outputShape: true });
    if (typeof call !== "function") {
      throw new ValueError(`Expected a Lambda layer to get a function. Received: ${received(call)}`);
    }
    this.sampleShape = options.outputShape;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple(this.sampleShape ? [inputShape[0], ...this.sampleShape] : [...inputShape]);
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, function: this.call.name });
  }

  plans(): CustomLayerPlan[] {
    const shape = this.outputShape.slice(1) as number[];
    return [{ kind: "custom", label: `layer '${this.name}' (Lambda)`, call: this.call, shape }];
  }
}
