import type { ActivationFunction, OptimizerState, Trainer } from "../../engine/index.ts";
import type { AnyLossPlan, AnyOptimizerPlan, ModelPlan, RegularizerPlan } from "./plan.ts";
import type { TensorFlowTensor } from "./tensor-types.ts";

/** TensorFlow.js without waiting: on the native library, else on a back end that starts synchronously. */
// biome-ignore lint/suspicious/noExplicitAny: the type is TensorFlow.js'
export function tensorFlowNow(): any;

/** The number that a function computes; if TensorFlow.js is loaded, without the tensors that it leaves. */
export function withoutTensors(compute: () => number): number;

/** An activation of tensors. */
export function activationOf(
  tf: unknown,
  given: ActivationFunction,
): (x: TensorFlowTensor) => TensorFlowTensor;

/** A model's layers in TensorFlow.js' operations. */
export class Network {
  constructor(tf: unknown, plan: Pick<ModelPlan, "inputs" | "layers" | "graph">);
  /** @param x the inputs of each sample, one after the other */
  forward(
    x: TensorFlowTensor,
    weights: readonly TensorFlowTensor[],
    training: boolean | undefined,
    masks?: readonly (TensorFlowTensor | null)[],
  ): {
    outputs: Outputs[];
    penalties: TensorFlowTensor[];
    updates: { offset: number; values: Float32Array }[];
  };
}

/** The penalty of a regularizer on weights or outputs. */
export function penaltyOf(regularizer: RegularizerPlan, x: TensorFlowTensor): TensorFlowTensor;

/** An output of a model over a batch. */
interface Outputs {
  values: TensorFlowTensor;
  logits: TensorFlowTensor;
  activation: string;
  mask: TensorFlowTensor | null;
}

/** The loss of one output over a batch. */
export class OutputLoss {
  constructor(tf: unknown, plan: AnyLossPlan, shape: readonly number[]);
  of(
    outputs: Outputs,
    y: TensorFlowTensor,
    weights: TensorFlowTensor | null,
  ): { reported: TensorFlowTensor; trained: TensorFlowTensor };
  each(outputs: Outputs, y: TensorFlowTensor, weights: TensorFlowTensor | null): TensorFlowTensor;
}

/** The state of an optimizer, and its updates of arrays. */
export class TensorFlowOptimizers {
  constructor(
    tf: unknown,
    plan: AnyOptimizerPlan,
    network: {
      readonly layout: readonly { offset: number; shape: readonly number[]; trainable: boolean }[];
      readonly size: number;
    },
    rate: (batches: number) => number,
  );
  iterations: number;
  readonly state: OptimizerState;
  update(parameters: Float32Array, gradients: TensorFlowTensor[]): void;
  averaged(parameters: Float32Array): [weights: Float32Array, average: Float32Array][];
}

/** Trains on TensorFlow.js, which must be loaded. */
export const TensorFlowTrainer: new (tf: unknown, plan: ModelPlan) => Trainer;
