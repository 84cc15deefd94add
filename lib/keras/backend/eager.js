// Its types are in eager.d.ts, so that TypeScript does not read TensorFlow.js' declarations for every notebook.
export { tensorFlowNow, withoutTensors } from "../../tfjs/tensorflow.ts";
export { activationOf } from "./tensorflow/activations.ts";
export { Network, penaltyOf } from "./tensorflow/network.ts";
export { TensorFlowOptimizers } from "./tensorflow/optimizers.ts";
export { OutputLoss } from "./tensorflow/output-loss.ts";
export { TensorFlowTrainer } from "./tensorflow/trainer.ts";
