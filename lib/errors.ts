/** Python's `ValueError`: an argument of the right type with a value that cannot be used. */
export class ValueError extends Error {
  override name = "ValueError";
}

/** scikit-learn's `NotFittedError`: learned state was asked for before `fit`. */
export class NotFittedError extends ValueError {
  override name = "NotFittedError";
}

/**
 * What was asked for is not possible, for a reason that the reader can mend: the message is a sentence with the remedy. Commands
 * print it without a stack and end with exit code 2.
 */
export class UserError extends Error {
  override name = "UserError";
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

/**
 * Refuses an option that there is not, where TypeScript did not look (`// @ts-nocheck`, plain JavaScript): it would count
 * for nothing, silently.
 *
 * @param owner how the message names what takes the options
 * @param known a key for each option; its compiler can hold it against the type: `satisfies Record<keyof Options, true>`
 * @throws ValueError with the option that was probably meant, `inputShape` for Python's `input_shape`
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
    const meant = Object.keys(known).find((option) => isNear(plain(option), plain(name)));
    throw new ValueError(
      `${owner} has no option \`${name}\`. ` +
        (meant ? `Did you mean \`${meant}\`?` : `Expected one of: ${Object.keys(known).join(", ")}`),
    );
  }
}

const plain = (name: string) => name.replaceAll("_", "").toLowerCase();

/** Whether the words are the same but for one letter more, less or another one, or two that changed places. */
function isNear(a: string, b: string): boolean {
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
