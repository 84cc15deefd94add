import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import {
  type ActivationFunction,
  type ActivationName,
  type Constraint,
  type DensePlan,
  dropoutFactors,
} from "../../../engine/index.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { ModelPlan, PenalizedDensePlan, RegularizerPlan } from "../plan.ts";
import { activationOf } from "./activations.ts";
import type { Outputs } from "./losses.ts";
import type { WeightLayout } from "./optimizer.ts";

type LayerPlan = ModelPlan["layers"][number];
type Activate = (z: Tensor) => Tensor;

/** A model's layers in TensorFlow.js' operations. */
export class Network {
  /** The kernels and biases, in the order of the parameters. */
  readonly layout: WeightLayout[] = [];
  /** The number of parameters. */
  readonly size: number;
  /** Outputs per sample. */
  readonly units: number;
  private readonly activations: readonly (Activate | undefined)[];
  /** Shape of one input sample of each layer. */
  private readonly shapes: (readonly number[])[] = [];
  /** Number of draws of each dropout layer so far. */
  private readonly draws: number[];

  constructor(
    private readonly tf: TensorFlow,
    private readonly layers: readonly LayerPlan[],
    inputs: number,
  ) {
    let offset = 0;
    let shape: readonly number[] = [inputs];
    const addWeight = (sizes: number[], { trainable = true }: DensePlan, constraint?: Constraint) => {
      this.layout.push({ offset, shape: sizes, trainable, constraint });
      offset += product(sizes);
    };
    for (const layer of layers) {
      this.shapes.push(shape);
      if (layer.kind === "custom") shape = layer.shape;
      if (!isDense(layer)) continue;
      addWeight([product(shape), layer.units], layer, layer.kernelConstraint);
      if (layer.useBias) addWeight([layer.units], layer, layer.biasConstraint);
      shape = [layer.units];
    }
    this.size = offset;
    this.units = product(shape);
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

  /** The outputs `[samples, units]`, the input of the last activation, and the activity penalties. */
  forward(x: Tensor2D, weights: readonly Tensor[], training: boolean): Outputs & { penalty: Tensor } {
    const rest = [...weights];
    let logits: Tensor = x;
    let values: Tensor = x;
    let penalty: Tensor = this.tf.scalar(0);
    this.layers.forEach((layer, i) => {
      if (layer.kind === "activity") {
        penalty = penalty.add(penaltyOf(layer.regularizer, values).div(x.shape[0]));
        return;
      }
      logits = values;
      if (layer.kind === "custom") {
        values = layer.call(values.reshape([-1, ...this.shapes[i]])).reshape([x.shape[0], -1]);
      } else if (layer.kind === "dropout") {
        if (training) values = values.mul(this.dropout(layer, i, values.shape));
      } else {
        if (isDense(layer)) {
          logits = logits.matMul(rest.shift() as Tensor);
          if (layer.useBias) logits = logits.add(rest.shift() as Tensor);
        }
        values = (this.activations[i] as Activate)(logits);
      }
    });
    const steps = this.layers.filter(({ kind }) => kind !== "activity");
    const activation = (steps.length > 0 && activationIn(steps[steps.length - 1])) || "linear";
    return {
      penalty,
      values: values as Tensor2D,
      logits: logits as Tensor2D,
      activation: typeof activation === "string" ? activation : activation.name,
    };
  }

  /** Sum of the regularization losses. */
  penalty(weights: readonly Tensor[]): Tensor {
    const rest = [...weights];
    let sum: Tensor = this.tf.scalar(0);
    const add = (weight: Tensor, regularizer?: RegularizerPlan, call?: Activate) => {
      if (regularizer) sum = sum.add(penaltyOf(regularizer, weight));
      if (call) sum = sum.add(call(weight));
    };
    for (const layer of this.layers) {
      if (!isDense(layer)) continue;
      const { useBias, kernelRegularizer, biasRegularizer, kernelPenalty, biasPenalty } = layer;
      add(rest.shift() as Tensor, kernelRegularizer, kernelPenalty);
      if (useBias) add(rest.shift() as Tensor, biasRegularizer, biasPenalty);
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

function isDense(layer: LayerPlan): layer is DensePlan & Partial<PenalizedDensePlan> {
  return layer.kind === undefined || layer.kind === "dense";
}

function activationIn(layer: LayerPlan): ActivationName | ActivationFunction | undefined {
  return "activation" in layer ? layer.activation : undefined;
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, axis) => size * axis, 1);
}
