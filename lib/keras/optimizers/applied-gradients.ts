import type { OptimizerState } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { NDArray } from "../../ndarray.ts";
import { TensorFlowOptimizers, tensorFlowNow } from "../backend/eager.js";
import { joinLookups } from "../backend/lookups.ts";
import type { AnyOptimizerPlan } from "../backend/plan.ts";
import { currentScope } from "../backend/scope.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Variable } from "../variable.ts";

/** Updates of variables by gradients that the caller computes. */
export class AppliedGradients {
  private readonly parameters: Float32Array;
  private readonly updates: TensorFlowOptimizers;

  /**
   * @param variables those that are updated, in the order of the state
   * @param rate the step size by the number of updates before
   */
  constructor(
    readonly variables: readonly Variable[],
    plan: AnyOptimizerPlan,
    rate: (batches: number) => number,
  ) {
    let size = 0;
    const layout = variables.map(({ shape, size: own }) => {
      size += own;
      return { offset: size - own, shape, trainable: true };
    });
    this.parameters = new Float32Array(size);
    this.updates = new TensorFlowOptimizers(tensorFlowNow(), plan, { layout, size }, rate);
  }

  get state(): OptimizerState {
    return this.updates.state;
  }

  /** @param batches updates so far, from a file or a `fit` before */
  apply(gradients: readonly TensorFlowTensor[], batches: number): number {
    const tf = tensorFlowNow();
    tf.tidy(() => {
      this.read();
      this.updates.iterations = batches;
      this.variables.forEach((variable, i) => {
        const stored = currentScope()?.read(variable);
        if (stored) joinLookups(stored, gradients[i]);
      });
      this.updates.update(this.parameters, [...gradients]);
      this.write();
    });
    return this.updates.iterations;
  }

  /** Makes the moving averages the weights. */
  applyAverage(): void {
    this.read();
    for (const [weights, average] of this.updates.averaged(this.parameters)) weights.set(average);
    this.write();
  }

  private read(): void {
    let offset = 0;
    for (const variable of this.variables) {
      const stored = currentScope()?.read(variable);
      const values = stored ? stored.dataSync() : variable.numpy().values;
      this.parameters.set(values as Float32Array, offset);
      offset += variable.size;
    }
  }

  private write(): void {
    let offset = 0;
    for (const variable of this.variables) {
      const values = this.parameters.slice(offset, offset + variable.size);
      variable.assign(new NDArray(values, [...variable.shape]));
      offset += variable.size;
    }
  }
}

/** Gradients, in the order of variables or by the names that `tf.variableGrads` gave them, as a list. */
export function gradientsFor(
  gradients: readonly (TensorFlowTensor | null)[] | Readonly<Record<string, TensorFlowTensor>>,
  variables: readonly Variable[],
): (TensorFlowTensor | null)[] {
  if (Array.isArray(gradients)) {
    if (gradients.length === variables.length) return [...gradients];
    throw new ValueError(
      `Expected a gradient for each of the ${variables.length} variables. Received: ${gradients.length} gradients`,
    );
  }
  const of = new Map<Variable, TensorFlowTensor>();
  for (const [name, gradient] of Object.entries(gradients)) {
    const variable = currentScope()?.named?.(name) ?? variables.find(({ path }) => path === name);
    if (variable) of.set(variable as Variable, gradient);
  }
  return variables.map((variable) => of.get(variable) ?? null);
}
