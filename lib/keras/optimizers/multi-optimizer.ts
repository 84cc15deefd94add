import type { OptimizerPlan } from "../../engine/index.ts";
import { received, receivedFirst, ValueError, withDefaults } from "../../errors.ts";
import { dict, tuple } from "../../python-repr.ts";
import type { AnyOptimizerPlan } from "../backend/plan.ts";
import { defaultName } from "../dialects/names.ts";
import { type SerializedObject, serializeObject } from "../saving/config.ts";
import { functionForm } from "../saving/keras3-form.ts";
import type { Variable } from "../variable.ts";
import { LossScaleOptimizer } from "./loss-scale-optimizer.ts";
import { type MovingAverage, Optimizer, type TrainingState } from "./optimizer.ts";
import { COMMON } from "./optimizer-options.ts";
import type { LearningRate } from "./rate-function.ts";
import { serialize } from "./serialize.ts";

/**
 * Assigns optimizers to variables by patterns of their paths, such as `sequential/dense/kernel`.
 *
 * A variable whose path equals a key gets the optimizer of that key. Otherwise the keys are regular expressions, one of which
 * has to match the whole path; a variable that none matches gets the default.
 *
 * Porting note: the patterns are JavaScript's. Optimizers given to the constructor are checked like those set later.
 *
 * @example
 * const map = new optimizers.OptimizerMap(new optimizers.SGD(), { "sequential/dense/.*": new optimizers.Adam() });
 * map.set("encoder/.*", new optimizers.RMSprop());
 * console.log(map.get("encoder/dense/kernel") instanceof optimizers.RMSprop); // true
 */
export class OptimizerMap implements Iterable<string> {
  readonly defaultOptimizer: Optimizer;
  private readonly optimizers = new Map<string, Optimizer>();
  private readonly patterns = new Map<string, RegExp>();

  /**
   * @param defaultOptimizer for the variables that no pattern matches
   * @param optimizerMap optimizers by pattern, default none
   * @throws ValueError for anything but optimizers, for optimizers that wrap others, and for invalid patterns
   */
  constructor(defaultOptimizer: Optimizer, optimizerMap: Readonly<Record<string, Optimizer>> = {}) {
    if (!(defaultOptimizer instanceof Optimizer)) {
      throw new ValueError(
        `\`defaultOptimizer\` must be a Keras Optimizer instance. Received: ${receivedFirst("OptimizerMap", ["defaultOptimizer", "optimizerMap"], defaultOptimizer)}`,
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
   * The optimizer for a path: that of an equal key, of the pattern that matches it, or the default.
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
   * Assigns an optimizer to the variables that a pattern matches.
   *
   * @param pattern a path, or a regular expression for whole paths
   * @throws ValueError for a key that exists, an invalid pattern, anything but an optimizer, and one that wraps others
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

  /** Removes a pattern; returns whether it existed. */
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

  /**
   * Keras 3's dictionary of the configuration.
   *
   * @example
   * const map = new optimizers.OptimizerMap(new optimizers.SGD(), { ".*bias": new optimizers.Adam() });
   * console.log(Object.keys(map.getConfig().optimizer_map)); // [ '.*bias' ]
   */
  getConfig(): { default_optimizer: SerializedObject; optimizer_map: Record<string, SerializedObject> } {
    const others = [...this.optimizers].map(([pattern, optimizer]) => [pattern, serialize(optimizer)]);
    return dict({
      default_optimizer: serialize(this.defaultOptimizer),
      optimizer_map: dict(Object.fromEntries(others)),
    });
  }

  /** The optimizer of a variable, by its path. */
  call(variable: Variable): Optimizer {
    return this.get(variable.path);
  }
}

/** The kind of an optimizer that wraps others, which cannot be nested; undefined for all others. */
function nestedKind(optimizer: Optimizer): "LossScaleOptimizer" | "MultiOptimizer" | undefined {
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

/** Returns the optimizer of a variable; called once for each trained variable. */
export type OptimizerChoice = (variable: Variable) => Optimizer;

export interface MultiOptimizerOptions {
  /** Replaces the `lossScaleFactor` of every optimizer in it, `lossScaleFactor: 1024`; default none. */
  lossScaleFactor?: number | null;
  /** `name: "mine"`; default `multi_optimizer`. */
  name?: string;
}

/**
 * Several optimizers, each of which updates variables of its own. The learning rate, schedule, clipping, decay and average of
 * each apply to these variables alone. TensorFlow.js computes the model.
 *
 * It has no learning rate itself; callbacks change the rate of each of its `optimizers`.
 *
 * Porting note: `compile` resets it, as all optimizers; that of Keras keeps the variables that it was built with.
 *
 * @example
 * const [adam, sgd] = [new optimizers.Adam(), new optimizers.SGD()];
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ optimizer: new optimizers.MultiOptimizer(new optimizers.OptimizerMap(sgd, { ".*bias": adam })), loss: "mse" });
 * model.compile({ optimizer: new optimizers.MultiOptimizer(({ path }) => (path.endsWith("bias") ? adam : sgd)), loss: "mse" });
 */
export class MultiOptimizer extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.multi_optimizer.MultiOptimizer";
  static readonly positional = ["optimizerMap"];
  readonly #choice: OptimizerMap | OptimizerChoice;
  readonly #optimizers: Optimizer[] = [];
  /** The optimizer chosen for each variable. */
  readonly #chosen = new WeakMap<Variable, Optimizer>();
  /** The optimizers that have variables in the model. */
  #atWork: readonly Optimizer[] = [];
  /** True if one of them keeps a moving average. */
  #keepsAverage = false;
  #average: MovingAverage | null = null;

  /**
   * @param optimizerMap patterns of the variables' paths, or a function of the variable
   * @throws ValueError for anything else, and for a nested `LossScaleOptimizer` or `MultiOptimizer`
   */
  constructor(optimizerMap: OptimizerMap | OptimizerChoice, options: MultiOptimizerOptions = {}) {
    const given = withDefaults<MultiOptimizerOptions>("MultiOptimizer", options, {
      lossScaleFactor: null,
      name: "",
    });
    super({ ...COMMON, ...given, learningRate: 0, name: given.name || defaultName("MultiOptimizer") });
    if (!(optimizerMap instanceof OptimizerMap) && !isChoice(optimizerMap)) {
      throw new ValueError(
        "Expected `optimizerMap` to be an `OptimizerMap`, such as `new OptimizerMap(new SGD(), { … })`, or a function " +
          `(variable) => optimizer. Received: ${receivedFirst("MultiOptimizer", MultiOptimizer.positional, optimizerMap)}`,
      );
    }
    this.#choice = optimizerMap;
    if (typeof optimizerMap === "function") return;
    for (const optimizer of [...optimizerMap.values(), optimizerMap.defaultOptimizer]) this.take(optimizer);
  }

  /** The optimizers of the patterns, then the default; those of a function, once a model trains, in the order it returned them. */
  get optimizers(): readonly Optimizer[] {
    return this.#optimizers;
  }

  /** Factor of the loss for all optimizers; null for none. */
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

  override set learningRate(_value: LearningRate) {
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
    const parts = [...weights].map(([optimizer, indices]) => ({
      // Optimizers that wrap others are refused.
      plan: optimizer.planFor(indices.map((i) => trained[i])) as OptimizerPlan,
      weights: indices,
      rate: (batches: number) => optimizer.rateAt(batches),
    }));
    this.#atWork = [...weights.keys()];
    this.#keepsAverage = parts.some((part) => part.plan.emaMomentum != null);
    return { ...this.common, kind: "multi", label: "optimizer MultiOptimizer", parts };
  }

  /**
   * Keras 3's dictionary of the configuration. A function is in it by its name.
   *
   * @throws ValueError for a function without a name
   */
  override getConfig(): Record<string, unknown> {
    const choice = this.#choice;
    const map =
      typeof choice === "function"
        ? functionForm(choice)
        : serializeObject("keras.optimizers", "OptimizerMap", choice.getConfig());
    if (typeof choice !== "function" || choice.name !== "")
      return dict({ optimizer_map: map, loss_scale_factor: this.lossScaleFactor, name: this.name });
    throw new ValueError(
      "Expected a MultiOptimizer to get an `OptimizerMap`, or a function with a name, to be saved: files hold no code. Received: a " +
        "function without a name.",
    );
  }

  /** The indices among the trained variables of those that each of `optimizers` updates. */
  assigned(trained: readonly Variable[]): [optimizer: Optimizer, indices: number[]][] {
    const chosen = trained.map((variable) => this.optimizerOf(variable));
    return this.#optimizers.map((optimizer) => [
      optimizer,
      [...trained.keys()].filter((i) => chosen[i] === optimizer),
    ]);
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
