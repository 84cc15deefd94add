/** Products and extremes of steps that may not count, as Keras 3 computes them. */
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";

type Merge = (inputs: TensorFlowTensor[]) => TensorFlowTensor;

/** The product: a step that does not count multiplies by 1, and one that counts in no input is 0. */
export function maskedProduct(
  inputs: TensorFlowTensor[],
  { tf, masks }: CallContext,
  merge: Merge,
): TensorFlowTensor {
  const counted = masks.map(column);
  const product = merge(inputs.map((x, i) => (counted[i] ? tf.where(counted[i], x, tf.onesLike(x)) : x)));
  if (counted.includes(null)) return product;
  const any = counted.reduce((a, b) => a.logicalOr(b));
  return tf.where(any, product, tf.zerosLike(product));
}

/** The largest or the smallest: steps that do not count are left out. */
export function maskedExtreme(
  inputs: TensorFlowTensor[],
  { tf, masks }: CallContext,
  merge: Merge,
): TensorFlowTensor {
  const counted = masks.map(column);
  if (counted.every((mask) => mask === null)) return merge(inputs);
  let [output] = inputs;
  let [any] = counted;
  for (let i = 1; i < inputs.length; i++) {
    const mask = counted[i];
    const x = mask ? tf.where(mask, inputs[i], output) : inputs[i];
    if (any) output = tf.where(any, output, x);
    any = mask && any ? any.logicalOr(mask) : null;
    output = merge([output, x]);
  }
  return output;
}

/** A mask beside the features of its steps. */
const column = (mask: TensorFlowTensor | null): TensorFlowTensor | null => mask?.expandDims(-1) ?? null;
