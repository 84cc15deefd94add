/**
 * Python's formatting: `None`, `True`, tuples, `repr`, `%.4f`, `json.dumps`. Nothing else in the project does this.
 *
 * Dictionaries and lists are plain objects and arrays with hidden properties for their Python form, which `console.log`,
 * `String(…)` and the last expression of a cell show, while `JSON.stringify`, `Object.keys` and comparisons see plain data.
 */
import { isPlainObject } from "./errors.ts";

const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");
const displaySymbol = Symbol.for("Jupyter.display");
const tupleMark = Symbol.for("python.tuple");
const floatsMark = Symbol.for("python.floats");
const numpyMark = Symbol.for("python.numpyFloats");
const unshownMark = Symbol.for("python.unshown");

/** Python's `repr` of null, booleans, numbers, strings, arrays and plain objects; `String(…)` of everything else. */
export function pythonRepr(value: unknown): string {
  return repr(value, false);
}

function repr(value: unknown, floats: boolean): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return floats ? floatRepr(value) : numberRepr(value);
  if (typeof value === "string") return stringRepr(value);
  if (Array.isArray(value)) {
    const items = value.map((item, i) => repr(item, floats || isFloat(value, String(i))));
    if (numpyMark in value) return `[${items.map((item) => `np.float64(${item})`).join(", ")}]`;
    if (!(tupleMark in value)) return `[${items.join(", ")}]`;
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
  }
  if (isPlainObject(value)) {
    const { [unshownMark]: unshown = [] } = value as { [unshownMark]?: readonly string[] };
    const entries = Object.entries(value)
      .filter(([key]) => !unshown.includes(key))
      .map(([key, item]) => `${stringRepr(key)}: ${repr(item, floats || isFloat(value, key))}`);
    return `{${entries.join(", ")}}`;
  }
  return String(value);
}

/** True if an entry's numbers are marked as floats. */
function isFloat(value: object, key: string): boolean {
  const mark = (value as { [floatsMark]?: true | readonly string[] })[floatsMark];
  return Array.isArray(mark) ? mark.includes(key) : mark === true;
}

/** An integer as an `int`, any other number as a `float`: JavaScript cannot tell `1` from `1.0`. */
function numberRepr(value: number): string {
  return Number.isInteger(value) ? String(value) : floatRepr(value);
}

/** The shortest decimal number that rounds to the same float, in Python's notation: `1.0`, `1e-07`, `inf`. */
function floatRepr(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits, exponent] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${twoDigits(power)}`;
  if (Object.is(value, -0)) return "-0.0";
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

function twoDigits(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** In single quotes, or in double quotes if the text has only single ones. */
function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const names: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };
  const escaped = text.replace(/[\\'"]|\p{Cc}/gu, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    return names[character] ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
  return quote + escaped + quote;
}

/** `"%.<digits>f" % value`: ties round half to even, whereas JavaScript's `toFixed` rounds them up. */
export function pythonFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return floatRepr(value);
  // A tie is an odd multiple of 2^-(digits + 1).
  const halves = Math.abs(value) * 2 ** (digits + 1);
  if (!Number.isInteger(halves) || halves % 2 === 0) return value.toFixed(digits);
  const below = (halves * 5 ** digits - 1) / 2;
  const rounded = (below % 2 === 0 ? below : below + 1) / 10 ** digits;
  return (value < 0 ? -rounded : rounded).toFixed(digits);
}

/** `"%.<digits>e" % value`: the exponent has at least two digits. */
export function pythonExponential(value: number, digits: number): string {
  if (!Number.isFinite(value)) return floatRepr(value);
  const [mantissa, exponent] = value.toExponential(digits).split("e");
  return `${mantissa}e${twoDigits(Number(exponent))}`;
}

/** `"{:,}".format(value)` of an integer. */
export function pythonThousands(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `json.dumps(value)`: a space after commas and colons, ASCII only. */
export function pythonJson(value: unknown): string {
  return json(value, false);
}

function json(value: unknown, floats: boolean): string {
  if (Array.isArray(value))
    return `[${value.map((item, i) => json(item, floats || isFloat(value, String(i)))).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${json(key, false)}: ${json(item, floats || isFloat(value, key))}`,
    );
    return `{${entries.join(", ")}}`;
  }
  if (typeof value === "number") {
    // Python writes `Infinity` and `NaN`, which standard JSON lacks.
    if (!Number.isFinite(value)) return String(value);
    return floats ? floatRepr(value) : numberRepr(value);
  }
  return (JSON.stringify(value) ?? "null").replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** An array that prints as a Python tuple: `(None, 5)`, `(8,)`. */
// With `[]`, TypeScript infers the types of the items one by one.
export function tuple<T extends unknown[] | []>(items: T): T {
  return printable(items, tupleMark);
}

/**
 * An array or object whose numbers print as Python floats, `1.0`, at any depth.
 *
 * @param keys of the entries of an object whose numbers are floats; default: all
 */
export function floats<T extends object>(value: T, keys?: readonly string[]): T {
  if (keys === undefined) return printable(value, floatsMark);
  Object.defineProperty(value, floatsMark, { value: keys, enumerable: false });
  return printable(value);
}

/** An array whose numbers print as NumPy's floats, `[np.float64(0.5)]`. */
export function numpyFloats<T>(items: T[]): T[] {
  Object.defineProperty(items, floatsMark, MARK);
  return printable(items, numpyMark);
}

/** A dictionary without these entries in its Python form, which has them all the same. */
export function unshown<T extends object>(value: T, keys: readonly string[]): T {
  Object.defineProperty(value, unshownMark, { value: keys, enumerable: false });
  return printable(value);
}

/** Makes an object, and the objects and arrays in it, print as Python dictionaries and lists. */
export function dict<T extends object>(value: T): T {
  for (const item of Object.values(value)) {
    if (Array.isArray(item) || isPlainObject(item)) dict(item);
  }
  return printable(value);
}

function printable<T extends object>(value: T, mark?: symbol): T {
  // `defineProperties` would take twice the time, and is called for every output shape.
  Object.defineProperty(value, inspectSymbol, PRINT);
  Object.defineProperty(value, "toString", PRINT);
  if (mark !== undefined) Object.defineProperty(value, mark, MARK);
  return value;
}

const PRINT: PropertyDescriptor = {
  value(this: object) {
    return pythonRepr(this);
  },
  enumerable: false,
  configurable: true,
};
const MARK: PropertyDescriptor = { value: true, enumerable: false };

/** The type of `None`. */
export class NoneType {
  toString(): string {
    return "None";
  }

  [inspectSymbol](): string {
    return "None";
  }

  /** As the last expression of a cell, `None` shows nothing. */
  [displaySymbol](): Record<string, unknown> {
    return {};
  }
}

/**
 * Python's `None`, for methods whose result Python users print: `console.log(model.summary())` ends with `None`, like
 * `print(model.summary())`, and `model.summary()` as the last expression of a cell shows nothing else.
 */
export const None = new NoneType();
