import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import {
  type ActivationFunction,
  type ActivationName,
  type DensePlan,
  dropoutFactors,
} from "../../../engine/index.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { ModelPlan, PenalizedDensePlan, RegularizerPlan, WeightPlan } from "../plan.ts";
import type { CallContext, TensorFunction } from "../tensor-types.ts";
import { activationOf } from "./activations.ts";
import type { Outputs } from "./losses.ts";
import type { WeightLayout } from "./optimizer.ts";

type LayerPlan = ModelPlan["layers"][number];
type Activate = (z: Tensor) => Tensor;

/** The new values of a weight that is not trained, such as a moving mean. */
interface WeightUpdate {
  readonly offset: number;
  readonly values: Float32Array;
}

/** A model's layers in TensorFlow.js' operations. */
export class Network {
  /** The weights, in the order of the parameters. */
  readonly layout: WeightLayout[] = [];
  /** The number of parameters. */
  readonly size: number;
  /** Outputs per sample. */
  readonly units: number;
  private readonly activations: readonly (Activate | undefined)[];
  /** Number of draws of each dropout layer so far. */
  private readonly draws: number[];

  constructor(
    private readonly tf: TensorFlow,
    private readonly layers: readonly LayerPlan[],
    inputs: number,
  ) {
    let offset = 0;
    let units = inputs;
    for (const layer of layers) {
      for (const { shape, trainable, constraint } of weightsOf(layer, units)) {
        this.layout.push({ offset, shape, trainable, constraint });
        offset += product(shape);
      }
      if (layer.kind === "tensors") units = product(layer.shape);
      else if (isDense(layer)) units = layer.units;
    }
    this.size = offset;
    this.units = units;
    this.draws = layers.map(() => 0);
    this.activations = layers.map((layer) => {
      const activation = activationIn(layer);
      return activation && activationOf(tf, activation);
    });
  }

  /** The weights as tensors. */
  weights(parameters: Float32Array): Tensor[] {
    return this.layout.map(({ offset, shape }) =>
      this.tf.tensor(parameters.slice(offset, offset + product(shape)), [...shape]),
    );
  }

  /**
   * The outputs `[samples, units]`, the input of the last activation, the activity penalties, and new values of weights that
   * are not trained.
   */
  forward(
    x: Tensor2D,
    weights: readonly Tensor[],
    training: boolean,
  ): Outputs & { penalty: Tensor; updates: WeightUpdate[] } {
    let at = 0;
    let logits: Tensor = x;
    let values: Tensor = x;
    let penalty: Tensor = this.tf.scalar(0);
    let mask: Tensor | null = null;
    const updates: WeightUpdate[] = [];
    this.layers.forEach((layer, i) => {
      if (layer.kind === "activity") {
        penalty = penalty.add(penaltyOf(layer.regularizer, values).div(x.shape[0]));
        return;
      }
      logits = values;
      if (layer.kind === "tensors") {
        const first = at;
        at += layer.weights.length;
        const context: CallContext = {
          tf: this.tf,
          weights: weights.slice(first, at),
          training,
          mask,
          activate: (activation, z) => activationOf(this.tf, activation)(z),
          update: (weight, tensor) => {
            const { offset } = this.layout[first + weight];
            updates.push({ offset, values: tensor.dataSync() as Float32Array });
          },
        };
        const outputs: Tensor = layer.call(values.reshape([-1, ...layer.inputShape]), context);
        mask = context.mask;
        values = outputs.reshape([x.shape[0], -1]);
      } else if (layer.kind === "dropout") {
        if (training) values = values.mul(this.dropout(layer, i, values.shape));
      } else {
        if (isDense(layer)) {
          logits = logits.matMul(weights[at++]);
          if (layer.useBias) logits = logits.add(weights[at++]);
        }
        values = (this.activations[i] as Activate)(logits);
      }
    });
    const steps = this.layers.filter(({ kind }) => kind !== "activity");
    const activation = (steps.length > 0 && activationIn(steps[steps.length - 1])) || "linear";
    return {
      penalty,
      updates,
      values: values as Tensor2D,
      logits: logits as Tensor2D,
      activation: typeof activation === "string" ? activation : activation.name,
    };
  }

  /** Sum of the regularization losses. */
  penalty(weights: readonly Tensor[]): Tensor {
    let at = 0;
    let sum: Tensor = this.tf.scalar(0);
    for (const layer of this.layers) {
      for (const { regularizer } of weightsOf(layer, 0)) {
        if (regularizer) sum = sum.add(penaltyOf(regularizer, weights[at]));
        at++;
      }
    }
    return sum;
  }

  private dropout({ seed, rate }: { seed: number; rate: number }, layer: number, shape: number[]): Tensor {
    const factors = dropoutFactors(seed, this.draws[layer]++, product(shape), rate);
    return this.tf.tensor(factors, shape);
  }
}

function penaltyOf(regularizer: RegularizerPlan, x: Tensor): Tensor {
  if ("call" in regularizer) return regularizer.call(x);
  const { l1, l2 } = regularizer;
  // x·sign(x) has derivative 0 at zero, as |x| in Keras; TensorFlow.js' abs does not.
  return x.mul(x.sign()).sum().mul(l1).add(x.square().sum().mul(l2));
}

/** The weights of a layer, in the order of the parameters. */
function weightsOf(layer: LayerPlan, inputs: number): readonly WeightPlan[] {
  if (layer.kind === "tensors") return layer.weights;
  if (!isDense(layer)) return [];
  const { units, useBias, trainable = true, label = "" } = layer;
  const { kernelRegularizer, biasRegularizer, kernelPenalty, biasPenalty } = layer;
  const penalty = (regularizer?: RegularizerPlan, call?: TensorFunction) =>
    call ? { label, call } : regularizer;
  const kernel = {
    shape: [inputs, units],
    trainable,
    regularizer: penalty(kernelRegularizer, kernelPenalty),
    constraint: layer.kernelConstraint,
  };
  if (!useBias) return [kernel];
  const bias = {
    shape: [units],
    trainable,
    regularizer: penalty(biasRegularizer, biasPenalty),
    constraint: layer.biasConstraint,
  };
  return [kernel, bias];
}

function isDense(layer: LayerPlan): layer is DensePlan & Partial<PenalizedDensePlan> {
  return layer.kind === undefined || layer.kind === "dense";
}

function activationIn(layer: LayerPlan): ActivationName | ActivationFunction | undefined {
  return "activation" in layer ? layer.activation : undefined;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}
