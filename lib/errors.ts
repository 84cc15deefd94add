/** Python's `ValueError`: an argument with the right type but an invalid value. */
export class ValueError extends Error {
  override name = "ValueError";
}

/** scikit-learn's `NotFittedError`: an estimator was used before `fit`. */
export class NotFittedError extends ValueError {
  override name = "NotFittedError";
}

/** A value and its type, for the end of an error message: `-3 (number)`. */
export function received(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string") return `${JSON.stringify(value)} (string)`;
  if (typeof value === "object")
    return Array.isArray(value) ? "an array" : `a ${value.constructor?.name ?? "value"}`;
  // String(value) of a class would print its source.
  if (typeof value === "function") return `${value.name || "without a name"} (function)`;
  return `${String(value)} (${typeof value})`;
}

/**
 * Rejects unknown options, which would otherwise be ignored silently in code that is not type-checked.
 *
 * @param owner name of the function or class that takes the options
 * @param options the options as given
 * @param known one key per option
 * @throws ValueError with a suggestion, such as `inputShape` for Python's `input_shape`
 */
export function checkOptions(owner: string, options: unknown, known: object): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new ValueError(
      `Expected the options of ${owner} by name, such as { ${Object.keys(known)[0]}: … }. ` +
        `Received: ${JSON.stringify(options)}`,
    );
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(known, name)) continue;
    const suggestion = Object.keys(known).find((option) => isSimilar(normalized(option), normalized(name)));
    throw new ValueError(
      `${owner} has no option \`${name}\`. ` +
        (suggestion
          ? `Did you mean \`${suggestion}\`?`
          : Object.keys(known).length === 0
            ? "It has none."
            : `Expected one of: ${Object.keys(known).join(", ")}`),
    );
  }
}

/**
 * Returns the options of a constructor, with defaults for those not given. Arguments before the options are the first ones in
 * the order of Python's signature: `new Adam(0.01)` is `new Adam({ learningRate: 0.01 })`.
 *
 * @param owner name of the class
 * @param args the arguments, the last of which may be the options
 * @param defaults a value for each option, in Python's order
 * @throws ValueError for an unknown option, with the one that was probably meant, and for too many arguments
 */
export function withDefaults<Options extends object>(
  owner: string,
  args: readonly unknown[],
  defaults: Required<Options>,
): Required<Options> {
  const names = Object.keys(defaults);
  const last = args[args.length - 1];
  const named = isPlainObject(last) ? last : {};
  const positional = isPlainObject(last) ? args.slice(0, -1) : args;
  checkOptions(owner, named, defaults);
  if (positional.length > names.length) {
    throw new ValueError(
      `${owner} takes at most ${names.length} arguments, ${names.join(", ")}. Received: ${positional.length}`,
    );
  }
  const filled: Record<string, unknown> = { ...defaults };
  for (const [i, value] of positional.entries()) {
    if (value === undefined) continue;
    if (Object.hasOwn(named, names[i])) {
      throw new ValueError(
        `${owner} got two values for \`${names[i]}\`: ${received(value)}, and one by name.`,
      );
    }
    filled[names[i]] = value;
  }
  for (const [name, value] of Object.entries(named)) if (value !== undefined) filled[name] = value;
  return filled as Required<Options>;
}

/** An object literal, also one from another realm. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const normalized = (name: string) => name.replaceAll("_", "").toLowerCase();

/** Whether two words differ by at most one inserted, deleted, replaced or transposed letter. */
function isSimilar(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA === restB ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    restA.slice(1) === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
