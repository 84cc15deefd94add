import { received, ValueError } from "../../errors.ts";
import type { Variable } from "../layers/index.ts";
import { LossScaleOptimizer } from "./loss-scale-optimizer.ts";
import { Optimizer } from "./optimizer.ts";

/**
 * Which optimizer changes which variable: patterns on the variables' paths, such as `sequential/dense/kernel`.
 *
 *     const map = new OptimizerMap(new SGD(), { "sequential/dense/.*": new Adam() });
 *     map.set("encoder/.*", new RMSprop());
 *
 * A path that is a key has that key's optimizer. Otherwise the keys are regular expressions that have to match all of the
 * path, and what none of them matches has the default.
 *
 * Porting note: the patterns are JavaScript's. What is given to the constructor is checked as what is set later.
 */
export class OptimizerMap implements Iterable<string> {
  readonly defaultOptimizer: Optimizer;
  private readonly optimizers = new Map<string, Optimizer>();
  private readonly patterns = new Map<string, RegExp>();

  /**
   * @param defaultOptimizer of every variable that no pattern matches
   * @param optimizerMap optimizers by their patterns, default none
   * @throws ValueError for anything that is no optimizer of one rule, and for keys that are no patterns
   */
  constructor(defaultOptimizer: Optimizer, optimizerMap: Readonly<Record<string, Optimizer>> = {}) {
    if (!(defaultOptimizer instanceof Optimizer)) {
      throw new ValueError(
        `\`defaultOptimizer\` must be a Keras Optimizer instance. Received: ${received(defaultOptimizer)}`,
      );
    }
    if (optimizerMap === null || typeof optimizerMap !== "object" || Array.isArray(optimizerMap)) {
      throw new ValueError(`\`optimizerMap\` must be a dictionary. Received: ${received(optimizerMap)}`);
    }
    this.defaultOptimizer = defaultOptimizer;
    for (const [pattern, optimizer] of Object.entries(optimizerMap)) this.set(pattern, optimizer);
  }

  /** The number of patterns. */
  get size(): number {
    return this.optimizers.size;
  }

  /**
   * The optimizer of a path: its own, that of the pattern which matches all of it, or the default.
   *
   * @throws ValueError when more than one pattern matches
   */
  get(path: string): Optimizer {
    const own = this.optimizers.get(path);
    if (own !== undefined) return own;
    const matching = [...this.patterns].filter(([, expression]) => expression.test(path));
    if (matching.length > 1) {
      const keys = matching.map(([pattern]) => JSON.stringify(pattern)).join(", ");
      throw new ValueError(`Multiple optimizers assigned to variable ${path}. Matching keys: ${keys}`);
    }
    return matching.length === 1 ? (this.optimizers.get(matching[0][0]) as Optimizer) : this.defaultOptimizer;
  }

  /**
   * Gives variables an optimizer.
   *
   * @param pattern a path, or a regular expression that matches all of it
   * @throws ValueError for a key that is there already or is no pattern, and for anything but an optimizer of one rule
   */
  set(pattern: string, optimizer: Optimizer): void {
    const other = this.optimizers.get(pattern);
    if (other !== undefined) {
      throw new ValueError(
        `'${pattern}' already exists in the OptimizerMap with value ${received(other)}. Please make sure to not use ` +
          "duplicated keys.",
      );
    }
    if (typeof pattern !== "string")
      throw new ValueError(`key must be a string. Received: ${received(pattern)}`);
    if (!(optimizer instanceof Optimizer)) {
      throw new ValueError(`optimizer must be a Keras Optimizer instance. Received: ${received(optimizer)}`);
    }
    const nested = nestedKind(optimizer);
    if (nested) throw new ValueError(`optimizer cannot be ${nested}.`);
    this.patterns.set(pattern, expressionOf(pattern));
    this.optimizers.set(pattern, optimizer);
  }

  /** Takes a pattern out; whether it was there. */
  delete(pattern: string): boolean {
    this.patterns.delete(pattern);
    return this.optimizers.delete(pattern);
  }

  /** The optimizers of the patterns, in the order in which they were given. */
  values(): IterableIterator<Optimizer> {
    return this.optimizers.values();
  }

  /** The patterns, in the order in which they were given. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.optimizers.keys();
  }

  /** The optimizer of a variable, by its path. */
  call(variable: Variable): Optimizer {
    return this.get(variable.path);
  }
}

/** The kind of an optimizer that holds others and therefore cannot be one of several; undefined for all others. */
export function nestedKind(optimizer: Optimizer): "LossScaleOptimizer" | "MultiOptimizer" | undefined {
  if (optimizer instanceof LossScaleOptimizer) return "LossScaleOptimizer";
  return "optimizers" in optimizer ? "MultiOptimizer" : undefined;
}

function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch (error) {
    throw new ValueError(
      "Expected every key of an OptimizerMap to be a path or a regular expression of JavaScript. " +
        `Received: ${JSON.stringify(pattern)} (${(error as Error).message})`,
    );
  }
}
