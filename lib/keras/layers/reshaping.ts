import type { ActivationPlan } from "../../engine/index.ts";
import { fromArguments, received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { wrongNdim } from "./arguments.ts";
import { LAYER, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

interface ReshapeOptions extends LayerOptions {
  /** Shape of one sample of the outputs; −1 stands for the rest, `targetShape: [28, 28]`. */
  targetShape: readonly number[];
}

/**
 * Gives each sample another shape; the values stay in their order.
 *
 * @example
 * const model = new Sequential([new layers.Reshape([2, 3], { inputShape: [6] })]);
 */
export class Reshape extends TensorLayer {
  protected static override readonly configured = ["targetShape"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Reshape";
  readonly targetShape: readonly number[];

  /**
   * @param args `targetShape`, without the batch axis, and the options of every layer
   * @throws ValueError for a shape with a size that is neither −1 nor positive, or with −1 twice
   */
  constructor(...args: [options: ReshapeOptions] | [targetShape: readonly number[], options?: LayerOptions]) {
    const defaults = { targetShape: REQUIRED, ...LAYER };
    const { targetShape, ...options } = fromArguments<ReshapeOptions>("Reshape", args, defaults);
    super(options);
    const isShape =
      Array.isArray(targetShape) && targetShape.every((size) => Number.isInteger(size) && size >= -1);
    if (!isShape || targetShape.filter((size) => size === -1).length > 1) {
      throw new ValueError(
        "There must be at most one unknown dimension (-1) in `targetShape`, and positive integers. " +
          `Received: targetShape=${isShape ? tuple([...targetShape]) : received(targetShape)}.`,
      );
    }
    this.targetShape = tuple([...targetShape]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const known = this.targetShape.reduce((product, size) => (size === -1 ? product : product * size), 1);
    const isFree = this.targetShape.includes(-1);
    const [batch, ...axes] = inputShape;
    const isKnown = !axes.includes(null);
    const size = axes.reduce<number>((product, axis) => product * (axis ?? 1), 1);
    if (isKnown && (isFree ? size % known !== 0 : size !== known)) {
      throw new ValueError(
        "The total size of the tensor must be unchanged. " +
          `Received: input_shape=${tuple(axes)}, target_shape=${this.targetShape}`,
      );
    }
    return tuple([
      batch,
      ...this.targetShape.map((axis) => (axis !== -1 ? axis : isKnown ? size / known : null)),
    ]);
  }

  /** The engine passes the values on: a sample's numbers stay in their order. */
  protected override enginePlan(): ActivationPlan {
    return { kind: "activation", activation: "linear" };
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.reshape([x.shape[0], ...this.targetShape]);
  }
}

interface PermuteOptions extends LayerOptions {
  /** The axes in their new order, counted from 1, `dims: [2, 1]`. */
  dims: readonly number[];
}

/**
 * Changes the order of a sample's axes: `[2, 1]` swaps the first two.
 *
 * @example
 * const model = new Sequential([new layers.Permute([2, 1], { inputShape: [10, 64] })]);
 */
export class Permute extends TensorLayer {
  protected static override readonly configured = ["dims"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Permute";
  readonly dims: readonly number[];

  /**
   * @param args `dims`, counted from 1, and the options of every layer
   * @throws ValueError unless `dims` holds each axis once
   */
  constructor(...args: [options: PermuteOptions] | [dims: readonly number[], options?: LayerOptions]) {
    const defaults = { dims: REQUIRED, ...LAYER };
    const { dims, ...options } = fromArguments<PermuteOptions>("Permute", args, defaults);
    super(options);
    const sorted = Array.isArray(dims) ? [...dims].sort((a, b) => a - b) : [];
    if (sorted.length === 0 || sorted.some((axis, i) => axis !== i + 1)) {
      throw new ValueError(
        "Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be consecutive and " +
          `start from 1. Received dims=${Array.isArray(dims) ? tuple([...dims]) : received(dims)}`,
      );
    }
    this.dims = tuple([...dims]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== this.dims.length + 1)
      throw wrongNdim(this.name, this.dims.length + 1, inputShape);
    return tuple([inputShape[0], ...this.dims.map((axis) => inputShape[axis])]);
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.transpose([0, ...this.dims]);
  }
}

interface RepeatVectorOptions extends LayerOptions {
  /** Number of repetitions, a positive integer, `n: 10`. */
  n: number;
}

/**
 * Repeats each sample: `[batch, features]` becomes `[batch, n, features]`.
 *
 * @example
 * const model = new Sequential([new layers.RepeatVector(3, { inputShape: [32] })]);
 */
export class RepeatVector extends TensorLayer {
  protected static override readonly configured = ["n"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.RepeatVector";
  readonly n: number;

  /**
   * @param args `n`, the number of repetitions, and the options of every layer
   * @throws ValueError unless `n` is a positive integer
   */
  constructor(...args: [options: RepeatVectorOptions] | [n: number, options?: LayerOptions]) {
    const defaults = { n: REQUIRED, ...LAYER };
    const { n, ...options } = fromArguments<RepeatVectorOptions>("RepeatVector", args, defaults);
    super(options);
    if (!Number.isInteger(n) || n < 1) {
      throw new ValueError(`Expected an integer value for \`n\`, got ${received(n)}.`);
    }
    this.n = n;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== 2) throw wrongNdim(this.name, 2, inputShape);
    return tuple([inputShape[0], this.n, inputShape[1]]);
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.expandDims(1).tile([1, this.n, 1]);
  }
}
