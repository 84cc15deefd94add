/**
 * A tensor of TensorFlow.js in a function of the user's. Its type is left open: reading TensorFlow.js' declarations
 * makes a notebook's type check slow. Write `(x: tf.Tensor) => …` for its types.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
export type TensorFlowTensor = any;

/** A step of a network in TensorFlow.js' operations. */
export type TensorFunction = (x: TensorFlowTensor) => TensorFlowTensor;

/** A number per sample from targets and outputs, in TensorFlow.js' operations. */
export type ScoreFunction = (yTrue: TensorFlowTensor, yPred: TensorFlowTensor) => TensorFlowTensor;
