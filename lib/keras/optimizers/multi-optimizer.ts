import type { OptimizerPlan } from "../../engine/index.ts";
import { received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyOptimizerPlan } from "../backend/plan.ts";
import type { Variable } from "../variable.ts";
import { LossScaleOptimizer } from "./loss-scale-optimizer.ts";
import { type MovingAverage, Optimizer, type TrainingState } from "./optimizer.ts";

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

/** The optimizer of a variable; asked once for each that is trained. */
export type OptimizerChoice = (variable: Variable) => Optimizer;

export interface MultiOptimizerOptions {
  /** Takes the place of the `lossScaleFactor` of every optimizer in it; default none. */
  lossScaleFactor?: number | null;
  name?: string;
}

/**
 * Several optimizers, each changing variables of its own: with its learning rate, schedule, clipping, decay and average,
 * which see these variables alone. TensorFlow.js computes them.
 *
 *     const map = new OptimizerMap(new SGD(), { "sequential/dense/.*": new Adam() });
 *     model.compile({ optimizer: new MultiOptimizer(map), loss: "mse" });
 *     model.compile({
 *       optimizer: new MultiOptimizer(({ path }) => (path.endsWith("bias") ? adam : sgd)),
 *       loss: "mse",
 *     });
 *
 * It has no learning rate; `optimizers` have, and callbacks that change it change that of each.
 *
 * Porting note: `compile` starts it anew, as all optimizers, where Keras' keeps the variables that it was built with.
 */
export class MultiOptimizer extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.multi_optimizer.MultiOptimizer";
  readonly #choice: OptimizerMap | OptimizerChoice;
  readonly #optimizers: Optimizer[] = [];
  /** The optimizer chosen for each variable. */
  readonly #chosen = new WeakMap<Variable, Optimizer>();
  /** Those that have variables in the model, and whether one of them keeps an average. */
  #atWork: readonly Optimizer[] = [];
  #keepsAverage = false;
  #average: MovingAverage | null = null;

  /**
   * @param optimizerMap patterns on the variables' paths, or a function of the variable
   * @throws ValueError for anything else, and for a `LossScaleOptimizer` or `MultiOptimizer` in it
   */
  constructor(optimizerMap: OptimizerMap | OptimizerChoice, options: MultiOptimizerOptions = {}) {
    super("multi_optimizer", 0, { lossScaleFactor: options.lossScaleFactor, name: options.name });
    if (!(optimizerMap instanceof OptimizerMap) && !isChoice(optimizerMap)) {
      throw new ValueError(
        "Expected `optimizerMap` to be an `OptimizerMap`, such as `new OptimizerMap(new SGD(), { … })`, or a function " +
          `(variable) => optimizer. Received: optimizerMap=${received(optimizerMap)}`,
      );
    }
    this.#choice = optimizerMap;
    if (typeof optimizerMap === "function") return;
    for (const optimizer of [...optimizerMap.values(), optimizerMap.defaultOptimizer]) this.take(optimizer);
  }

  /** The optimizers: those of the patterns, then the default. Those of a function come as it gives them, when a model trains. */
  get optimizers(): readonly Optimizer[] {
    return this.#optimizers;
  }

  /** Factor of the loss for all of them; null for none. */
  get lossScaleFactor(): number | null {
    return this.common.lossScaleFactor ?? null;
  }

  override get batches(): number {
    return super.batches;
  }

  override set batches(batches: number) {
    super.batches = batches;
    for (const optimizer of this.#optimizers) optimizer.batches = batches;
  }

  /** @throws ValueError always: each of `optimizers` has its own */
  override get learningRate(): number {
    throw new ValueError(
      "Learning rate cannot be accessed on a MultiOptimizer. Access the learning rate on the individual " +
        "sub-optimizers instead.",
    );
  }

  override set learningRate(_value: number) {
    throw new ValueError(
      "Learning rate cannot be set on a MultiOptimizer. Set the learning rate on the individual sub-optimizers instead.",
    );
  }

  /** The moving averages of all of them that keep one. */
  override get movingAverage(): MovingAverage | null {
    return this.#average;
  }

  /** The trainer asks each optimizer for its step size. */
  override prepare(): void {}

  override follow(trainer: TrainingState): void {
    super.batches = trainer.iterations;
    for (const optimizer of this.#atWork) optimizer.batches = trainer.iterations;
    this.#average = this.#keepsAverage ? trainer : null;
  }

  plan(trained: readonly Variable[]): AnyOptimizerPlan {
    const weights = new Map<Optimizer, number[]>();
    trained.forEach((variable, i) => {
      const optimizer = this.optimizerOf(variable);
      weights.set(optimizer, [...(weights.get(optimizer) ?? []), i]);
    });
    const parts = [...weights].map(([optimizer, places]) => ({
      // Optimizers that contain others are refused.
      plan: optimizer.plan(places.map((i) => trained[i])) as OptimizerPlan,
      weights: places,
      rate: (batches: number) => optimizer.schedule?.call(batches) ?? optimizer.learningRate,
    }));
    this.#atWork = [...weights.keys()];
    this.#keepsAverage = parts.some((part) => part.plan.emaMomentum != null);
    return { ...this.common, kind: "multi", label: "optimizer MultiOptimizer", parts };
  }

  private optimizerOf(variable: Variable): Optimizer {
    const known = this.#chosen.get(variable);
    if (known !== undefined) return known;
    const choice = this.#choice;
    const optimizer = typeof choice === "function" ? choice(variable) : choice.call(variable);
    if (!(optimizer instanceof Optimizer)) {
      throw new ValueError(
        `Optimizer for variable <Variable path=${variable.path}, shape=${tuple([...variable.shape])}, dtype=float32> is ` +
          `not an Optimizer instance. Received: ${received(optimizer)}`,
      );
    }
    this.take(optimizer);
    this.#chosen.set(variable, optimizer);
    return optimizer;
  }

  private take(optimizer: Optimizer): void {
    const nested = nestedKind(optimizer);
    if (nested) throw new ValueError(`${nested} cannot be used inside an MultiOptimizer.`);
    if (!this.#optimizers.includes(optimizer)) this.#optimizers.push(optimizer);
  }
}

/** A function, but not a class. */
function isChoice(choice: unknown): choice is OptimizerChoice {
  return typeof choice === "function" && !(choice.prototype instanceof Optimizer);
}
