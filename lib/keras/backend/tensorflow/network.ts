import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import { type ActivationFunction, type ActivationName, isDense } from "../../../engine/index.ts";
import { ValueError } from "../../../errors.ts";
import { sizeOf } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import { warnOfLostMask } from "../lost-mask.ts";
import {
  type GraphPlan,
  type ModelPlan,
  type NodePlan,
  type RegularizerPlan,
  type TensorLayerPlan,
  unitsAfter,
  weightsOf,
} from "../plan.ts";
import type { CallContext } from "../tensor-types.ts";
import { activationOf } from "./activations.ts";
import type { Outputs } from "./losses.ts";
import type { WeightLayout } from "./optimizer.ts";

type LayerPlan = ModelPlan["layers"][number];
type Activate = (z: Tensor) => Tensor;

/** The new values of a weight that a layer sets, such as a moving mean. */
interface WeightUpdate {
  /** Its place among the weights, and where its values begin among the parameters. */
  readonly weight: number;
  readonly offset: number;
  readonly values: Float32Array;
}

/** The results of a batch. */
export interface ForwardPass {
  outputs: Outputs[];
  /** The activity penalties, and the losses that layers add. */
  penalties: Tensor[];
  /** The weights as the layers left them. */
  weights: Tensor[];
  /** The new values of weights that layers set. */
  updates: WeightUpdate[];
  /** Sums and counts of the values that layers report. */
  metrics: Map<string, { sum: number; count: number }>;
}

/** A model's layers in TensorFlow.js' operations. */
export class Network {
  /** The weights, in the order of the parameters. */
  readonly layout: WeightLayout[] = [];
  /** The number of parameters. */
  readonly size: number;
  /** Numbers per sample of all outputs. */
  readonly units: number;
  private readonly graph: GraphPlan;
  private readonly layers: readonly PlacedLayer[];
  /** Shape of one sample of each value. */
  private readonly shapes: readonly (readonly number[])[];

  constructor(
    private readonly tf: TensorFlow,
    plan: Pick<ModelPlan, "inputs" | "layers" | "graph">,
  ) {
    this.graph = plan.graph ?? chain(plan.inputs, plan.layers);
    let offset = 0;
    this.layers = this.graph.layers.map(({ steps, features }) => {
      const firstWeight = this.layout.length;
      let units = features;
      for (const step of steps) {
        for (const { shape, trainable, constraint } of weightsOf(step, units)) {
          this.layout.push({ offset, shape, trainable, constraint });
          offset += sizeOf(shape);
        }
        units = unitsAfter(step, units);
      }
      const activations = steps.map((step) => {
        const activation = activationIn(step);
        return activation && activationOf(tf, activation);
      });
      const children = steps.map((step) =>
        (childrenOf(step) ?? []).map(
          ({ plans, inputShape }) => new Network(tf, { inputs: sizeOf(inputShape), layers: plans }),
        ),
      );
      return { firstWeight, activations, children };
    });
    this.size = offset;
    this.shapes = [...this.graph.inputs, ...this.graph.nodes.flatMap(({ shapes }) => shapes)];
    this.units = this.graph.outputs.reduce((sum, value) => sum + sizeOf(this.shapes[value]), 0);
  }

  /** True if a weight has a regularizer. */
  get isRegularized(): boolean {
    const steps = this.graph.layers.flatMap(({ steps }) => steps);
    return steps.some((step) => weightsOf(step, 0).some(({ regularizer }) => regularizer));
  }

  weights(parameters: Float32Array): Tensor[] {
    return this.layout.map(({ offset, shape }) =>
      this.tf.tensor(parameters.slice(offset, offset + sizeOf(shape)), [...shape]),
    );
  }

  /**
   * @param x the inputs of each sample, one after the other
   * @param training undefined: as each layer does by itself
   * @param masks which steps of each input count; null: all
   */
  forward(
    x: Tensor2D,
    weights: readonly Tensor[],
    training: boolean | undefined,
    masks: readonly (Tensor | null)[] = [],
  ): ForwardPass {
    const pass: Pass = { weights: [...weights], training, penalties: [], updates: [], metrics: new Map() };
    const inputs = columns(x, this.graph.inputs.map(sizeOf));
    const known: Outputs[] = inputs.map((values, i) => linearValue(values, masks[i] ?? null));
    for (const node of this.graph.nodes) {
      const outputs = this.call(
        node,
        node.inputs.map((value) => known[value]),
        pass,
      );
      known.push(...outputs);
    }
    const outputs = this.graph.outputs.map((value) => known[value]);
    return { ...pass, outputs };
  }

  /** Calls a layer. */
  private call(node: NodePlan, inputs: readonly Outputs[], pass: Pass): Outputs[] {
    const layer = this.layers[node.layer];
    let outputs = node.options?.isMasked ? this.masked(node, inputs) : inputs;
    let weight = layer.firstWeight;
    node.steps.forEach((step, i) => {
      if (step.kind === "activity") {
        for (const { values } of outputs) {
          pass.penalties.push(penaltyOf(step.regularizer, values).div(values.shape[0]));
        }
        return;
      }
      if (step.kind === "tensors") {
        const shapes =
          outputs.length === 1 ? [step.inputShape] : node.inputs.map((value) => this.shapes[value]);
        outputs = this.compute(step, node, shapes, outputs, weight, layer.children[i], pass);
        weight += weightsOf(step, 0).length;
        return;
      }
      const [{ values, mask }] = outputs;
      let logits: Tensor = values;
      if (isDense(step)) {
        logits = logits.matMul(pass.weights[weight++]);
        if (step.useBias) logits = logits.add(pass.weights[weight++]);
      }
      const activation = activationIn(step) ?? "linear";
      const activated = (layer.activations[i] as Activate)(logits) as Tensor2D;
      const name = typeof activation === "string" ? activation : activation.name;
      outputs = [{ values: activated, logits: logits as Tensor2D, activation: name, mask }];
    });
    if (node.losesMask === undefined) return [...outputs];
    const given = new Set(inputs.map(({ mask }) => mask));
    if (inputs.some(({ mask }) => mask !== null)) warnOfLostMask(node.losesMask);
    return outputs.map((value) => (given.has(value.mask) ? { ...value, mask: null } : value));
  }

  /** The inputs of a call with a mask, which is the last of them. */
  private masked({ inputs: numbers }: NodePlan, inputs: readonly Outputs[]): Outputs[] {
    const { values } = inputs[inputs.length - 1];
    const mask = values.reshape([-1, ...this.shapes[numbers[numbers.length - 1]]]);
    return inputs.slice(0, -1).map((input) => ({ ...input, mask }));
  }

  private compute(
    step: TensorLayerPlan,
    node: NodePlan,
    shapes: readonly (readonly number[])[],
    inputs: readonly Outputs[],
    firstWeight: number,
    children: readonly Network[],
    pass: Pass,
  ): Outputs[] {
    const samples = inputs[0].values.shape[0];
    const training = node.training ?? pass.training ?? step.trainsByDefault ?? false;
    const context: CallContext = {
      tf: this.tf,
      weights: pass.weights.slice(firstWeight, firstWeight + step.weights.length),
      training,
      mask: inputs[0].mask,
      masks: inputs.map(({ mask }) => mask),
      options: node.options ?? {},
      activate: (activation, z) => activationOf(this.tf, activation)(z),
      update: (weight, tensor) => {
        this.update(firstWeight + weight, tensor.dataSync() as Float32Array, pass);
      },
      child: (index, x, mask = null) => {
        const { shape, weights } = (childrenOf(step) ?? [])[index];
        const own = weights.map((place) => pass.weights[firstWeight + place]);
        const inner = children[index].forward(x.reshape([x.shape[0], -1]), own, training, [mask]);
        pass.penalties.push(...inner.penalties);
        for (const { weight, values } of inner.updates)
          this.update(firstWeight + weights[weight], values, pass);
        for (const [name, { sum, count }] of inner.metrics) report(pass.metrics, name, sum, count);
        return inner.outputs[0].values.reshape([x.shape[0], ...shape]);
      },
      addLoss: (loss) => {
        pass.penalties.push(loss);
      },
      addMetric: (name, values) => {
        report(
          pass.metrics,
          name,
          this.tf.tidy(() => values.sum().dataSync()[0]),
          values.size,
        );
      },
    };
    const tensors = inputs.map(({ values }, i) => values.reshape([-1, ...shapes[i]]));
    const result: Tensor | Tensor[] = step.call(
      tensors.length === 1 ? tensors[0] : node.pack(tensors),
      context,
    );
    const results = Array.isArray(result) ? result : [result];
    results.forEach((tensor, i) => {
      checkSize(step, tensor, samples, results.length === 1 ? step.shape : node.shapes[i]);
    });
    return results.map((tensor, i) => {
      const mask = Array.isArray(context.mask) ? context.mask[i] : context.mask;
      return linearValue(tensor.reshape([samples, -1]) as Tensor2D, mask);
    });
  }

  /**
   * Notes the new values of a weight, which the layer and further calls of it compute with. A weight that is trained is updated from
   * there, by the gradient at the new values.
   */
  private update(weight: number, values: Float32Array, pass: Pass): void {
    const { offset, shape } = this.layout[weight];
    const value = () => this.tf.tensor(values, [...shape]);
    const replace = this.tf.customGrad(() => ({ value: value(), gradFunc: (dy: Tensor) => dy }));
    pass.weights[weight] = this.layout[weight].trainable ? replace(pass.weights[weight]) : value();
    pass.updates.push({ weight, offset, values });
  }

  /** Sum of the regularization losses. */
  penalty(weights: readonly Tensor[]): Tensor {
    const steps = this.graph.layers.flatMap(({ steps }) => steps);
    const penalties = steps
      .flatMap((step) => weightsOf(step, 0))
      .flatMap(({ regularizer }, i) => (regularizer ? [penaltyOf(regularizer, weights[i])] : []));
    return sumOf(this.tf, penalties);
  }
}

/** A layer of the network. */
interface PlacedLayer {
  /** Index of its first weight. */
  readonly firstWeight: number;
  /** The activation of each step. */
  readonly activations: readonly (Activate | undefined)[];
  /** The layers inside each step that is a wrapper. */
  readonly children: readonly (readonly Network[])[];
}

/** A pass of a batch through the network. */
interface Pass extends Omit<ForwardPass, "outputs"> {
  readonly training: boolean | undefined;
}

function report(metrics: ForwardPass["metrics"], name: string, sum: number, count: number): void {
  const before = metrics.get(name) ?? { sum: 0, count: 0 };
  metrics.set(name, { sum: before.sum + sum, count: before.count + count });
}

function linearValue(values: Tensor2D, mask: Tensor | null): Outputs {
  return { values, logits: values, activation: "linear", mask };
}

/** The graph of a chain: each layer takes the output of the one before. */
function chain(features: number, steps: readonly LayerPlan[]): GraphPlan {
  const units = steps.reduce((units, step) => unitsAfter(step, units), features);
  return {
    inputs: [[features]],
    layers: [{ steps, features }],
    nodes: [{ layer: 0, steps, inputs: [0], pack: ([x]) => x, shapes: [[units]] }],
    outputs: [1],
  };
}

/** Splits the columns of a tensor into parts of these widths. */
export function columns(x: Tensor2D, widths: readonly number[]): Tensor2D[] {
  if (widths.length === 1) return [x];
  let from = 0;
  return widths.map((width) => {
    from += width;
    return x.slice([0, from - width], [x.shape[0], width]);
  });
}

/** @throws ValueError for a result that does not have the announced size, which would mix up the samples */
function checkSize(
  { label }: TensorLayerPlan,
  { size, shape }: Tensor,
  samples: number,
  announced: readonly number[],
): void {
  if (size === samples * sizeOf(announced)) return;
  throw new ValueError(
    `Expected ${label} to return a tensor of shape ${tuple([samples, ...announced])}, as its output shape says. ` +
      `Received: shape ${tuple([...shape])}`,
  );
}

function childrenOf(step: LayerPlan): TensorLayerPlan["children"] {
  return step.kind === "tensors" ? step.children : undefined;
}

export function sumOf(tf: TensorFlow, tensors: readonly Tensor[]): Tensor {
  return tensors.reduce<Tensor>((sum, one) => sum.add(one), tf.scalar(0));
}

/** The penalty of a regularizer on weights or outputs. */
export function penaltyOf(regularizer: RegularizerPlan, x: Tensor): Tensor {
  if ("call" in regularizer) return regularizer.call(x);
  const { l1, l2 } = regularizer;
  return x.abs().sum().mul(l1).add(x.square().sum().mul(l2));
}

function activationIn(layer: LayerPlan): ActivationName | ActivationFunction | undefined {
  return "activation" in layer ? layer.activation : undefined;
}
