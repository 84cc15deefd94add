import { ValueError } from "../../errors.ts";
import type { AnyOptimizerPlan } from "../backend/plan.ts";
import type { Variable } from "../variable.ts";
import { count, type MovingAverage, Optimizer, type StepSize, type TrainingState } from "./optimizer.ts";
import type { LearningRateSchedule } from "./schedules.ts";

export interface LossScaleOptimizerOptions {
  /** Initial factor of the loss, default 2¹⁵. */
  initialScale?: number;
  /** After so many steps with finite gradients the scale doubles, default 2000. */
  dynamicGrowthSteps?: number;
  name?: string;
}

/**
 * Another optimizer, under a scale that keeps small gradients from vanishing: the loss is multiplied with it, the gradients
 * are divided by it. A step whose gradients are not all finite is skipped and halves the scale; so many steps without one
 * double it. All that is said of steps, of averages and of the learning rate is the other optimizer's own.
 *
 * Porting note: a loss that is itself no finite number ends `fit` with an error, where Keras goes on and reports it. The scale
 * stays finite, where Keras' may double to infinity, and skips every step from then on.
 */
export class LossScaleOptimizer extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.loss_scale_optimizer.LossScaleOptimizer";
  readonly innerOptimizer: Optimizer;
  readonly initialScale: number;
  readonly dynamicGrowthSteps: number;
  /** The scale of the next step. */
  dynamicScale: number;

  /** @throws ValueError for anything but an optimizer that has no scale of this kind, and for numbers out of range */
  constructor(innerOptimizer: Optimizer, options: LossScaleOptimizerOptions = {}) {
    super("loss_scale_optimizer", 0, { name: options.name });
    if (!(innerOptimizer instanceof Optimizer) || innerOptimizer instanceof LossScaleOptimizer) {
      throw new ValueError(
        "Expected `innerOptimizer` to be an optimizer, such as `new Adam()`, that is no `LossScaleOptimizer` itself. " +
          `Received: innerOptimizer=${innerOptimizer instanceof Optimizer ? innerOptimizer.constructor.name : innerOptimizer}`,
      );
    }
    const { initialScale = 2 ** 15, dynamicGrowthSteps = 2000 } = options;
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

  override get learningRate(): number {
    return this.innerOptimizer.learningRate;
  }

  override set learningRate(value: number) {
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

  plan(trained: readonly Variable[]): AnyOptimizerPlan {
    const { initialScale, dynamicGrowthSteps: growthSteps } = this;
    // A scale of the other optimizer's own would count twice.
    return {
      ...this.innerOptimizer.plan(trained),
      lossScaleFactor: null,
      dynamicLossScale: { initialScale, growthSteps },
    };
  }
}
