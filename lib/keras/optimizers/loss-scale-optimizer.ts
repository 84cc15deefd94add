import { receivedFirst, ValueError, withDefaults } from "../../errors.ts";
import type { AnyOptimizerPlan } from "../backend/plan.ts";
import { count } from "../checks.ts";
import { defaultName } from "../dialects/names.ts";
import type { Variable } from "../variable.ts";
import { type MovingAverage, Optimizer, type StepSize, type TrainingState } from "./optimizer.ts";
import { COMMON } from "./optimizer-options.ts";
import type { LearningRate } from "./rate-function.ts";
import type { LearningRateSchedule } from "./schedules.ts";
import { serialize } from "./serialize.ts";

export interface LossScaleOptimizerOptions {
  /** Initial factor of the loss, `initialScale: 1024`; default 2¹⁵. */
  initialScale?: number;
  /**
   * Number of successive steps with finite gradients after which the scale doubles, `dynamicGrowthSteps: 1000`; default
   * 2000.
   */
  dynamicGrowthSteps?: number;
  /** `name: "mine"`; default `loss_scale_optimizer`. */
  name?: string;
}

/**
 * Wraps another optimizer and keeps small gradients from underflowing: the loss is multiplied by a scale, and the gradients
 * are divided by it. A step whose gradients are not all finite is skipped and halves the scale; `dynamicGrowthSteps`
 * successive steps with finite gradients double it. Learning rate, iterations and moving average are those of the inner
 * optimizer.
 *
 * Porting note: `fit` throws an error if the loss itself is not finite, where Keras continues and reports it. The scale stays
 * finite; that of Keras can double to infinity, after which it skips every step.
 *
 * @example
 * const optimizer = new optimizers.LossScaleOptimizer(new optimizers.Adam(), { initialScale: 1024 });
 * const model = new Sequential([new Dense(1, { inputDim: 1 })]);
 * model.compile({ optimizer, loss: "mse" });
 */
export class LossScaleOptimizer extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.loss_scale_optimizer.LossScaleOptimizer";
  static readonly positional = ["innerOptimizer"];
  readonly innerOptimizer: Optimizer;
  readonly initialScale: number;
  readonly dynamicGrowthSteps: number;
  /** The scale of the next step. */
  dynamicScale: number;

  /** @throws ValueError for anything but an optimizer, for a `LossScaleOptimizer`, and for numbers out of range */
  constructor(innerOptimizer: Optimizer, options: LossScaleOptimizerOptions = {}) {
    const { name, initialScale, dynamicGrowthSteps } = withDefaults<LossScaleOptimizerOptions>(
      "LossScaleOptimizer",
      options,
      { initialScale: 2 ** 15, dynamicGrowthSteps: 2000, name: "" },
    );
    super({ ...COMMON, learningRate: 0, name: name || defaultName("LossScaleOptimizer") });
    if (!(innerOptimizer instanceof Optimizer) || innerOptimizer instanceof LossScaleOptimizer) {
      throw new ValueError(
        "Expected `innerOptimizer` to be an optimizer, such as `new Adam()`, but not a `LossScaleOptimizer`. " +
          `Received: ${innerOptimizer instanceof Optimizer ? `innerOptimizer=${innerOptimizer.constructor.name}` : receivedFirst("LossScaleOptimizer", LossScaleOptimizer.positional, innerOptimizer)}`,
      );
    }
    if (!(Number.isFinite(Math.fround(initialScale)) && Math.fround(initialScale) > 0)) {
      throw new ValueError(
        `Expected \`initialScale\` to be a float32 number above 0. Received: initialScale=${initialScale}`,
      );
    }
    this.innerOptimizer = innerOptimizer;
    this.initialScale = initialScale;
    this.dynamicScale = Math.fround(initialScale);
    this.dynamicGrowthSteps = count("dynamicGrowthSteps", dynamicGrowthSteps, 1);
  }

  override get batches(): number {
    return this.innerOptimizer.batches;
  }

  override set batches(batches: number) {
    this.innerOptimizer.batches = batches;
  }

  override get iterations(): number {
    return this.innerOptimizer.iterations;
  }

  override get schedule(): LearningRateSchedule | null {
    return this.innerOptimizer.schedule;
  }

  override rateAt(batches: number): number {
    return this.innerOptimizer.rateAt(batches);
  }

  override get learningRate(): number {
    return this.innerOptimizer.learningRate;
  }

  override set learningRate(value: LearningRate) {
    this.innerOptimizer.learningRate = value;
  }

  override get movingAverage(): MovingAverage | null {
    return this.innerOptimizer.movingAverage;
  }

  override prepare(trainer: StepSize): void {
    this.innerOptimizer.prepare(trainer);
  }

  override follow(trainer: TrainingState): void {
    this.innerOptimizer.follow(trainer);
    this.dynamicScale = trainer.lossScale;
  }

  override getConfig(): Record<string, unknown> {
    const { innerOptimizer, name, initialScale, dynamicGrowthSteps } = this;
    return this.described({
      name,
      inner_optimizer: serialize(innerOptimizer),
      initial_scale: initialScale,
      dynamic_growth_steps: dynamicGrowthSteps,
    });
  }

  plan(trained: readonly Variable[]): AnyOptimizerPlan {
    const { initialScale, dynamicGrowthSteps: growthSteps } = this;
    // A scale of the inner optimizer would be applied twice.
    return {
      ...this.innerOptimizer.plan(trained),
      lossScaleFactor: null,
      dynamicLossScale: { initialScale, growthSteps },
    };
  }
}
