import { received, ValueError } from "../../errors.ts";
import { isSerialized } from "./config.ts";

/** The name of a function in Keras' form; undefined for an object's. */
export function namedFunction(form: unknown): string | undefined {
  return isSerialized(form) && form.class_name === "function" ? functionName(form) : undefined;
}

/**
 * The name of a function in a configuration: a name, or Keras' form of one.
 *
 * @throws ValueError for code, which Keras writes for a Python lambda: nothing in a file is run
 */
export function functionName(form: unknown): string | undefined {
  if (form === null || form === undefined) return undefined;
  if (typeof form === "string") return form;
  if (isSerialized(form) && form.class_name === "function" && typeof form.config === "string")
    return form.config;
  if (Array.isArray(form) || (isSerialized(form) && form.class_name === "__lambda__")) {
    throw new ValueError(
      "Requested the deserialization of a Python lambda, whose code cannot run here and is disallowed: a file may come from " +
        "anywhere. Pass a function in `customObjects`: under the name of its Lambda layer, or save the model with a named one.",
    );
  }
  throw new ValueError(
    `Expected a function by its name. Received: ${isSerialized(form) ? `a ${form.class_name}` : received(form)}`,
  );
}
