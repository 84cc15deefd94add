import type { LayerPlan } from "../../engine/index.ts";
import { checkOptions, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { atOnce, cut, firstNotFinite, PIECE } from "../../pieces.ts";
import { PythonObject, tuple } from "../../python-repr.ts";
import type { Regularizer, RegularizerPlan } from "../regularizers.ts";
import { uniqueName } from "../state.ts";
import type { TensorFunction } from "../tensorflow-types.ts";
import type { PenalizedDensePlan } from "./dense.ts";

/** Sizes per axis; `null` is any size, as that of a batch. */
export type Shape = (number | null)[];

export interface LayerOptions {
  /** Of a first layer: sizes of one sample, `[30]`. */
  inputShape?: readonly number[];
  /** Of a first layer: the number of features; the same as `inputShape: [inputDim]`. */
  inputDim?: number;
  /** Default: `dense`, `dense_1`, … */
  name?: string;
  /** Whether training changes the weights, default true. */
  trainable?: boolean;
}

const KNOWN = {
  inputShape: true,
  inputDim: true,
  name: true,
  trainable: true,
} as const satisfies Record<keyof LayerOptions, true>;

/** A layer's configuration under Python's keys. */
export interface LayerConfig {
  name: string;
  dtype: string;
  [key: string]: unknown;
}

/** A step that only TensorFlow.js can compute. */
export interface CustomLayerPlan {
  readonly kind: "custom";
  /** How an error message names it. */
  readonly what: string;
  readonly call: TensorFunction;
  /** Sizes of one sample of the outputs. */
  readonly shape: readonly number[];
}

/** A penalty on what comes in, which goes on as it is; only TensorFlow.js can compute it. */
export interface ActivityPlan {
  readonly kind: "activity";
  readonly what: string;
  readonly regularizer: RegularizerPlan;
}

/** A step as a trainer takes it. */
export type AnyLayerPlan = LayerPlan | CustomLayerPlan | ActivityPlan | PenalizedDensePlan;

/** A step of a network: made first, then built when the shape of its input is known. */
export abstract class Layer extends PythonObject {
  readonly name: string;
  /** The shape that the layer was given when it was made. */
  readonly batchInputShape: Shape | undefined;
  /** Whether training changes the weights; to be set before `compile`. */
  trainable: boolean;
  /** The shape that the layer was told, or built for. */
  inputShape: Shape | undefined;
  /** In Keras' order: kernel, then bias. Empty until the layer is built. */
  weights: readonly Variable[] = [];
  built = false;

  /** Keras' name of the class. */
  abstract readonly className: string;

  /**
   * @param known a key for each option of the layer's own: see `checkOptions`
   * @throws ValueError for an option that there is not, or a shape that is none
   */
  constructor(options: LayerOptions, className: string, known: Readonly<Record<string, true>> = {}) {
    super();
    checkOptions(className, options, { ...known, ...KNOWN });
    const shape = options.inputShape ?? (options.inputDim === undefined ? undefined : [options.inputDim]);
    if (shape !== undefined) {
      checkShape(shape, "inputShape");
      this.batchInputShape = tuple([null, ...shape]);
    }
    this.trainable = options.trainable ?? true;
    this.name = options.name ?? uniqueName(className);
  }

  /** Makes the weights for an input of that shape; a second time checks that it is the same. */
  build(inputShape: Shape): void {
    this.inputShape = tuple([...inputShape]);
    this.built = true;
  }

  /** The shape of the outputs for inputs of that shape; default: the same. */
  computeOutputShape(inputShape: Shape): Shape {
    return tuple([...inputShape]);
  }

  abstract getConfig(): LayerConfig;

  /** What the trainer needs to know: the steps that the layer is made of. */
  abstract plans(): AnyLayerPlan[];

  /** @throws ValueError before the layer is built */
  get outputShape(): Shape {
    if (this.inputShape === undefined) {
      throw new ValueError(
        `The layer ${this.name} has never been built and thus has no defined output shape.`,
      );
    }
    return this.computeOutputShape(this.inputShape);
  }

  /** @throws ValueError before the layer is built */
  countParams(): number {
    if (!this.built) {
      throw new ValueError(
        `You tried to call \`countParams\` on layer '${this.name}', but the layer isn't built. ` +
          "You can build it manually via: `layer.build(inputShape)`.",
      );
    }
    return this.weights.reduce((sum, variable) => sum + variable.size, 0);
  }

  /** Copies of the weights. */
  getWeights(): NDArray[] {
    return this.weights.map((variable) => variable.numpy());
  }

  /** @throws ValueError when their number or a shape differs */
  setWeights(weights: readonly ArrayInput[]): void {
    if (weights.length !== this.weights.length) {
      throw new ValueError(
        `You called \`setWeights(weights)\` on layer '${this.name}' with a weight list of length ` +
          `${weights.length}, but the layer was expecting ${this.weights.length} weights.`,
      );
    }
    const values = weights.map((data, i) => this.weights[i].check(data, this.name));
    values.forEach((array, i) => {
      atOnce(this.weights[i].assign(array));
    });
  }

  /** What every layer's configuration begins with. */
  protected get baseConfig(): LayerConfig {
    return {
      name: this.name,
      trainable: this.trainable,
      ...(this.batchInputShape && { batch_input_shape: tuple([...this.batchInputShape]) }),
      dtype: "float32",
    };
  }
}

/** Keras' words for data, or a layer, that does not fit the layer after it. */
export function incompatibleInput(
  layer: string,
  expected: number | null,
  shape: Shape,
  axis = -1,
): ValueError {
  return new ValueError(
    `Input 0 with name 'None' of layer '${layer}' is incompatible with the layer: expected axis ${axis} of input shape ` +
      `to have value ${expected}, but received input with shape ${tuple([...shape])}`,
  );
}

/** The numbers in one sample of that shape. */
export function sampleSize(shape: Shape): number {
  return shape.slice(1).reduce<number>((product, size) => product * (size ?? 1), 1);
}

/** @throws ValueError unless every size is a positive whole number */
export function checkShape(shape: readonly number[], name: string): void {
  if (Array.isArray(shape) && shape.every((size) => Number.isInteger(size) && size > 0)) return;
  throw new ValueError(
    `Expected \`${name}\` to be an array of positive integers, such as [30]. Received: ${name}=${JSON.stringify(shape)}`,
  );
}

/** A trainer's parameters, live: writing to them sets the weights. The array may be another one after each call. */
export interface Parameters {
  readonly parameters: Float32Array;
}

/** A layer's weights: float32 values with a shape. */
export class Variable {
  readonly size: number;
  /** Where it belongs, as patterns of an `OptimizerMap` match it: `sequential/dense/kernel`, model, layer and name. */
  path: string;
  private home: Parameters;
  private offset = 0;

  /**
   * @param values row-major; a trainer that uses the variable moves them into its own memory
   * @param path default: the name
   * @param rest draws the values, as soon as someone needs them
   */
  constructor(
    readonly name: string,
    readonly shape: readonly number[],
    values: Float32Array,
    path = name,
    /** The rest of a draw, or of a move, that has begun. */
    private rest?: Generator<void, void>,
  ) {
    this.size = values.length;
    this.path = path;
    this.home = { parameters: values };
  }

  /** A copy of the values. */
  numpy(): NDArray {
    return atOnce(this.copy());
  }

  /** The same in pieces. */
  *copy(): Generator<void, NDArray> {
    yield* this.finish();
    const values = new Float32Array(this.size);
    for (const [from, to] of cut(this.size, PIECE)) {
      if (from > 0) yield;
      values.set(this.values.subarray(from, to), from);
    }
    return new NDArray(values, tuple([...this.shape]));
  }

  /**
   * New values as an array of this shape.
   *
   * @param owner whose weights the error message names
   * @throws ValueError for another shape, or a value that is not finite
   */
  check(data: ArrayInput, owner: string): NDArray {
    const array = asArray(data, "float32", "weights");
    if (array.shape.join() !== this.shape.join()) {
      throw new ValueError(
        `Layer ${owner} weight shape ${tuple([...this.shape])} is not compatible with provided weight shape ` +
          `${tuple([...array.shape])}.`,
      );
    }
    const at = firstNotFinite(array.values);
    if (at === -1) return array;
    throw new ValueError(
      `Expected the weights of layer ${owner} to be finite. Received: ${array.values[at]}`,
    );
  }

  /** Takes over values that `check` has let through, in pieces. */
  *assign({ values }: NDArray): Generator<void, void> {
    for (const [from, to] of cut(this.size, PIECE)) {
      if (from > 0) yield;
      this.values.set((values as Float32Array).subarray(from, to), from);
    }
  }

  /**
   * Lets the values live at `offset` of a trainer's parameters from now on, so that both always agree. A variable that
   * lives there already is left alone; one from elsewhere takes its values along, in pieces. Who needs them in between has
   * the rest done first, as of a draw.
   */
  *moveTo(trainer: Parameters, offset: number): Generator<void, void> {
    yield* this.finish();
    if (this.home === trainer && this.offset === offset) return;
    this.rest = this.moving(this.values, trainer, offset);
    yield* this.finish();
  }

  private *moving(values: Float32Array, trainer: Parameters, offset: number): Generator<void, void> {
    for (const [from, to] of cut(this.size, PIECE)) {
      if (from > 0) yield;
      trainer.parameters.set(values.subarray(from, to), offset + from);
    }
    this.home = trainer;
    this.offset = offset;
  }

  /** Does the rest of what has begun, as far as nobody else does. */
  private *finish(): Generator<void, void> {
    const { rest } = this;
    if (rest === undefined) return;
    while (!rest.next().done) yield;
    if (this.rest === rest) this.rest = undefined;
  }

  private get values(): Float32Array {
    if (this.rest) atOnce(this.finish());
    return this.home.parameters.subarray(this.offset, this.offset + this.size);
  }
}

/** A layer's penalty on its outputs. */
export function activityPlan(layer: string, regularizer: Regularizer): ActivityPlan {
  const what = `the activity regularizer of layer '${layer}'`;
  return { kind: "activity", what, regularizer: regularizer.plan() };
}
