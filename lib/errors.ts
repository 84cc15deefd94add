/** Python's `ValueError`: an argument with the right type but an invalid value. */
export class ValueError extends Error {
  override name = "ValueError";
}

/** scikit-learn's `NotFittedError`: an estimator was used before `fit`. */
export class NotFittedError extends ValueError {
  override name = "NotFittedError";
}

/** A `ValueError` for an option that a function or class does not have. */
export class UnknownOptionError extends ValueError {
  constructor(
    message: string,
    readonly option: string,
  ) {
    super(message);
    // The message names the option: an enumerable property would be shown again below the stack.
    Object.defineProperty(this, "option", { enumerable: false });
  }
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
 * The end of an error about a class' first argument: if it came by name, as in Python, with the line to write.
 *
 * @param names of the arguments that have places of their own
 */
export function receivedFirst(owner: string, names: readonly string[], value: unknown): string {
  if (typeof value === "number") return `${names[0]}=${value}`;
  const text = `${names[0]}=${received(value)}`;
  if (!isPlainObject(value) || !Object.hasOwn(value, names[0])) return text;
  const shown = (name: string) => (isShort(value[name]) ? JSON.stringify(value[name]) : "…");
  const first = names.filter((name) => Object.hasOwn(value, name)).map(shown);
  const rest = Object.keys(value).filter((name) => !names.includes(name));
  if (rest.length > 0) first.push(`{ ${rest.map((name) => `${name}: ${shown(name)}`).join(", ")} }`);
  return `${text}. It comes first${rest.length > 0 ? ", the rest by name" : ""}: new ${owner}(${first.join(", ")})`;
}

const isShort = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.length < 9 && value.every(isShort)
    : value === null || /^(?:string|number|boolean)$/.test(typeof value);

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
    const meant = didYouMean(name, Object.keys(known));
    throw new UnknownOptionError(`${owner} has no option \`${name}\`. ${meant}`, name);
  }
}

/**
 * Returns options with defaults for those not given.
 *
 * @param owner name of the function or class that takes the options
 * @param defaults a value for each option
 * @throws ValueError for an unknown option, with the one that was probably meant
 */
export function withDefaults<Options extends object>(
  owner: string,
  options: Options,
  defaults: Required<Options>,
): Required<Options> {
  checkOptions(owner, options, defaults);
  const all = { ...defaults };
  for (const name of Object.keys(options) as (keyof Options)[])
    if (options[name] !== undefined) all[name] = options[name];
  return all;
}

/**
 * Like `withDefaults`, for arguments of which Python takes the first by position: `new Adam(0.01)` is `new Adam({ learningRate:
 * 0.01 })`.
 *
 * @param args values of the first options, then the options
 * @param defaults a value for each option, in the order of Python's signature
 * @throws ValueError for an unknown option, one that is given twice, and too many arguments
 */
export function fromArguments<Options extends object>(
  owner: string,
  args: readonly unknown[],
  defaults: Required<Options>,
): Required<Options> {
  const names = Object.keys(defaults);
  const last = args[args.length - 1];
  const [values, options] = isPlainObject(last) ? [args.slice(0, -1), last] : [args, {}];
  if (values.length === 0) return withDefaults(owner, options as Options, defaults);
  if (values.length > names.length) {
    throw new ValueError(
      `${owner} takes at most ${names.length} arguments${names.length > 0 ? `: ${names.join(", ")}` : ""}. ` +
        `Received: ${values.length}`,
    );
  }
  const twice = values.findIndex((value, i) => value !== undefined && Object.hasOwn(options, names[i]));
  if (twice !== -1) {
    throw new ValueError(
      `${owner} got two values for \`${names[twice]}\`: ${received(values[twice])}, and one by name.`,
    );
  }
  const first = Object.fromEntries(values.map((value, i) => [names[i], value]));
  return withDefaults(owner, { ...first, ...options } as Options, defaults);
}

/** True for an object literal, which stands for Python's dictionary; also for one from another realm. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * A dictionary that throws, as in Python, when a missing entry is read whose name matches `names` or resembles an existing one.
 * Other missing entries are `undefined`, because danfojs, lib/exercise and others recognise objects by their properties.
 *
 * It is a Proxy, which `structuredClone` copies in notebooks only; `{ ...dictionary }` is a plain object.
 *
 * @param label its name in the error
 * @throws ValueError with the name that was probably meant
 */
export function strictDictionary<T extends object>(value: T, label: string, names: RegExp): T {
  return new Proxy(value, {
    get(target, key) {
      // Libraries look for array methods, such as `map`, which resembles `mape`.
      if (typeof key === "string" && !(key in target) && !(key in Array.prototype)) {
        const known = Object.keys(target);
        if (names.test(key) || similarTo(key, known) !== undefined)
          throw new ValueError(`${label} has no \`${key}\`. ${didYouMean(key, known)}`);
      }
      return Reflect.get(target, key);
    },
  });
}

/**
 * Makes negative indices of a list an error, because Python programmers expect them to count from the end. The list stays a plain
 * array, which can be copied to other threads and compared.
 *
 * @param label its name in the error
 */
export function strictList<T extends unknown[]>(list: T, label: string): T {
  for (let index = -1; index >= -9; index--) {
    Object.defineProperty(list, index, {
      get(): never {
        const has = `${label} has ${list.length} ${list.length === 1 ? "entry" : "entries"}, numbered from 0`;
        throw new ValueError(
          `${has}: [${index}] is not one of them. Write .at(${index}) to count from the end.`,
        );
      },
    });
  }
  return list;
}

/**
 * Makes every index outside of a list an error, also one past its end. It is a Proxy, like `strictDictionary`.
 *
 * @param label its name in the error
 */
export function boundedList<T>(list: readonly T[], label: string): readonly T[] {
  return new Proxy(list, {
    get(target, key) {
      if (typeof key === "string" && /^-?\d+$/.test(key) && !(key in target)) {
        const { length } = target;
        const has =
          length === 0 ? "no entries" : `${length} ${length === 1 ? "entry" : "entries"}, numbered from 0`;
        throw new ValueError(
          `${label} has ${has}: [${key}] is not one of them.` +
            (Number(key) < 0 ? ` Write .at(${key}) to count from the end.` : ""),
        );
      }
      return Reflect.get(target, key);
    },
  });
}

/** The end of an error about an unknown name: the one that was probably meant, or all. */
export function didYouMean(name: string, known: readonly string[]): string {
  const suggestion = similarTo(name, known);
  if (suggestion) return `Did you mean \`${suggestion}\`?`;
  return known.length === 0 ? "It has none." : `Expected one of: ${known.join(", ")}`;
}

/** Names in other versions of Keras, and in other places: `InputLayer` and `Input` call the shape by two. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  lr: "learningRate",
  shape: "inputShape",
  inputshape: "shape",
};

/** The known name that was probably meant: spelled in another way, or with one other letter. */
export function similarTo(name: string, known: readonly string[]): string | undefined {
  const word = normalized(name);
  if (Object.hasOwn(OTHER_NAMES, word) && known.includes(OTHER_NAMES[word])) return OTHER_NAMES[word];
  return (
    known.find((one) => normalized(one) === word) ?? known.find((one) => isSimilar(normalized(one), word))
  );
}

const normalized = (name: string) => name.replaceAll("_", "").toLowerCase();

/** True if two words differ by at most one inserted, deleted, replaced or transposed letter. */
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
