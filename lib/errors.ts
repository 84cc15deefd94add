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
 * @param known one key per option; `satisfies Record<keyof Options, true>` keeps it in step with the type
 * @throws ValueError with a suggestion, such as `inputShape` for Python's `input_shape`
 */
export function checkOptions(owner: string, options: unknown, known: Readonly<Record<string, true>>): void {
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
          : `Expected one of: ${Object.keys(known).join(", ")}`),
    );
  }
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
