import type { Optimizer } from "../optimizers/index.ts";

/** An optimizer that has a learning rate. */
export interface RatedOptimizer {
  readonly optimizer: Optimizer;
  /** The history's name of its rate. */
  readonly key: string;
  /** What a line about its rate begins with: nothing, or its name and a space. */
  readonly label: string;
}

/**
 * Those of a model whose learning rates a callback changes: its optimizer, or each of a `MultiOptimizer`, whose rates the
 * history then has as `learning_rate_NAME`; a second one of a name has `learning_rate_NAME_1`.
 */
export function ratedOptimizers(optimizer: Optimizer): RatedOptimizer[] {
  if (!("optimizers" in optimizer)) return [{ optimizer, key: "learning_rate", label: "" }];
  const counts = new Map<string, number>();
  return (optimizer.optimizers as readonly Optimizer[]).map((one) => {
    const count = counts.get(one.name) ?? 0;
    counts.set(one.name, count + 1);
    const name = count === 0 ? one.name : `${one.name}_${count}`;
    return { optimizer: one, key: `learning_rate_${name}`, label: `${name} ` };
  });
}
