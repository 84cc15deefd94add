import type { Tensor, TensorInfo } from "@tensorflow/tfjs";

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
 * Gives operations the gradients that they have in TensorFlow: those of comparisons are zero, for which TensorFlow.js has none and
 * refuses a loss such as `tf.where(tf.less(x, 1), x.square(), x)`. Equal largest or smallest values share the gradient, which
 * TensorFlow.js gives whole to each; `abs` at 0, and `relu6` at 6, have none; `where` passes no NaN to what it did not choose.
 *
 * @returns the same TensorFlow.js
 */
export function withTensorFlowGradients(tf: TensorFlow): TensorFlow {
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
  for (const kernelName of ["Max", "Min"]) replaceGradient(tf, kernelName, sharedGradient(tf));
  replaceGradient(tf, "Abs", (dy, [x]) => dy.mul(x.sign()));
  replaceGradient(tf, "Relu6", (dy, [x]) => dy.mul(tf.logicalAnd(x.greater(0), x.less(6)).cast(dy.dtype)));
  tf.unregisterGradient("Select");
  tf.registerGradient({
    kernelName: "Select",
    inputsToSave: ["condition"],
    gradFunc: (dy, [condition]) => ({
      condition: () => tf.zeros(condition.shape),
      t: () => tf.where(condition, dy as Tensor, tf.zerosLike(dy as Tensor)),
      e: () => tf.where(condition, tf.zerosLike(dy as Tensor), dy as Tensor),
    }),
  });
  return tf;
}

/**
 * Gives ReLU the operation that TensorFlow has for its gradient, on the native library: one pass over the values, for which
 * TensorFlow.js takes seven.
 */
export function withNativeReluGradient(tf: TensorFlow): void {
  const gradient = (dy: Tensor, y: Tensor) => tf.engine().runKernel("ReluGrad", { dy, y }) as Tensor;
  tf.registerKernel({
    kernelName: "ReluGrad",
    backendName: "tensorflow",
    kernelFunc: ({ inputs, backend }) => {
      const { binding, executeSingleOutput } = backend as NativeBackend;
      const type = { name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
      return executeSingleOutput.call(backend, "ReluGrad", [type], [inputs.dy, inputs.y]);
    },
  });
  tf.registerGradient({
    kernelName: "ReluGrad",
    inputsToSave: ["y"],
    gradFunc: (dy, [y]) => ({ dy: () => gradient(dy as Tensor, y), y: () => tf.zerosLike(y) }),
  });
  replaceGradient(tf, "Relu", (dy, [, y]) => gradient(dy, y));
}

/** The parts of the back end of `@tensorflow/tfjs-node` that run one operation. */
interface NativeBackend {
  readonly binding: { readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number };
  executeSingleOutput(name: string, attributes: readonly object[], inputs: readonly unknown[]): TensorInfo;
}

/** @param saved the input, then the output */
type Gradient = (
  dy: Tensor,
  saved: readonly Tensor[],
  attributes: Readonly<Record<string, unknown>>,
) => Tensor;

function replaceGradient(tf: TensorFlow, kernelName: string, gradient: Gradient): void {
  tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: (dy, saved, attributes) => ({ x: () => gradient(dy as Tensor, saved, attributes) }),
  });
}

/** The gradient of the largest or smallest value over axes. */
function sharedGradient(tf: TensorFlow): Gradient {
  return (dy, [x, y], { reductionIndices, axis: axisOfMin }) => {
    const axes = tf.util.parseAxisParam((reductionIndices ?? axisOfMin) as number[], x.shape);
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const isChosen = x.equal(y.reshape(kept)).cast(dy.dtype);
    return isChosen.mul(dy.reshape(kept).div(isChosen.sum(axes, true)));
  };
}
