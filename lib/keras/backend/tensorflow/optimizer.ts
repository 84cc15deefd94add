import type { Tensor } from "@tensorflow/tfjs";
import type { OptimizerPlan } from "../../../engine/index.ts";
import { concatenated, sizeOf } from "../../../ndarray.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import { constrain, constrainBy } from "../constrain.ts";
import { changedGradient, isOfLookups, valuesOfEach } from "../lookups.ts";
import type { ConstraintPlan } from "../plan.ts";
import { momentumOf, type Rule, ruleOf } from "./rules.ts";

/** A kernel or bias among the parameters of a model. */
export interface WeightLayout {
  /** Index of its first value in the array of all parameters. */
  offset: number;
  shape: readonly number[];
  trainable: boolean;
  constraint?: ConstraintPlan;
}

/** Updates weights of a model as Keras' base optimizer does. Its state is in arrays, as tensors do not outlive a batch. */
export class TensorFlowOptimizer {
  iterations = 0;
  /** The moving average of all parameters; undefined without `useEma`. */
  average: Float32Array | undefined;
  private readonly rule: Rule;
  /** Indices of weights that are updated together, as one vector, if the rule is for each number alone. */
  private readonly groups: readonly (readonly number[])[];
  /** State of the rule, per weight. */
  readonly slots: Float32Array[][];
  /** Sums of the gradients since the last update. */
  readonly sums: Float32Array | undefined;
  /** Product of Nadam's momentum schedule. */
  readonly product = new Float32Array([1]);

  constructor(
    private readonly tf: TensorFlow,
    private readonly plan: OptimizerPlan & { readonly undecayed?: readonly number[] },
    /** The weights that it updates. */
    readonly layout: readonly WeightLayout[],
    size: number,
  ) {
    this.rule = ruleOf(tf, plan);
    this.slots = layout.map(({ shape }) =>
      this.rule
        .slots(shape)
        .map((slot, i) => new Float32Array(sizeOf(slot)).fill(i === 0 ? (this.rule.initial ?? 0) : 0)),
    );
    const all = [...layout.keys()];
    const isDecayed = (i: number) => this.isDecayed(i);
    this.groups = this.rule.isOfWholeWeights
      ? all.map((i) => [i])
      : [all.filter(isDecayed), all.filter((i) => !isDecayed(i))].filter(({ length }) => length > 0);
    if (plan.emaMomentum != null) this.average = new Float32Array(size);
    if ((plan.gradientAccumulationSteps ?? 1) > 1) this.sums = new Float32Array(size);
  }

  /** Updates `parameters`, given a gradient for each weight of the layout. */
  update(parameters: Float32Array, gradients: Tensor[], rate: number): void {
    this.iterations++;
    if (this.rule.beginsAtWeights && this.iterations === 1)
      this.layout.forEach(({ offset, shape }, i) => {
        this.slots[i][0].set(parameters.subarray(offset, offset + sizeOf(shape)));
      });
    const means = this.accumulated(gradients);
    if (means !== undefined) {
      this.product[0] *= this.plan.kind === "nadam" ? momentumOf(this.plan.beta1, this.updates) : 1;
      const clipped = this.clipped(means);
      for (const group of this.groups) this.updateGroup(parameters, group, clipped, rate);
    }
    if (this.average) this.updateAverage(parameters);
    for (const { offset, shape, constraint } of this.layout) {
      if (!constraint) continue;
      const values = parameters.subarray(offset, offset + sizeOf(shape));
      if (constraint.kind === "custom") constrainBy(this.tf, constraint, values, shape);
      else constrain(values, shape, constraint);
    }
  }

  /** The number of the update that this batch belongs to, from 1. */
  private get updates(): number {
    return Math.floor((this.iterations - 1) / (this.plan.gradientAccumulationSteps ?? 1)) + 1;
  }

  private isDecayed(weight: number): boolean {
    return !this.plan.undecayed?.includes(weight);
  }

  private updateGroup(
    parameters: Float32Array,
    group: readonly number[],
    gradients: readonly Tensor[],
    rate: number,
  ): void {
    const layout = group.map((i) => this.layout[i]);
    const values = layout.map(({ offset, shape }) => parameters.subarray(offset, offset + sizeOf(shape)));
    const size = values.reduce((size, { length }) => size + length, 0);
    const shape = group.length === 1 ? layout[0].shape : [size];
    let weight: Tensor = this.joined(values, shape);
    const gradient = this.joined(
      group.map((i) => gradients[i].dataSync() as Float32Array),
      shape,
    );
    const decay =
      this.plan.kind === "muon" && shape.length !== 2 ? this.plan.adamWeightDecay : this.plan.weightDecay;
    if (decay != null && this.isDecayed(group[0])) weight = weight.sub(weight.mul(decay).mul(rate));
    const slots = this.rule.slots(shape).map((slot, n) =>
      this.joined(
        group.map((i) => this.slots[i][n]),
        slot,
      ),
    );
    const hasLookups = group.some((i) => isOfLookups(gradients[i]));
    const each = (of: (gradient: Tensor) => Tensor) => {
      if (!hasLookups) return of(gradient);
      const parts = group.map((i) => changedGradient(this.tf, gradients[i], of).dataSync() as Float32Array);
      return this.joined(parts, shape);
    };
    const now = { rate, t: this.updates, product: this.product[0], each };
    split(this.rule.step(weight, gradient, slots, now), values);
    slots.forEach((slot, n) => {
      split(
        slot,
        group.map((i) => this.slots[i][n]),
      );
    });
  }

  /** The numbers of several arrays, one after the other. */
  private joined(parts: readonly Float32Array[], shape: readonly number[]): Tensor {
    return this.tf.tensor(concatenated(parts), [...shape]);
  }

  /** Each weight with its average, where one is kept. */
  averaged(parameters: Float32Array): [weights: Float32Array, average: Float32Array][] {
    const { average, layout } = this;
    if (!average) return [];
    return layout.map(({ offset, shape }) => {
      const end = offset + sizeOf(shape);
      return [parameters.subarray(offset, end), average.subarray(offset, end)];
    });
  }

  /** The mean of the gradients since the last update; undefined until there are enough of them. */
  private accumulated(gradients: Tensor[]): Tensor[] | undefined {
    const steps = this.plan.gradientAccumulationSteps ?? 1;
    if (this.sums === undefined) return gradients;
    const { sums: stored } = this;
    const sums = this.layout.map(({ offset, shape }, i) =>
      gradients[i].add(this.tf.tensor(stored.slice(offset, offset + sizeOf(shape)), [...shape])),
    );
    const isFull = this.iterations % steps === 0;
    this.layout.forEach(({ offset }, i) => {
      if (!isFull) stored.set(sums[i].dataSync(), offset);
    });
    if (!isFull) return undefined;
    stored.fill(0);
    return sums.map((sum) => sum.div(steps));
  }

  private clipped(gradients: Tensor[]): Tensor[] {
    const { clipnorm, globalClipnorm, clipvalue } = this.plan;
    const square = (g: Tensor) => valuesOfEach(this.tf, g).square().sum().dataSync()[0];
    const changed = (g: Tensor, change: (x: Tensor) => Tensor) => changedGradient(this.tf, g, change);
    if (clipnorm != null) {
      return gradients.map((g) => {
        const norm = Math.max(Math.sqrt(square(g)), clipnorm);
        return changed(g, (x) => x.mul(clipnorm).div(norm));
      });
    }
    if (globalClipnorm != null) {
      const norm = Math.sqrt(gradients.reduce((sum, g) => sum + square(g), 0));
      return gradients.map((g) => changed(g, (x) => x.mul(globalClipnorm / Math.max(norm, globalClipnorm))));
    }
    if (clipvalue != null)
      return gradients.map((g) => changed(g, (x) => this.tf.clipByValue(x, -clipvalue, clipvalue)));
    return gradients;
  }

  private updateAverage(parameters: Float32Array): void {
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

/** Copies the numbers of a tensor into several arrays. */
function split(tensor: Tensor, parts: readonly Float32Array[]): void {
  const all = tensor.dataSync();
  let at = 0;
  for (const part of parts) {
    part.set(all.subarray(at, at + part.length));
    at += part.length;
  }
}
