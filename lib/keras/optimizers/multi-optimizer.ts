import { received, ValueError } from "../../errors.ts";
import type { Variable } from "../layers/index.ts";
import { tuple } from "../python-repr.ts";
import {
  type AnyOptimizerPlan,
  type MovingAverage,
  Optimizer,
  type SingleOptimizerPlan,
  type TrainingState,
} from "./optimizer.ts";
import { nestedKind, OptimizerMap } from "./optimizer-map.ts";

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
  /** What was chosen for each variable. */
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

  /** What the loss is multiplied with for all of them; null: nothing. */
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
      // What holds other optimizers is refused.
      plan: optimizer.plan(places.map((i) => trained[i])) as SingleOptimizerPlan,
      weights: places,
      rate: (batches: number) => optimizer.schedule?.call(batches) ?? optimizer.learningRate,
    }));
    this.#atWork = [...weights.keys()];
    this.#keepsAverage = parts.some((part) => part.plan.emaMomentum != null);
    return { ...this.common, kind: "multi", what: "optimizer MultiOptimizer", parts };
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
