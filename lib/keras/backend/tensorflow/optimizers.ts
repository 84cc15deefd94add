import type { Tensor } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { AnyOptimizerPlan, OptimizerPart } from "../plan.ts";
import { type Place, TensorFlowOptimizer } from "./optimizer.ts";

interface Part extends Pick<OptimizerPart, "weights" | "rate"> {
  optimizer: TensorFlowOptimizer;
}

/** All that changes a model's weights: one optimizer, or several of weights of their own, under one scale of the loss. */
export class TensorFlowOptimizers {
  /** Factor of the loss before its gradients are taken. */
  lossScale: number;
  /** Steps since that changed. */
  private scaleSteps = 0;
  private readonly parts: readonly Part[];
  private steps = 0;

  /** @param rate the step size of an optimizer that is alone, after so many batches */
  constructor(
    private readonly tf: TensorFlow,
    private readonly plan: AnyOptimizerPlan,
    private readonly network: { readonly places: readonly Place[]; readonly size: number },
    rate: (batches: number) => number,
  ) {
    const { places, size } = network;
    const trained = places.filter(({ trainable }) => trainable);
    const parts = plan.kind === "multi" ? plan.parts : [{ plan, weights: [...trained.keys()], rate }];
    this.parts = parts.map((part) => {
      const own = part.weights.map((i) => trained[i]);
      return { ...part, optimizer: new TensorFlowOptimizer(tf, part.plan, own, size) };
    });
    this.lossScale = Math.fround(plan.dynamicLossScale?.initialScale ?? plan.lossScaleFactor ?? 1);
  }

  /** Batches that have changed the weights. */
  get iterations(): number {
    return this.steps;
  }

  set iterations(iterations: number) {
    this.steps = iterations;
    for (const { optimizer } of this.parts) optimizer.iterations = iterations;
  }

  /** Changes `parameters` by the gradients of the scaled loss, one of each weight. */
  update(parameters: Float32Array, scaled: Tensor[]): void {
    const gradients = this.unscaled(scaled.filter((_, i) => this.network.places[i].trainable));
    if (gradients === undefined) return;
    for (const { optimizer, weights, rate } of this.parts) {
      const own = weights.map((i) => gradients[i]);
      optimizer.update(parameters, own, rate(this.steps));
    }
    this.steps++;
  }

  /** Each weight with its average, where one is kept. */
  *averaged(parameters: Float32Array): Generator<[weights: Float32Array, average: Float32Array]> {
    for (const { optimizer } of this.parts) yield* optimizer.averaged(parameters);
  }

  /** The gradients of the loss itself; undefined where the step is to be skipped. */
  private unscaled(gradients: Tensor[]): Tensor[] | undefined {
    const { lossScaleFactor, dynamicLossScale } = this.plan;
    if (lossScaleFactor == null && dynamicLossScale == null) return gradients;
    const scale = this.tf.scalar(this.lossScale);
    if (dynamicLossScale != null) {
      const areFinite = gradients.every((gradient) => this.tf.isFinite(gradient).all().dataSync()[0] === 1);
      this.scaleSteps = areFinite ? this.scaleSteps + 1 : 0;
      if (!areFinite) {
        this.lossScale = Math.fround(this.lossScale / 2);
        return undefined;
      }
      if (this.scaleSteps === dynamicLossScale.growthSteps) {
        this.scaleSteps = 0;
        const doubled = Math.fround(this.lossScale * 2);
        if (Number.isFinite(doubled)) this.lossScale = doubled;
      }
    }
    return gradients.map((gradient) => gradient.div(scale));
  }
}
