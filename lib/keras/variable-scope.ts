import { NDArray } from "../ndarray.ts";
import { tensorFlowNow } from "./backend/eager.js";
import { inScope, type Scope } from "./backend/scope.ts";
import type { TensorFlowTensor } from "./backend/tensor-types.ts";
import type { Variable } from "./variable.ts";

/**
 * A computation in which each variable is a `tf.Variable` of its path, so that `tf.variableGrads` finds it. When it ends, the variables
 * take over the values.
 */
export class VariableScope implements Scope {
  readonly training = false;
  private readonly stored = new Map<object, TensorFlowTensor>();
  private readonly byName = new Map<string, Variable>();
  private added: TensorFlowTensor[] = [];
  private readonly retained: TensorFlowTensor[] = [];

  /**
   * @param trained the variables that `tf.variableGrads` differentiates
   * @param addMetric of a step: receives the figures that layers report
   */
  constructor(
    variables: readonly Variable[],
    trained: ReadonlySet<Variable>,
    readonly addMetric?: (name: string, values: TensorFlowTensor) => void,
  ) {
    const tf = tensorFlowNow();
    const { registeredVariables } = tf.engine();
    for (const variable of variables) {
      let name = variable.path;
      for (let i = 1; name in registeredVariables; i++) name = `${variable.path}_${i}`;
      const { values, shape } = variable.numpy();
      const first = tf.tensor(values, [...shape]);
      this.stored.set(variable, tf.variable(first, trained.has(variable), name));
      first.dispose();
      this.byName.set(name, variable);
    }
  }

  read(variable: object): TensorFlowTensor | undefined {
    return this.stored.get(variable);
  }

  assign(variable: object, values: TensorFlowTensor): boolean {
    const stored = this.stored.get(variable);
    stored?.assign(values);
    return stored !== undefined;
  }

  /** The variable of a name in the result of `tf.variableGrads`. */
  named(name: string): Variable | undefined {
    return this.byName.get(name);
  }

  addLoss(loss: TensorFlowTensor): void {
    this.retain(loss);
    this.added.push(loss);
  }

  get losses(): readonly TensorFlowTensor[] {
    return this.added;
  }

  /** The losses that layers added since the last call. */
  takeLosses(): TensorFlowTensor[] {
    const { added } = this;
    this.added = [];
    return added;
  }

  /** Keeps tensors to the end of a step: `tf.variableGrads` disposes of what its function makes. False outside of one. */
  retain(tensor: TensorFlowTensor): boolean {
    if (this.addMetric) this.retained.push(tensorFlowNow().keep(tensor));
    return this.addMetric !== undefined;
  }

  /** Runs a computation; tensors that it makes are disposed of. */
  run<T>(compute: () => T): T {
    const tf = tensorFlowNow();
    try {
      const result = tf.tidy(() => {
        let value: T | undefined;
        inScope(this, () => {
          value = compute();
        });
        return value;
      });
      for (const [variable, stored] of this.stored) {
        const values = Float32Array.from(stored.dataSync());
        (variable as Variable).assign(new NDArray(values, [...stored.shape]));
      }
      return result as T;
    } finally {
      for (const stored of this.stored.values()) stored.dispose();
      for (const tensor of this.retained) tensor.dispose();
    }
  }
}
