import type { LayerPlan } from "../../engine/index.ts";
import { received, ValueError } from "../../errors.ts";
import { dict, tuple } from "../../python-repr.ts";
import { L1L2 } from "../regularizers.ts";
import { state, uniqueInputName } from "../state.ts";
import type { TensorFunction } from "../tensorflow-types.ts";
import {
  type ActivityPlan,
  activityPlan,
  type CustomLayerPlan,
  checkShape,
  Layer,
  type LayerConfig,
  type LayerOptions,
  type Shape,
  sampleSize,
} from "./layer.ts";

export { Activation, ELU, LeakyReLU, ReLU, type ReLUOptions, Softmax } from "./activations.ts";
export { Dense, type DenseConfig, type DenseOptions } from "./dense.ts";
export {
  type AnyLayerPlan,
  type CustomLayerPlan,
  Layer,
  type LayerConfig,
  type LayerOptions,
  type Shape,
  Variable,
} from "./layer.ts";

export interface InputLayerConfig extends LayerConfig {
  batch_input_shape: Shape;
  sparse: boolean;
  ragged: boolean;
}

/** The shape of the samples that a model takes; it computes nothing. */
export class InputLayer extends Layer {
  readonly className = "InputLayer";
  protected readonly pythonClass = "tensorflow.python.keras.engine.input_layer.InputLayer";

  /**
   * @param options.inputShape sizes of one sample, without the batch: `[30]`
   * @param options.name default `input_1`, `input_2`, …
   */
  constructor(options: { inputShape: readonly number[]; name?: string }) {
    checkShape(options?.inputShape, "inputShape");
    super({ name: options.name ?? uniqueInputName() }, "InputLayer");
    this.build([null, ...options.inputShape]);
  }

  getConfig(): InputLayerConfig {
    return dict({
      batch_input_shape: this.outputShape,
      dtype: "float32",
      sparse: false,
      ragged: false,
      name: this.name,
    });
  }

  plans(): LayerPlan[] {
    return [];
  }
}

/**
 * The first entry of a `Sequential` that says how many features a sample has: `Input({ shape: [30] })`.
 *
 * Porting note: Keras returns a symbolic tensor, of which `Sequential` takes the layer; here it is the layer at once.
 */
export function Input(options: { shape: readonly number[]; name?: string }): InputLayer {
  return new InputLayer({ inputShape: options?.shape, name: options?.name });
}

/** Every sample as one row of numbers: `[batch, 28, 28]` becomes `[batch, 784]`. */
export class Flatten extends Layer {
  readonly className = "Flatten";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Flatten";

  constructor(options: LayerOptions = {}) {
    super(options, "Flatten");
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple([inputShape[0], sampleSize(inputShape)]);
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, data_format: "channels_last" });
  }

  /** Nothing: samples are stored row-major already. */
  plans(): LayerPlan[] {
    return [];
  }
}

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

/**
 * In training each value is zero with probability `rate`, else times `1 / (1 − rate)`, drawn anew for each batch as Keras
 * on TensorFlow draws it; else nothing happens.
 */
export class Dropout extends Layer {
  readonly className = "Dropout";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Dropout";
  private readonly seed: number;

  /**
   * @param rate from 0 to 1
   * @param options.seed of the draws; default: Keras' next layer seed
   * @throws ValueError for another rate or seed
   */
  constructor(
    readonly rate: number,
    private readonly options: LayerOptions & { seed?: number | null } = {},
  ) {
    super(options, "Dropout", { seed: true });
    if (!(rate >= 0 && rate <= 1)) {
      throw new ValueError(
        `Invalid value received for argument \`rate\`. Expected a float value between 0 and 1. Received: rate=${rate}`,
      );
    }
    const seed = options.seed ?? (rate > 0 ? state.layerSeeds.next() : 0);
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ValueError(`Argument \`seed\` must be a whole number from 0. Received: seed=${seed}`);
    }
    this.seed = seed;
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, rate: this.rate, noise_shape: null, seed: this.options.seed ?? null });
  }

  plans(): LayerPlan[] {
    return this.rate === 0 ? [] : [{ kind: "dropout", rate: this.rate, seed: this.seed }];
  }
}

/** Leaves its inputs as they are, and adds a penalty on them to the loss. Computed by TensorFlow.js. */
export class ActivityRegularization extends Layer {
  readonly className = "ActivityRegularization";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.ActivityRegularization";
  private readonly regularizer: L1L2;

  /**
   * @param options.l1, options.l2 default 0
   * @throws ValueError for a strength that is no number from 0
   */
  constructor(options: LayerOptions & { l1?: number; l2?: number } = {}) {
    super(options, "ActivityRegularization", { l1: true, l2: true });
    this.regularizer = new L1L2(options);
  }

  getConfig(): LayerConfig {
    const { l1, l2 } = this.regularizer;
    return dict({ ...this.baseConfig, l1, l2 });
  }

  plans(): ActivityPlan[] {
    return [activityPlan(this.name, this.regularizer)];
  }
}
