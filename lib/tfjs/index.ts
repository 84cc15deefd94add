export { prepareTensorFlow } from "./prepare.ts";
export { type Backend, loadTensorFlow, type TensorFlow } from "./tensorflow.ts";
