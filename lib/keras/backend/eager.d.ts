import type { ModelPlan } from "./plan.ts";
import type { TensorFlowTensor } from "./tensor-types.ts";

/** TensorFlow.js at once: on the native library, else on the back end that starts without waiting. */
// biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
export function tensorFlowNow(): any;

/** A model's layers in TensorFlow.js' operations. */
export class Network {
  constructor(tf: unknown, plan: Pick<ModelPlan, "inputs" | "layers" | "graph">);
  /** @param x the inputs of each sample, one after the other */
  forward(
    x: TensorFlowTensor,
    weights: readonly TensorFlowTensor[],
    training: boolean,
  ): { outputs: { values: TensorFlowTensor }[]; penalty: TensorFlowTensor };
}
