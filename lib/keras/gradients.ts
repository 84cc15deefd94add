import { received, ValueError } from "../errors.ts";
import { tensorFlowNow } from "./backend/eager.js";
import { joinLookups } from "./backend/lookups.ts";
import { currentScope } from "./backend/scope.ts";
import { isTensor, type TensorFlowTensor } from "./backend/tensor-types.ts";
import type { Variable } from "./variable.ts";
import { VariableScope } from "./variable-scope.ts";

/** The gradients of a loss with respect to variables; null where it does not depend on one. */
export function gradientsOf(
  loss: () => TensorFlowTensor,
  variables: readonly Variable[],
): (TensorFlowTensor | null)[] {
  const scope = currentScope();
  if (variables.some((variable) => scope?.read(variable) === undefined)) {
    return new VariableScope(variables, new Set(variables)).run(() => gradientsOf(loss, variables));
  }
  const stored = variables.map((variable) => scope?.read(variable));
  const { value, grads } = tensorFlowNow().variableGrads(() => checked(loss()), stored);
  keepForLogs(value, variables[0]);
  return stored.map((variable) => {
    const gradient = grads[variable.name] ?? null;
    if (gradient) joinLookups(variable, gradient);
    return gradient;
  });
}

/** The losses of the last updates in loops of one's own. */
const logged = new WeakMap<Variable, TensorFlowTensor>();

/**
 * Keeps a loss, which code may log after the update: to the end of a model's step, in a loop of one's own until the next update. One
 * that `tf.keep` keeps belongs to the caller.
 */
function keepForLogs(loss: TensorFlowTensor, variable: Variable): void {
  if (loss.kept || (currentScope() as VariableScope).retain(loss)) return;
  logged.get(variable)?.dispose();
  logged.set(variable, tensorFlowNow().keep(loss));
}

/** @throws ValueError unless it is a tensor */
function checked(loss: unknown): TensorFlowTensor {
  if (isTensor(loss)) return loss;
  throw new ValueError(
    `Expected the loss to be a tensor of one number. Received: ${received(loss)}` +
      (loss === undefined ? ". Is a `return` missing?" : ""),
  );
}
