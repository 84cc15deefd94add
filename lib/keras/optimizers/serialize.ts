import { floats } from "../../python-repr.ts";
import type { SerializedObject } from "../saving/config.ts";
import { objectForm } from "../saving/keras3-form.ts";
import type { Optimizer } from "./optimizer.ts";

/**
 * The optimizer in Keras' form: module, class name and configuration, without its state.
 *
 * @example
 * console.log(optimizers.serialize(new optimizers.Adam()).class_name); // Adam
 */
export function serialize(optimizer: Optimizer): SerializedObject {
  const config = optimizer.getConfig();
  // Keras refuses an SGD whose momentum is the integer 0.
  const keys = Object.keys(config).filter(
    (key) => typeof config[key] === "number" && !INTEGERS.includes(key),
  );
  return objectForm("keras.optimizers", optimizer, floats({ ...config }, keys));
}

/** The settings that are integers in Python. */
const INTEGERS = [
  "ema_overwrite_frequency",
  "gradient_accumulation_steps",
  "ns_steps",
  "adam_lr_ratio",
  "dynamic_growth_steps",
  "warmup_steps",
];
