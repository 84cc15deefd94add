import { isPlainObject, received, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { type Network, tensorFlowNow } from "../backend/eager.js";
import { losesMask } from "../backend/lost-mask.ts";
import type { AnyLayerPlan, GraphPlan } from "../backend/plan.ts";
import { currentScope } from "../backend/scope.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import type { Variable } from "../variable.ts";
import { maskOf, setMask } from "./keras-mask.ts";
import { flatten, isStructure, type Node, type Shape, type Structure, sampleSize } from "./keras-tensor.ts";

/** The plan of a layer or model by itself. */
export interface EagerPlan {
  readonly inputs: number;
  readonly layers: readonly AnyLayerPlan[];
  readonly graph?: GraphPlan;
  /** In the order of the plan's weights. */
  readonly variables: readonly Variable[];
  /** Shapes of the outputs, with the batch axis. */
  readonly outputs: readonly Shape[];
}

/**
 * The plan of one call of a layer.
 *
 * @param shapes of its inputs
 * @param steps the layer's plans for the call
 * @param variables the layer's weights
 * @param options of the call that are the layer's own
 */
export function planOfCall(
  { layer, outputs }: Node,
  shapes: readonly Shape[],
  steps: AnyLayerPlan[],
  variables: readonly Variable[],
  options: Readonly<Record<string, unknown>>,
): EagerPlan {
  const sample = (shape: Shape) => shape.slice(1) as number[];
  return {
    inputs: shapes.reduce((sum, shape) => sum + sampleSize(shape), 0),
    layers: steps,
    graph: {
      inputs: shapes.map(sample),
      layers: [{ steps, features: sampleSize(shapes[0]) }],
      nodes: [
        {
          layer: 0,
          steps,
          inputs: shapes.map((_, i) => i),
          pack: (parts) => parts,
          ...losesMask(layer),
          shapes: outputs.map(({ shape }) => sample(shape)),
          options,
        },
      ],
      outputs: outputs.map((_, i) => shapes.length + i),
    },
    variables,
    outputs: outputs.map(({ shape }) => shape),
  };
}

export function areTensors(value: unknown): value is Structure<TensorFlowTensor> {
  if (isTensor(value)) return true;
  if (typeof value !== "object" || value === null || "shape" in value || ArrayBuffer.isView(value))
    return false;
  const parts = Object.values(value);
  return parts.length > 0 && parts.every(areTensors);
}

/** Data as tensors in the same structure. */
export function tensorsOf(data: unknown, isSingle: boolean): Structure<TensorFlowTensor> {
  const tf = tensorFlowNow();
  const tensor = (part: unknown) => {
    if (isTensor(part)) return part;
    const { values, shape } = asArray(part as ArrayInput, "float32", "inputs");
    const made = tf.tensor(values, [...shape], "float32");
    const mask: NDArray | null = typeof part === "object" && part !== null ? maskOf(part) : null;
    setMask(made, mask && tf.tensor(mask.values, [...mask.shape], "bool"));
    return made;
  };
  const structure = (parts: unknown, isList: boolean): Structure<TensorFlowTensor> => {
    if (isPlainObject(parts)) {
      return Object.fromEntries(
        Object.entries(parts).map(([key, part]) => [key, structure(part, isStructure(part))]),
      );
    }
    return isList ? (parts as unknown[]).map((part) => structure(part, isStructure(part))) : tensor(parts);
  };
  return structure(data, Array.isArray(data) && (!isSingle || isStructure(data)));
}

/** Reads tensors as arrays and disposes of them. */
export function arraysOf(tensors: TensorFlowTensor[]): NDArray[] {
  const array = (tensor: TensorFlowTensor) =>
    new NDArray(Float32Array.from(tensor.dataSync()), [...tensor.shape]);
  return tensors.map((tensor) => {
    const mask = maskOf(tensor);
    const made = array(tensor);
    setMask(made, mask && array(mask));
    return made;
  });
}

/** Computes a plan with the variables' values, or in a training step with those of the step. */
export function compute(
  network: Network,
  plan: EagerPlan,
  inputs: Structure<TensorFlowTensor>,
  training: boolean | undefined,
  addLoss: (loss: TensorFlowTensor) => void,
): TensorFlowTensor[] {
  const tf = tensorFlowNow();
  const tensors = flatten(inputs);
  const [samples] = tensors[0].shape;
  const rows = tensors.map((tensor) => {
    const [own, ...shape] = tensor.shape;
    if (own !== 1 && own !== samples) {
      throw new ValueError(
        `Expected all inputs of a layer to have ${samples} samples, as the first one has. Received: shape ${tuple([...tensor.shape])}`,
      );
    }
    // One mask, for example, for all samples.
    const all = own === samples ? tensor : tensor.toFloat().broadcastTo([samples, ...shape]);
    return all.toFloat().reshape([samples, -1]);
  });
  const x = rows.length === 1 ? rows[0] : tf.concat(rows, 1);
  const { outputs, penalties, updates } = network.forward(
    x,
    plan.variables.map((variable) => variable.read()),
    training,
    tensors.map(maskOf),
  );
  penalties.forEach(addLoss);
  let offset = 0;
  for (const variable of plan.variables) {
    const update = updates.findLast((one) => one.offset === offset);
    if (update) variable.assign(new NDArray(update.values, [...variable.shape]));
    offset += variable.size;
  }
  return outputs.map(({ values, logits, activation, mask }, i) => {
    const shaped = values.reshape([samples, ...plan.outputs[i].slice(1)]);
    setMask(shaped, mask);
    if (currentScope()) {
      // Losses are computed from them, as in training.
      currentScope()?.retain?.(logits);
      sources.set(shaped, { logits, activation });
    }
    return shaped;
  });
}

const sources = new WeakMap<object, { logits: TensorFlowTensor; activation: string }>();

/** An output of a layer as rows, with its mask and the input of its activation, where that is known. */
export function outputsOf(tensor: TensorFlowTensor): {
  values: TensorFlowTensor;
  logits: TensorFlowTensor;
  activation: string;
  mask: TensorFlowTensor | null;
  /** Of one sample. */
  shape: readonly number[];
} {
  const rows = (of: TensorFlowTensor) => (of.rank === 2 ? of : of.reshape([of.shape[0] ?? 1, -1]));
  const values = rows(tensor.rank === 0 ? tensor.reshape([1, 1]) : tensor);
  const source = sources.get(tensor);
  // An output may outlive the step that computed it.
  const { logits, activation } =
    source === undefined || source.logits.isDisposed ? { logits: values, activation: "linear" } : source;
  const shape = (tensor.rank > 1 ? tensor : values).shape.slice(1);
  return { values, logits: rows(logits), activation, mask: maskOf(tensor), shape };
}

/** @throws ValueError for the result of a `call` that is not a tensor */
export function checkResult(result: unknown, layer: string): void {
  const parts = isTensor(result)
    ? [result]
    : typeof result === "object" && result !== null
      ? Object.values(result)
      : [result];
  const wrong = parts.find((part) => !isTensor(part));
  if (parts.length > 0 && parts.every(isTensor)) return;
  throw new ValueError(
    `Expected the \`call\` of ${layer} to return a tensor, or several in a list. ` +
      `Received: ${parts.length === 0 ? "none" : received(wrong)}${result === undefined ? ". Is a `return` missing?" : ""}` +
      // JavaScript's operators make NaN of tensors.
      `${typeof wrong === "number" ? ". Operators are for numbers: ops.multiply(x, 2) computes x * 2 of a tensor." : ""}`,
  );
}
