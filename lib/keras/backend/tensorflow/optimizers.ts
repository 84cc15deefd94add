import type { Tensor } from "@tensorflow/tfjs";
import type { OptimizerState } from "../../../engine/index.ts";
import { sizeOf } from "../../../ndarray.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import { changedGradient } from "../lookups.ts";
import type { AnyOptimizerPlan, OptimizerPart } from "../plan.ts";
import { TensorFlowOptimizer, type WeightLayout } from "./optimizer.ts";

interface Part extends Pick<OptimizerPart, "weights" | "rate"> {
  optimizer: TensorFlowOptimizer;
}

/** The optimizer of a model, or those of a `MultiOptimizer`, each for weights of its own; they share the loss scale. */
export class TensorFlowOptimizers {
  /** One number: the current loss scale. */
  private readonly scale: Float32Array;
  /** One number: the steps since the scale changed. */
  private readonly scaleSteps = new Int32Array(1);
  private readonly parts: readonly Part[];
  private steps = 0;

  /** @param rate step size of a single optimizer, by the number of batches before */
  constructor(
    private readonly tf: TensorFlow,
    private readonly plan: AnyOptimizerPlan,
    network: { readonly layout: readonly WeightLayout[]; readonly size: number },
    rate: (batches: number) => number,
  ) {
    const { layout, size } = network;
    const trained = layout.filter(({ trainable }) => trainable);
    const parts = plan.kind === "multi" ? plan.parts : [{ plan, weights: [...trained.keys()], rate }];
    this.parts = parts.map((part) => {
      const own = part.weights.map((i) => trained[i]);
      return { ...part, optimizer: new TensorFlowOptimizer(tf, part.plan, own, size) };
    });
    this.scale = Float32Array.of(plan.dynamicLossScale?.initialScale ?? plan.lossScaleFactor ?? 1);
  }

  get lossScale(): number {
    return this.scale[0];
  }

  get state(): OptimizerState {
    const states = this.parts.map(({ optimizer, weights }) => ({ weights, state: this.stateOf(optimizer) }));
    if (this.plan.kind !== "multi") return states[0].state;
    return { ...states[0].state, moments: [], averages: [], accumulated: [], parts: states };
  }

  /** The arrays of each of its weights. */
  private stateOf({ layout, slots, average, sums, product }: TensorFlowOptimizer): OptimizerState {
    const part = (all: Float32Array | undefined) =>
      layout.flatMap(({ offset, shape }) => all?.subarray(offset, offset + sizeOf(shape)) ?? []);
    return {
      moments: slots,
      averages: part(average),
      accumulated: part(sums),
      momentumProduct: product,
      lossScale: this.scale,
      scaleSteps: this.scaleSteps,
    };
  }

  /** Number of batches that updated the weights. */
  get iterations(): number {
    return this.steps;
  }

  set iterations(iterations: number) {
    this.steps = iterations;
    for (const { optimizer } of this.parts) optimizer.iterations = iterations;
  }

  /** Updates `parameters`, given the gradient of the scaled loss for each trained weight. */
  update(parameters: Float32Array, scaled: Tensor[]): void {
    const gradients = this.unscaled(scaled);
    if (gradients === undefined) return;
    for (const { optimizer, weights, rate } of this.parts) {
      const own = weights.map((i) => gradients[i]);
      optimizer.update(parameters, own, rate(this.steps));
    }
    this.steps++;
  }

  /** Each weight with its average, where one is kept. */
  averaged(parameters: Float32Array): [weights: Float32Array, average: Float32Array][] {
    return this.parts.flatMap(({ optimizer }) => optimizer.averaged(parameters));
  }

  /** The gradients of the unscaled loss; undefined if the step has to be skipped. */
  private unscaled(gradients: Tensor[]): Tensor[] | undefined {
    const { lossScaleFactor, dynamicLossScale } = this.plan;
    if (lossScaleFactor == null && dynamicLossScale == null) return gradients;
    const scale = this.tf.scalar(this.lossScale);
    if (dynamicLossScale != null) {
      const areFinite = gradients.every((gradient) => this.tf.isFinite(gradient).all().dataSync()[0] === 1);
      this.scaleSteps[0] = areFinite ? this.scaleSteps[0] + 1 : 0;
      if (!areFinite) {
        this.scale[0] /= 2;
        return undefined;
      }
      if (this.scaleSteps[0] === dynamicLossScale.growthSteps) {
        this.scaleSteps[0] = 0;
        const doubled = Math.fround(this.lossScale * 2);
        if (Number.isFinite(doubled)) this.scale[0] = doubled;
      }
    }
    return gradients.map((gradient) => changedGradient(this.tf, gradient, (x) => x.div(scale)));
  }
}
