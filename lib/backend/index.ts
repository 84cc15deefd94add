export { prepareTensorFlow } from "./prepare";
export { type Backend, loadTensorFlow, type TensorFlow } from "./tensorflow";
