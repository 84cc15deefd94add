import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import { lossesOfBatch } from "../../../engine/index.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { AnyLossPlan } from "../plan.ts";
import { alongLastAxis, countsOf, fitted, type Loss, lossOf, type Outputs } from "./losses.ts";

/** The loss of one output over a batch. */
export class OutputLoss {
  private readonly loss: Loss;

  /**
   * @param units numbers per sample of the output
   * @param classes size of its last axis
   */
  constructor(
    private readonly tf: TensorFlow,
    private readonly plan: AnyLossPlan,
    private readonly units: number,
    private readonly classes = units,
  ) {
    this.loss = lossOf(tf, plan);
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

  /** The weighted loss of each sample, or of each place of the samples if they have several axes. */
  each(all: Outputs, targets: Tensor2D, weights: Tensor | null): Tensor {
    return this.weighted(all, targets, weights).losses;
  }

  private weighted(all: Outputs, targets: Tensor2D, weights: Tensor | null) {
    const { outputs, y, mask } = alongLastAxis(this.plan.kind, this.classes, all, targets);
    const losses = this.loss(outputs, y);
    const given = weights === null ? this.tf.ones([losses.size]) : fitted(weights, losses.size);
    const factors = this.factors(given, countsOf(this.plan, y, mask));
    return { losses: losses.mul(factors), factors };
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
    const count = isWeighted ? null : lossesOfBatch(this.plan, this.units);
    return count === null ? losses.sum() : losses.mean().mul(count);
  }
}
