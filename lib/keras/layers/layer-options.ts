import type { KerasTensor, Structure } from "./keras-tensor.ts";

export interface LayerOptions {
  /** For a first layer: the shape of one sample, `inputShape: [30]`, with null for any size; default: that of the first data. */
  inputShape?: readonly (number | null)[] | null;
  /** For a first layer: the number of features, `inputDim: 30` for `inputShape: [30]`; default: that of the first data. */
  inputDim?: number | null;
  /** Shown by `summary`, `name: "hidden"`; default: `dense`, `dense_1`, … by the class. */
  name?: string | null;
  /** Let training change the weights, default true. */
  trainable?: boolean;
}

export interface ApplyOptions {
  /** Compute as in training; default false for data, and for symbolic tensors as the model is called. */
  training?: boolean;
  /** Of a recurrent layer: the state before the first step, a tensor or array, of an LSTM a list of two; default zeros. */
  initialState?: unknown;
  /**
   * For layers that take a mask, such as recurrent ones: the steps of each sample that count, `[batch, steps]` of 1 and 0; default:
   * the mask of the input.
   */
  mask?: unknown;
}

/** The key of a number that grows each time that a layer, or one in it, begins to compute otherwise: plans made before are outdated. */
export const REVISION = Symbol("revision");

/** Defaults of the options of every layer. */
export const LAYER = { inputShape: null, inputDim: null, name: null, trainable: true };

/** The options of every layer among those of a layer. */
export const layerOptions = ({ inputShape, inputDim, name, trainable }: LayerOptions): LayerOptions => ({
  inputShape,
  inputDim,
  name,
  trainable,
});

/** A layer's configuration under Python's keys. */
export interface LayerConfig {
  name?: string;
  dtype?: string;
  [key: string]: unknown;
}

/** The options of a call that are the layer's own, by name. */
export type CallOptions = Readonly<Record<string, unknown>>;

/** The arguments of a call in a configuration. */
export interface CallForm {
  args: Structure<KerasTensor>[];
  kwargs: Readonly<Record<string, Structure<KerasTensor>>>;
}
