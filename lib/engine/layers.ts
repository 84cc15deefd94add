import { Activation } from "./assembly/activations/kinds.ts";
import { LayerKind } from "./assembly/layers/kinds.ts";
import type { Memory } from "./memory.ts";
import type {
  ActivationFunction,
  BatchNormalizationPlan,
  Constraint,
  DensePlan,
  LayerNormalizationPlan,
  LayerPlan,
  Plan,
  Regularizer,
} from "./plan.ts";
import type { LAYER } from "./record-fields.ts";
import type { ActivationName, Values } from "./records.ts";

export interface LayerWeight {
  /** The field of the layer's record that holds its address. Left out: the kernels do not read the weight. */
  readonly field?: "kernel" | "bias" | "mean" | "variance";
  /** 0 for a vector, such as a bias. */
  readonly rows: number;
  readonly columns: number;
  readonly trainable: boolean;
  readonly constraint?: Constraint;
  readonly regularizer?: Regularizer;
}

export function isDense(layer: { readonly kind?: string }): layer is DensePlan {
  return layer.kind === undefined || layer.kind === "dense";
}

/** Units of a layer after `units`. */
export function unitsAfter(layer: LayerPlan, units: number): number {
  return isDense(layer) ? layer.units : units;
}

export function lastUnits({ layers, inputs }: Plan): number {
  return layers.reduce((units, layer) => unitsAfter(layer, units), inputs);
}

/** A layer's weights in Keras' order. */
export function layerWeights(layer: LayerPlan, inputs: number): LayerWeight[] {
  switch (layer.kind) {
    case "activation":
    case "dropout":
    case "gaussianNoise":
    case "gaussianDropout":
    case "alphaDropout":
    case "rescaling":
      return [];
    case "normalization": {
      if (layer.given) return [];
      const columns = layer.features;
      const fixed = { rows: 0, trainable: false };
      return [
        { ...fixed, field: "mean", columns },
        { ...fixed, field: "variance", columns },
        // The number of samples seen.
        { ...fixed, columns: 1 },
      ];
    }
    case "batchNormalization": {
      const average = { rows: 0, columns: inputs, trainable: false };
      return [
        ...affineWeights(layer, inputs),
        { ...average, field: "mean" },
        { ...average, field: "variance" },
      ];
    }
    case "layerNormalization":
      return affineWeights(layer, inputs);
    case "prelu":
      return [{ ...layer.alpha, field: "kernel", rows: 0, columns: inputs }];
    default: {
      const { units: columns, useBias, trainable = true } = layer;
      const { kernelRegularizer, kernelConstraint, biasRegularizer, biasConstraint } = layer;
      const kernel = { rows: inputs, regularizer: kernelRegularizer, constraint: kernelConstraint };
      const bias = { rows: 0, regularizer: biasRegularizer, constraint: biasConstraint };
      return [
        { field: "kernel", columns, trainable, ...kernel },
        ...(useBias ? [{ field: "bias", columns, trainable, ...bias } as const] : []),
      ];
    }
  }
}

function affineWeights(
  { gamma, beta }: BatchNormalizationPlan | LayerNormalizationPlan,
  columns: number,
): LayerWeight[] {
  return [
    ...(gamma ? [{ ...gamma, field: "kernel", rows: 0, columns } as const] : []),
    ...(beta ? [{ ...beta, field: "bias", rows: 0, columns } as const] : []),
  ];
}

/** True if the layer draws a number for each value in training. */
export function draws({ kind }: LayerPlan): boolean {
  return (
    kind === "dropout" || kind === "alphaDropout" || kind === "gaussianNoise" || kind === "gaussianDropout"
  );
}

/** True if ∂loss/∂outputs is needed after the backward pass, for the gradients of the layer's weights. */
export function keepsGradient(layer: LayerPlan): boolean {
  return isDense(layer) || ["batchNormalization", "layerNormalization", "prelu"].includes(String(layer.kind));
}

/** A layer's record, without the addresses of weights and buffers. */
export function layerRecord(layer: LayerPlan, inputs: number, memory: Memory): Values<typeof LAYER> {
  const record = { kind: LayerKind[layer.kind ?? "dense"], inputs, units: unitsAfter(layer, inputs) };
  const copyIn = (values: readonly number[]) => memory.copyIn(Float32Array.from(values));
  switch (layer.kind) {
    case "dropout":
      return { ...record, rate: layer.rate, seed: seedOf(layer.seed) };
    case "gaussianNoise":
    case "gaussianDropout": {
      const mean = layer.kind === "gaussianNoise" ? 0 : 1;
      return { ...record, alpha: layer.deviation, beta: mean, seed: seedOf(layer.seed) };
    }
    case "alphaDropout": {
      const { rate, seed, dropped, factor, offset } = layer;
      return { ...record, rate, seed: seedOf(seed), dropped, alpha: factor, beta: offset };
    }
    case "rescaling": {
      const { scale, offset } = layer;
      const numbers = { kernel: copyIn(scale), bias: copyIn(offset) };
      return { ...record, ...numbers, features: scale.length, inner: 1 };
    }
    case "normalization": {
      const { given, features, inner, invert } = layer;
      const numbers = given && { mean: copyIn(given.mean), variance: copyIn(given.variance) };
      return { ...record, ...numbers, features, inner, invert: Number(invert) };
    }
    case "batchNormalization": {
      const { momentum, epsilon, ofBatch } = layer;
      const oneMinusMomentum = 1 - momentum;
      const statistics = memory.take(8 * inputs);
      return { ...record, momentum, oneMinusMomentum, epsilon, ofBatch: Number(ofBatch), statistics };
    }
    case "layerNormalization":
      return { ...record, epsilon: layer.epsilon };
    case "prelu":
      return record;
    default:
      return { ...record, ...activationRecord(layer.activation) };
  }
}

/** TensorFlow takes the seed modulo 2^31 − 2. */
const seedOf = (seed: number) => seed % (2 ** 31 - 2);

const ACTIVATION_DEFAULTS: Partial<Record<ActivationName, Omit<ActivationFunction, "name">>> = {
  celu: { alpha: 1 },
  elu: { alpha: 1 },
  hardShrink: { alpha: 0.5 },
  softShrink: { alpha: 0.5 },
  leakyRelu: { alpha: 0.2 },
  reluGeneral: { alpha: 0, beta: Infinity, threshold: 0 },
  squareplus: { alpha: 4 },
};

/** An activation with all its parameters; 0 for those that it does not have. */
export function withParameters(
  activation: ActivationName | ActivationFunction,
): Required<ActivationFunction> {
  const given = typeof activation === "string" ? { name: activation } : activation;
  return { alpha: 0, beta: 0, threshold: 0, ...ACTIVATION_DEFAULTS[given.name], ...given };
}

function activationRecord(activation: ActivationName | ActivationFunction): Values<typeof LAYER> {
  const { name, alpha, beta, threshold } = withParameters(activation);
  return { activation: Activation[name], alpha, beta, rate: threshold };
}

/** The activation at the end of a layer. */
export function activationOf(layer: LayerPlan): ActivationName {
  if (!("activation" in layer)) return "linear";
  return typeof layer.activation === "string" ? layer.activation : layer.activation.name;
}
