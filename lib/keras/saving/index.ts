/** `keras.saving`: models in files, and objects in Keras' form. */
import { fromArguments, ValueError } from "../../errors.ts";
import type { Model } from "../models/index.ts";
import { registered } from "./config.ts";
import type { SaveOptions } from "./save-model.ts";

export { type CustomObjects, customObjectScope, getRegisteredName, type SerializedObject } from "./config.ts";
export {
  deserializeKerasObject,
  getRegisteredObject,
  serializeKerasObject,
} from "./keras-objects.ts";
export * from "./load-model.ts";
export type { LoadWeightsOptions } from "./load-weights.ts";
export type { SaveOptions } from "./save-model.ts";

/**
 * The same as `model.save(filepath)`.
 *
 * @example
 * import { tmpdir } from "node:os";
 *
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * await saving.saveModel(model, `${tmpdir()}/example.keras`);
 */
export function saveModel(model: Model, filepath: string | URL, options: SaveOptions = {}): Promise<void> {
  return model.save(filepath, options);
}

interface RegisterOptions {
  /** Its package, `package: "mine"`; default `"Custom"`. */
  package?: string;
  /** `name: "mine"`; default: the name of the class or function. */
  name?: string | null;
}

/**
 * Registers a custom class or function by name, so that models with it load without `customObjects`.
 *
 * @param args `package`, default `"Custom"`, and `name`, default its own
 * @returns a function that registers a class or function and returns it
 * @throws ValueError for an unknown option, and for a function without a name
 *
 * @example
 * const double = saving.registerKerasSerializable({ package: "mine", name: "double" })((x) => x.mul(2));
 */
export function registerKerasSerializable(
  ...args: [options?: RegisterOptions] | [package_: string, name?: string | null]
) {
  const { package: package_, name } = fromArguments<RegisterOptions>("registerKerasSerializable", args, {
    package: "Custom",
    name: null,
  });
  return <T extends object>(object: T): T => {
    const own = name ?? (object as { name?: string }).name ?? "";
    if (own === "") {
      throw new ValueError(
        "Expected a class or function with a name. Received: one without. Give it one: " +
          '`registerKerasSerializable({ name: "double" })(…)`.',
      );
    }
    registered.set(`${package_}>${own}`, object);
    return object;
  };
}

/**
 * The classes and functions that are registered, by `package>name`.
 *
 * @example
 * console.log(saving.getCustomObjects());
 */
export function getCustomObjects(): Record<string, unknown> {
  return Object.fromEntries(registered);
}
