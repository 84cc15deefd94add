/** Configurations as `getConfig` of Keras 3.15.1 returns them. */
import { numpyFloats, tuple, unshown } from "../../python-repr.ts";
import type { SerializedObject } from "../saving/config.ts";
import { layerFields, POLICY, partConfig, type SerializableLayer } from "../saving/keras3-form.ts";
import type { Stack } from "./types.ts";

type Dictionary = Record<string, unknown>;

/** Settings that Keras' dictionaries lack; files hold them all the same, and Keras takes them. */
const UNSHOWN: Readonly<Record<string, readonly string[]>> = {
  Identity: ["gain"],
  "losses.Huber": ["delta"],
};

/** The configuration of a loss, a metric, an optimizer, a schedule, an initializer, a regularizer or a constraint. */
export function partConfig3(className: string, config: object): object {
  const shown = partConfig(className, config);
  if (className === "AUC" && Array.isArray(shown.thresholds))
    shown.thresholds = numpyFloats(shown.thresholds);
  // The settings of a loss's function alone are all shown.
  const isWhole = !className.startsWith("losses.") || "reduction" in config;
  return isWhole ? unshown(shown, UNSHOWN[className] ?? []) : shown;
}

/** A layer, or a model in a model, in the configuration of a model. */
export function layerEntry(layer: SerializableLayer): SerializedObject {
  const { build_config: build, compile_config: compile, ...form } = layerFields(layer);
  return {
    ...form,
    config: layer.getConfig() as Dictionary,
    ...(build && { build_config: build }),
    ...(compile && { compile_config: compile }),
  };
}

/** The configuration of a `Sequential`. */
export function stackConfig({ name, trainable, layers, inputShape }: Stack): object {
  return {
    name,
    trainable,
    dtype: structuredClone(POLICY),
    layers: layers.map(layerEntry),
    ...(inputShape && { build_input_shape: tuple([...inputShape]) }),
  };
}
