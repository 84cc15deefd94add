/** TensorFlow.js. */
type TensorFlow = typeof import("@tensorflow/tfjs");

/** Kernels of comparisons and logic, and their inputs. */
const COMPARISONS: Readonly<Record<string, readonly string[]>> = {
  All: ["x"],
  Any: ["x"],
  Equal: ["a", "b"],
  Greater: ["a", "b"],
  GreaterEqual: ["a", "b"],
  Less: ["a", "b"],
  LessEqual: ["a", "b"],
  LogicalAnd: ["a", "b"],
  LogicalNot: ["x"],
  LogicalOr: ["a", "b"],
  NotEqual: ["a", "b"],
};

/**
 * Adds the gradients of comparisons, which are zero as in TensorFlow. TensorFlow.js has none: it refuses a loss such as
 * `tf.where(tf.less(x, 1), x.square(), x)`.
 *
 * @returns the same TensorFlow.js
 */
export function withZeroGradients(tf: TensorFlow): TensorFlow {
  for (const [kernelName, inputs] of Object.entries(COMPARISONS)) {
    if (tf.getGradient(kernelName) !== undefined) continue;
    tf.registerGradient({
      kernelName,
      inputsToSave: [...inputs],
      gradFunc: (_, saved) =>
        Object.fromEntries(
          inputs.map((name, i) => [name, () => tf.zeros((saved as { shape: number[] }[])[i].shape)]),
        ),
    });
  }
  return tf;
}
