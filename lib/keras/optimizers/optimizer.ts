import { received, ValueError, withDefaults } from "../../errors.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { AnyOptimizerPlan, CommonPlan } from "../backend/plan.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { nonNegative } from "../checks.ts";
import { optimizerName } from "../dialects/names.ts";
import { gradientsOf } from "../gradients.ts";
import { PythonObject } from "../python-object.ts";
import { recordUpdate, recordUpdated } from "../record.ts";
import { type ConfigClass, configKey, fromConfig, isSerialized } from "../saving/config.ts";
import { readOnlyVariables } from "../saving/optimizer-variables.ts";
import { snakeCase } from "../state.ts";
import type { Variable } from "../variable.ts";
import { AppliedGradients, gradientsFor } from "./applied-gradients.ts";
import { COMMON, commonPlan, type OptimizerOptions } from "./optimizer-options.ts";
import {
  deserializeRate,
  innerOptimizers,
  type LearningRate,
  RateFunction,
  rateOf,
  serializeRate,
} from "./rate-function.ts";
import type { LearningRateSchedule } from "./schedules.ts";

/** The moving average of a model's trained weights, in the trainer that keeps it. */
export interface MovingAverage {
  /** Exchanges the weights and their average. */
  swapAverage(): void;
  /** Makes the average the weights. */
  restartAverage(): void;
}

/** State that a trainer passes to an optimizer. */
export interface TrainingState extends MovingAverage {
  /** Updates so far. */
  readonly iterations: number;
  /** Factor of the loss before its gradients are taken. */
  readonly lossScale: number;
}

/** Settings that an optimizer passes to a trainer before training. */
export interface StepSize {
  learningRate: number;
  schedule: ((iterations: number) => number) | null;
}

/**
 * Base class of optimizers, which update the weights by the gradients of the loss.
 *
 * @example
 * const optimizer = new optimizers.SGD({ learningRate: 0.1 });
 * console.log(optimizer instanceof optimizers.Optimizer, optimizer.learningRate);
 */
export abstract class Optimizer extends PythonObject {
  readonly name: string;
  /** The part of the plan that all update rules share. */
  protected readonly common: CommonPlan;
  #learningRate = 0;
  #batches = 0;
  #schedule: LearningRateSchedule | null = null;
  #average: MovingAverage | null = null;
  readonly #options: Required<OptimizerOptions>;

  /** @throws ValueError for numbers out of range, and for more than one kind of clipping */
  constructor(options: Required<OptimizerOptions>) {
    super();
    const { name, learningRate } = options;
    this.#options = options;
    this.name = optimizerName(new.target.name, name);
    this.#setRate(learningRate);
    this.common = commonPlan(options);
  }

  /** Batches trained since `compile`: the steps that a schedule counts. */
  get batches(): number {
    return this.#batches;
  }

  set batches(batches: number) {
    this.#batches = batches;
  }

  /** The schedule that is the `learningRate`; null for a number. */
  get schedule(): LearningRateSchedule | null {
    return this.#schedule;
  }

  /** The moving average of the weights; null without `useEma`, and before a model trains with it. */
  get movingAverage(): MovingAverage | null {
    return this.#average;
  }

  /** Passes the step size to the model's trainer. */
  prepare(trainer: StepSize): void {
    const { schedule } = this;
    trainer.schedule = schedule === null ? null : (step) => this.rateAt(step);
    if (schedule === null) trainer.learningRate = this.learningRate;
  }

  /**
   * The step size after a number of batches.
   *
   * @throws ValueError if a schedule gives neither a number nor a tensor of one
   */
  rateAt(batches: number): number {
    const { schedule } = this;
    return schedule === null ? this.#learningRate : rateOf(schedule, batches);
  }

  /** Takes over the state of the model's trainer. */
  follow(trainer: TrainingState): void {
    // After `apply`, the optimizer holds its own state, not the trainer's.
    if (this.#applied) return;
    this.batches = trainer.iterations;
    this.#average = this.common.emaMomentum == null ? null : trainer;
  }

  /** Updates made so far: one per batch, unless gradients are accumulated. */
  get iterations(): number {
    return Math.floor(this.batches / (this.common.gradientAccumulationSteps ?? 1));
  }

  /**
   * The step size. It can be set while a model trains, for example by a callback, to a number unless it is a schedule, or to a
   * schedule.
   */
  get learningRate(): number {
    return this.rateAt(this.#batches);
  }

  /** @throws ValueError for a number that is negative or not finite, and if there is a schedule */
  set learningRate(value: LearningRate) {
    this.#setRate(value);
  }

  #setRate(value: LearningRate): void {
    if (isSchedule(value) || typeof value === "function") {
      this.#schedule = typeof value === "function" ? new RateFunction(value) : value;
      return;
    }
    if (this.#schedule !== null) {
      throw new ValueError(
        "This optimizer was created with a `LearningRateSchedule` object as its `learningRate` constructor argument, " +
          "hence its learning rate is not settable. If you need the learning rate to be settable, you should " +
          "instantiate the optimizer with a number as `learningRate`.",
      );
    }
    if (typeof value !== "number") {
      throw new ValueError(
        "Argument `learningRate` should be float, or an instance of LearningRateSchedule. " +
          `Received instead: learningRate=${received(value)}`,
      );
    }
    this.#learningRate = nonNegative("learningRate", value);
  }

  /**
   * Keras 3's dictionary of the configuration, from which `fromConfig` makes an optimizer with fresh state. As in Keras the
   * learning rate is rounded to float32.
   *
   * @example
   * console.log(new optimizers.SGD({ momentum: 0.9 }).getConfig().momentum); // 0.9
   */
  getConfig(): Record<string, unknown> {
    const { learningRate: _, name: __, ...options } = this.#options;
    const { schedule } = this;
    const common = [
      "weightDecay",
      "clipnorm",
      "globalClipnorm",
      "clipvalue",
      "useEma",
      "emaMomentum",
      "emaOverwriteFrequency",
      "lossScaleFactor",
      "gradientAccumulationSteps",
    ] as const;
    const own = Object.keys(options).filter((key) => !Object.hasOwn(COMMON, key));
    const entries = [...common, ...own].map((key) => [configKey(key), options[key as keyof typeof options]]);
    return this.described({
      name: this.name === this.constructor.name ? snakeCase(this.name) : this.name,
      learning_rate: schedule === null ? Math.fround(this.#learningRate) : serializeRate(schedule),
      ...Object.fromEntries(entries),
    });
  }

  /**
   * An optimizer of this class from its configuration, as `getConfig` returns it.
   *
   * @throws ValueError for options that the class does not have
   *
   * @example
   * const sgd = optimizers.SGD.fromConfig({ learning_rate: 0.1, momentum: 0.9 });
   */
  static fromConfig(this: ConfigClass<Optimizer>, config: object): Optimizer {
    const { learning_rate: rate } = config as { learning_rate?: unknown };
    const made = innerOptimizers.made(config);
    return fromConfig(this, isSerialized(rate) ? { ...made, learning_rate: deserializeRate(rate) } : made);
  }

  #applied: AppliedGradients | undefined;

  /** The variables that `apply` updates, and their state (momenta and so on); undefined before the first call. */
  get applied(): Pick<AppliedGradients, "variables" | "state"> | undefined {
    return this.#applied;
  }

  #read: () => Partial<Pick<AppliedGradients, "variables" | "state">> = () => ({});

  /** Takes a function by which a model that it trains shows the weights and the state. */
  showState(read: () => Partial<Pick<AppliedGradients, "variables" | "state">>): void {
    this.#read = read;
  }

  /**
   * Copies of the optimizer's own variables: the number of updates, the learning rate, and from the first update on the state for each
   * weight, such as its momentum.
   *
   * @example
   * const optimizer = new optimizers.Adam(0.01);
   * console.log(optimizer.variables.map(({ path }) => path)); // [ 'adam/iteration', 'adam/learning_rate' ]
   */
  get variables(): readonly Variable[] {
    const { variables = [], state } = this.#applied ?? this.#read();
    return readOnlyVariables(this, variables, state);
  }

  /**
   * Prepares for variables that `apply` will update.
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 2]);
   * new optimizers.Adam().build(layer.trainableWeights);
   */
  build(variables: readonly Variable[]): void {
    const isSame =
      this.#applied?.variables.length === variables.length &&
      variables.every((variable, i) => this.#applied?.variables[i] === variable);
    if (isSame) return;
    if (this.#applied !== undefined) {
      throw new ValueError(
        `Expected \`${this.name}\` to get the variables that it was built for. Received: ` +
          `[${variables.map(({ path }) => path).join(", ")}]. Make an optimizer of its own for them.`,
      );
    }
    this.#applied = new AppliedGradients(variables, this.planFor(variables), () => this.learningRate);
  }

  #undecayed: { variables: readonly Variable[]; names: readonly string[] } | undefined;

  /**
   * Excludes weights from `weightDecay`. TensorFlow.js then computes the model.
   *
   * @param options `varList`: the weights; `varNames`: substrings of the weights' paths, such as `["bias"]`
   * @throws ValueError for unknown options, and once the optimizer has weights
   *
   * @example
   * const optimizer = new optimizers.AdamW(0.01);
   * optimizer.excludeFromWeightDecay({ varNames: ["bias"] });
   */
  excludeFromWeightDecay(options: {
    varList?: readonly Variable[] | null;
    varNames?: readonly string[] | null;
  }): void {
    const given = withDefaults("excludeFromWeightDecay", options, { varList: null, varNames: null });
    if (this.#applied !== undefined || this.batches > 0) {
      throw new ValueError(
        "`excludeFromWeightDecay()` can only be configured before the optimizer is built.",
      );
    }
    this.#undecayed = { variables: given.varList ?? [], names: given.varNames ?? [] };
  }

  /** The plan for these weights, with those that are not decayed. */
  planFor(trained: readonly Variable[]): AnyOptimizerPlan {
    const plan = this.plan(trained);
    const excluded = this.#undecayed;
    if (excluded === undefined || plan.kind === "multi") return plan;
    const undecayed = [...trained.keys()].filter((i) => {
      const isNamed = excluded.names.some((name) => trained[i].path.includes(name));
      return isNamed || excluded.variables.includes(trained[i]);
    });
    return undecayed.length === 0 ? plan : { ...plan, undecayed, label: "weights without weight decay" };
  }

  /**
   * Updates variables by given gradients, in a `trainStep` or a training loop.
   *
   * @param gradients a tensor for each variable, null for none, or a dictionary by names, as `tf.variableGrads` returns it
   * @param trainableVariables default: those of the first call; always the same ones
   * @throws ValueError for another number of gradients, and if there is none at all
   *
   * @example
   * const layer = new Dense(1);
   * layer.build([null, 2]);
   * const sgd = new optimizers.SGD(0.5);
   * sgd.apply([[[1], [1]], [2]], layer.trainableWeights);
   * console.log(layer.bias.numpy().values); // Float32Array(1) [ -1 ]
   */
  apply(
    gradients: readonly (TensorFlowTensor | null)[] | Readonly<Record<string, TensorFlowTensor>>,
    trainableVariables: readonly Variable[] = this.#applied?.variables ?? [],
  ): void {
    this.build(trainableVariables);
    const applied = this.#applied as AppliedGradients;
    const given = gradientsFor(gradients, trainableVariables);
    const missing = trainableVariables.filter((_, i) => given[i] === null);
    if (missing.length === given.length) {
      throw new ValueError("No gradients provided for any variable.");
    }
    if (missing.length > 0) {
      const paths = missing.map(({ path }) => path).join(", ");
      console.warn(`Gradients do not exist for variables [${paths}] when minimizing the loss.`);
    }
    const model = recordUpdate(this, trainableVariables);
    const tf = tensorFlowNow();
    const before = missing.map((variable) => [variable, variable.numpy()] as const);
    tf.tidy(() => {
      const tensors = given.map((gradient, i) => {
        if (gradient === null) return tf.zeros([...trainableVariables[i].shape]);
        return isTensor(gradient) ? gradient : tf.tensor(gradient);
      });
      this.batches = applied.apply(tensors, this.batches);
    });
    for (const [variable, values] of before) variable.assign(values);
    if (model) recordUpdated(model);
  }

  /**
   * Like `apply`, for pairs of a gradient and its variable.
   *
   * @example
   * const layer = new Dense(1, { useBias: false });
   * layer.build([null, 2]);
   * new optimizers.SGD(0.5).applyGradients([[[[1], [1]], layer.kernel]]);
   */
  applyGradients(pairs: Iterable<readonly [gradient: TensorFlowTensor | null, variable: Variable]>): void {
    const list = [...pairs];
    this.apply(
      list.map(([gradient]) => gradient),
      list.map(([, variable]) => variable),
    );
  }

  /**
   * The gradients of a loss, in pairs with their variables; null where the loss does not depend on one.
   *
   * @param loss computes a tensor of one number, with `model.apply(…)` for example
   * @throws ValueError if it returns anything else
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * const sgd = new optimizers.SGD(0.1);
   * const { tensor } = await import("@tensorflow/tfjs");
   * const x = tensor([[1], [2]]);
   * const pairs = sgd.computeGradients(() => (model.apply(x) as any).square().mean(), model.trainableWeights);
   * sgd.applyGradients(pairs);
   */
  computeGradients(
    loss: () => TensorFlowTensor,
    variables: readonly Variable[],
  ): [gradient: TensorFlowTensor | null, variable: Variable][] {
    const gradients = gradientsOf(loss, variables);
    return variables.map((variable, i) => [gradients[i], variable]);
  }

  /**
   * One update that reduces a loss: `computeGradients`, then `applyGradients`.
   *
   * @example
   * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
   * const sgd = new optimizers.SGD(0.1);
   * const { tensor } = await import("@tensorflow/tfjs");
   * sgd.minimize(() => (model.apply(tensor([[1], [2]])) as any).square().mean(), model.trainableWeights);
   */
  minimize(loss: () => TensorFlowTensor, variables: readonly Variable[]): void {
    tensorFlowNow().tidy(() => this.applyGradients(this.computeGradients(loss, variables)));
  }

  /** At the end of a training by `apply`: with `useEma` the moving averages become the weights. */
  finalizeVariableValues(): void {
    if (this.common.emaMomentum != null) this.#applied?.applyAverage();
  }

  /**
   * The optimizer as plain data, for a model with these trained weights. Its `kind` names the update rule: a file of
   * `lib/engine/assembly/optimizers`, and a function of `lib/keras/backend/tensorflow/rules.ts`.
   */
  abstract plan(trained: readonly Variable[]): AnyOptimizerPlan;
}

/** By its method, as a reloaded module has another class of the same name. */
function isSchedule(rate: LearningRate): rate is LearningRateSchedule {
  return typeof rate === "object" && typeof rate?.call === "function";
}
