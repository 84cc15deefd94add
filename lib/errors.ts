/** Python's `ValueError`: an argument of the right type with a value that cannot be used. */
export class ValueError extends Error {
  override name = "ValueError";
}

/** scikit-learn's `NotFittedError`: learned state was asked for before `fit`. */
export class NotFittedError extends ValueError {
  override name = "NotFittedError";
}

/** The bad value and its type, for the end of an error message: `-3 (number)`. */
export function received(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  if (typeof value === "object")
    return Array.isArray(value) ? "an array" : `a ${value.constructor?.name ?? "value"}`;
  // A class, forgotten to be made something of, would print all its code.
  if (typeof value === "function") return `${value.name || "without a name"} (function)`;
  return `${String(value)} (${typeof value})`;
}

/** Why `parseArgs` refused, without its advice on arguments that begin with a dash. */
export function refusal(error: unknown): string {
  return (error as Error).message.split(/\. To specify|\n/)[0];
}
