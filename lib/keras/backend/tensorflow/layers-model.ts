import type { LayersModel, Tensor, layers as tfLayers } from "@tensorflow/tfjs";
import type { ActivationFunction, ActivationName, DensePlan } from "../../../engine/index.ts";
import { sizeOf } from "../../../ndarray.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { Layer } from "../../layers/index.ts";
import type { TensorLayerPlan, WeightPlan } from "../plan.ts";
import { activationOf } from "./activations.ts";
import { Network } from "./network.ts";

type TensorFlowLayer = tfLayers.Layer;

/** TensorFlow.js' names of the activations that it computes as Keras 3 does. */
const SAME: Partial<Record<ActivationName, string>> = {
  linear: "linear",
  sigmoid: "sigmoid",
  relu: "relu",
  tanh: "tanh",
  softmax: "softmax",
  elu: "elu",
  selu: "selu",
  relu6: "relu6",
  softplus: "softplus",
  softsign: "softsign",
  silu: "swish",
  mish: "mish",
};

/** A `tf.LayersModel` with the same layers, names and weights; an activation that TensorFlow.js lacks becomes a layer. */
export function layersModel(
  tf: TensorFlow,
  name: string,
  inputShape: readonly number[],
  layers: readonly Layer[],
): LayersModel {
  const model = tf.sequential({ name });
  model.add(tf.layers.inputLayer({ inputShape: [...inputShape] }));
  for (const layer of layers) {
    const created = parts(tf, layer);
    for (const part of created) model.add(part);
    const weights = layer.getWeights().map(({ values, shape }) => tf.tensor(values, [...shape], "float32"));
    if (weights.length > 0) created[0].setWeights(weights);
    tf.dispose(weights);
  }
  return model;
}

function parts(tf: TensorFlow, layer: Layer): TensorFlowLayer[] {
  const { name, trainable } = layer;
  const plans = layer.callPlans();
  if (layer.className === "Flatten" && plans.length === 0) return [tf.layers.flatten({ name })];
  return plans.flatMap((plan, i) => {
    const own = i === 0 ? name : `${name}_activation`;
    if (plan.kind === "activity") return [];
    if (plan.kind === "tensors") {
      const { engine } = plan;
      return engine?.kind === "dropout"
        ? [tf.layers.dropout({ name: own, rate: engine.rate, seed: engine.seed })]
        : [tensorLayer(tf, own, plan)];
    }
    const known = SAME[nameOf(plan.activation)];
    const isKnown = known !== undefined && isPlain(plan.activation);
    const after = isKnown
      ? []
      : [functionLayer(tf, `${name}_activation`, { call: activationOf(tf, plan.activation) })];
    if (plan.kind === "activation") {
      return isKnown ? [tf.layers.activation({ name: own, activation: known as "relu" })] : after;
    }
    return [dense(tf, own, plan, trainable, isKnown ? known : "linear"), ...after];
  });
}

function dense(
  tf: TensorFlow,
  name: string,
  plan: DensePlan,
  trainable: boolean,
  activation: string,
): TensorFlowLayer {
  const { units, useBias, kernelRegularizer, biasRegularizer } = plan;
  return tf.layers.dense({
    name,
    units,
    useBias,
    trainable,
    activation: activation as "relu",
    ...(kernelRegularizer && { kernelRegularizer: tf.regularizers.l1l2({ ...kernelRegularizer }) }),
    ...(biasRegularizer && { biasRegularizer: tf.regularizers.l1l2({ ...biasRegularizer }) }),
  });
}

/** A layer that computes as its plan does, with the same weights. */
function tensorLayer(tf: TensorFlow, name: string, plan: TensorLayerPlan): TensorFlowLayer {
  const inputs = sizeOf(plan.inputShape);
  const network = new Network(tf, { inputs, layers: [plan] });
  const call = (x: Tensor, weights: Tensor[]) => {
    const [{ values }] = network.forward(x.reshape([-1, inputs]), weights, false).outputs;
    return values.reshape([-1, ...plan.shape]);
  };
  return functionLayer(tf, name, { call, shape: plan.shape, weights: network.layout });
}

/** A layer of a function and its weights. */
function functionLayer(
  tf: TensorFlow,
  name: string,
  {
    call,
    shape,
    weights = [],
  }: {
    call(x: Tensor, weights: Tensor[]): Tensor;
    shape?: readonly number[];
    weights?: readonly Pick<WeightPlan, "shape" | "trainable">[];
  },
): TensorFlowLayer {
  class FunctionLayer extends tf.layers.Layer {
    static className = "KerasFunction";

    /** In the order of the layer's, which `weights` may not have: there the trainable ones come first. */
    private ordered: TensorFlowLayer["weights"] = [];

    override build(inputShape: (number | null)[]): void {
      this.ordered = weights.map(({ shape, trainable }, i) => {
        const zeros = tf.initializers.zeros();
        return this.addWeight(`weight_${i}`, [...shape], "float32", zeros, undefined, trainable);
      });
      super.build(inputShape);
    }

    override setWeights(values: Tensor[]): void {
      this.ordered.forEach((weight, i) => {
        weight.write(values[i]);
      });
    }

    override call(inputs: Tensor | Tensor[]): Tensor {
      const values = this.ordered.map((weight) => weight.read());
      return tf.tidy(() => call(Array.isArray(inputs) ? inputs[0] : inputs, values));
    }

    override computeOutputShape(inputShape: (number | null)[]): (number | null)[] {
      return shape ? [inputShape[0], ...shape] : inputShape;
    }
  }
  return new FunctionLayer({ name });
}

function nameOf(activation: ActivationName | ActivationFunction): ActivationName {
  return typeof activation === "string" ? activation : activation.name;
}

/** Without parameters of its own. */
function isPlain(activation: ActivationName | ActivationFunction): boolean {
  return typeof activation === "string" || activation.alpha === undefined;
}
