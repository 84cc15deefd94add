/** Keras' functions that are known by name, such as `losses.meanSquaredError` and `activations.relu`. */

/** The names as Keras writes them. */
const names = new WeakMap<object, string>();

/** Gives a function Keras' name. */
export function named<T extends object>(name: string, call: T): T {
  names.set(call, name);
  return Object.defineProperty(call, "name", { value: name });
}

/** The name of one of Keras' functions, `mean_squared_error`; undefined for other values. */
export const nameOf = (value: unknown): string | undefined =>
  typeof value === "function" ? names.get(value) : undefined;
