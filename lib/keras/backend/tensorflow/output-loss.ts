import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import { lossesOfBatch } from "../../../engine/index.ts";
import { sizeOf } from "../../../ndarray.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { AnyLossPlan, CustomScorePlan } from "../plan.ts";
import { alongLastAxis, countsOf, fitted, type Loss, lossOf, type Outputs, resultOf } from "./losses.ts";

/** The loss of one output over a batch. */
export class OutputLoss {
  private readonly loss: Loss;

  /** @param shape of the outputs of one sample */
  constructor(
    private readonly tf: TensorFlow,
    private readonly plan: AnyLossPlan,
    private readonly shape: readonly number[],
  ) {
    this.loss = lossOf(tf, plan, shape);
  }

  /**
   * The reported loss of the batch, and the one that is trained: without a reduction the mean and the sum.
   *
   * @param weights of the samples, or of their places; null: 1 each
   */
  of(all: Outputs, targets: Tensor2D, weights: Tensor | null): { reported: Tensor; trained: Tensor } {
    const { losses, factors } = this.weighted(all, targets, weights);
    const reported = this.reduced(losses, factors, weights !== null);
    const trained = this.plan.reduction === "none" ? this.sum(losses, weights !== null) : reported;
    return { reported, trained };
  }

  /**
   * The weighted loss of each sample, or of each place of the samples if they have several axes; of a custom function its result.
   */
  each(all: Outputs, targets: Tensor2D, weights: Tensor | null): Tensor {
    return this.weighted(all, targets, weights).losses;
  }

  private weighted(all: Outputs, targets: Tensor2D, weights: Tensor | null) {
    if (this.plan.kind === "custom") return this.weightedResult(this.plan, all, targets, weights);
    const { outputs, y, mask } = alongLastAxis(this.plan.kind, this.shape.at(-1) ?? 1, all, targets);
    const losses = this.loss(outputs, y);
    const given = weights === null ? this.tf.ones([losses.size]) : fitted(weights, losses.size);
    const factors = this.factors(given, countsOf(this.plan, y, mask));
    return { losses: losses.mul(factors), factors };
  }

  /** As in Keras a custom function may return any shape: weights and the mask hold along its first axes. */
  private weightedResult(plan: CustomScorePlan, outputs: Outputs, y: Tensor2D, given: Tensor | null) {
    const { tf, shape } = this;
    const result = resultOf(plan, shape, outputs, y);
    const fits = (size: number, axis: number) => result.rank === 0 || result.shape[axis] === size;
    const mask = outputs.mask?.shape.every(fits) ? outputs.mask.toFloat() : null;
    if (given === null && mask === null) return { losses: result, factors: tf.onesLike(result) };
    const [samples] = y.shape;
    const weights = given?.reshape(given.size === samples ? [samples] : [samples, ...shape.slice(0, -1)]);
    const rank = result.rank || (mask ?? weights)?.rank || 0;
    const aligned = (x: Tensor) => x.reshape([...x.shape, ...Array(Math.max(0, rank - x.rank)).fill(1)]);
    const each = this.factors(aligned(weights ?? tf.ones([samples])), mask && aligned(mask));
    const factors = each.mul<Tensor>(tf.onesLike(result));
    return { losses: result.mul<Tensor>(factors), factors };
  }

  /** The weights of the samples in the loss: 0 for those that do not count; if the loss is a mean, the others get a larger weight instead. */
  private factors(weights: Tensor, counts: Tensor | null): Tensor {
    if (counts === null) return weights;
    const counted = weights.mul(counts);
    if (this.plan.reduction !== undefined) return counted;
    return counted.mul(counts.size / (counts.sum().dataSync()[0] || 1));
  }

  /** The loss of the batch, given the weighted losses of the samples. */
  private reduced(losses: Tensor, weights: Tensor, isWeighted: boolean): Tensor {
    const { reduction } = this.plan;
    if (reduction === undefined || reduction === "none") return losses.mean();
    if (reduction === "sum") return this.sum(losses, isWeighted);
    // As in Keras, samples without a positive pair do not count.
    const counted = this.plan.kind === "circle" ? weights.mul(losses.greater(0).toFloat()) : weights;
    return losses.sum().div(counted.sum().dataSync()[0] || 1);
  }

  /** The sum of the losses. Where a batch has fewer losses than samples, `losses` repeats them for each sample. */
  private sum(losses: Tensor, isWeighted: boolean): Tensor {
    const count = isWeighted ? null : lossesOfBatch(this.plan, sizeOf(this.shape));
    return count === null ? losses.sum() : losses.mean().mul(count);
  }
}
