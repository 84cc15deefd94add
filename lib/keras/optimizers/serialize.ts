import { floats } from "../../python-repr.ts";
import { type SerializedObject, serializeObject } from "../saving/config.ts";
import { registeredName } from "../saving/keras3-form.ts";
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
  const form = serializeObject("keras.optimizers", optimizer.constructor.name, floats({ ...config }, keys));
  const own = registeredName(optimizer.constructor);
  return own === undefined ? form : { ...form, module: null, registered_name: own };
}

/** The settings that are integers in Python. */
const INTEGERS = [
  "ema_overwrite_frequency",
  "gradient_accumulation_steps",
  "ns_steps",
  "dynamic_growth_steps",
  "warmup_steps",
];
