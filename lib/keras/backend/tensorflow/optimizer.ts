import type { Tensor } from "@tensorflow/tfjs";
import { type Constraint, constrain, type OptimizerPlan } from "../../../engine/index.ts";
import { atOnce } from "../../../pieces.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import { momentumOf, type Rule, ruleOf } from "./rules.ts";

/** A kernel or bias; `at` is its place in the block of all parameters. */
export interface Place {
  at: number;
  shape: readonly number[];
  trainable: boolean;
  constraint?: Constraint;
}

/** Changes weights of a model, as Keras' base optimizer goes about it. What it keeps lies in arrays, not tensors. */
export class TensorFlowOptimizer {
  iterations = 0;
  /** The moving average of the weights, where one is kept. */
  average: Float32Array | undefined;
  private readonly rule: Rule;
  /** Per weight: its slots. */
  private readonly slots: Float32Array[][];
  private readonly gathered: Float32Array | undefined;
  private product = 1;

  constructor(
    private readonly tf: TensorFlow,
    private readonly plan: OptimizerPlan,
    /** Of the weights that it changes. */
    private readonly places: readonly Place[],
    size: number,
  ) {
    this.rule = ruleOf(tf, plan);
    this.slots = places.map(({ shape }) =>
      this.rule
        .slots(shape)
        .map((slot, i) => new Float32Array(product(slot)).fill(i === 0 ? (this.rule.initial ?? 0) : 0)),
    );
    if (plan.emaMomentum != null) this.average = new Float32Array(size);
    if ((plan.gradientAccumulationSteps ?? 1) > 1) this.gathered = new Float32Array(size);
  }

  /** Changes `parameters` by the gradients of the loss, which are in the places' order. */
  update(parameters: Float32Array, gradients: Tensor[], rate: number): void {
    this.iterations++;
    if (this.rule.beginsAtWeights && this.iterations === 1)
      this.places.forEach(({ at, shape }, i) => {
        this.slots[i][0].set(parameters.subarray(at, at + product(shape)));
      });
    const means = this.accumulated(gradients);
    if (means !== undefined) {
      this.product *= this.plan.kind === "nadam" ? momentumOf(this.plan.beta1, this.updates) : 1;
      const clipped = this.clipped(means);
      this.places.forEach((place, i) => {
        this.change(parameters, place, clipped[i], this.slots[i], rate);
      });
    }
    if (this.average) this.takeAverage(parameters);
    for (const { at, shape, constraint } of this.places) {
      if (!constraint) continue;
      atOnce(constrain(() => parameters.subarray(at, at + product(shape)), shape[1] ?? 1, constraint));
    }
  }

  /** The number of the update that this batch belongs to, from 1. */
  private get updates(): number {
    return Math.floor((this.iterations - 1) / (this.plan.gradientAccumulationSteps ?? 1)) + 1;
  }

  private change(
    parameters: Float32Array,
    { at, shape }: Place,
    gradient: Tensor,
    kept: Float32Array[],
    rate: number,
  ): void {
    const values = parameters.subarray(at, at + product(shape));
    let weight: Tensor = this.tf.tensor(values.slice(), [...shape]);
    const decay =
      this.plan.kind === "muon" && shape.length === 1 ? this.plan.adamWeightDecay : this.plan.weightDecay;
    if (decay != null) weight = weight.sub(weight.mul(decay).mul(rate));
    const slots = this.rule.slots(shape).map((slot, i) => this.tf.tensor(kept[i].slice(), slot));
    const now = { rate, t: this.updates, product: this.product };
    values.set(this.rule.step(weight, gradient, slots, now).dataSync());
    slots.forEach((slot, i) => {
      kept[i].set(slot.dataSync());
    });
  }

  /** Each weight with its average, where one is kept. */
  *averaged(parameters: Float32Array): Generator<[weights: Float32Array, average: Float32Array]> {
    for (const { at, shape } of this.places) {
      const end = at + product(shape);
      if (this.average) yield [parameters.subarray(at, end), this.average.subarray(at, end)];
    }
  }

  /** The mean of the gradients of some steps, once there are enough of them. */
  private accumulated(gradients: Tensor[]): Tensor[] | undefined {
    const steps = this.plan.gradientAccumulationSteps ?? 1;
    const { gathered } = this;
    if (gathered === undefined) return gradients;
    const sums = this.places.map(({ at, shape }, i) =>
      gradients[i].add(this.tf.tensor(gathered.slice(at, at + product(shape)), [...shape])),
    );
    const isFull = this.iterations % steps === 0;
    this.places.forEach(({ at }, i) => {
      if (!isFull) gathered.set(sums[i].dataSync(), at);
    });
    if (!isFull) return undefined;
    gathered.fill(0);
    return sums.map((sum) => sum.div(steps));
  }

  private clipped(gradients: Tensor[]): Tensor[] {
    const { clipnorm, globalClipnorm, clipvalue } = this.plan;
    const square = (g: Tensor) => g.square().sum().dataSync()[0];
    if (clipnorm != null) {
      return gradients.map((g) => g.mul(clipnorm).div(Math.max(Math.sqrt(square(g)), clipnorm)));
    }
    if (globalClipnorm != null) {
      const norm = Math.sqrt(gradients.reduce((sum, g) => sum + square(g), 0));
      return gradients.map((g) => g.mul(globalClipnorm / Math.max(norm, globalClipnorm)));
    }
    if (clipvalue != null) return gradients.map((g) => this.tf.clipByValue(g, -clipvalue, clipvalue));
    return gradients;
  }

  private takeAverage(parameters: Float32Array): void {
    const momentum = this.updates === 1 ? 0 : (this.plan.emaMomentum ?? 0);
    const every = this.plan.emaOverwriteFrequency ?? 0;
    for (const [weights, means] of this.averaged(parameters)) {
      for (let i = 0; i < means.length; i++) {
        means[i] = Math.fround(momentum * means[i]) + Math.fround((1 - momentum) * weights[i]);
      }
      if (every > 0 && this.updates % every === 0) weights.set(means);
    }
  }
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}
