import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFunction } from "./tensor-types.ts";

/**
 * Applies a function as a constraint to a weight.
 *
 * @param values row-major, changed in place
 * @throws ValueError for a result of another shape
 */
export function constrainBy(
  tf: CallContext["tf"],
  { label, call }: { readonly label: string; readonly call: TensorFunction },
  values: Float32Array,
  shape: readonly number[],
): void {
  tf.tidy(() => {
    const result = call(tf.tensor(values.slice(), [...shape]));
    if (String(result?.shape) !== String(shape)) {
      const got = result?.shape === undefined ? String(result) : `shape ${tuple([...result.shape])}`;
      throw new ValueError(
        `Expected ${label} to return a tensor of the weight's shape ${tuple([...shape])}. Received: ${got}`,
      );
    }
    values.set(result.dataSync());
  });
}
