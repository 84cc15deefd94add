import { ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import type { Shape } from "../layer.ts";
import { functional, list, Merge } from "./base-merge.ts";
import { maskedExtreme, maskedProduct } from "./masked-merging.ts";

/** An elementwise merge; tensors are broadcast along axes of size 1. */
abstract class ElementwiseMerge extends Merge {
  protected merged(shapes: readonly Shape[]): Shape {
    return shapes.reduce((merged, shape) => [
      merged[0] ?? shape[0],
      ...broadcast(merged.slice(1), shape.slice(1)),
    ]);
  }

  call(inputs: TensorFlowTensor[], _context?: CallContext): TensorFlowTensor {
    const rank = Math.max(...inputs.map((x) => x.rank));
    // As in Keras, axes that a tensor lacks come after the batch.
    const expanded = inputs.map((x) => {
      const [samples, ...shape] = x.shape;
      return x.reshape([samples, ...Array(rank - x.rank).fill(1), ...shape]);
    });
    return expanded.reduce((merged, x) => this.mergeTwo(merged, x));
  }

  /** A step counts if it counts in any input; all steps count if an input has no mask. */
  protected maskOf(_inputs: TensorFlowTensor[], { masks }: CallContext): TensorFlowTensor | null {
    return masks.reduce((any, mask) => (any === null || mask === null ? null : any.logicalOr(mask)));
  }

  protected abstract mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor;
}

/** The broadcast of two shapes, as in NumPy. */
function broadcast(a: Shape, b: Shape): Shape {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  const head = long.length - short.length;
  return long.map((size, axis) => {
    const other = axis < head ? 1 : short[axis - head];
    if (size === null || other === null) return null;
    if (size === 1) return other;
    if (other === 1 || other === size) return size;
    throw new ValueError(
      `Inputs have incompatible shapes. Received shapes ${tuple([...a])} and ${tuple([...b])}`,
    );
  });
}

/**
 * The elementwise sum of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Add().apply([a, b]) });
 */
export class Add extends ElementwiseMerge {
  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.add(b);
  }
}

/**
 * The first of two inputs minus the second.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Subtract().apply([a, b]) });
 */
export class Subtract extends ElementwiseMerge {
  protected override check(shapes: readonly Shape[]): void {
    if (shapes.length !== 2) {
      throw new ValueError(
        `A \`Subtract\` layer should be called on exactly 2 inputs. Received: input_shape=${list(shapes)}`,
      );
    }
    super.check(shapes);
  }

  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.sub(b);
  }
}

/**
 * The elementwise product of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Multiply().apply([a, b]) });
 */
export class Multiply extends ElementwiseMerge {
  override call(inputs: TensorFlowTensor[], context: CallContext = this.callContext): TensorFlowTensor {
    return maskedProduct(inputs, context, (factors) => super.call(factors, context));
  }

  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.mul(b);
  }
}

/**
 * The elementwise mean of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Average().apply([a, b]) });
 */
export class Average extends ElementwiseMerge {
  override call(inputs: TensorFlowTensor[], context: CallContext = this.callContext): TensorFlowTensor {
    return super.call(inputs, context).div(inputs.length);
  }

  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.add(b);
  }
}

abstract class Extreme extends ElementwiseMerge {
  override call(inputs: TensorFlowTensor[], context: CallContext = this.callContext): TensorFlowTensor {
    return maskedExtreme(inputs, context, (parts) => super.call(parts, context));
  }
}

/**
 * The elementwise maximum of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Maximum().apply([a, b]) });
 */
export class Maximum extends Extreme {
  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.maximum(b);
  }
}

/**
 * The elementwise minimum of its inputs.
 *
 * @example
 * const [a, b] = [Input({ shape: [3] }), Input({ shape: [3] })];
 * const model = new Model({ inputs: [a, b], outputs: new layers.Minimum().apply([a, b]) });
 */
export class Minimum extends Extreme {
  protected mergeTwo(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
    return a.minimum(b);
  }
}

/**
 * `new Add(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.add([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const add = functional(Add);

/**
 * `new Subtract(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.subtract([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const subtract = functional(Subtract);

/**
 * `new Multiply(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.multiply([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const multiply = functional(Multiply);

/**
 * `new Average(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.average([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const average = functional(Average);

/**
 * `new Maximum(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.maximum([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const maximum = functional(Maximum);

/**
 * `new Minimum(options).apply(inputs)`.
 *
 * @example
 * const outputs = layers.minimum([Input({ shape: [3] }), Input({ shape: [3] })]);
 */
export const minimum = functional(Minimum);
