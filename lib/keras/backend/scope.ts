import type { TensorFlowTensor } from "./tensor-types.ts";

/** A computation that runs: what the layers in it read and add. */
export interface Scope {
  /** A variable's values in this computation, which can be differentiated. */
  read(variable: object): TensorFlowTensor | undefined;
  readonly training: boolean;
  /** Adds to the loss that is trained. */
  addLoss(loss: TensorFlowTensor): void;
  /** The losses that were added since the computation last took them. */
  readonly losses?: readonly TensorFlowTensor[];
  /** Reports the mean of values. */
  addMetric?(name: string, values: TensorFlowTensor): void;
  /** Sets a variable that is not trained, once the batch is done; false if the variable is not of this computation. */
  assign(variable: object, values: TensorFlowTensor): boolean;
  /** The variable of a name in the result of `tf.variableGrads`. */
  named?(name: string): object | undefined;
  /** Keeps a result of `apply` while the computation runs. */
  retain?(tensor: TensorFlowTensor): void;
}

let running: Scope | undefined;

/** The innermost computation that runs; undefined outside. */
export const currentScope = (): Scope | undefined => running;

/** Runs a computation in a scope of its own. */
export function inScope<T>(scope: Scope, compute: () => T): T {
  const outer = running;
  running = scope;
  try {
    return compute();
  } finally {
    running = outer;
  }
}
