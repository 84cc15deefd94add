/** Configurations as `getConfig` of Keras 3.15.1 returns them. */
import { floats, tuple } from "../../python-repr.ts";
import { layerConfig, layerForm, POLICY } from "../saving/keras3-form.ts";
import type { Stack } from "./types.ts";

/** Keys in another order than in Keras 2.4.3, by class. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  Dropout: ["name", "trainable", "dtype", "rate", "seed", "noise_shape"],
  ELU: ["name", "alpha", "trainable", "dtype"],
  VarianceScaling: ["seed", "scale", "mode", "distribution", "input_axes", "output_axes"],
  RandomNormal: ["seed", "mean", "stddev"],
  TruncatedNormal: ["seed", "mean", "stddev"],
  RandomUniform: ["seed", "minval", "maxval"],
  Orthogonal: ["seed", "gain"],
};

/** Numbers that are floats in Keras, by class. */
const FLOATS: Readonly<Record<string, readonly string[]>> = {
  GRU: ["dropout", "recurrent_dropout"],
  LSTM: ["dropout", "recurrent_dropout"],
  SimpleRNN: ["dropout", "recurrent_dropout"],
  ReLU: ["max_value", "negative_slope", "threshold"],
  LeakyReLU: ["negative_slope"],
  ELU: ["alpha"],
  ActivityRegularization: ["l1", "l2"],
  L1: ["l1"],
  L2: ["l2"],
  L1L2: ["l1", "l2"],
  MinMaxNorm: ["rate"],
  VarianceScaling: ["scale"],
  RandomNormal: ["mean", "stddev"],
  TruncatedNormal: ["mean", "stddev"],
  RandomUniform: ["minval", "maxval"],
  Orthogonal: ["gain"],
  Identity: ["gain"],
};

type Dictionary = Record<string, unknown>;

/** A layer's configuration, given under the keys of Keras 2.4.3. */
export function layerConfig3(className: string, config: object): object {
  const parts = Object.entries(layerConfig(className, config)).map(([key, value]) => [
    key,
    partConfig(value),
  ]);
  return finished(className, Object.fromEntries(parts));
}

/** An initializer, regularizer or constraint; anything else as it is. */
function partConfig(value: unknown): unknown {
  const part = value as { class_name?: unknown; config?: unknown } | null;
  if (typeof part?.class_name !== "string" || typeof part.config !== "object") return value;
  return { ...part, config: finished(part.class_name, part.config as Dictionary) };
}

/** In Keras' order, and with its floats. */
function finished(className: string, config: Dictionary): Dictionary {
  const keys = ORDER[className]?.filter((key) => key in config) ?? [];
  const rest = Object.keys(config).filter((key) => !keys.includes(key));
  const ordered = Object.fromEntries([...keys, ...rest].map((key) => [key, config[key]]));
  const own = FLOATS[className];
  return own === undefined ? ordered : floats(ordered, own);
}

/** The configuration of a `Sequential`. */
export function stackConfig({ name, trainable, layers, inputShape }: Stack): object {
  return {
    name,
    trainable,
    dtype: structuredClone(POLICY),
    layers: layers.map((layer) => {
      const { build_config: build, ...form } = layerForm(layer);
      const config = layer.getConfig();
      if (build == null) return { ...form, config };
      const { input_shape: shape } = build as { input_shape: (number | null)[] };
      return { ...form, config, build_config: { input_shape: tuple([...shape]) } };
    }),
    ...(inputShape && { build_input_shape: tuple([...inputShape]) }),
  };
}
